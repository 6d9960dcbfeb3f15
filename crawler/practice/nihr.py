"""A funder of health and care research: cards with opening and closing days, calls in tabs, pages by a next link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.funding import status_of
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

PER_PAGE = 4
ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /user/\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; calls stay when they have closed."""
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/funding-opportunities":
        return listing(request, adverts, today)
    for advert in adverts:
        if request.path == path_of(advert):
            text = page("nihr/call.html", today, advert=advert, status=status_of(advert, today))
            return html_answer(text, modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("nihr/home.html", today))
    return not_found()


def listing(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards, numbered from nought."""
    number = request.whole("page", 0)
    shown = adverts[number * PER_PAGE : (number + 1) * PER_PAGE]
    cards = [(path_of(advert), advert, status_of(advert, today)) for advert in shown]
    following = f"?page={number + 1}" if len(adverts) > (number + 1) * PER_PAGE else None
    return html_answer(page("nihr/list.html", today, cards=cards, following=following))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/funding/{slug(advert.title)}/{advert.key}"
