"""Names of people in text where they are contacts: behind a title or contact words, near an address or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalogue.personal.persons import (
    CAPITALS,
    FAMILY,
    GIVEN,
    NAMESAKES,
    RUN,
    SPACE,
    WORD,
    WORDS,
    Span,
    is_body,
    is_person,
    names_in,
)
from catalogue.readers.names import any_of

BEFORE, BEHIND = 200, 120  # characters about an address or number in which its owner and the owner's post are named
ZONE = 220  # characters behind contact words: two names with their posts

TITLE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(WORDS['titles'])})\b\.?{SPACE}(?:Dr\.? )?(?=[A-Z])")
CONTACT = re.compile(any_of(WORDS["contact"]).pattern + r"[\s:,–-]{1,4}(?:the |our |either |me |us )?", re.IGNORECASE)
FIELD = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(map(re.escape, sorted(WORDS["contact_name"], key=len, reverse=True)))
    + r")(?:\(s\)|[ ]\d)?"
    r"(?:[ ]?[:–-][ ]{0,2}\n?|[ ]?\n|[ ](?=(?-i:[A-Z][a-z]+ [A-Z][a-z]+ Job))|(?=(?-i:[A-Z][a-z])))",
    re.IGNORECASE,
)


def find_names(text: str, details: Sequence[Span]) -> list[Span]:
    """Where names of people stand, a full name wherever it is repeated; `details` are addresses and numbers."""
    contacts = [match.span() for match in CONTACT.finditer(text)]
    fields = [match.span() for match in FIELD.finditer(text)]
    found = {
        *_behind_titles(text),
        *_behind_cues(text, contacts + fields, details),
        *_in_zones(text, _zones(contacts + fields, details), details),
        *_well_known(text),
    }
    found = {span for span in found if text[span[0] : span[1]] not in NAMESAKES}
    return sorted(found | set(_again(text, found)))


def _behind_titles(text: str) -> Iterator[Span]:
    for match in TITLE.finditer(text):
        run = RUN.match(text, match.end())
        if run is None or is_body(text, run.span()):
            continue
        for start, end in names_in(text, run, fewest=1):
            if start == match.end():
                yield match.start(), end


def _behind_cues(text: str, cues: Sequence[Span], details: Sequence[Span]) -> Iterator[Span]:
    """Whatever pair of capitalised words stands right behind contact words or the label of a field."""
    starts = {start for start, _ in details}
    for _, end in cues:
        run = RUN.match(text, end)
        if run:
            spans = names_in(text, run, fewest=2)
            yield from (span for span in spans if span[0] == end or is_person(text, span, starts))
            continue
        capitals = CAPITALS.match(text, end)
        if capitals and capitals.group().split()[0].title() in GIVEN:
            yield capitals.span()


def _in_zones(text: str, zones: Sequence[Span], details: Sequence[Span]) -> Iterator[Span]:
    """Pairs of capitalised words near contact words, addresses and numbers that look like a person."""
    starts = {start for start, _ in details}
    owners = {
        word for start, end in details for word in re.findall(r"[a-z]{3,}", text[start:end].lower().split("@")[0])
    }
    for start, end in zones:
        for run in RUN.finditer(text, start, end):
            for span in names_in(text, run, fewest=2):
                words = WORD.findall(text[span[0] : span[1]])
                if owners & {word.lower() for word in words} or is_person(text, span, starts):
                    yield span


def _well_known(text: str) -> Iterator[Span]:
    """Pairs of a common given name and a common family name, wherever they stand."""
    for run in RUN.finditer(text):
        for span in names_in(text, run, fewest=2):
            words = WORD.findall(text[span[0] : span[1]])
            if words[0] in GIVEN and words[-1] in FAMILY:
                yield span


def _zones(contacts: Sequence[Span], details: Sequence[Span]) -> list[Span]:
    """Stretches of text near contact words, addresses and numbers, those that overlap made one."""
    wide = [(start, end + ZONE) for start, end in contacts]
    wide += [(max(start - BEFORE, 0), end + BEHIND) for start, end in details]
    zones: list[Span] = []
    for start, end in sorted(wide):
        if zones and start <= zones[-1][1]:
            zones[-1] = (zones[-1][0], max(end, zones[-1][1]))
        else:
            zones.append((start, end))
    return zones


def _again(text: str, found: set[Span]) -> Iterator[Span]:
    """Every other place of the full names found."""
    full = sorted({text[start:end] for start, end in found if " " in text[start:end]}, key=len, reverse=True)
    if full:
        yield from (match.span() for match in re.finditer("|".join(map(re.escape, full)), text))
