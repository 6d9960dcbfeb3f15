"""What the strict search of the government platform takes and refuses, and what its filters let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crawler.practice.web import Request

PARAMETERS = {"q", "count", "start", "order", "fields", "fields[]", "debug", "c", "cache_bust"}
FILTERABLE = {"organisations", "content_store_document_type", "format", "public_timestamp", "link"}
SORTABLE = {"public_timestamp", "title"}
SHOWN = ("title", "link", "description", "format", "organisations", "public_timestamp")  # without `fields`
USUAL, MOST = 10, 1500  # results a page


def refused(request: Request) -> str | None:
    """Why the search refuses a request, or None."""
    unknown = []
    for parameter in request.query:
        kind, _, name = parameter.removesuffix("[]").partition("_")
        is_filter = kind in ("filter", "reject", "aggregate") and name in FILTERABLE
        if parameter not in PARAMETERS and not is_filter:
            unknown.append(parameter)
    if unknown:
        return f"Unexpected parameters: {', '.join(sorted(unknown))}"
    for name in ("count", "start"):
        text = request.one(name, "0")
        if not (text.isascii() and text.isdigit()):
            return f'Invalid value "{text}" for parameter "{name}" (expected positive integer)'
    if request.whole("count", USUAL) > MOST:
        return "Maximum result set size (as specified in 'count') is 1500"
    if request.one("order", "title").removeprefix("-") not in SORTABLE:
        return f'"{request.one("order")}" is not a valid sort field'
    named = {name for value in request.every("fields") for name in value.split(",")}
    if strange := sorted(named - {*SHOWN, "content_id", "content_store_document_type"}):
        return f"Some requested fields are not valid return fields: {strange}"
    return None


def is_wanted(found: Mapping[str, Any], request: Request) -> bool:
    """Whether the filters let a result through: any value of a field, and every field."""
    for parameter, values in request.query.items():
        kind, _, name = parameter.removesuffix("[]").partition("_")
        if kind not in ("filter", "reject"):
            continue
        if fits(found[name], values) is (kind == "reject"):
            return False
    return True


def fits(value: Any, wanted: Sequence[str]) -> bool:
    """Whether a result's value is one of those wanted; a span of days is written "from:DAY,to:DAY"."""
    if isinstance(value, list):
        return any(part["slug"] in wanted for part in value)
    for text in wanted:
        span = dict(part.split(":", 1) for part in text.split(",") if part.startswith(("from:", "to:")))
        if span and span.get("from", "") <= value[:10] <= span.get("to", "9999"):
            return True
    return value in wanted
