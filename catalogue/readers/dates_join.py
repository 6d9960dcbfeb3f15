"""Dates as they stand together in a text: each with its time of day, and which of them are a range or a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from catalogue.readers.dates_clock import Clock, find_clock
from catalogue.readers.dates_forms import ReadOdd, Spelling
from catalogue.readers.dates_spelling import find_spellings

RANGE = re.compile(r"[\s,)]*(?:[-–—]|to|until|till|through|up to)(?:\s+the)?\s*", re.IGNORECASE)
LIST = re.compile(r"[\s)]*(?:,|/|&|\+|and\b|or\b)\s*(?:(?:and|or|on|the)\s+){0,2}", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)
JOINT = 25  # ", and then until the " is as long as what joins two dates gets


@dataclass(frozen=True)
class Dated:
    """A spelling with its time; `start`:`end` covers both. `joined` says how it hangs on the date before it."""

    spelling: Spelling
    clock: Clock | None
    start: int
    end: int
    joined: str = ""  # "range" | "list" | ""


def find_dates(text: str, read_odd: ReadOdd) -> list[Dated]:
    """Every date and month of the text with its time; a range or list shares the year that its later member writes."""
    dates: list[Dated] = []
    for spelling in find_spellings(text, read_odd):
        # "you may", "they march": a month's name alone is one only with a capital.
        if spelling.year is None and not spelling.capital and not follows_number(text, spelling):
            continue
        clock = find_clock(text, spelling.start, spelling.end) if spelling.day else None
        start, end = (clock.start, clock.end) if clock else (spelling.start, spelling.end)
        # A time between two dates is said once: "from 3 May, 9am to 5 June" is the first one's.
        if dates and start < dates[-1].end:
            start, clock = spelling.start, None
        joined = how_joined(text, dates[-1], start) if dates else ""
        dates.append(Dated(spelling, clock, start, max(end, spelling.end), joined))
    return share_years(dates)


def follows_number(text: str, spelling: Spelling) -> bool:
    """True for "5 march", where the day comes first."""
    return spelling.day is not None and not text[spelling.start].isalpha()


def how_joined(text: str, earlier: Dated, start: int) -> str:
    """ "range", "list" or "" for what stands between two dates."""
    gap = text[earlier.end : start]
    if len(gap) > JOINT or ("\n" in gap):
        return ""
    if RANGE.fullmatch(gap):
        return "range"
    if not LIST.fullmatch(gap):
        return ""
    lead = text[max(0, earlier.start - JOINT) : earlier.start]
    return "range" if "and" in gap.lower() and BETWEEN.search(lead) else "list"


def share_years(dates: list[Dated]) -> list[Dated]:
    """The dates, those without a year given the year of the next one that they are joined to."""
    shared = list(dates)
    for place in range(len(shared) - 2, -1, -1):
        date, later = shared[place], shared[place + 1]
        if date.spelling.year is not None or not later.joined or later.spelling.year is None:
            continue
        order = (date.spelling.month, date.spelling.day or 0) <= (later.spelling.month, later.spelling.day or 31)
        year = later.spelling.year if order else later.spelling.year - 1
        shared[place] = replace(date, spelling=replace(date.spelling, year=year, shared_year=True))
    return shared
