"""The words of dates_cues.yml, found in a sentence: phrases as patterns, and the cue nearest to a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

CUES: dict[str, Any] = yaml.safe_load(files("catalogue.readers").joinpath("dates_cues.yml").read_text(encoding="utf-8"))
REASONS: dict[str, str] = CUES["reasons"]

# What may stand between a cue with > and its date.
GLUE = (
    r"(?=(?:\W|\b(?:on|at|the|of|in|by|is|are|from|around|approximately|about|either|early|late|mid|now|today)\b)"
    r"{0,12}$)"
)
OPTION = re.compile(r"\[([^\[\]]*)\]")
WEAK = tuple(CUES["weak"])


@dataclass(frozen=True)
class Cue:
    """A cue in a sentence: its role and where it stands."""

    role: str
    start: int
    end: int
    gapped: bool = False  # other words stand between its parts


def phrase_patterns(phrase: str) -> Iterator[str]:
    """A phrase of dates_cues.yml as regular expressions: one with and one without what may be left out."""
    option = OPTION.search(phrase)
    if option:
        yield from phrase_patterns(phrase.replace(option.group(), f"({option[1]})", 1))
        yield from phrase_patterns(" ".join(phrase.replace(option.group(), " ", 1).split()))
        return
    words = phrase.removesuffix(">").replace("*", r"[\w’']*").replace("(", "(?:").split()
    # Six words at most between the parts of a cue: "submit your completed application form … by".
    pattern = r"\W{1,3}".join(words).replace(r"…\W{1,3}", r"(?:\w[\w’']*\W{1,3}){0,6}?")
    yield pattern + r"(?!\w)" + (GLUE if phrase.endswith(">") else "")


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first."""
    patterns = {pattern for phrase in phrases for pattern in phrase_patterns(phrase)}
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern.removesuffix(GLUE)), pattern))
    return re.compile(r"\b(?:" + "|".join(ordered) + ")", re.IGNORECASE)


# (role, gapped, pattern); plain and gapped phrases apart, because a plain one says it more surely.
ROLES = [
    (role, gapped, any_of(chosen))
    for role, phrases in CUES["cues"].items()
    for gapped in (False, True)
    if (chosen := [phrase for phrase in phrases if ("…" in phrase) == gapped])
]
AFTER = {role: any_of(phrases) for role, phrases in CUES["after"].items()}
STAGES = {stage: any_of(phrases) for stage, phrases in CUES["stages"].items()}
MASKS = any_of(CUES["masks"])
ELSEWHERE = any_of(CUES["elsewhere"])
RECURS = any_of(CUES["recurs"])


def find_cues(sentence: str, begin: int, stop: int) -> list[Cue]:
    """Every cue of a stretch, but for those inside a mask."""
    stretch = sentence[begin:stop]
    if not any(letter.isalpha() for letter in stretch):
        return []
    masked = [match.span() for match in MASKS.finditer(stretch)]
    return [
        Cue(role, begin + match.start(), begin + match.end(), gapped)
        for role, gapped, pattern in ROLES
        for match in pattern.finditer(stretch)
        if not any(start <= match.start() and match.end() <= end for start, end in masked)
    ]


def nearest(cues: Sequence[Cue]) -> Cue:
    """The cue that ends last, of two the plain and longer one; a weak one only where it is alone."""
    telling = [cue for cue in cues if cue.role not in WEAK]
    if not telling:
        return min(cues, key=lambda cue: WEAK.index(cue.role))
    last = max(telling, key=lambda cue: (cue.end, not cue.gapped, cue.start if cue.gapped else -cue.start))
    if last.role == "opening" and last.gapped:  # "now open and close at noon on": the gap jumps over the closing
        return next((cue for cue in reversed(telling) if cue.role == "closing" and cue.start > last.start), last)
    return last


def overlap(cue: Cue, other: Cue) -> bool:
    """True where two cues share words."""
    return cue.start < other.end and other.start < cue.end


def plain_role(label: str) -> str:
    """The role that a short line or a label gives to the date under it, or ""."""
    cues = find_cues(label, 0, len(label))
    return nearest(cues).role if cues else ""
