"""A university's career site of a big recruiting system: empty pages for people, JSON behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.dates import iso
from crawler.practice.search import found_by
from crawler.practice.web import Answer, Request, html_answer, json_answer, not_found, text_answer
from crawler.practice.wording import as_html, page

SITE = "CX_1001"
PEOPLE = f"/hcmUI/CandidateExperience/en/sites/{SITE}"
API = "/hcmRestApi/resources/latest/"
USUAL = 25  # requisitions an answer
# A finder names what is asked: findReqs;siteNumber=CX_1001,keyword="secondment",limit=50,offset=0
PART = re.compile(r"[;,](?P<name>\w+)=(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^,;]*))")


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer("User-agent: *\nDisallow: /hcmUI/CandidateExperience/en/my-profile\n")
    asked = {part["name"]: part["quoted"] or part["plain"] or "" for part in PART.finditer(request.one("finder"))}
    if request.path.startswith(API) and asked.get("siteNumber") != SITE:
        return json_answer({"title": "Bad Request", "status": "400"}, 400)
    if request.path == f"{API}recruitingCEJobRequisitions":
        return json_answer(requisitions(asked, current))
    if request.path == f"{API}recruitingCEJobRequisitionDetails":
        found = [advert for advert in current if advert.key == asked.get("Id")]
        day = found[0].day("posted") if found else None
        return json_answer({"items": [detail(advert) for advert in found], "count": len(found)}, modified=day)
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("oracle/shell.html", today, advert=advert), modified=advert.day("posted"))
    if request.path in ("/", "/terms", f"{PEOPLE}/jobs"):
        return html_answer(page("oracle/shell.html", today, advert=None))
    return not_found()


def requisitions(asked: dict[str, str], adverts: Sequence[PracticeAdvert]) -> dict[str, object]:
    """An answer to a search: one item that holds the requisitions and their number in all."""
    found = found_by(asked.get("keyword", ""), adverts)
    first, size = int(asked.get("offset") or 0), int(asked.get("limit") or USUAL)
    shown = [
        {
            "Id": advert.key,
            "Title": advert.title,
            "PostedDate": iso(advert.dates["posted"]),
            "PrimaryLocation": place_of(advert),
            "ShortDescriptionStr": advert.summary,
        }
        for advert in found[first : first + size]
    ]
    item = {"TotalJobsCount": len(found), "Limit": size, "Offset": first, "requisitionList": shown}
    return {"items": [item], "count": 1, "hasMore": False}


def detail(advert: PracticeAdvert) -> dict[str, object]:
    """A requisition in full; the employer's own fields come with labels."""
    closes = advert.day("closes")
    own = {**advert.facts, "Reference": advert.reference}
    known = {"Hours", "Contract type", "Location"}
    return {
        "Id": advert.key,
        "Title": advert.title,
        "LegalEmployer": advert.employer.name,
        "Organization": None,
        "JobSchedule": advert.facts.get("Hours"),
        "ContractType": advert.facts.get("Contract type"),
        "PrimaryLocation": place_of(advert),
        "ExternalPostedStartDate": f"{iso(advert.dates['posted'])}T09:00:00+00:00",
        "ExternalPostedEndDate": f"{iso(closes)}T22:59:00+00:00" if closes else None,
        "ExternalDescriptionStr": f"<p>{advert.summary}</p>\n{as_html(advert.text)}",
        "ExternalResponsibilitiesStr": "",
        "ExternalQualificationsStr": str(advert.html).removeprefix(str(as_html(advert.text))),
        "CorporateDescriptionStr": f"<p>{advert.employer.about}</p>",
        "requisitionFlexFields": [
            {"Prompt": label, "Value": text or None} for label, text in own.items() if label not in known
        ],
    }


def place_of(advert: PracticeAdvert) -> str:
    """The place as the system writes it."""
    return f"{advert.facts.get('Location', advert.employer.town)}, United Kingdom"


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert to people."""
    return f"{PEOPLE}/job/{advert.key}"
