"""Names of people in text where they are contacts: behind a title or contact words, near an address or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogue.readers.names import any_of
from catalogue.yaml_files import load_yaml

Span = tuple[int, int]

WORDS = load_yaml(Path(__file__).with_name("personal.yml"))
GIVEN = frozenset(WORDS["given"])
FAMILY = frozenset(WORDS["family"])
POSTS = frozenset(WORDS["posts"])
NO_NAMES = POSTS | frozenset(WORDS["forms"])
BODIES = frozenset(WORDS["bodies"])
NAMESAKES = frozenset(WORDS["namesakes"])
BEFORE, BEHIND = 200, 120  # characters about an address or number in which its owner and the owner's post are named
ZONE = 220  # characters behind contact words: two names with their posts
NEXT = 8  # characters from a name to its number or address: a dash, "m:", "on "
MOST = 4  # words of a name

# A word of a name: Jo, McKay, O'Neill, Jean-Luc. A capital behind a small letter begins a new word: "BloggsJob title".
PREFIX = r"(?:Mc|Mac|O['’]|D['’]|Fitz|De|Di|La|Le|Van|Al-|El-)?"
PLAIN = PREFIX + r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’](?!s\b)[A-ZÀ-Þ]?[a-zà-ÿ]+){0,2}"
INITIAL = r"(?<![A-Za-z\d])(?:[A-Z]\.|[B-HJ-Z](?=[ \u00a0](?:van |von |de |der |den ){0,2}[A-Z][a-z.]))"  # without a dot, A and I are words
WORD = re.compile(rf"(?:{PLAIN}|{INITIAL})")
SPACE = r"[ \u00a0]{0,2}"
PARTICLE = r"(?:(?:van|von|de|der|den|di|da|la|le|al|el|bin|ap) ){0,2}"
RUN = re.compile(rf"(?<![A-Z])(?:{PLAIN}|{INITIAL})(?:{SPACE}{PARTICLE}(?:{PLAIN}|{INITIAL})){{0,6}}")
CAPITALS = re.compile(r"[A-Z]{2,}(?:['’-][A-Z]+)?(?: [A-Z]{2,}(?:['’-][A-Z]+)?){1,2}\b")  # JO BLOGGS
# What stands between a name and a post or a detail; "Job title" where the page lost its line breaks.
BREAK = re.compile(r"[ ]?[,;:()\[\]/|–—\n-][\s(–-]{0,2}|(?=Job)")

TITLE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(WORDS['titles'])})\b\.?{SPACE}(?:Dr\.? )?(?=[A-Z])")
CONTACT = re.compile(any_of(WORDS["contact"]).pattern + r"[\s:,–-]{1,4}(?:the |our |either |me |us )?", re.IGNORECASE)
FIELD = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(map(re.escape, sorted(WORDS["contact_name"], key=len, reverse=True)))
    + r")(?:\(s\)|[ ]\d)?"
    r"(?:[ ]?[:–-][ ]{0,2}\n?|[ ]?\n|(?=[A-Z][a-z]))",
    re.IGNORECASE,
)


def find_names(text: str, details: Sequence[Span]) -> list[Span]:
    """Where names of people stand, a full name wherever it is repeated; `details` are addresses and numbers."""
    contacts = [match.span() for match in CONTACT.finditer(text)]
    fields = [match.span() for match in FIELD.finditer(text)]
    found = {
        *_behind_titles(text),
        *_behind_cues(text, contacts + fields),
        *_in_zones(text, _zones(contacts + fields, details), details),
        *_well_known(text),
    }
    found = {span for span in found if text[span[0] : span[1]] not in NAMESAKES}
    return sorted(found | set(_again(text, found)))


def _behind_titles(text: str) -> Iterator[Span]:
    for match in TITLE.finditer(text):
        run = RUN.match(text, match.end())
        if run is None or _is_body(text, run.span()):
            continue
        for start, end in _names_in(text, run, fewest=1):
            if start == match.end():
                yield match.start(), end


def _behind_cues(text: str, cues: Sequence[Span]) -> Iterator[Span]:
    """Whatever pair of capitalised words stands right behind contact words or the label of a field."""
    for _, end in cues:
        run = RUN.match(text, end)
        if run:
            yield from (span for span in _names_in(text, run, fewest=2) if span[0] == end or _is_person(text, span))
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
            for span in _names_in(text, run, fewest=2):
                words = WORD.findall(text[span[0] : span[1]])
                ahead = range(span[1], span[1] + NEXT)
                if _is_person(text, span) or owners & {word.lower() for word in words} or starts & set(ahead):
                    yield span


def _well_known(text: str) -> Iterator[Span]:
    """Pairs of a common given name and a common family name, wherever they stand."""
    for run in RUN.finditer(text):
        for span in _names_in(text, run, fewest=2):
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


def _names_in(text: str, run: re.Match[str], fewest: int) -> Iterator[Span]:
    """The pieces of a run of capitalised words between words of posts and forms, `fewest` words at least, no bodies."""
    piece: list[re.Match[str]] = []
    for word in [*WORD.finditer(text, run.start(), run.end()), None]:
        if word is not None and word.group() not in NO_NAMES:
            piece.append(word)
            continue
        if fewest <= len(piece) and any(len(one.group()) > 2 for one in piece):
            span = piece[0].start(), piece[min(len(piece), MOST) - 1].end()
            if not _is_body(text, (span[0], piece[-1].end())):
                yield span
        piece = []


def _is_body(text: str, span: Span) -> bool:
    """Whether the words, or those right behind them, are of an organisation, building, award or place.

    "Jo Bloggs Health Centre" is one, "Jo Bloggs Department of Health" a person and where she works.
    """
    if BODIES & {word.group() for word in WORD.finditer(text, *span)}:
        return True
    behind = RUN.match(text, span[1] + 1) if text[span[1] : span[1] + 1] == " " else None
    if behind is None or text.startswith(" of ", behind.end()):
        return False
    return bool(BODIES & {word.group() for word in WORD.finditer(behind.group())})


def _is_person(text: str, span: Span) -> bool:
    """Whether a pair of capitalised words has a given name, an initial or a family name, or a post stands behind it."""
    words = WORD.findall(text[span[0] : span[1]])
    if words[0] in GIVEN or words[-1] in FAMILY or len(words[0].strip(".")) == 1:
        return True
    gap = BREAK.match(text, span[1])
    behind = WORD.match(text, gap.end()) if gap else None
    return behind is not None and behind.group() in (POSTS | {"Job"}) and len(words) <= 3
