"""The name of a scheme within a title or a text, without year, round and the call to apply (schemes.yml)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from catalogue.readers.names import is_organisation
from catalogue.yaml_files import load_yaml

WORDS: dict[str, list[str]] = load_yaml(Path(__file__).with_name("schemes.yml"))
SHORTEST, LONGEST = 2, 14  # words of a name: one word tells nothing, more than fourteen are a sentence
REPEATED = 2  # times a name must stand in the text before it is taken from there: once is a passing mention

MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
NUMBER = r"(?:\d{1,2}|[ivx]{1,4}|[a-d]|one|two|three|four|five|six)"
# What tells the rounds of one scheme apart: 2026, 2026/27, spring 2026, Round 6, Cohort 3, Route B, "third annual".
ROUND = re.compile(
    rf"""
    \(? \b (?:
        (?: (?:spring|summer|autumn|winter|{MONTH}) \s )?
        (?:19|20)\d\d (?: \s? [-–/] \s? (?:20)?\d\d )?       # a year or two of them
      | (?:round|cohort|wave|phase|intake|edition|tranche|stream|route|year) \s (?:\#\s?)? {NUMBER} \b
      | \d{{1,2}}(?:st|nd|rd|th) \s (?:annual|round|call|cohort|intake|edition)
      | (?:first|second|third|fourth|fifth|sixth) \s (?:annual|round|call|cohort|intake|edition)
    ) \b \)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A title's parts: scheme, place, site; or who tells and what is told ("… announces …", "… open today").
PARTS = re.compile(
    r"\s[|–—•·]\s|\s-\s|:\s|\s/\s|;\s|\s(?:announces|launches|launched by|invites)\s"
    r"|\s(?:is |are )?(?:now )?opens?(?=\s|$)"
)
# Empty brackets, a reference number, a deadline in brackets.
EMPTY = re.compile(
    r"\(\s*\)|\[\s*\]|\bref(?:erence)?\b.*$|\((?:deadline|closing|closes|apply by|closed)\b[^)]*\)?", re.IGNORECASE
)
AUDIENCE = re.compile(r" for (?=(?:the )?[a-z])| in the UK$")  # "… for health and care professionals"
EDGES = " \t-–—:;,.|/&!?•·*"
CAPITAL = re.compile(r"[A-Z]")
NOUNS = frozenset(noun.lower() for noun in WORDS["nouns"])
GENERIC = frozenset(WORDS["generic"])
POSTS = frozenset(post.lower() for post in WORDS["posts"])
DROPPED = sorted(WORDS["dropped"], key=len, reverse=True)
ENDINGS = sorted(WORDS["endings"], key=len, reverse=True)
# A name in running text: up to nine capitalised words, one of, for, and or in between two of them.
IN_TEXT = re.compile(r"\b[A-Z][\w’'&-]*(?: (?:(?:of|for|and|in) )?[A-Z][\w’'&-]*){1,8}")


@cache
def find_scheme(title: str) -> str | None:
    """The part of a title that names a scheme, its round set aside; None where it names a post or only a kind."""
    parts = [strip_round(part) for part in PARTS.split(strip_round(title))]
    for name in parts:
        if is_scheme(name):
            return _without_audience(name)
    return _with_owner(parts)


def find_recurring_scheme(text: str) -> str | None:
    """The name of a scheme that the text repeats most, the first of equals; None where none stands twice."""
    counts = Counter(name for name in map(_scheme_within, IN_TEXT.findall(text)) if name)
    name, times = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return name if times >= REPEATED else None


def strip_round(title: str) -> str:
    """A title without year, round, cohort and the words about applying."""
    name = EMPTY.sub(" ", ROUND.sub(" ", title))
    before = None
    while name != before:  # each turn takes away words, so it ends
        before = name
        name = _strip_edges(" ".join(name.split()).strip(EDGES))
    return name


def is_scheme(name: str) -> bool:
    """Whether words name a scheme: a noun of schemes, a word of its own, a capital, and no post at the end."""
    words = name.split()
    if not SHORTEST <= len(words) <= LONGEST or not CAPITAL.search(name):
        return False
    plain = [word.strip("()’'\",").lower() for word in words]
    nouns = [place for place, word in enumerate(plain) if word in NOUNS]
    if not nouns or any(word in POSTS for word in plain[nouns[-1] :]):
        return False
    return any(word not in NOUNS and word not in GENERIC and not word.isdigit() for word in plain)


def _with_owner(parts: list[str]) -> str | None:
    """ "The Nordale Society – Pairing Scheme" → "Nordale Society Pairing Scheme"; None where no part is an owner."""
    owner = next((part for part in parts if is_organisation(part)), None)
    bare = next((part for part in parts if part and set(part.lower().split()) <= NOUNS), None)
    return f"{owner} {bare}" if owner and bare else None


def _without_audience(name: str) -> str:
    cut = AUDIENCE.search(name)
    return name[: cut.start()] if cut and is_scheme(name[: cut.start()]) else name


def _scheme_within(run: str) -> str | None:
    """The beginning of a run of capitalised words up to its last noun of schemes."""
    words = run.split()
    last = max((place for place, word in enumerate(words) if word.lower() in NOUNS), default=0)
    name = strip_round(" ".join(words[: last + 1]))
    return name if is_scheme(name) else None


def _strip_edges(name: str) -> str:
    lower = name.lower()
    for beginning in DROPPED:
        if lower.startswith(beginning) and not lower[len(beginning) : len(beginning) + 1].isalnum():
            return name[len(beginning) :].strip(EDGES)
    for ending in ENDINGS:
        if lower.endswith(ending) and not lower[: -len(ending)][-1:].isalnum() and lower != ending:
            return name[: -len(ending)].strip(EDGES)
    return name
