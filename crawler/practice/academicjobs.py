"""An academic job board: search cards whose dates have no year, advert pages with JSON-LD or a label table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.job_posting import job_posting
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect, text_answer
from crawler.practice.wording import page

MOST = 25  # cards a page
ROBOTS = "User-agent: *\nDisallow: /job/feedback/\nDisallow: /enhanced/fp/\n"
NEWEST, SOONEST = "1", "2"  # sortOrder; 0 is relevance


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = [advert for advert in adverts if not advert.has_closed(today)]
    parts = [part for part in request.path.split("/") if part]
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if parts == ["search"]:
        return search_page(request, current, today)
    if parts[:1] == ["job"] and len(parts) in (2, 3):
        return advert_page(request, current, today, parts[1])
    if parts in ([], ["terms"]):
        return html_answer(page("academicjobs/home.html", today))
    return not_found()


def search_page(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards from `startIndex` on, which counts from one."""
    found = found_by(request.one("keywords"), adverts)
    if request.one("sortOrder") == NEWEST:
        found.sort(key=lambda advert: advert.day("posted") or today, reverse=True)
    if request.one("sortOrder") == SOONEST:
        found.sort(key=lambda advert: advert.day("closes") or date.max)
    start = max(request.whole("startIndex", 1), 1) - 1
    size = min(request.whole("pageSize", MOST) or MOST, MOST)
    cards = [(number, path_of(advert), advert) for number, advert in enumerate(found, 1)][start : start + size]
    return html_answer(page("academicjobs/search.html", today, cards=cards, count=len(found)))


def advert_page(request: Request, adverts: Sequence[PracticeAdvert], today: date, code: str) -> Answer:
    """An advert; any other slug behind its code leads to the right one."""
    for advert in adverts:
        if advert.key != code:
            continue
        if request.path != path_of(advert):
            return redirect(path_of(advert))
        posting = None if "no_json_ld" in advert.quirks else job_posting(advert, request.base + path_of(advert))
        text = page("academicjobs/advert.html", today, advert=advert, posting=posting)
        return html_answer(text, modified=advert.day("posted"))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/job/{advert.key}/{slug(advert.title)}"
