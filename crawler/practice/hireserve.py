"""An employer's career site whose list page names a number, and whose feed for that number names the vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.dates import iso
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, json_answer, not_found, text_answer
from crawler.practice.wording import page

SITE = "6096"
ROBOTS = "User-agent: *\nDisallow: /icamsbase/\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/vacancies.html":
        return html_answer(page("hireserve/list.html", today, site=SITE))
    if request.path == "/utf8/ic_job_feeds.feed_engine":
        is_ours = request.one("p_web_site_id") == SITE
        return json_answer({"jobs": [job(advert, request.base) for advert in current if is_ours]})
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("hireserve/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("hireserve/home.html", today))
    return not_found()


def job(advert: PracticeAdvert, base: str) -> dict[str, object]:
    """A vacancy as the feed has it; labels are the tenant's own."""
    closes = advert.day("closes")
    named = {"Employer": advert.employer.name, **advert.facts}
    return {
        "id": advert.key,
        "title": advert.title,
        "refno": advert.reference,
        "weblink": base + path_of(advert),
        "publication": {"internet": {"closing_date": f"{iso(closes)} 23:59:00" if closes else None}},
        "classifications": {
            f"c{number}": {"name": label, "values": [{"class_val": text}]}
            for number, (label, text) in enumerate(named.items(), 1)
        },
    }


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/jobs/vacancy/{slug(advert.title)}-{advert.key}/{advert.key}/description/"
