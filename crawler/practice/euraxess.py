"""A European board of research posts: cards with many labels, offers in blocks under headings, no structured data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import found_by
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

PER_PAGE = 5
ROBOTS = "User-agent: *\nDisallow: /search/\nDisallow: /user/\nAllow: /jobs/search\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/jobs/search":
        return search_page(request, current, today)
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("euraxess/offer.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("euraxess/home.html", today))
    return not_found()


def search_page(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards, numbered from nought; the link to the next keeps the words and the filters."""
    number = request.whole("page", 0)
    found = sorted(found_by(request.one("keywords"), adverts), key=lambda advert: advert.day("posted") or today)
    newest = found[::-1] if request.one("sort[direction]") == "DESC" else found
    cards = [(path_of(advert), advert) for advert in newest[number * PER_PAGE : (number + 1) * PER_PAGE]]
    following = None
    if len(found) > (number + 1) * PER_PAGE:
        kept = [(name, value) for name, values in request.query.items() for value in values if name != "page"]
        following = f"?{urlencode([*kept, ('page', number + 1)])}"
    return html_answer(page("euraxess/search.html", today, cards=cards, count=len(found), following=following))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/jobs/{advert.key}"
