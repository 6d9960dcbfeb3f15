"""A college's Drupal: views of cards on pages numbered from nought, fields with labels, nodes with short links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect, text_answer
from crawler.practice.wording import page

PER_PAGE = 4
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search/\nDisallow: /user/login\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/fellowships":
        return listing(request, current, today)
    for advert in current:
        if request.path == f"/node/{advert.key}":
            return redirect(path_of(advert))
        if request.path == path_of(advert):
            text = page("drupal/node.html", today, advert=advert, base=request.base)
            return html_answer(text, modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("drupal/home.html", today))
    return not_found()


def listing(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards; past the last it is empty and says so."""
    words, number = request.one("search_api_fulltext"), request.whole("page", 0)
    found = found_by(words, adverts)
    cards = [(path_of(advert), advert) for advert in found[number * PER_PAGE : (number + 1) * PER_PAGE]]
    following = None
    if len(found) > (number + 1) * PER_PAGE:
        following = f"?{urlencode({'search_api_fulltext': words, 'page': number + 1})}"
    return html_answer(page("drupal/list.html", today, cards=cards, following=following))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/{'news' if 'news' in advert.quirks else 'fellowships'}/{slug(advert.title)}"
