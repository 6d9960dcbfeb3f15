"""Pure: when two wordings are the same, and two addresses."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import parse_qsl, urlencode, urlsplit

from catalogue.records import Advert


def wording_hash(advert: Advert) -> str:
    """What makes two wordings the same: title, facts and the words of the page, whatever the markup and spacing."""
    words = " ".join(strip_tags(advert.html).split())
    facts = sorted(advert.facts.items())
    return hashlib.sha256(json.dumps([advert.title, facts, words], ensure_ascii=False).encode()).hexdigest()[:32]


def strip_tags(html: str) -> str:
    """The text between tags, quickly and roughly: for comparing wordings only."""
    pieces = html.split("<")
    return pieces[0] + " ".join(piece.partition(">")[2] for piece in pieces[1:])


def plain_address(url: str) -> str:
    """An address without what does not say which page it is: scheme, www, fragment, tracking, a slash at the end."""
    parts = urlsplit(url)
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, True) if not pair[0].lower().startswith("utm_")))
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
