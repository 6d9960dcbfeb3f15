"""A commercial job board: feeds and lists of at most twenty, 404 for no match, a redirect past the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote_plus

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.job_posting import job_posting
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect, text_answer, xml_answer
from crawler.practice.wording import page

PER_PAGE = 20
ROBOTS = "User-agent: *\nDisallow: /logon/\nDisallow: /newalert/\nDisallow: /jobs/*?*sort=\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = [advert for advert in adverts if not advert.has_closed(today)]
    parts = [part for part in request.path.split("/") if part]
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if parts == ["jobsrss"]:
        return one_page(request, current, today, max(request.whole("Page", 1), 1), is_feed=True)
    if parts == ["jobs"]:
        return one_page(request, current, today, 1)
    if len(parts) == 2 and parts[0] == "jobs" and parts[1].isdigit():
        return one_page(request, current, today, int(parts[1]))
    if len(parts) == 3 and parts[0] == "job":
        return advert_page(request, current, today, parts[1], parts[2])
    if parts in ([], ["terms"]):
        return html_answer(page("board/home.html", today, base=request.base))
    return not_found()


def one_page(
    request: Request, adverts: Sequence[PracticeAdvert], today: date, number: int, *, is_feed: bool = False
) -> Answer:
    """A page of results as list or feed; without a match it looks as usual but answers 404."""
    query = request.one("keywords")
    found = sorted(found_by(query, adverts), key=lambda advert: advert.day("posted") or today, reverse=True)
    if number < 1 or (number - 1) * PER_PAGE >= max(len(found), 1):
        first = "/jobsrss/" if is_feed else "/jobs/"
        return redirect(f"{first}?keywords={quote_plus(query)}", 302)
    chosen = [(path_of(advert), advert) for advert in found[(number - 1) * PER_PAGE : number * PER_PAGE]]
    status = 200 if found else 404
    if is_feed:
        text = page("board/feed.xml", today, adverts=chosen, base=request.base, query=query)
        return xml_answer(text, "application/rss+xml", status)
    following = f"/jobs/{number + 1}/?keywords={quote_plus(query)}" if len(found) > number * PER_PAGE else None
    text = page("board/list.html", today, adverts=chosen, count=len(found), query=query, following=following)
    return html_answer(text, status)


def advert_page(request: Request, adverts: Sequence[PracticeAdvert], today: date, key: str, name: str) -> Answer:
    """An advert, or the profile that an employer paid for."""
    if name == "employer-profile":
        return html_answer(page("board/profile.html", today))
    for advert in adverts:
        if advert.key != key:
            continue
        if request.path != path_of(advert):
            return redirect(path_of(advert))
        posting = None if "no_json_ld" in advert.quirks else job_posting(advert, request.base + path_of(advert))
        text = page("board/advert.html", today, advert=advert, posting=posting)
        return html_answer(text, modified=advert.day("posted"))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/job/{advert.key}/{slug(advert.title)}/"
