"""The words of duration_cues.yml that speak for a length of time or forbid it, as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from catalogue.readers.duration_words import LeadUp, cue_file, nouns, pattern_of

RATE, CONTACT = "a rate", "contact time"  # reasons that are asked for elsewhere


@dataclass(frozen=True)
class Cues:
    """duration_cues.yml as patterns; weights fall from first to last."""

    before: tuple[tuple[int, LeadUp], ...]
    after: tuple[tuple[int, re.Pattern[str]], ...]
    own: re.Pattern[str]
    noun: re.Pattern[str]
    runs_for: re.Pattern[str]
    runs_against: re.Pattern[str]
    rate: re.Pattern[str]
    against: tuple[tuple[str, dict[str, re.Pattern[str]]], ...]
    against_whole: tuple[tuple[str, dict[str, re.Pattern[str]]], ...]


@cache
def load_cues() -> Cues:
    """The cues of duration_cues.yml, made into patterns once."""
    kept = cue_file()

    def reasons(key: str) -> tuple[tuple[str, dict[str, re.Pattern[str]]], ...]:
        return tuple(
            (why, {where: pattern_of(phrases, where) for where, phrases in sides.items()})
            for why, sides in kept[key].items()
        )

    said = kept["speaks_for"]
    return Cues(
        before=tuple((weight, LeadUp(said["before"][weight])) for weight in sorted(said["before"], reverse=True)),
        after=tuple(
            (weight, pattern_of(said["after"][weight], "after")) for weight in sorted(said["after"], reverse=True)
        ),
        own=re.compile(rf"\b{nouns()[0]}\b", re.VERBOSE | re.IGNORECASE),
        noun=re.compile(rf"\b{nouns()[1]}\b", re.VERBOSE | re.IGNORECASE),
        runs_for=pattern_of(kept["runs"]["speaks_for"], "before"),
        runs_against=pattern_of(kept["runs"]["against"], "before"),
        rate=pattern_of(kept["against"][RATE]["after"], "after"),
        against=reasons("against"),
        against_whole=reasons("against_whole"),
    )
