"""The year, number or weekday that a piece of a date writes."""

from __future__ import annotations

from catalogue.readers.dates_patterns import NAME, NUMBER, WEEKDAYS


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
