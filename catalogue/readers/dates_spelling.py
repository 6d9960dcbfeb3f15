"""Where a text spells a date as British adverts do, and whether the calendar has such a day."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace

from catalogue.readers.dates_forms import ReadOdd, Spelling, spellings_of
from catalogue.readers.dates_patterns import (
    DATE,
    PLACE,
    REACH,
)


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
