"""Pure: the links of a listing that look alike, as an `advert_url`; and the card that each of them stands in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from parsel import Selector

from crawler.generic.facts import line_below
from crawler.page import canonical

FEWEST = 2  # links that look alike; one is no pattern
MOST_LINKS = 3_000  # of a page that are looked at
WEAK = 0.2  # of the strength of the likeliest links; what is weaker is a menu, news or the like
TOLD = 10  # characters of a link's text from which on it may be the title of an advert
AROUND = "ancestor::nav or ancestor::footer or ancestor::header[not(ancestor::main)] or @role='menuitem'"
NUMBER = re.compile(r"\d+")
FILES = re.compile(r"(?i)\.(?:pdf|docx?|xlsx?|jpe?g|png|gif|svg|css|js|ics|zip)$")


@dataclass(frozen=True)
class Pattern:
    """Links that look alike."""

    advert_url: str
    links: tuple[str, ...]
    strength: float
    card: str | None = None  # CSS selector of the block around each, once it was looked for


@cache
def marks() -> dict[str, Any]:
    """new_source_marks.yml."""
    return dict(yaml.safe_load(files("crawler").joinpath("new_source_marks.yml").read_text(encoding="utf-8")))


def link_patterns(page: Selector, url: str) -> list[Pattern]:
    """What the links of a page to its own host have in common, the likeliest adverts first."""
    return patterns_of(own_links(page, url))


def patterns_of(links: Iterable[tuple[str, str]]) -> list[Pattern]:
    """What addresses have in common, the likeliest adverts first; each comes with what is said of it.

    A pattern keeps the words that all its addresses share and stands open where they differ.
    """
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for address, told in links:
        for shape in shapes_of(address):
            groups[shape][address] = told
    found: dict[tuple[str, ...], Pattern] = {}
    for shape, alike in groups.items():
        if len(alike) >= FEWEST:
            pattern = Pattern(shape, tuple(alike), strength_of(shape, alike))
            found.setdefault(pattern.links, pattern)  # the narrower shape of the same links comes first
    strongest = max((each.strength for each in found.values()), default=0)
    likely = [each for each in found.values() if each.strength > WEAK * strongest]
    return sorted(likely, key=lambda each: -each.strength)


def own_links(page: Selector, url: str) -> Iterable[tuple[str, str]]:
    """(address, text) of the links outside menus that lead to other pages of the same host."""
    base = canonical(url)
    host = urlsplit(base).netloc
    for link in page.xpath(f"//a[@href][not({AROUND})]")[:MOST_LINKS]:
        try:
            address = canonical(urljoin(url, link.attrib["href"]))
            parts = urlsplit(address)
        except ValueError:
            continue
        if (
            parts.netloc == host
            and address != base
            and parts.scheme in ("http", "https")
            and not FILES.search(parts.path)
        ):
            yield address, line_below(link.root)


def shapes_of(address: str) -> list[str]:
    """Regular expressions that an address fits, the narrowest first."""
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    end = "/?$"
    if parts.query:
        named = re.escape(parts.query.split("=")[0])
        return [rf"{re.escape(parts.path)}\?(?:[^#]*&)?{named}=[\w%.-]+"]
    if not segments:
        return []
    plain = [
        r"\d+" if NUMBER.fullmatch(each) else None if NUMBER.search(each) else re.escape(each) for each in segments
    ]
    open_end = [r"\d+" if NUMBER.fullmatch(segments[-1]) else r"[\w%.-]+"]
    shapes = []
    for kept in range(len(segments) - 1, -1, -1):
        inner = [each or r"[\w%.-]+" for each in plain[:kept]]
        opened = [r"\d+" if NUMBER.fullmatch(each) else r"[\w%.-]+" for each in segments[kept:-1]]
        if kept == 0 and len(segments) == 1:
            break  # any page of the site would fit
        shapes.append("/" + "/".join([*inner, *opened, *open_end]).replace(r"\-", "-") + end)
    return [shape for shape in dict.fromkeys(shapes) if re.search(r"[a-z]{2}", shape.replace(r"[\w%.-]+", ""))]


def strength_of(shape: str, links: Mapping[str, str]) -> float:
    """How likely links are adverts: how many have texts like titles, more with words of adverts, less with others."""
    titled = sum(len(told) >= TOLD for told in links.values())
    lowered = shape.lower()
    weight = 1.0
    if any(word in lowered for word in marks()["adverts"]):
        weight *= 3
    if any(word in lowered for word in marks()["elsewhere"]):
        weight *= 0.2
    different = len(set(links.values()))
    likely = sum(any(word in told.lower() for word in marks()["adverts"]) for told in links.values())
    return weight * min(titled, different) * (1 + likely / len(links))
