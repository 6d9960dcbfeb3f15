"""How surely an advert says that the person will be at a place that it mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.readers.place_mentions import find_places
from catalogue.readers.place_names import Entry, Mention
from catalogue.readers.word_lists import load_patterns
from catalogue.records import Wording

CUES = load_patterns("place_cues.yml")
REACH = 90  # characters before a name in which a cue still speaks of it
NEAR, BESIDE = 40, 20  # characters in which a boast, and "across the", speak of the name
AFTER = 60  # characters after a name that may say more of it
SEVERAL = 3  # so many bodies in a sentence, none of them said to be the host, name no place

HOST, TITLE, COVERED, NAMED, WIDE, NOT = 5, 4, 3, 2, 1, 0


@dataclass(frozen=True)
class Candidate:
    """A place, where it is mentioned, and how surely it is the person's.

    HOST: the person will be there · TITLE: the title says it · COVERED: the scheme goes across it · NAMED: a body or an
    area is named · WIDE: only the UK as a whole, or where applicants come from · NOT: something else.
    """

    mention: Mention
    strength: int
    where: str  # "title" | "text"
    sentence: int


def find_candidates(wording: Wording) -> list[Candidate]:
    """Every place of the title and the text with its strength, in order."""
    return [*_title_candidates(wording.title), *_without_lists(list(_text_candidates(wording)))]


ADJECTIVES = {"Scottish": "Scotland", "Welsh": "Wales", "Northern Irish": "Northern Ireland"}
ADJECTIVE = re.compile(r"\b(?:Scottish|Welsh|Northern Irish)\b")


def _title_candidates(title: str) -> Iterator[Candidate]:
    for m in find_places(title):
        before = title[: m.start]
        if m.entry.nation == "UK-wide":
            yield Candidate(m, WIDE, "title", -1)
        elif not m.entry.needs_cue or m.is_body or before.endswith("(") or CUES["at"].search(before[-12:]):
            yield Candidate(m, TITLE, "title", -1)
    if adjective := ADJECTIVE.search(title):
        entry = Entry(ADJECTIVES[adjective.group()], None, "area")
        yield Candidate(Mention(adjective.group(), *adjective.span(), entry), TITLE, "title", -1)


def _text_candidates(wording: Wording) -> Iterator[Candidate]:
    sentences = wording.sentences
    at = 0
    for m in find_places(wording.text):
        while at + 1 < len(sentences) and sentences[at + 1].start <= m.start:
            at += 1
        begin = sentences[at].start
        before = wording.text[max(begin, m.start - REACH) : m.start]
        after = wording.text[m.end : min(begin + len(sentences[at].words), m.end + AFTER)]
        yield Candidate(m, _strength(m, before, after), "text", at)


def _without_lists(candidates: list[Candidate]) -> list[Candidate]:
    bodies: dict[int, set[str]] = {}
    for c in candidates:
        if c.mention.is_body:
            bodies.setdefault(c.sentence, set()).add(c.mention.words)
    return [
        replace(c, strength=NOT)
        if c.mention.is_body and c.strength <= NAMED and len(bodies[c.sentence]) >= SEVERAL
        else c
        for c in candidates
    ]


# A preposition that leads to the name over at most four words ("in the heart of …"), or a label.
AT = re.compile(
    r"""\b(?:in|at|near|within|across|around|throughout|inside|of|for|from|to|between|serving|covering|outside|into|with|and)
    \s(?:the\s)?(?:[\w'’]+,?\s){0,4}$
    | \b(?:Base|Based|Location|Where|Place|Town|Site|City|Region)\s?:\s?$""",
    re.VERBOSE,
)
# A preposition right before the name.
INSIDE = re.compile(r"\b(?:in|at|within|inside|to|around|tour)\s(?:the\s)?$")
# "Fellow Jane Brown of …", "Dr Ali Khan, …": where someone else comes from.
AFFILIATION = re.compile(
    r"\b(?:[Ff]ellow|Dr|Prof|Professor|student|researcher)\s[A-Z][\w'’-]+\s[A-Z][\w'’-]+(?:,|\s(?:of|from|at))[^.,;]{0,30}$"
)


def _strength(m: Mention, before: str, after: str) -> int:
    at = bool(AT.search(before))
    is_area = m.entry.kind == "area"
    if m.entry.needs_cue and not at and not m.is_body:
        return NOT
    if is_area and CUES["boast"].search(before[-NEAR:]):
        return NOT
    if m.entry.nation == "Overseas":
        return _overseas_strength(before, after, at)
    if m.entry.nation == "UK-wide":
        # "In England, Scotland and Wales", "in any of the four nations": whoever counts the nations means them.
        if at and ("Scotland" in m.words or "nations" in m.words):
            return WIDE
        return _whole_strength(before, after, at)
    elsewhere = CUES["elsewhere"].search(before) or AFFILIATION.search(before)
    if at and not elsewhere and CUES["host"].search(before):
        return HOST
    if m.entry.kind == "seat" and m.entry.region == "London" and not INSIDE.search(before):
        return NOT  # a body of the whole UK: that it is named does not say that the person will be there
    if is_area and CUES["whole"].search(before[-BESIDE:]):
        return COVERED
    if elsewhere:
        return WIDE if at and is_area else NOT
    return NAMED if m.is_body or is_area or at else NOT


def _overseas_strength(before: str, after: str, at: bool) -> int:
    """ "Overseas doctors" come here; "placements overseas" go there."""
    if CUES["incoming"].search(before[-NEAR:]) or CUES["incoming"].match(after.lstrip()):
        return NOT
    if not at or CUES["elsewhere"].search(before):
        return NOT
    return HOST if CUES["host"].search(before) else NAMED


def _whole_strength(before: str, after: str, at: bool) -> int:
    """ "Across the UK", "UK-based partner"; "UK universities" and "UK researchers" only say who may apply."""
    if CUES["whole"].search(before[-BESIDE:]) or after.lower().startswith(("-wide", " wide")):
        return COVERED
    if after.startswith(("-based ", " based ")):
        return WIDE if CUES["partner"].search(after) else NOT
    if not at or after.startswith(("'", "’")) or CUES["applicants"].match(after.lstrip()):
        return NOT
    return WIDE if CUES["partner"].search(before) or CUES["host"].search(before) else NOT
