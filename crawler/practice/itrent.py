"""An employer's recruitment pages that open a session first, then give every vacancy as one piece of JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.dates import iso
from crawler.practice.web import Answer, Request, html_answer, json_answer, not_found
from crawler.practice.wording import page

ROOT = "/tlive_webrecruitment/wrd/run"
VIEW = "6001122Abc"  # number of the web view; the system renames it now and then


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; it has no robots.txt. A view or session that it does not know is a violation."""
    current = on_show(adverts, today)
    knows_view = request.one("WVID") == VIEW
    if request.path == f"{ROOT}/etrec002gf.open":
        return html_answer(page("itrent/views.html", today, view=VIEW))
    if request.path == f"{ROOT}/ETREC179GF.open" and knows_view:
        return html_answer(page("itrent/search.html", today, view=VIEW, session=session(today)))
    if request.path == f"{ROOT}/ETREC106GF.json" and knows_view and request.one("USESSION") == session(today):
        shown = current[: request.whole("RESULTS_PP", 10)]
        return json_answer({"search": {"total_rec": str(len(current))}, "results": [vacancy(each) for each in shown]})
    if request.path == f"{ROOT}/ETREC107GF.open" and knows_view:
        for advert in current:
            if advert.key == request.one("VACANCY_ID"):
                return html_answer(page("itrent/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.path.startswith(ROOT):
        return html_answer(page("itrent/violation.html", today))
    if request.parts in ([], ["terms"]):
        return html_answer(page("itrent/home.html", today))
    return not_found()


def vacancy(advert: PracticeAdvert) -> dict[str, str]:
    """A vacancy as the answer has it; a day is eight digits, and what is not said is empty."""
    closes = advert.day("closes")
    facts = advert.facts
    return {
        "vacancy_id": advert.key,
        "vacancy_ref": advert.reference,
        "job_title": f"{advert.title} ",
        "location_id": facts.get("Location", advert.employer.town),
        "region_id": facts.get("Department", ""),
        "salary": facts.get("Salary", ""),
        "app_close_d": iso(closes).replace("-", "") if closes else "",
        "basis_id": facts.get("Contract type", ""),
        "con_hrs": facts.get("Hours", ""),
        "job_description": f"<p>{advert.summary}</p>\n{advert.html}\n<p>{advert.employer.about}</p>",
    }


def session(today: date) -> str:
    """The number of the day's sessions."""
    return hashlib.sha256(today.isoformat().encode()).hexdigest()[:16].upper()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"{ROOT}/ETREC107GF.open?VACANCY_ID={advert.key}&WVID={VIEW}&LANG=USA"
