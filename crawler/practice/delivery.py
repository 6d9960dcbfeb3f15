"""What every web server does with a finished answer: not modified, compressed."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from email.utils import parsedate_to_datetime

from crawler.practice.web import Answer, Request

SMALL = 200  # bytes; below this compression only costs


def deliver(request: Request, answer: Answer) -> Answer:
    """The answer as it goes on the wire: with an ETag, 304 where the asker has it already, gzip where asked for."""
    if answer.status == 200 and "Last-Modified" in answer.headers:
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        answer = replace(answer, headers={**answer.headers, "ETag": tag})
        if is_known(request, answer):
            kept = {name: answer.headers[name] for name in ("ETag", "Last-Modified")}
            return Answer(304, kept)
    return compressed(request, answer)


def is_known(request: Request, answer: Answer) -> bool:
    """Whether the asker has this very answer; the ETag decides where both are sent (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return answer.headers["ETag"] in tags or tags.strip() == "*"
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(answer.headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def compressed(request: Request, answer: Answer) -> Answer:
    """The answer in gzip, where that was asked for and saves something."""
    wanted = "gzip" in request.headers.get("accept-encoding", "").lower()
    kind = answer.headers.get("Content-Type", "")
    if not wanted or len(answer.body) < SMALL or not kind.startswith(("text/", "application/json", "application/xml")):
        return answer
    headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(answer, headers=headers, body=gzip.compress(answer.body, mtime=0))
