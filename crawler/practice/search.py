"""The search of the practice sites: every word of the query stands in the advert."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.practice.adverts import PracticeAdvert

TERM = re.compile(r'"(?P<phrase>[^"]{1,200})"|(?P<word>[\w-]+)')
BREAK = re.compile(r"[^\w-]+")


def found_by(query: str, adverts: Iterable[PracticeAdvert]) -> list[PracticeAdvert]:
    """The adverts that hold every word and every quoted phrase of the query, in their order; all for no query."""
    wanted = [f" {plain(term['phrase'] or term['word'])} " for term in TERM.finditer(query)]
    return [advert for advert in adverts if all(term in f" {plain(advert.words)} " for term in wanted)]


def plain(text: str) -> str:
    """Words in lower case with one space between them."""
    return BREAK.sub(" ", text.lower()).strip()


def slug(text: str, most: int = 60) -> str:
    """A title as it stands in an address."""
    return plain(text).replace("_", "").replace(" ", "-")[:most].strip("-")
