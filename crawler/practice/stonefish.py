"""A university's vacancy tables, one a department; its search page is filled by script and looks empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

ROBOTS = "User-agent: *\nDisallow: /Apply.aspx\n"
EVERYTHING = "-1"  # number of the category that holds all others


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/Vacancies.aspx":
        tables: dict[str, list[PracticeAdvert]] = {}
        for advert in current if request.one("cat") == EVERYTHING else ():
            tables.setdefault(advert.facts["Department"], []).append(advert)
        is_search = request.one("cat") != EVERYTHING
        return html_answer(page("stonefish/list.html", today, tables=tables, is_search=is_search))
    if request.path == "/Vacancy.aspx":
        for advert in current:
            if request.one("ref") == advert.key:
                return html_answer(page("stonefish/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("stonefish/home.html", today))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/Vacancy.aspx?ref={advert.key}"
