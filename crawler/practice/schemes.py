"""Pages of schemes, one a page or several, as think tanks, parliaments, deaneries, colleges and councils write them."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from datetime import date

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.web import Answer, Request, html_answer, not_found, redirect
from crawler.practice.wording import page

# With a byte order mark and the line ends of another system, as some are.
ROBOTS = codecs.BOM_UTF8 + b"# Rules for programs\r\nUser-agent: *\r\nDisallow: /members/ # sign-in only\r\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    if request.path == "/robots.txt":
        return Answer(200, {"Content-Type": "text/plain"}, ROBOTS)
    if request.path in ("/", "/terms/"):
        return html_answer(page("schemes/home.html", today, adverts=adverts))
    for advert in adverts:
        if f"{request.path}/" == path_of(advert):
            return redirect(path_of(advert))
        if request.path == path_of(advert):
            layout = "broken" if "broken_html" in advert.quirks else "page"
            return html_answer(page(f"schemes/{layout}.html", today, advert=advert), modified=advert.day("updated"))
    return not_found()


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows a page, or a call on a page."""
    page_key, mark, call = advert.key.partition("#")
    return f"/{page_key}/{mark}{call}"
