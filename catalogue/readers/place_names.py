"""Names of places in text: one pass over its words, the longest name that fits, its nation and its region."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.yaml_files import load_yaml

HOME_NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
REGIONS = (
    "North East",
    "North West",
    "Yorkshire and the Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
)
# A word of a name; "&" counts as "and", and hyphens part words ("Stoke-on-Trent").
WORD = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?|&|\d+")


# Names begin with a capital, but these small words begin some, too ("other countries", "work in the UK").
SMALL = frozenset("abroad all another developing devolved four home low non other overseas right sub work".split())
SEPARATE = re.compile(r"[.!?;:]\s+(?=[A-Z])|\n|[()|/]")  # two things, not one name
ABBREVIATED = re.compile(r"\.\w\.$")


@dataclass(frozen=True)
class Entry:
    """What a name stands for; `nation` null: nothing (a masked name)."""

    nation: str | None
    region: str | None = None
    kind: str = "town"  # town | area | seat | masked
    needs_cue: bool = False


@dataclass(frozen=True)
class Mention:
    """A name in a text and where it stands."""

    words: str
    start: int
    end: int
    entry: Entry
    is_body: bool = False  # part of the name of a university, council, hospital …


def find_names(text: str) -> list[Mention]:
    """Every name of a place, masked ones left out, in order; the longest name wins. Linear in the text."""
    names, longest = _names()
    words = list(WORD.finditer(text))
    mentions = []
    i = -1
    while (i := i + 1) < len(words):
        start = words[i].start()
        if text[start].islower() and words[i].group().rstrip(".") not in SMALL:
            continue
        word = _plain(words[i].group())
        reach = longest.get(word) or longest.get(word.removesuffix("'s"), 0)
        for length in range(min(reach, len(words) - i), 0, -1):
            key = tuple(_plain(m.group()) for m in words[i : i + length])
            end = words[i + length - 1].end()
            entry = names.get(key)
            if entry is None and key[-1].endswith("'s"):  # "Westminster's", but "Guy's" stands in the names
                entry, end = names.get((*key[:-1], key[-1][:-2])), end - 2
            if entry is None or SEPARATE.search(text, start, end):
                continue
            end -= text[end - 1] == "." and not ABBREVIATED.search(text[start:end])
            if entry.kind != "masked":
                mentions.append(Mention(text[start:end], start, end, entry))
            i += length - 1
            break
    return mentions


def _plain(word: str) -> str:
    return "and" if word == "&" else word.lower().replace("’", "'").replace(".", "")


@cache
def _names() -> tuple[dict[tuple[str, ...], Entry], dict[str, int]]:
    """Words of a name → entry, and first word → number of words of the longest name that begins so."""
    names: dict[tuple[str, ...], Entry] = {}
    known = load_names()
    needs_cue = {_key(name) for name in _listed(known["needs_cue"])}
    for place, listed in load_yaml(Path(__file__).with_name("gazetteer.yml")).items():
        for name in _listed(listed):
            names[_key(name)] = _entry(place, "town", _key(name) in needs_cue)
    for kind, group in (("town", known["towns"]), ("area", known["areas"]), ("seat", known["seats"])):
        for place, listed in group.items():
            for name in _listed(listed):
                names[_key(name)] = _entry(place, kind, _key(name) in needs_cue)
    for name in _listed(known["masked"]):
        names[_key(name)] = Entry(None, None, "masked")
    longest: dict[str, int] = {}
    for key in names:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return names, longest


def _entry(place: str, kind: str, needs_cue: bool) -> Entry:
    if place in REGIONS:
        return Entry("England", place, kind, needs_cue)
    return Entry(place, None, kind, needs_cue)


def _key(name: str) -> tuple[str, ...]:
    words = tuple(_plain(m.group()) for m in WORD.finditer(name))
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _listed(names: str) -> Iterator[str]:
    return (name.strip() for name in names.split(";") if name.strip())


@cache
def load_names() -> dict[str, Any]:
    """place_names.yml as it stands."""
    return load_yaml(Path(__file__).with_name("place_names.yml"))


def entry_of(name: str) -> Entry | None:
    """What a name alone stands for, or None."""
    entry = _names()[0].get(_key(name))
    return None if entry is None or entry.nation is None else entry
