"""A department's job boards: a feed of labelled lines whose adverts have pages, and one that marks every piece."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page

ROBOTS = "User-agent: *\nDisallow: /vx/mobile-0/appcentre-1/brand-2/user/\n"
ROOT = "/vx/mobile-0/appcentre-1/brand-2/candidate"
PLAIN, STRUCTURED = 3, 4  # numbers of the two boards
FEEDS = {
    f"{ROOT}/jobboard/vacancy/{PLAIN}/feed": (PLAIN, "oleeo/feed.xml"),
    f"{ROOT}/jobboard/vacancy/{STRUCTURED}/feed/structured": (STRUCTURED, "oleeo/structured.xml"),
}


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path in FEEDS:
        board, template = FEEDS[request.path]
        found = [(path_of(advert), advert) for advert in current if board_of(advert) == board]
        text = page(template, today, adverts=found, base=request.base)
        return xml_answer(text, "application/atom+xml")
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("oleeo/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("oleeo/home.html", today))
    return not_found()


def board_of(advert: PracticeAdvert) -> int:
    """The number of the board that shows an advert."""
    return STRUCTURED if "structured" in advert.quirks else PLAIN


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"{ROOT}/so/pm/1/pl/{board_of(advert)}/opp/{advert.key}-{advert.key}-{slug(advert.title)}/en-GB"
