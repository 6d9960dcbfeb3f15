"""A board of charities: cards newest first, those that have expired among them, pages with JobPosting data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.job_posting import job_posting
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer
from crawler.practice.wording import page

PER_PAGE = 5
ROBOTS = "User-agent: *\nDisallow: /candidate/\nDisallow: /jobs/*/apply\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/jobs":
        return search_page(request, current, today)
    for advert in current:
        if request.path == path_of(advert):
            posting = job_posting(advert, request.base + path_of(advert))
            text = page("charityjob/advert.html", today, advert=advert, posting=posting)
            return html_answer(text, modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("charityjob/home.html", today))
    return not_found()


def search_page(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """One page of cards; the first begins with a post of last year, marked as expired."""
    words, number = request.one("Keywords"), max(request.whole("page", 1), 1)
    found = sorted(found_by(words, adverts), key=lambda advert: advert.day("posted") or today, reverse=True)
    cards = [(path_of(advert), advert) for advert in found[(number - 1) * PER_PAGE : number * PER_PAGE]]
    following = None
    if len(found) > number * PER_PAGE:
        following = f"/jobs?{urlencode({'Keywords': words, 'Sort': 'Date', 'page': number + 1})}"
    text = page("charityjob/search.html", today, cards=cards, count=len(found), number=number, following=following)
    return html_answer(text)


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/jobs/{slug(advert.employer.name)}/{slug(advert.title)}/{advert.key}"
