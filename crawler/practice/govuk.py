"""A government publishing platform: a strict search API, a content API, and the pages themselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.dates import iso
from crawler.practice.govuk_search import SHOWN, USUAL, is_wanted, refused
from crawler.practice.search import found_by, slug
from crawler.practice.web import Answer, Request, html_answer, json_answer, not_found, text_answer
from crawler.practice.wording import page

ROBOTS = "User-agent: *\nDisallow: /*/print$\nDisallow: /info/*\nCrawl-delay: 0.1\n"


def answer(request: Request, adverts: Sequence[PracticeAdvert], today: date) -> Answer:
    """What the site says."""
    if request.path == "/robots.txt":
        return text_answer(ROBOTS)
    if request.path == "/api/search.json":
        documents = {document.key for advert in adverts for document in documents_of(advert, adverts)}
        return search_answer(request, [advert for advert in adverts if advert.key not in documents])
    if request.path.startswith("/api/"):
        for advert in adverts:
            if request.path == f"/api/content{path_of(advert)}":
                return json_answer(content(advert, documents_of(advert, adverts)), modified=advert.day("posted"))
        return json_answer({"error": "not found"}, 404)
    for advert in adverts:
        if request.path == path_of(advert):
            return html_answer(page("govuk/page.html", today, advert=advert), modified=advert.day("posted"))
    if request.path in ("/", "/terms"):
        return html_answer(page("govuk/page.html", today, advert=None))
    return not_found()


def search_answer(request: Request, adverts: Sequence[PracticeAdvert]) -> Answer:
    """The search as JSON; 422 for a parameter or a value that it does not know."""
    if problem := refused(request):
        return json_answer({"error": problem}, 422)
    found = [advert for advert in found_by(request.one("q"), adverts) if is_wanted(result(advert), request)]
    order = request.one("order")
    if order:
        name = order.removeprefix("-")
        found.sort(key=lambda advert: str(result(advert)[name]), reverse=order.startswith("-"))
    start = request.whole("start", 0)
    chosen = found[start : start + request.whole("count", USUAL)]
    fields = [name for value in request.every("fields") for name in value.split(",")] or list(SHOWN)
    results = [{**{name: result(advert)[name] for name in fields}, "_id": path_of(advert)} for advert in chosen]
    return json_answer({"results": results, "total": len(found), "start": start, "aggregates": {}})


def result(advert: PracticeAdvert) -> dict[str, Any]:
    """An advert as the search shows it."""
    return {
        "title": advert.title,
        "link": path_of(advert),
        "description": advert.summary,
        "format": advert.facts["document_type"],
        "content_store_document_type": advert.facts["document_type"],
        "content_id": content_id(advert),
        "organisations": [{"slug": slug(advert.employer.name), "title": advert.employer.name}],
        "public_timestamp": f"{iso(advert.dates['posted'])}T09:30:00Z",
    }


def documents_of(advert: PracticeAdvert, adverts: Sequence[PracticeAdvert]) -> list[PracticeAdvert]:
    """The documents of a publication, which lie below its address and which no search finds."""
    return [other for other in adverts if other.key.startswith(f"{advert.key}/")]


def content(advert: PracticeAdvert, documents: Sequence[PracticeAdvert] = ()) -> dict[str, Any]:
    """An advert as the content API shows it."""
    publisher = advert.employer.name
    first = advert.dates.get("first_published", advert.dates["posted"])
    changed = f"{iso(advert.dates['posted'])}T09:30:00Z"
    return {
        "content_id": content_id(advert),
        "base_path": path_of(advert),
        "title": advert.title,
        "description": advert.summary,
        "locale": "en",
        "schema_name": "publication",
        "document_type": advert.facts["document_type"],
        "first_published_at": f"{iso(first)}T09:30:00Z",
        "public_updated_at": changed,
        "updated_at": changed,
        "details": {
            "body": f'<div class="govspeak">{advert.html}</div>',
            "change_history": [{"public_timestamp": changed, "note": "First published."}],
            "attachments": [
                {"attachment_type": "html", "title": document.title, "url": path_of(document)} for document in documents
            ],
        },
        "links": {"organisations": [{"title": publisher, "base_path": f"/government/organisations/{slug(publisher)}"}]},
    }


def content_id(advert: PracticeAdvert) -> str:
    """The identity of a page, which stays when its address changes."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, advert.key))


def path_of(advert: PracticeAdvert) -> str:
    """Where the site shows an advert."""
    return f"/{advert.key}"
