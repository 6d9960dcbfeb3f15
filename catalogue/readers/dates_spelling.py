"""How dates are written in British adverts: where a text spells one, and its day, month, year and weekday."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(
    files("catalogue.readers").joinpath("dates_words.yml").read_text(encoding="utf-8")
)
MONTHS: dict[str, int] = {name: number for number, names in WORDS["months"].items() for name in names}
WEEKDAYS: dict[str, int] = {name: number for number, names in WORDS["weekdays"].items() for name in names}
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


def either(words: dict[str, int]) -> str:
    """The words as one pattern, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


S = r"[^\S\n]"  # a space, also one that does not break, inside a line
MONTH = rf"(?:{either(MONTHS)})(?![a-z])"
WEEKDAY = rf"(?:{either(WEEKDAYS)})(?![a-z])[.,]?{S}{{0,2}}(?:the{S})?"
DAY = rf"(?:[12]\d|3[01]|0?[1-9])(?!\d)(?:{S}?(?:st|nd|rd|th)(?![a-z]))?"
YEAR = rf"(?:(?:19|20)\d\d)(?!\d|{S}?h(?:ou)?rs)"
SHORT_YEAR = r"['’‘]\d\d(?!\d)"  # '26
JOIN = rf"{S}{{0,2}}(?:,{S}?(?:and|or){S}|[-–—/&,+]|(?:and|or|to|until|till|through){S}){S}{{0,2}}"
WEEK_OF = rf"(?:w/?c|w\.c\.|week{S}(?:commencing|beginning|starting)){S}{{0,2}}:?{S}{{0,2}}(?:on{S})?"
# A number that these follow counts something: "March 5 days a week", "March 5pm", "March 5.30".
COUNTED = (
    rf"(?!\d|[:.]\d|%|{S}?[ap]\.?m\b|{S}?(?:noon|hrs|hours|days?|weeks?|months?|years?|places|posts|people|sessions)\b)"
)
DATE = re.compile(
    rf"""
    (?<![\w£$€]) (?<!\d[.:/])          # not inside a number, a price, a time
    (?: {WEEK_OF} )?
    (?:
      # 2026-03-05, 2026/03/05, also before a clock: 2026-03-05T12:00
      (?: {WEEKDAY} )? (?P<iso_year>(?:19|20)\d\d) (?P<iso_mark>[-/.]) (?P<iso_month>\d\d?) (?P=iso_mark) (?P<iso_day>\d\d?) (?!\d|[-/.]\d)
    | # 05/03/2026, 5.3.2026, 05-03-26
      (?: (?P<num_weekday>{WEEKDAY}) )?
      (?P<num_day>\d\d?) {S}? (?P<num_mark>[-/.]) {S}? (?P<num_month>\d\d?) {S}? (?P=num_mark) {S}?
      (?P<num_year>(?:19|20)\d\d | \d\d) (?! \d | [-/.:]\d | {S}?(?:months?|weeks?|years?)\b)
    | # 2026 March 5, 5th day of March 2026: left to the library
      (?P<odd> {YEAR} {S} {MONTH} \.? {S}? {DAY} | {DAY} {S} day {S} of {S} {MONTH} ,? {S} {YEAR} ) (?! {S}? {YEAR} )
    | # Thursday 5th (of) March(,) 2026; 4 – 8 January 2027; 12th, 13th or 14th January
      (?P<days> (?:{WEEKDAY})? {DAY} (?: {JOIN} (?:{WEEKDAY})? {DAY} ){{0,4}} )
      (?: {S}{{0,2}} (?:of{S}(?:the{S})?)? | [-/., ]{{1,2}} ) (?P<month>{MONTH}) \.?
      (?: (?:{S}|[-–/.,]){{0,2}} (?:of{S})? (?P<year>{YEAR}|{SHORT_YEAR})
        | [-/] (?P<dashed>\d\d) (?!\d)
        | {S} (?P<bare>[1-4]\d) (?! [\w:%] | \.\d | {S}(?!at{S}|by{S})[\w(] )
      )?
    | # March 5, March 5th 2026, March 4–8, 2027
      (?: (?P<first_weekday>{WEEKDAY}) )?
      (?P<first_month>{MONTH}) \.? {S}{{0,2}} (?:the{S})?
      (?P<first_days> {DAY} {COUNTED} (?: {S}?[-–]{S}? {DAY} {COUNTED} )? ) (?! {S}{{0,2}}(?:of{S})?{MONTH} )
      (?: ,?{S}{{0,2}} (?:of{S})? (?P<first_year>{YEAR}|{SHORT_YEAR}) )?
    | # mid-September 2026, January / February 2026, October
      (?: (?P<part>early|mid|late|(?:the{S})?(?:start|beginning|middle|end){S}of) (?:{S}|-){{0,2}} )?
      (?P<months> {MONTH} \.? (?: {JOIN} {MONTH} \.? ){{0,3}} )
      (?: (?:{S}|[-–,]){{0,2}} (?:of{S})? (?P<months_year>{YEAR}|{SHORT_YEAR}) )?
    | # 09/2026, 2026-09; 2026-27 is an academic year
      (?: (?P<m_month>0?[1-9]|1[0-2]) / (?P<m_year>20\d\d) (?![\d/])
        | (?P<y_year>20\d\d) - (?P<y_month>0[1-9]|1[0-2]) (?![\d-]) )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# One cheap pass finds where a date can stand; only there DATE looks closer. REACH covers the longest spelling: "Wednesday
# the 27th of September" before the month, five days in a row.
PLACE = re.compile(rf"(?<![a-z])(?:{either(MONTHS)})(?![a-z])|\d[-/.]\d|\d{S}?[/.]{S}\d", re.IGNORECASE)
REACH = 90
NUMBER = re.compile(r"\d+")
NAME = re.compile(r"[a-z]+", re.IGNORECASE)
ITEM = re.compile(rf"(?P<weekday>{WEEKDAY})?(?P<day>{DAY})", re.IGNORECASE)
ONE_MONTH = re.compile(MONTH, re.IGNORECASE)
LISTED = re.compile(r"(?:\b(?:and|or)\b|&)", re.IGNORECASE)


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
