"""Every place that an advert mentions, with how surely the person will be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.readers.place_mentions import find_places
from catalogue.readers.place_names import Entry, Mention
from catalogue.readers.place_strength import CUES, NAMED, NOT, TITLE, WIDE, strength_of
from catalogue.records import Wording

REACH = 90  # characters before a name in which a cue still speaks of it
AFTER = 60  # characters after a name that may say more of it
SEVERAL = 3  # so many bodies in a sentence, none of them said to be the host, name no place


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
        before, after = title[: m.start], title[m.end :].lstrip()
        if m.entry.nation == "Overseas" and CUES["incoming"].match(after):
            continue  # "A fellowship for overseas surgeons"
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
        yield Candidate(m, strength_of(m, before, after), "text", at)


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
