"""A board of posts around a parliament: one feed of all of it, with elements used for other things than is usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page

ROBOTS = "User-agent: *\nDisallow: /Admin/\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/RSS.aspx":
        found = [(path_of(advert), advert) for advert in current]
        return xml_answer(page("w4mp/feed.xml", today, adverts=found, base=request.base), "text/xml")
    for advert in current:
        if request.path == "/JobDetails.aspx" and request.one("jobid") == advert.key:
            return html_answer(page("w4mp/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("w4mp/home.html", today))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/JobDetails.aspx?jobid={advert.key}"
