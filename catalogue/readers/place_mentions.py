"""Places that a text mentions: people, streets and towns abroad of the same name told apart, bodies marked."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from catalogue.readers.place_names import HOME_NATIONS, Entry, Mention, find_names, load_names

# A title before the name, or a title and a first name: "Dr Lincoln", "Professor Jane Preston".
PERSON = re.compile(r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness)\.?\s(?:[A-Z][\w.]*\s)?$")
OUTSIDE = re.compile(r"\boutside\s(?:of\s)?(?:the\s)?$", re.IGNORECASE)
PERSON_REACH, BODY_REACH = 24, 30  # characters before a name


def find_places(text: str) -> list[Mention]:
    """The places that a text names, in order."""
    shapes = _shapes()
    places: list[Mention] = []
    for m in find_names(text):
        if PERSON.search(text, max(0, m.start - PERSON_REACH), m.start):
            continue
        if m.entry.kind != "seat" and shapes["street"].match(text, m.end):
            continue
        is_town = m.entry.kind == "town"
        if (is_town or m.entry.region) and m.entry.nation in HOME_NATIONS and shapes["abroad"].match(text, m.end):
            places.append(replace(m, entry=Entry("Overseas")))
            continue
        if places and _is_county_of(text, places[-1], m):
            places.pop()  # "Newcastle, County Down" is not the better known Newcastle
        if m.entry.nation == "UK-wide" and (outside := OUTSIDE.search(text, max(0, m.start - BODY_REACH), m.start)):
            places.append(
                Mention(text[outside.start() : m.end], outside.start(), m.end, Entry("Overseas", None, "area"))
            )
            continue
        is_body = m.entry.kind == "seat" or _is_body(text, m)
        if places and is_town and not is_body and _side_by_side(text, places[-1], m):
            places.pop()  # two towns in a row are a person's name, "Preston Lancaster"
            continue
        places.append(replace(m, is_body=is_body))
    return places


def _is_county_of(text: str, first: Mention, second: Mention) -> bool:
    """Whether the second name is the county of a town that bears the name of one in another nation."""
    nations = (first.entry.nation, second.entry.nation)
    are_parts = nations[0] != nations[1] and set(nations) <= set(HOME_NATIONS)
    is_county = second.entry.kind == "area" and second.words not in HOME_NATIONS
    return are_parts and is_county and first.entry.kind == "town" and text[first.end : second.start] == ", "


def _is_body(text: str, m: Mention) -> bool:
    shapes = _shapes()
    before = shapes["before_body"].search(text, max(0, m.start - BODY_REACH), m.start)
    return bool(before or shapes["after_body"].match(text, m.end))


def _side_by_side(text: str, first: Mention, second: Mention) -> bool:
    return first.entry.kind == "town" and text[first.end : second.start] == " "


def _capitals(phrases: list[str]) -> str:
    """A pattern for any of the phrases, each word with a capital."""
    return "|".join(" ".join(word[0].upper() + word[1:] for word in phrase.split()) for phrase in phrases)


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    """What stands about a place's name that is part of another name."""
    known = load_names()
    # The word after the name is a capital, or the name is only an adjective ("London health").
    after, streets = (_capitals(words) for words in (known["bodies"]["after"], known["streets"]))
    abroad = "|".join(re.escape(word.strip()) for word in known["abroad"].split(";"))
    return {
        "before_body": re.compile(rf"\b(?:{'|'.join(known['bodies']['before'])})\s+(?:the\s+)?$", re.IGNORECASE),
        # "Leeds Teaching Hospitals", "Derby and Burton NHS …": at most two words between.
        "after_body": re.compile(rf"\s+(?:(?:[A-Z][\w'’]+|and|&|of)\s+){{0,2}}(?:{after}|NHS|ICB|ICS)\b"),
        "abroad": re.compile(rf"\s?[,(]\s?(?:{abroad})\b"),
        "street": re.compile(rf"\s(?:[A-Z][\w'’]+\s)?(?:{streets}|ward)\b(?!\sof)"),
    }
