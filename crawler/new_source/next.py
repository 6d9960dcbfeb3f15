"""Pure: the list of adverts in the data of a page made with Next.js, as registry keys of platform next_data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from parsel import Selector
from scrapy.http import TextResponse

from crawler.generic.labels import known_labels
from crawler.new_source.links import patterns_of

NAMES = ("title", "jobTitle", "name", "heading")  # of what holds a title, the surest first
FEWEST = 2  # things that are a list; one is a page's own
DEEPEST = 12  # steps into the data; lists lie within the first eight
PROSE = 200  # characters of a value that is text to read, not a fact
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def next_keys(page: Selector, url: str) -> dict[str, Any] | None:
    """The keys that next_data needs for the longest list whose things have a title and an address, or None."""
    lists = lists_in(data_of(page))
    described = [keys for path, things in lists if (keys := keys_of(path, things, url))]
    return max(described, key=lambda each: each[0], default=(0, None))[1]


def advert_keys(keys: Mapping[str, Any], pages: Iterable[TextResponse | None]) -> dict[str, Any]:
    """The keys that say where an advert lies in the data of its own page: of the first known page of one."""
    for page in pages:
        if page is None or page.status != 200 or not re.search(keys["advert_url"], page.url):
            continue
        for path, thing in mappings_in(data_of(page.selector)):
            flat = dict(texts_in(thing))
            if path and flat.get(keys["name"][1:-1]) and flat.get(keys["link"][1:-1]):
                facts = {**keys.get("facts", {}), **facts_in(flat, keys["name"][1:-1])}
                texts = [f"{{{place}}}" for place, text in flat.items() if "</" in text or len(text) >= PROSE]
                return {"advert": path, "facts": facts, "texts": texts}
    return {}


def data_of(page: Selector) -> Any:
    """The data of a page; None where it has none that can be read."""
    try:
        return json.loads(page.css("script#__NEXT_DATA__::text").get() or "null")
    except ValueError:
        return None


def mappings_in(thing: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """(dotted path, mapping) of every mapping that no list holds, outer ones first."""
    if depth > DEEPEST or not isinstance(thing, dict):
        return
    yield path, thing
    for name, inner in thing.items():
        yield from mappings_in(inner, f"{path}.{name}" if path else name, depth + 1)


def facts_in(flat: Mapping[str, str], name: str) -> dict[str, str]:
    """Label → pattern of the values whose names spell a known label."""
    return {label: f"{{{place}}}" for place in flat if place != name and (label := label_of(place))}


def lists_in(data: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(dotted path, things) of every list of mappings."""
    for path, mapping in mappings_in(data):
        for name, inner in mapping.items():
            things = [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
            if len(things) >= FEWEST:
                yield f"{path}.{name}" if path else name, things


def keys_of(path: str, things: list[dict[str, Any]], url: str) -> tuple[int, dict[str, Any]] | None:
    """(how many of the things have title and address, keys that describe them); None where they are no adverts."""
    flat = [dict(texts_in(each)) for each in things]
    named = [place for place in flat[0] if place.rpartition(".")[2] in NAMES]
    linked = [place for place, text in flat[0].items() if re.match(r"/\w|https?://", text)]
    if not named or not linked:
        return None
    name = min(named, key=lambda place: (NAMES.index(place.rpartition(".")[2]), place.count(".")))
    links = {urljoin(url, each[linked[0]]): each.get(name, "") for each in flat if each.get(linked[0])}
    patterns = patterns_of(links.items())
    if not patterns:
        return None
    facts = facts_in(flat[0], name)
    keys = {"advert_url": patterns[0].advert_url, "items": path, "link": f"{{{linked[0]}}}", "name": f"{{{name}}}"}
    return len(links), {**keys, **({"facts": facts} if facts else {})}


def texts_in(thing: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """(dotted path, text) of the plain values of a thing."""
    for name, inner in thing.items():
        step = f"{path}.{name}" if path else name
        if isinstance(inner, dict):
            yield from texts_in(inner, step)
        elif isinstance(inner, (str, int, float)) and not isinstance(inner, bool):
            yield step, str(inner)
        elif isinstance(inner, list) and inner and all(isinstance(each, str) for each in inner):
            yield step, ", ".join(inner)


def label_of(place: str) -> str | None:
    """The label that the name of a value spells, where it is a known one: "Closing date" of "closingDate"."""
    told = " ".join(WORD.findall(place.rpartition(".")[2])).lower()
    return told.capitalize() if told in known_labels() else None
