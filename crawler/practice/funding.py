"""A funder's opportunity finder: cards on numbered pages, a feed, one page per call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.search import found_by
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect, text_answer, xml_answer
from crawler.practice.wording import page

PER_PAGE = 10
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    parts = [part for part in request.path.split("/") if part]
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if not parts or parts == ["terms"]:
        return html_answer(page("funding/home.html", today, base=request.base))
    if parts[0] != "opportunity":
        return not_found()
    if not request.path.endswith("/"):
        return redirect(f"{request.path}/")
    if parts[1:] == ["feed"]:
        return feed(request, adverts, today)
    if len(parts) == 1:
        return listing(request, adverts, today, 1)
    if parts[1] == "page" and len(parts) == 3 and parts[2].isdigit():
        return listing(request, adverts, today, int(parts[2]))
    for advert in adverts:
        if parts[1:] == [advert.key]:
            status = status_of(advert, today)
            text = page("funding/call.html", today, advert=advert, status=status, base=request.base)
            return html_answer(text, modified=advert.day("posted"))
    return not_found()


def listing(request: Request, adverts: Sequence[PracticeAdvert], today: date, number: int) -> Answer:
    """One page of cards; the filters of the address are honoured. 404 past the last page."""
    wanted = {status.lower() for status in request.every("filter_status")}
    chosen = [advert for advert in adverts if not wanted or status_of(advert, today).lower() in wanted]
    chosen = found_by(request.one("keywords"), chosen)
    if request.one("filter_order") == "closing_date":
        chosen.sort(key=lambda advert: advert.day("closes") or date.max)
    cards = chosen[(number - 1) * PER_PAGE : number * PER_PAGE]
    if number < 1 or (number > 1 and not cards):
        return not_found()
    pairs = [f"{name}={value}" for name, values in request.query.items() for value in values]
    following = f"/opportunity/page/{number + 1}/" + (f"?{'&'.join(pairs)}" if pairs else "")
    return html_answer(
        page(
            "funding/listing.html",
            today,
            cards=[(advert, status_of(advert, today)) for advert in cards],
            count=len(chosen),
            number=number,
            following=following if len(chosen) > number * PER_PAGE else None,
            base=request.base,
        )
    )


def feed(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """The newest calls as RSS 2.0; `paged` asks for older ones, 404 past the last."""
    newest = sorted(adverts, key=lambda advert: advert.day("posted") or today, reverse=True)
    number = request.whole("paged", 1)
    chosen = newest[(number - 1) * PER_PAGE : number * PER_PAGE] if number else []
    if not chosen:
        return not_found()
    return xml_answer(page("funding/feed.xml", today, adverts=chosen, base=request.base), "application/rss+xml")


def status_of(advert: PracticeAdvert, today: date) -> str:
    """Open, Upcoming or Closed on a day."""
    opens = advert.day("opens")
    if advert.has_closed(today):
        return "Closed"
    return "Upcoming" if opens is not None and opens > today else "Open"


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/opportunity/{advert.key}/"
