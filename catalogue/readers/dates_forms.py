"""A date as one match of the patterns spells it: its day, month, year and weekday, or those of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from catalogue.readers.dates_parts import full_year, number_in, weekday_of
from catalogue.readers.dates_patterns import (
    ITEM,
    LISTED,
    MONTHS,
    NUMBER,
    ONE_MONTH,
)

ReadOdd = Callable[[str], "date | None"]


@dataclass(frozen=True)
class Spelling:
    """A date as it stands in a text; `day` is None for a month, `year` where none is written."""

    start: int
    end: int
    month: int
    day: int | None = None
    year: int | None = None
    weekday: int | None = None
    month_end: bool = False  # "the end of March 2026"
    shared_year: bool = False  # the year stands beside the next date of its range or list
    capital: bool = True  # "May", not "may"
    refused: str = ""  # why this is no date


def spellings_of(match: re.Match[str], read_odd: ReadOdd) -> Iterator[Spelling]:
    """The dates of one match of DATE: one, or those of a list or range."""
    start, end = match.span()
    if match["iso_year"]:
        yield Spelling(start, end, int(match["iso_month"]), int(match["iso_day"]), int(match["iso_year"]))
    elif match["num_day"]:
        yield from numeric(match)
    elif match["odd"]:
        day = read_odd(match["odd"])
        if day is not None:
            yield Spelling(start, end, day.month, day.day, day.year)
    elif match["days"]:
        yield from day_first(match)
    elif match["first_month"]:
        yield from month_first(match)
    elif match["months"]:
        yield from months_only(match)
    elif match["m_year"]:
        yield Spelling(start, end, int(match["m_month"]), None, int(match["m_year"]))
    elif int(match["y_month"]) != (int(match["y_year"]) + 1) % 100:
        yield Spelling(start, end, int(match["y_month"]), None, int(match["y_year"]))


def numeric(match: re.Match[str]) -> Iterator[Spelling]:
    """05/03/2026, day first; a month over 12 is refused, and said to be month first where it reads so."""
    day, month, year = int(match["num_day"]), int(match["num_month"]), match["num_year"]
    # "1.2.10" is a section or a version: a year of two digits stands beside two and two, or slashes.
    if len(year) == 2 and match["num_mark"] != "/" and not len(match["num_day"]) == len(match["num_month"]) == 2:
        return
    refused = ""
    if month > 12:
        if day > 12 or month > 31 or len(year) == 2:
            return
        refused = "month first"
    weekday = weekday_of(match["num_weekday"])
    yield Spelling(match.start(), match.end(), month, day, full_year(year), weekday, refused=refused)


def day_first(match: re.Match[str]) -> Iterator[Spelling]:
    """The days before one month's name; the last is spelt whole, the others share its month and year."""
    name = match["month"]
    year = full_year(match["year"] or match["dashed"] or match["bare"] or match["late_year"])
    items = list(ITEM.finditer(match.string, match.start("days"), match.end("days")))
    for place, item in enumerate(items):
        last = place == len(items) - 1
        if not last and room_number(match.string, items[place:]):
            continue
        start = match.start() if place == 0 else item.start()
        yield Spelling(
            start,
            match.end() if last else item.end(),
            MONTHS[name.lower()],
            int(number_in(item["day"])),
            year,
            weekday_of(item["weekday"]),
            capital=name[0].isupper(),
        )


def room_number(text: str, items: list[re.Match[str]]) -> bool:
    """True for the 2 of "Round 2, 12 March": a number before a comma is a day only in a list or with its "nd"."""
    gap = text[items[0].end() : items[1].start()]
    between = text[items[0].end() : items[-1].start()]
    return gap.strip() == "," and not LISTED.search(between) and items[0]["day"].isdigit()


def month_first(match: re.Match[str]) -> Iterator[Spelling]:
    """March 5, or both ends of March 4–8."""
    name = match["first_month"]
    year = full_year(match["first_year"])
    days = list(NUMBER.finditer(match.string, match.start("first_days"), match.end("first_days")))
    for place, day in enumerate(days):
        last = place == len(days) - 1
        yield Spelling(
            match.start() if place == 0 else day.start(),
            match.end() if last else day.end(),
            MONTHS[name.lower()],
            int(day.group()),
            year,
            weekday_of(match["first_weekday"]) if place == 0 else None,
            capital=name[0].isupper(),
        )


def months_only(match: re.Match[str]) -> Iterator[Spelling]:
    """September 2026, or each month of January / February 2026."""
    year = full_year(match["months_year"])
    names = list(ONE_MONTH.finditer(match.string, match.start("months"), match.end("months")))
    last_month = MONTHS[names[-1].group().lower()]
    for place, name in enumerate(names):
        month = MONTHS[name.group().lower()]
        last = place == len(names) - 1
        yield Spelling(
            match.start() if place == 0 else name.start(),
            match.end() if last else name.end(),
            month,
            None,
            year - 1 if year and month > last_month else year,  # "November – February 2027" begins in 2026
            month_end=place == 0 and "end" in (match["part"] or "").lower(),
            capital=name.group()[0].isupper(),
        )
