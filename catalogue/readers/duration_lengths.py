"""Lengths of time as they stand in a text, in days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.readers.duration_patterns import COUNTED, POSTS_AFTER, SUM, TITLED, UNCOUNTED, UNIT_FIRST, UNIT_WORD
from catalogue.readers.numbers import number_of, tidy

# Days in a unit. A month is a twelfth of a year, so that "12 months" is 365 days; five working days are a week.
DAYS = {"half day": 0.5, "day": 1, "week": 7, "fortnight": 14, "month": 30.44, "year": 365}
WORKING_DAY = 7 / 5
LONGEST = 3653  # ten years: no exchange lasts longer; what does is the age of something


@dataclass(frozen=True)
class Length:
    """A length of time in a text: from `start` to `end`, in days; None = no bound on that side."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str  # a key of DAYS
    shape: str = "counted"  # counted | uncounted | titled | run (between two dates) | until (a start and an end)


def lengths_in(text: str) -> list[Length]:
    """Every length of time in a text, in order and not overlapping; bounds such as "up to" are not looked at here."""
    if not UNIT_WORD.search(text):
        return []
    found: list[Length] = []
    for length in sorted(_all(text), key=lambda one: (one.start, -one.end)):
        if found and length.start < found[-1].end:
            continue
        if (length.high or length.low or 0) <= LONGEST:
            found.append(length)
    return found


def _all(text: str) -> Iterator[Length]:
    for match in SUM.finditer(text):
        unit = unit_of(match["unit"])
        days = sum(int(part) for part in match["parts"].split("+")) * DAYS[unit]
        yield Length(match.start(), match.end(), days, days, unit)
    for match in COUNTED.finditer(text):
        if (length := _counted(match)) is not None:
            yield length
    for match in UNIT_FIRST.finditer(text):
        low, high = number_of(match["low"]), number_of(match["high"] or match["low"])
        unit = unit_of(match["unit"])
        if low and high and low <= high:
            yield Length(match.start(), match.end(), low * DAYS[unit], high * DAYS[unit], unit)
    for match in UNCOUNTED.finditer(text):
        unit = next(match[name] for name in ("half", "one", "full", "long", "of", "named") if match[name]).lower()
        days = DAYS[unit] * (0.5 if match["half"] else 1.5 if match["and_half"] else 1)
        unit = "half day" if match["half"] and unit == "day" else unit
        yield Length(match.start(), match.end(), days, days * (2 if match["or_two"] else 1), unit, "uncounted")
    for match in TITLED.finditer(text):
        unit = match["titled"].lower()
        yield Length(match.start(), match.end() - 1, DAYS[unit], DAYS[unit], unit, "titled")


def _counted(match: re.Match[str]) -> Length | None:
    unit = unit_of(match["unit"])
    day = DAYS[unit] * (WORKING_DAY if match["manner"] and unit == "day" else 1)
    low, high = number_of(match["low"]), number_of(match["high"] or match["low"])
    if low is None or high is None or high == 0:
        return None
    start = match.start()
    if match["list"]:
        first = number_of(re.split(r"[,/]", match["list"])[0].rstrip("-‐‑‒–—− "))
        if (match["high"] or "/" in match["list"]) and first is not None and first < low:
            low = first
        else:
            start = match.start("low")
    if low > high:  # "in 2021 and 3 months": the first number belongs to something else
        low, start = high, match.start("high")
    times = number_of(match["times"]) or 1 if match["times"] else 1
    if match["times"] and POSTS_AFTER.match(match.string, match.end()):
        times, start = 1, match.start("low")
    length = Length(start, match.end(), low * day * times, high * day * times, unit)
    if match["more"] or match["more_high"] or match["plus"]:
        return replace(length, high=None)
    return length


def unit_of(word: str) -> str:
    """The unit that a word or its short form names, as a key of DAYS."""
    word = word.lower()
    if word.startswith("half"):
        return "half day"
    short = {"d": "day", "w": "week", "f": "fortnight", "m": "month", "y": "year"}
    return short[word[0]]


def whole_days(days: float | None) -> float | None:
    """Days rounded to whole ones, halves up; below a week a half day counts and is kept."""
    if days is None:
        return None
    return tidy(round(days, 2)) if days < DAYS["week"] else int(days + 0.5)
