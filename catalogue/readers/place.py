"""Where the person will sit: the place's name, its nation and, in England, its region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml

from catalogue.readers.labels import facts_about
from catalogue.readers.place_names import REGIONS, Entry, Mention, entry_of, find_places, load_names
from catalogue.readers.place_postcode import POSTCODE, postcode_place
from catalogue.records import Found, Quote, Rejected, Wording

HOME_NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
REACH = 90  # characters before a name in which a cue still speaks of it


@dataclass(frozen=True)
class Place:
    """A place as the advert names it, its nation (England … UK-wide, Overseas) and region of England; null: it does not follow."""

    text: str
    nation: str | None
    region: str | None


@dataclass(frozen=True)
class Candidate:
    """A mention, how strongly it is said to be the person's place, and the sentence it stands in."""

    mention: Mention
    strength: int
    sentence: int
    body: bool = False


# Strengths, the surest first: 5 the person will be there, 4 the title says it, 3 the scheme covers it, 2 a body or area is named, 1 only
# the UK as a whole, or an eligibility rule, is named.
SEVERAL = 3  # so many bodies, none of them said to be the host, name no place


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    lists = yaml.safe_load(files("catalogue.readers").joinpath("place_cues.yml").read_text(encoding="utf-8"))
    return {kind: _pattern(words) for kind, words in lists.items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    ways = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?!\w)", re.IGNORECASE)


@cache
def _bodies() -> tuple[re.Pattern[str], ...]:
    """What comes before and after a place's name in a body's name, what puts it abroad, what makes it a street."""
    names = load_names()
    before = re.compile(rf"\b(?:{'|'.join(names['bodies']['before'])})\s+(?:the\s+)?$", re.IGNORECASE)
    # The word after the name is a capital, or the name is only an adjective ("London health").
    after = "|".join(word.capitalize() for word in names["bodies"]["after"])
    abroad = "|".join(re.escape(word.strip()) for word in names["abroad"].split(";"))
    streets = "|".join(word.capitalize() for word in names["streets"])
    return (
        before,
        re.compile(rf"\s+(?:(?:[A-Z][\w'’]+|and|&|of)\s+){{0,2}}(?:{after}|NHS|ICB|ICS)\b"),
        re.compile(rf"\s?[,(]\s?(?:{abroad})\b"),
        re.compile(rf"\s(?:[A-Z][\w'’]+\s)?(?:{streets}|[Ww]ard)\b(?!\sof)"),
    )


def read_place(wording: Wording) -> Found[Place] | None:
    """The person's place with its words, or None; the quote stands in a fact, the title or the text."""
    return consider_place(wording)[0]


def consider_place(wording: Wording) -> tuple[Found[Place] | None, list[Rejected]]:
    """As `read_place`, with the places that were seen and not taken."""
    if found := _fact_place(wording, "place"):
        return found, []
    title = [(c, "title") for c in _title_candidates(wording.title)]
    text = [(c, "text") for c in _without_lists(list(_text_candidates(wording)))]
    best = max((c.strength for c, _ in title + text), default=0)
    if best < 4 and (found := _fact_place(wording, "host")):
        return found, []
    if best <= 0:
        return None, [_rejected(c, "named, but not as the place of the exchange") for c, _ in text]
    top = [(c, where) for c, where in title + text if c.strength == best]
    first, where = top[0]
    same = [c.mention.entry for c, w in top if w == where and c.sentence == first.sentence]
    nation = _nation(same)
    region = first.mention.entry.region if len({e.region for e in same}) == 1 else None
    rejected = [_rejected(c, "less sure than another place") for c, _ in title + text if c.strength < best]
    return Found(Place(first.mention.words, nation, region), Quote(first.mention.words, where)), rejected


def _fact_place(wording: Wording, topic: str) -> Found[Place] | None:
    """The first labelled place that names a part of the UK, else the first at all ("Country: United Kingdom")."""
    found = [
        Found(place, Quote(place.text, f"fact: {label}"))
        for label, text in facts_about(wording.facts, topic)
        if (place := place_in(text))
    ]
    return next((f for f in found if f.value.nation in HOME_NATIONS), found[0] if found else None)


def _without_lists(candidates: list[Candidate]) -> list[Candidate]:
    """Bodies listed in one sentence, none of them said to be the host, count for nothing."""
    listed: dict[int, set[str]] = {}
    for c in candidates:
        if c.body:
            listed.setdefault(c.sentence, set()).add(c.mention.words)
    return [
        replace(c, strength=0) if c.body and c.strength <= 2 and len(listed[c.sentence]) >= SEVERAL else c for c in candidates
    ]


def _rejected(candidate: Candidate, reason: str) -> Rejected:
    return Rejected(candidate.mention.words, reason)


def nation_in(phrase: str) -> str | None:
    """The nation that a phrase about a place names, "UK-wide", "Overseas", or None."""
    place = place_in(phrase)
    return place.nation if place else None


def place_in(phrase: str) -> Place | None:
    """The place that a phrase known to speak of places names, or None."""
    postcode = POSTCODE.search(phrase)
    if postcode and (where := postcode_place(postcode.group())):
        named = [m for m in _mentions(phrase) if m.entry.nation == where[0]]
        return Place(named[0].words if named else postcode.group(), *where)
    mentions = _mentions(phrase)
    if not mentions:
        return None
    entries = [m.entry for m in mentions]
    at_home = [m for m in mentions if m.entry.nation != "Overseas"]
    if not at_home or re.search(r"\bor\b[^.]{0,40}\b(?:elsewhere|abroad|overseas|world)", phrase) and not any(e.nation in HOME_NATIONS for e in entries):
        return Place(mentions[0].words, "Overseas", None) if not at_home else None
    specific = [m for m in at_home if m.entry.nation in HOME_NATIONS] or at_home
    regions = {m.entry.region for m in specific if m.entry.region}
    # "St Andrew's House, Edinburgh, England"? No: the most telling name comes first; a nation beside its town says no more.
    region = regions.pop() if len(regions) == 1 else None
    return Place(specific[0].words, _nation([m.entry for m in specific]), region)


def region_of(place: str) -> str | None:
    """England's region of a place's name or a postcode, or None: elsewhere, unknown, or in several regions."""
    if where := postcode_place(place):
        return where[1]
    entry = entry_of(place)
    if entry is not None:
        return entry.region
    return next((m.entry.region for m in find_places(place) if m.entry.region), None)


def _nation(entries: list[Entry]) -> str | None:
    """One nation, or UK-wide where several parts of the UK are named together."""
    home = {e.nation for e in entries if e.nation != "Overseas"}
    if not home:
        return "Overseas"
    return home.pop() if len(home) == 1 else "UK-wide"


def _mentions(text: str) -> list[Mention]:
    """Places in a text, those that "Cambridge, MA" puts abroad turned about, people's names left out."""
    _, _, abroad, streets = _bodies()
    mentions: list[Mention] = []
    for m in find_places(text):
        if PERSON.search(text, max(0, m.start - 24), m.start):
            continue
        if m.entry.kind != "seat" and streets.match(text, m.end):
            continue
        if m.entry.kind == "town" and m.entry.nation in HOME_NATIONS and abroad.match(text, m.end):
            m = Mention(m.words, m.start, m.end, Entry("Overseas"))
        if mentions and _one_name(text, mentions[-1], m):
            mentions.pop()
            continue
        mentions.append(m)
    return mentions


def _one_name(text: str, first: Mention, second: Mention) -> bool:
    """Two towns side by side are a person's name ("Rothwell Jackson")."""
    return text[first.end : second.start] == " " and first.entry.kind == second.entry.kind == "town" and not _is_body(text, second)


# A title before the name, or a first name: "Dr Lincoln", "Professor Jane Preston".
PERSON = re.compile(r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness)\.?\s(?:[A-Z][\w.]*\s)?$")


def _title_candidates(title: str) -> Iterator[Candidate]:
    for m in _mentions(title):
        before = title[: m.start]
        if m.entry.nation == "UK-wide":
            yield Candidate(m, 1, -1)
        elif not m.entry.needs_cue or _cues()["at"].search(before[-12:]) or "(" in before[-1:] or _is_body(title, m):
            yield Candidate(m, 4, -1)
    if adjective := ADJECTIVE.search(title):
        nation = ADJECTIVES[adjective.group()]
        yield Candidate(Mention(adjective.group(), adjective.start(), adjective.end(), Entry(nation, None, "area")), 4, -1)


ADJECTIVES = {"Scottish": "Scotland", "Welsh": "Wales", "Northern Irish": "Northern Ireland"}
ADJECTIVE = re.compile(r"\b(?:Scottish|Welsh|Northern Irish)\b")


def _text_candidates(wording: Wording) -> Iterator[Candidate]:
    mentions = _mentions(wording.text)
    sentences = wording.sentences
    at = 0
    for m in mentions:
        while at + 1 < len(sentences) and sentences[at + 1].start <= m.start:
            at += 1
        begin = sentences[at].start if sentences else 0
        words = sentences[at].words if sentences else wording.text
        yield Candidate(m, _strength(wording.text, m, begin, words), at, _is_body(wording.text, m))


def _strength(text: str, m: Mention, begin: int, sentence: str) -> int:
    """How surely the sentence says that the person will be at this place; 0 not at all."""
    cues = _cues()
    before = text[max(begin, m.start - REACH) : m.start]
    after = text[m.end : begin + len(sentence)][:60]
    body = _is_body(text, m)
    at = AT.search(before)
    if m.entry.needs_cue and not at and not body:
        return 0
    if m.entry.kind == "area" and cues["boast"].search(before[-40:]):
        return 0
    if m.entry.nation == "Overseas":
        return _overseas_strength(before, after, bool(at))
    if m.entry.nation == "UK-wide":
        return _whole_strength(before, after, bool(at))
    elsewhere = cues["elsewhere"].search(before) or AFFILIATION.search(before)
    host = cues["host"].search(before)
    if host and at and not elsewhere:
        return 5
    if m.entry.kind == "seat" and m.entry.region == "London" and not INSIDE.search(before):
        return 0  # a body of the whole UK: that it is named does not say that the person will be there
    if m.entry.kind == "area" and cues["whole"].search(before[-20:]):
        return 3
    if elsewhere:
        return 1 if m.entry.kind != "town" and at else 0
    if body or m.entry.kind != "town" or at:
        return 2
    return 0


AT = re.compile(
    r"\b(?:in|at|near|within|across|around|throughout|inside|of|for|from|to|between|serving|covering|outside|into|with|and)\s(?:the\s)?(?:(?:[a-z]+|[A-Z][\w'’]+)[\s,]\s?){0,4}$"
    r"|\b(?:Base|Based|Location|Where|Place|Town|Site|City|Region)\s?:\s?$"
)


# "Fellow Jane Brown of …", "Dr Ali Khan, …": where someone else comes from.
AFFILIATION = re.compile(r"\b(?:[Ff]ellow|Dr|Prof|Professor|student|researcher)\s[A-Z][\w'’-]+\s[A-Z][\w'’-]+(?:,|\s(?:of|from|at))[^.,;]{0,30}$")
INSIDE = re.compile(r"\b(?:in|at|within|inside|to|around|tour)\s(?:the\s)?$")


def _overseas_strength(before: str, after: str, at: bool) -> int:
    cues = _cues()
    near = before[-30:]
    if cues["incoming"].search(near) or cues["incoming"].match(after.lstrip()) or cues["elsewhere"].search(before):
        return 0
    if cues["host"].search(before) and at:
        return 5
    return 2 if at else 0


def _whole_strength(before: str, after: str, at: bool) -> int:
    cues = _cues()
    if cues["whole"].search(before[-20:]) or after.lower().startswith(("-wide", " wide")):
        return 3
    if after.startswith(("-based ", " based ")):
        return 1 if cues["partner"].search(after[:40]) else 0
    if after.startswith(("'", "’")) or not at:
        return 0
    return 1 if cues["partner"].search(before[-60:]) or cues["host"].search(before) else 0


def _is_body(text: str, m: Mention) -> bool:
    before, after, _, _ = _bodies()
    return bool(m.entry.kind == "seat" or before.search(text, max(0, m.start - 30), m.start) or after.match(text, m.end))
