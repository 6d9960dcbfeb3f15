"""A board of council posts made with Next.js: the pages look empty and carry their data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.dates import iso, long
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

PER_PAGE = 4
ROBOTS = "User-agent: *\nDisallow: /user\nDisallow: /api/\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/jobs":
        return html_answer(page("nextjs/shell.html", today, held=listing(request, current)))
    for advert in current:
        if request.path == path_of(advert):
            text = page("nextjs/shell.html", today, held={"job": in_full(advert)})
            return html_answer(text, modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("nextjs/shell.html", today, held={"title": "Practice council jobs"}))
    return not_found()


def listing(request: Request, adverts: Sequence[PracticeAdvert]) -> dict[str, object]:
    """The data of a list page; past the last page there are no posts."""
    found = found_by(request.one("search"), adverts)
    first = (max(request.whole("page", 1), 1) - 1) * PER_PAGE
    shown = [job(advert) for advert in found[first : first + PER_PAGE]]
    menu = [{"__typename": "Page", "url": {"path": "/about"}}]
    return {"search": {"result_count": len(found), "pages": shown}, "menu": menu}


def job(advert: PracticeAdvert) -> dict[str, object]:
    """A post as a list has it."""
    pay = advert.truth.get("pay") or {}
    span = {"minSalary": pay.get("min"), "maxSalary": pay.get("max"), "currencyCode": "GBP"}
    return {
        "__typename": "Job",
        "id": int(advert.key),
        "title": advert.title,
        "organization": advert.employer.name,
        "address": [advert.facts.get("Location", advert.employer.town)],
        "url": {"__typename": "Url", "path": path_of(advert)},
        "published": f"{iso(advert.dates['posted'])}T08:00:00+00:00",
        "salaryRangeFree": span | {"salaryUnit": str(pay.get("period", "year")).upper()},
    }


def in_full(advert: PracticeAdvert) -> dict[str, object]:
    """A post as its own page has it."""
    closes = advert.day("closes")
    return job(advert) | {
        "body": f"<p>{advert.summary}</p>\n{advert.html}\n<p>{advert.employer.about}</p>",
        "closes": long(closes) if closes else None,
        "reference": advert.reference or None,
        **{label: advert.facts.get(label) for label in ("Hours", "Contract", "Salary")},
    }


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/job/{slug(advert.title)}-{advert.key}"
