"""An academy's career page of plain links, each to a vacancy under the academy's own name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

TENANT = "academy"
ROBOTS = "User-agent: *\nDisallow: /app.php\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; the addresses of the list name the tenant once more."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == f"/{TENANT}/en/career":
        links = [(f"{path_of(advert)}?d={TENANT}", advert) for advert in current]
        return html_answer(page("intervieweb/career.html", today, links=links))
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("intervieweb/vacancy.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("intervieweb/home.html", today))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/{TENANT}/jobs/{slug(advert.title)}-{advert.key}/en/"
