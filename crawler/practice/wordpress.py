"""A research network's WordPress: some types of post in the REST interface, some kept from it, and a feed of all."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crawler.practice.adverts import PracticeAdvert, on_show
from crawler.practice.dates import iso_local
from crawler.practice.search import slug
from crawler.practice.web import Answer, Request, html_answer, json_answer, not_found, text_answer, xml_answer
from crawler.practice.wording import page

ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
TYPES = ("opportunities", "posts")
CLOSED = "pages"  # a type that only signed-in people may ask for
USUAL, MOST = 10, 100  # posts an answer


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    current = on_show(adverts, today)
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.parts[:3] == ["wp-json", "wp", "v2"] and len(request.parts) == 4:
        return posts(request, current, request.parts[3])
    if request.parts == ["feed"]:
        found = [(path_of(advert), advert) for advert in holding(request.one("s"), current)][:USUAL]
        return xml_answer(page("wordpress/feed.xml", today, adverts=found, base=request.base), "application/rss+xml")
    for advert in current:
        if request.path == path_of(advert):
            text = page("wordpress/post.html", today, advert=advert, kind=type_of(advert), base=request.base)
            return html_answer(text, modified=advert.day("posted"))
    if request.parts in ([], ["terms"]):
        return html_answer(page("wordpress/home.html", today))
    return not_found()


def posts(request: Request, adverts: Sequence[PracticeAdvert], kind: str) -> Answer:
    """A page of posts of one type, with the counts in the headers, as the interface refuses and answers."""
    if kind == CLOSED:
        return json_answer({"code": "rest_forbidden", "message": "Sign in first.", "data": {"status": 401}}, 401)
    if kind not in TYPES:
        return json_answer({"code": "rest_no_route", "message": "No route.", "data": {"status": 404}}, 404)
    size, number = request.whole("per_page", USUAL), request.whole("page", 1)
    since = request.one("modified_after")[:10]
    found = [
        advert
        for advert in holding(request.one("search"), adverts)
        if type_of(advert) == kind and str(advert.day("posted")) >= since
    ]
    last = max(-(-len(found) // max(size, 1)), 1)
    if not 1 <= size <= MOST or not 1 <= number <= last:
        return json_answer({"code": "rest_invalid_param", "message": "Bad page.", "data": {"status": 400}}, 400)
    shown = [post(request, advert) for advert in found[(number - 1) * size : number * size]]
    made = json_answer(shown)
    return replace(made, headers={**made.headers, "X-WP-Total": str(len(found)), "X-WP-TotalPages": str(last)})


def holding(query: str, adverts: Sequence[PracticeAdvert]) -> list[PracticeAdvert]:
    """The adverts that hold every word of a search, also as a part of a longer word: "intern" finds internships."""
    return [advert for advert in adverts if all(word in advert.words.lower() for word in query.lower().split())]


def post(request: Request, advert: PracticeAdvert) -> dict[str, object]:
    """A post as the interface shows it; titles are html."""
    return {
        "id": int(advert.key),
        "date": iso_local(advert.dates["posted"]),
        "link": request.base + path_of(advert),
        "title": {"rendered": html.escape(advert.title).replace("’", "&#8217;").replace("–", "&#8211;")},
    }


def type_of(advert: PracticeAdvert) -> str:
    """The type of a post."""
    return "posts" if "post" in advert.quirks else "opportunities"


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    folder = "news" if type_of(advert) == "posts" else "opportunities"
    return f"/{folder}/{slug(advert.title)}/"
