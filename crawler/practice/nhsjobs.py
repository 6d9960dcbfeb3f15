"""A national health job board: a search API in XML, advert pages with ids, no robots.txt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.search import found_by
from crawler.practice.web import Answer, Request, html_answer, not_found, xml_answer
from crawler.practice.wording import page

PER_PAGE = 10  # without `limit`, and on the html pages
MOST = 100
FILTERS = {"contractType": "contract_type", "staffGroup": "staff_group"}  # parameter → fact of the advert


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says; every unknown address, robots.txt too, is answered with the front page."""
    current = [advert for advert in adverts if not advert.has_closed(today)]
    parts = [part for part in request.path.split("/") if part]
    if parts == ["api", "v1", "search_xml"]:
        return search_answer(request, current, today)
    if parts == ["candidate", "search", "results"]:
        return results_page(request, current, today)
    if parts[:2] == ["candidate", "jobadvert"]:
        for advert in current:
            if parts[2:] == [advert.key]:
                return html_answer(page("nhsjobs/advert.html", today, advert=advert), modified=advert.day("posted"))
        return not_found()
    return html_answer(page("nhsjobs/home.html", today))


def search_answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """The search as XML: `limit` of at most 100 a page, ten without it."""
    per_page = min(request.whole("limit", PER_PAGE) or PER_PAGE, MOST)
    number = max(request.whole("page", 1), 1)
    found = chosen(request, adverts)
    return xml_answer(
        page(
            "nhsjobs/search.xml",
            today,
            found=[card(advert) for advert in found[(number - 1) * per_page : number * per_page]],
            pages=-(-len(found) // per_page),
            count=len(found),
            base=request.base,
        )
    )


def results_page(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """The search as html, ten a page."""
    number = max(request.whole("page", 1), 1)
    found = chosen(request, adverts)
    cards = [card(advert) for advert in found[(number - 1) * PER_PAGE : number * PER_PAGE]]
    following = None
    if len(found) > number * PER_PAGE:
        following = f"/candidate/search/results?keyword={request.one('keyword')}&page={number + 1}&language=en"
    return html_answer(page("nhsjobs/results.html", today, cards=cards, count=len(found), following=following))


def chosen(request: Request, adverts: Sequence[PracticeAdvert]) -> list[PracticeAdvert]:
    """The adverts that the parameters ask for, newest first."""
    found = found_by(request.one("keyword"), adverts)
    for parameter, fact in FILTERS.items():
        wanted = request.query.get(parameter)
        if wanted:
            found = [advert for advert in found if advert.facts.get(fact) in wanted]
    since = request.one("publishedFrom")
    found = [advert for advert in found if str(advert.day("posted")) >= since]
    return sorted(found, key=lambda advert: advert.day("posted") or date.min, reverse=True)


def card(advert: PracticeAdvert) -> dict[str, object]:
    """What the search shows of an advert. By its reference some stand on a test host or in a nested location."""
    number = int(hashlib.sha256(advert.key.encode()).hexdigest()[:12], 16)
    words = " ".join([advert.summary, *advert.text.split()])
    return {
        "advert": advert,
        "id": 3_000_000 + number % 1_000_000,
        "description": words[:147] + "...",
        "posted_at": f"{8 + number % 9:02}:{number % 60:02}:{number % 59:02}.{number % 1_000_000_000:09}",
        "nested": number % 2 == 1,
        "beta": number % 3 == 0,
    }


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/candidate/jobadvert/{advert.key}"
