"""An institute's Atom feed in pages, with its diary among the offers, and the page behind each entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page

PER_PAGE = 4
ROBOTS = "User-agent: *\nDisallow: /preview/\nCrawl-delay: 0.1\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/news.atom":
        number = max(request.whole("page", 1), 1)
        shown = [(path_of(advert), advert) for advert in current[(number - 1) * PER_PAGE : number * PER_PAGE]]
        following = f"{request.base}/news.atom?page={number + 1}" if len(current) > number * PER_PAGE else None
        text = page("rss/feed.xml", today, adverts=shown, base=request.base, following=following)
        return xml_answer(text, "application/atom+xml")
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("rss/entry.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("rss/home.html", today))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/{'diary' if 'diary' in advert.quirks else 'visits'}/{slug(advert.title)}/"
