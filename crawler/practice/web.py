"""What a practice site is asked and what it answers, and the usual ways to answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """One request to a practice site; names of headers are in lower case."""

    path: str
    base: str  # "http://127.0.0.1:PORT"
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        """The path without its strokes: "/job/7/" is ["job", "7"]."""
        return [part for part in self.path.split("/") if part]

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter, or the default."""
        return self.query[name][0] if self.query.get(name) else default

    def whole(self, name: str, default: int) -> int:
        """A query parameter as a whole number of at least nought; the default where it is no such number."""
        text = self.one(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default

    def every(self, name: str) -> list[str]:
        """The values of a repeated parameter, also when it is written `name[]` or `name[0]`."""
        return [value for key, values in self.query.items() if key.partition("[")[0] == name for value in values]


@dataclass(frozen=True)
class Answer:
    """What a practice site answers."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def request_from(target: str, base: str, headers: Mapping[str, str] | None = None) -> Request:
    """The request for a path with its query, as it stands in the first line of a request."""
    parts = urlsplit(target)
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    return Request(unquote(parts.path), base, parse_qs(parts.query, keep_blank_values=True), lower)


def html_answer(text: str, status: int = 200, modified: date | None = None) -> Answer:
    """A page in UTF-8; with `modified` it can be asked for conditionally."""
    return Answer(status, {"Content-Type": "text/html; charset=utf-8", **dated(modified)}, text.encode())


def dated(modified: date | None) -> dict[str, str]:
    """The Last-Modified header for a page that says when it changed."""
    if modified is None:
        return {}
    midnight = datetime.combine(modified, time(), UTC)
    return {"Last-Modified": format_datetime(midnight, usegmt=True)}


def xml_answer(text: str, kind: str = "application/xml", status: int = 200) -> Answer:
    """An XML document."""
    return Answer(status, {"Content-Type": f"{kind}; charset=utf-8"}, text.encode())


def json_answer(content: Any, status: int = 200, modified: date | None = None) -> Answer:
    """A JSON document."""
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return Answer(status, {"Content-Type": "application/json; charset=utf-8", **dated(modified)}, body)


def text_answer(text: str, status: int = 200) -> Answer:
    """Plain text, such as robots.txt."""
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, text.encode())


def redirect(location: str, status: int = 301) -> Answer:
    """Elsewhere."""
    return Answer(status, {"Location": location, "Content-Type": "text/html; charset=utf-8"}, b"<p>Moved.</p>")


def not_found() -> Answer:
    """No such page."""
    return html_answer("<!doctype html><title>Page not found</title><h1>Page not found</h1>", 404)
