"""Where the person will sit: the place's name, its nation and, in England, its region."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.readers.labels import facts_about
from catalogue.readers.place_candidates import find_candidates
from catalogue.readers.place_mentions import find_places
from catalogue.readers.place_names import HOME_NATIONS, Mention, entry_of
from catalogue.readers.place_postcode import POSTCODE, postcode_place
from catalogue.readers.place_strength import NAMED, NOT, TITLE
from catalogue.records import Found, Quote, Rejected, Wording

# "In the UK or elsewhere in the world": anywhere is no place.
ANYWHERE = re.compile(r"\bor\b[^.]{0,40}\b(?:elsewhere|abroad|overseas|world)")


MANY_NATIONS = 3  # so many nations named as surely as each other are the whole UK; two may be a host and a partner
NATIONS = {"english": "England", "scottish": "Scotland", "welsh": "Wales", "northern irish": "Northern Ireland"}
# "English", but not the language: "English Literature", "fluent English".
NATIONAL = re.compile(
    r"""\b(?:Scottish|Welsh|Northern\sIrish|English)\b(?=\s(?:\w+\s){0,2}?(?:authorit|council|health|hospital|board|trust|universit|region|count
    |government|parliament|practice|nhs|local|department|institution|organisation|cit(?:y|ies)|town))|\b[Nn]ationwide\b""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Place:
    """A place as the advert names it, its nation (England … UK-wide, Overseas) and region of England; null: open."""

    text: str
    nation: str | None
    region: str | None


def read_place(wording: Wording) -> Found[Place] | None:
    """The person's place with its words, or None; the quote stands in a fact, the title or the text."""
    return consider_place(wording)[0]


def consider_place(wording: Wording) -> tuple[Found[Place] | None, list[Rejected]]:
    """As `read_place`, with the places that were seen and not taken."""
    if found := _fact_place(wording, "place"):
        return found, []
    candidates = find_candidates(wording)
    best = max((c.strength for c in candidates), default=NOT)
    if best < TITLE and (found := _fact_place(wording, "host")):
        return found, []
    if best == NOT:
        return None, [Rejected(c.mention.words, "named, but not as the place of the exchange") for c in candidates]
    top = [c for c in candidates if c.strength == best]
    together = [c for c in top if (c.where, c.sentence) == (top[0].where, top[0].sentence)]
    # Hosts listed line by line all over the UK are equals, whichever stands first.
    spread = best == NAMED and len({c.mention.entry.nation for c in top} & set(HOME_NATIONS)) >= MANY_NATIONS
    place = _joint_place([c.mention for c in (top if spread else together)])
    rejected = [Rejected(c.mention.words, "less sure than another place") for c in candidates if c.strength < best]
    return Found(place, Quote(place.text, top[0].where)), rejected


def _fact_place(wording: Wording, topic: str) -> Found[Place] | None:
    """The first labelled place that names a part of the UK, else the first at all ("Country: United Kingdom")."""
    found = [
        Found(place, Quote(place.text, f"fact: {label}"))
        for label, words in facts_about(wording.facts, topic)
        if (place := place_in(words))
    ]
    return next((f for f in found if f.value.nation in HOME_NATIONS), found[0] if found else None)


def place_in(phrase: str) -> Place | None:
    """The place that a phrase known to speak of places names, or None."""
    mentions = find_places(phrase)
    postcode = POSTCODE.search(phrase)
    if postcode and (where := postcode_place(postcode.group())):
        named = [m.words for m in mentions if m.entry.nation == where[0]]
        return Place(named[0] if named else postcode.group(), *where)
    parts = [m for m in mentions if m.entry.nation in HOME_NATIONS]
    if parts:
        return _joint_place(parts)
    if not mentions:
        return _adjective_place(phrase)
    if ANYWHERE.search(phrase) and any(m.entry.nation == "UK-wide" for m in mentions):
        return None
    return _joint_place([m for m in mentions if m.entry.nation == "UK-wide"] or mentions)


def _adjective_place(phrase: str) -> Place | None:
    """The nation of "English local authorities" or "nationwide", in a phrase without a place's name."""
    word = NATIONAL.search(phrase)
    return Place(word.group(), NATIONS.get(word.group().lower(), "UK-wide"), None) if word else None


def nation_in(phrase: str) -> str | None:
    """The nation that a phrase about a place names, "UK-wide", "Overseas", or None."""
    place = place_in(phrase)
    return place.nation if place else None


def region_of(place: str) -> str | None:
    """England's region of a place's name or a postcode, or None: elsewhere, unknown, or in several regions."""
    if where := postcode_place(place):
        return where[1]
    if entry := entry_of(place):
        return entry.region
    return next((m.entry.region for m in find_places(place) if m.entry.region), None)


def _joint_place(mentions: list[Mention]) -> Place:
    """The first of the mentions; its nation and region as far as they agree, UK-wide for several nations."""
    nations = {m.entry.nation for m in mentions if m.entry.nation != "Overseas"} or {"Overseas"}
    regions = {m.entry.region for m in mentions if m.entry.region}  # "Leeds, England": a nation alone does not differ
    if len(nations) > 1:
        return Place(mentions[0].words, "UK-wide", None)
    return Place(mentions[0].words, nations.pop(), regions.pop() if len(regions) == 1 else None)
