"""How dates are written in British adverts: where a text spells one, and its day, month, year and weekday."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from catalogue.readers.dates_patterns import (
    DATE,
    ITEM,
    LISTED,
    MONTHS,
    NAME,
    NUMBER,
    ONE_MONTH,
    PLACE,
    REACH,
    WEEKDAYS,
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


def find_spellings(text: str, read_odd: ReadOdd) -> list[Spelling]:
    """Every date and month that the text spells, in order; `read_odd` reads what plain arithmetic does not."""
    spelled: list[Spelling] = []
    for begin, stop in likely_places(text):
        for match in DATE.finditer(text, begin, stop):
            spelled.extend(spellings_of(match, read_odd))
    return [checked(trimmed(text, spelling)) for spelling in spelled]


def likely_places(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text that hold a month's name or a number with a mark in it."""
    begin, stop = -1, -1
    for place in PLACE.finditer(text):
        if place.start() - REACH > stop:
            if stop > begin:
                yield begin, stop
            begin = max(0, place.start() - REACH)
        stop = min(len(text), place.end() + REACH)
    if stop > begin:
        yield begin, stop


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
    year = full_year(match["year"] or match["dashed"] or match["bare"])
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


def trimmed(text: str, spelling: Spelling) -> Spelling:
    """The spelling without the full stop of its sentence: "until 9 March."."""
    return replace(spelling, end=spelling.end - 1) if text[spelling.end - 1] == "." else spelling


def checked(spelling: Spelling) -> Spelling:
    """The spelling, refused where the calendar has no such day."""
    if spelling.refused or spelling.day is None:
        return spelling
    if not 1 <= spelling.month <= 12:
        return replace(spelling, refused="no such month")
    longest = calendar.monthrange(spelling.year or 2024, spelling.month)[1]  # 2024: a leap year, 29 February may be
    return spelling if 1 <= spelling.day <= longest else replace(spelling, refused="no such day")


def full_year(written: str | None) -> int | None:
    """The year of "2026", "26" or "'26": adverts on the web are of this century."""
    if written is None:
        return None
    number = int(number_in(written))
    return number + 2000 if number < 100 else number


def number_in(words: str) -> str:
    """The first run of digits; the patterns have made sure of one."""
    found = NUMBER.search(words)
    assert found
    return found.group()


def weekday_of(words: str | None) -> int | None:
    """0 for Monday … 6 for Sunday, None where no weekday is said."""
    name = NAME.search(words) if words else None
    return WEEKDAYS[name.group().lower()] if name else None
