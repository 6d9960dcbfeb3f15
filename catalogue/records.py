"""The glossary as typed records: what is gathered, what is read, what is published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Facts = Mapping[str, str]  # label → text, in the order of the page


@dataclass(frozen=True)
class Advert:
    """One page on one source offering something, as strings; `source` + `key` say which."""

    source: str  # registry id
    key: str  # the source's own key, or a hash of the canonical address
    url: str
    title: str
    html: str  # the region of the page that holds the advert
    facts: Facts = field(default_factory=dict)
    json_ld: Mapping[str, Any] | None = None  # the page's JobPosting, as served

    @property
    def id(self) -> str:
        """What the catalogue calls it: source and key."""
        return f"{self.source}:{self.key}"


@dataclass(frozen=True)
class Snapshot:
    """One advert's wording at one time, as kept in the archive."""

    id: int
    advert: Advert
    first_seen: str  # ISO 8601, UTC, of the run that first saw this wording
    last_seen: str  # of the last run that saw it
    advert_first_seen: str  # of the run that first saw this advert, in whatever wording
    present: bool = True  # False: the last two healthy runs of the source no longer listed it
    hash: str = ""  # of the wording


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it begins in `Wording.text`."""

    words: str
    start: int


@dataclass(frozen=True)
class Wording:
    """What an advert says, ready for the readers: plain text, boilerplate set aside.

    `text` keeps block boundaries as newlines and table cells as "label: value"; `seen_on` is the day the page was
    seen, the base for dates without a year.
    """

    title: str
    text: str
    seen_on: date | None  # None: not known, and a date without a year stays unread
    facts: Facts = field(default_factory=dict)
    url: str = ""
    cut_short: bool = False  # the text was longer than any advert, and its end is left out

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The text cut at sentence ends and block boundaries, in order."""
        return tuple(split_sentences(self.text))


# A block boundary, or a full stop, question or exclamation mark before white space and a capital, digit, pound
# sign, quotation mark or bracket.
SENTENCE_END = re.compile(r"\n+|(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9£•])")
# Ends that are no ends: "e.g. NHS", "Dr. Smith", "No. 10", "St. Thomas", "a.m. on".
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|vs|approx|Ltd|cf|ca|pp?|[A-Z]))\.$")


def split_sentences(text: str) -> list[Sentence]:
    """Sentences of plain text with their offsets; linear in its length."""
    sentences = []
    start = 0
    for end in SENTENCE_END.finditer(text):
        chunk = text[start : end.start()]
        if "\n" not in end.group() and ABBREVIATION.search(chunk[-8:]):
            continue
        if chunk.strip():
            lead = len(chunk) - len(chunk.lstrip())
            sentences.append(Sentence(chunk.strip(), start + lead))
        start = end.end()
    tail = text[start:]
    if tail.strip():
        sentences.append(Sentence(tail.strip(), start + len(tail) - len(tail.lstrip())))
    return sentences


@dataclass(frozen=True)
class Quote:
    """The exact words that support a value: a verbatim piece of the title, the text or a fact's text."""

    words: str
    where: str = "text"  # "title" | "text" | "fact: <label>"


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value that a reader found, with the words that prove it."""

    value: T
    quote: Quote


@dataclass(frozen=True)
class Rejected:
    """Words that looked like a value and were not taken, and why; for `catalogue explain`."""

    words: str
    reason: str


@dataclass(frozen=True)
class Issue:
    """Something that could not be read or does not agree with itself; shown, never dropped."""

    column: str
    problem: str
    words: str = ""


@dataclass(frozen=True)
class Classification:
    """An answer to one dimension, with the cue that earned it and the sentence it stands in."""

    dimension: str
    code: str
    cue: str
    words: str
    where: str = "text"


@dataclass(frozen=True)
class Reading:
    """What the catalogue makes of one snapshot, whatever the day and whatever else is in the archive.

    `columns` holds the columns of `opportunities` that the wording decides; `hints` what joins it with others.
    """

    id: str  # of the advert: source + ":" + key
    url: str
    title: str
    included: bool
    exclusion_reason: str | None
    screening_quote: Quote | None
    columns: Mapping[str, Any]
    quotes: Mapping[str, Quote]
    classifications: tuple[Classification, ...]
    issues: tuple[Issue, ...]
    text: str  # searchable, never published
    hints: Mapping[str, Any]  # references, fingerprint, said_status


@dataclass(frozen=True)
class Opportunity:
    """The thing on offer: columns of the catalogue row, quotes per column, codes and issues."""

    id: str
    columns: Mapping[str, Any]
    quotes: Mapping[str, Quote]
    classifications: tuple[Classification, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Run:
    """One crawl of one source, its counts and how it ended."""

    id: int
    source: str
    started: str
    ended: str | None
    verdict: str  # running | healthy | partial | empty | blocked | gone | changed | error
    reason: str
    pages: int
    adverts: int
    new: int
    changed: int
    dropped: Mapping[str, int]
    fill: Mapping[str, float]
    since: str | None = None  # ISO day; the run asked only for what is newer, so that it misses nothing
    cut_off: bool = False  # it was killed, or told to stop
