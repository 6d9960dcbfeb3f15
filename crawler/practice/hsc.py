"""A regional health and social care board: search cards whose overview runs on in one line, twenty a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect
from crawler.practice.wording import page

PER_PAGE = 20
CATEGORIES = {"63": "Medical and Dental"}  # number → category; 0 is everything


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; it has no robots.txt."""
    current = on_show(adverts, today)
    if request.path == "/Search":
        return search_page(request, current, today)
    if request.parts[:1] == ["Job"] and len(request.parts) in (2, 3):
        for advert in current:
            if advert.key == request.parts[1] and request.path != path_of(advert):
                return redirect(path_of(advert))
            if request.path == path_of(advert):
                return html_answer(page("hsc/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("hsc/home.html", today))
    return not_found()


def search_page(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards of a category."""
    category = CATEGORIES.get(request.one("SearchCatID"))
    found = [
        advert
        for advert in found_by(request.one("keyword"), adverts)
        if category in (None, advert.facts.get("Category"))
    ]
    first = (max(request.whole("page", 1), 1) - 1) * PER_PAGE
    cards = [(path_of(advert), advert) for advert in found[first : first + PER_PAGE]]
    return html_answer(page("hsc/search.html", today, cards=cards, count=len(found)))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/Job/{advert.key}/{slug(advert.title)}"
