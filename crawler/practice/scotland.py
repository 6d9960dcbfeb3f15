"""A national recruitment system whose list page is an empty shell that names the address of its card fragments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.search import found_by
from crawler.practice.web import Answer, Request, html_answer, not_found
from crawler.practice.wording import page

PER_FRAGMENT = 12


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; it has no robots.txt."""
    current = [advert for advert in adverts if not advert.has_closed(today)]
    path = request.path.rstrip("/")
    if path == "/Home/_JobCard":
        return fragment(request, current, today)
    if path == "/Job/JobDetail":
        for advert in current:
            if advert.key == request.one("JobId"):
                return html_answer(page("scotland/advert.html", today, advert=advert), modified=advert.day("posted"))
        return not_found()
    if path in ("", "/Home/Job", "/terms"):
        return html_answer(page("scotland/shell.html", today))
    return not_found()


def fragment(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """Twelve cards from `Skip` on, and the counts."""
    found = found_by(request.one("what") or request.one("keywords"), adverts)
    skip = request.whole("Skip", 0)
    cards = found[skip : skip + PER_FRAGMENT]
    return html_answer(page("scotland/cards.html", today, adverts=cards, count=len(found), total=len(adverts)))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/Job/JobDetail?JobId={advert.key}"
