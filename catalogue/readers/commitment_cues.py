"""What a share of working time is a share of, by the words around it (commitment_cues.yml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.commitment_amounts import Amount
from catalogue.readers.commitment_patterns import FULL, WHERE_BEFORE, WHERE_WORKED
from catalogue.readers.duration_words import pattern_of

REACH = 80  # characters looked at on either side
# The week is divided between places, so that days at one of them are no share of full time.
SPLIT = re.compile(r"full[-\s]time|\bhome\b|remote|hybrid|on-?\s?site", re.IGNORECASE)
# "One day a week is spent on training": a part of a longer week, whose own length stands elsewhere or nowhere.
FOR_LEARNING = re.compile(
    r"""\s(?:of\s(?:the|your|their|each)\s\w+\s)?(?:(?:is|are|will\sbe)\s(?:spent|set\saside|kept|reserved|used|given\sover)?|goes|spent)\s?(?:on|for|in|to)\s
    (?:[\w-]+\s){0,2}?(?:training|study|studies|learning|courses?|classes)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# "Students spend three months, full time, at the host": it is the stay that is full time.
LENGTH_BEFORE = re.compile(r"\b(?:day|week|month|year)s?[,\s(]{1,2}$", re.IGNORECASE)
SHARES = re.compile(r"\b(\d{1,2})\s?%")
MOST_PARTS = 6  # parts that a week is told to fall into
WORDED = ("either", "full", "part")

Sides = dict[str, re.Pattern[str]]


@dataclass(frozen=True)
class Cues:
    """commitment_cues.yml as patterns."""

    against: tuple[tuple[str, Sides], ...]
    measured: tuple[tuple[str, Sides], ...]
    worded: tuple[tuple[str, Sides], ...]
    worded_after: tuple[tuple[str, Sides], ...]
    for_full: re.Pattern[str]
    base_job: Sides


@cache
def load_cues() -> Cues:
    """The cues of commitment_cues.yml, made into patterns once."""
    kept: dict[str, Any] = yaml.safe_load(
        files("catalogue.readers").joinpath("commitment_cues.yml").read_text(encoding="utf-8")
    )
    against, measured, worded = (
        tuple((why, _sides(sides)) for why, sides in kept[key].items()) for key in ("against", "measured", "worded")
    )
    return Cues(
        against=against,
        measured=measured,
        worded=worded,
        worded_after=tuple((why, {"after": sides["after"]}) for why, sides in worded),
        for_full=pattern_of(kept["speaks_for_full"], "around"),
        base_job=_sides(kept["base_job"]),
    )


def _sides(sides: dict[str, list[str]]) -> Sides:
    return {where: pattern_of(phrases, where) for where, phrases in sides.items()}


def judge(text: str, amount: Amount, *, whole: bool) -> str | None:
    """Why an amount is not the exchange's, or None; `whole`: as the commitment of a whole advert."""
    cues = load_cues()
    before, after = text[max(0, amount.start - REACH) : amount.start], text[amount.end : amount.end + REACH]
    worded = cues.worded if whole and not LENGTH_BEFORE.search(before) else cues.worded_after
    for reason, sides in (*cues.against, *(worded if amount.kind in WORDED else cues.measured)):
        if reason == "pay" and amount.kind == "either":  # "three years' full-time funding, or six years part-time"
            continue
        if _speaks(sides, before, after, text[max(0, amount.start - REACH) : amount.end + REACH]):
            return reason
    if amount.kind == "share" and text[amount.start : amount.end].count("%") == 1 and _is_split(text):
        return "a split of the same week"
    if amount.kind not in WORDED and FOR_LEARNING.match(after):
        return "a part of the week, for learning"
    if amount.kind == "presence" and (whole or FULL.search(text)) and SPLIT.search(text):
        return "days in the office or at home"
    set_apart = before.rstrip().endswith((",", "(")) and after[:1] in (",", ")", ";")
    plain = set_apart or text.strip(" .:;,()") == text[amount.start : amount.end]
    if whole and amount.kind == "full" and not plain and not cues.for_full.search(before[-40:] + after[:40]):
        return "nothing says that the exchange is full time"
    if whole and amount.kind not in WORDED and _speaks(cues.base_job, before, after, ""):
        return "the time of the person's own job"
    return None


def _is_split(text: str) -> bool:
    """Whether the shares of a sentence make up the whole week: "50% research time and 50% clinical time"."""
    shares = [int(share) for share in SHARES.findall(text)[:MOST_PARTS]]
    return len(shares) > 1 and sum(shares) == 100


def says_where(text: str, amount: Amount) -> bool:
    """Whether days are counted for the place they are spent at: "three days a week in the office"."""
    before = text[max(0, amount.start - REACH) : amount.start]
    return bool(WHERE_WORKED.match(text, amount.end) or WHERE_BEFORE.search(before))


def _speaks(sides: Sides, before: str, after: str, around: str) -> bool:
    if (pattern := sides.get("before")) and pattern.search(before):
        return True
    if (pattern := sides.get("after")) and pattern.match(after):
        return True
    return bool((pattern := sides.get("around")) and pattern.search(around))
