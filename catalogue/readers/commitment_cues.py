"""What a share of working time is a share of, by the words around it (commitment_cues.yml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.commitment_amounts import Amount
from catalogue.readers.duration_words import pattern_of

REACH = 80  # characters looked at on either side
WORDED = ("either", "full", "part")

Sides = dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class Cues:
    """commitment_cues.yml as patterns."""

    against: tuple[tuple[str, Sides], ...]
    worded: tuple[tuple[str, Sides], ...]
    for_full: re.Pattern[str]
    base_job: Sides


@cache
def load_cues() -> Cues:
    """The cues of commitment_cues.yml, made into patterns once."""
    kept: dict[str, Any] = yaml.safe_load(
        files("catalogue.readers").joinpath("commitment_cues.yml").read_text(encoding="utf-8")
    )
    return Cues(
        against=tuple((why, _sides(sides)) for why, sides in kept["against"].items()),
        worded=tuple((why, _sides(sides)) for why, sides in kept["worded"].items()),
        for_full=pattern_of(kept["speaks_for_full"], "around"),
        base_job=_sides(kept["base_job"]),
    )


def _sides(sides: dict[str, list[str]]) -> Sides:
    return {where: pattern_of(phrases, where) for where, phrases in sides.items()}


def judge(text: str, amount: Amount, *, whole: bool) -> str | None:
    """Why an amount is not the exchange's, or None; `whole`: as the commitment of a whole advert."""
    cues = load_cues()
    before, after = text[max(0, amount.start - REACH) : amount.start], text[amount.end : amount.end + REACH]
    for reason, sides in (*cues.against, *(cues.worded if amount.kind in WORDED and whole else ())):
        if _speaks(sides, before, after, text[max(0, amount.start - REACH) : amount.end + REACH]):
            return reason
    if whole and amount.kind == "full" and not cues.for_full.search(before[-40:] + after[:40]):
        return "nothing says that the exchange is full time"
    if whole and amount.kind not in WORDED and _speaks(cues.base_job, before, after, ""):
        return "the time of the person's own job"
    return None


def _speaks(sides: Sides, before: str, after: str, around: str) -> bool:
    if (pattern := sides.get("before")) and pattern.search(before):
        return True
    if (pattern := sides.get("after")) and pattern.match(after):
        return True
    return bool((pattern := sides.get("around")) and pattern.search(around))
