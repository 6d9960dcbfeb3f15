"""A council's career site that forbids its search and names its sitemaps in robots.txt; pages carry microdata."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(f"User-agent: *\nDisallow: /search/\nSitemap: {request.base}/sitemap.xml\n")
    if request.path == "/sitemap.xml":
        return xml_answer(page("sitemap/index.xml", today, base=request.base))
    if request.path == "/sitemap_jobs.xml":
        changed = [(path_of(advert), advert.dates["posted"]) for advert in current]
        entries = [("/go/All-posts/12/", today), *changed]
        return xml_answer(page("sitemap/jobs.xml", today, base=request.base, entries=entries))
    for advert in current:
        if request.path == path_of(advert):
            return html_answer(page("sitemap/advert.html", today, advert=advert), modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("sitemap/home.html", today))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/job/{advert.employer.town}-{slug(advert.title)}/{advert.key}/"
