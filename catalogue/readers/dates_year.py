"""A day that can be only one: the year of a date that does not write it."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from catalogue.readers.dates_clock import Clock
from catalogue.readers.dates_forms import Spelling

# A date further off than ten months might as well be last year's or next year's.
NEAR = timedelta(days=304)
# Adverts of twenty years stand in the catalogue; no call is announced five years ahead.
OLDEST, NEWEST = 20, 5
# Where nobody knows when a page was seen: the age of the web, and as far as the calendar is of use.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Day:
    """A day ("2026-03-05") or month ("2026-09") with the time said beside it, 24 h, in the zone as said."""

    iso: str
    time: str | None = None
    zone: str | None = None
    year_inferred: bool = False
    weekday_agrees: bool | None = None  # None: no weekday is said


def year_is_likely(year: int, seen_on: date | None) -> bool:
    """True where an advert seen on that day may speak of that year."""
    if seen_on is None:
        return FIRST_YEAR <= year <= LAST_YEAR
    return seen_on.year - OLDEST <= year <= seen_on.year + NEWEST


def written_day(spelling: Spelling, clock: Clock | None) -> Day:
    """The day of a spelling that writes its year."""
    assert spelling.year
    return dated(spelling, spelling.year, clock, inferred=False)


def inferred_day(
    spelling: Spelling, clock: Clock | None, base: date, prefer: str = "future", bound: bool = False
) -> Day | None:
    """The one day near `base` that a spelling without a year can mean, or None.

    `prefer` is "future" or "past": that side's day, if it lies within ten months. A weekday decides between the two
    sides, unless `bound` says that only one side can be, as for a closing date before the start.
    """
    after, before = next_after(spelling, base), last_before(spelling, base)
    before = None if before == after and prefer == "future" else before
    near = [after] if prefer == "future" else [before]
    if spelling.weekday is not None and not bound:
        near = [day for day in (after, before) if day and day.weekday() == spelling.weekday]
    near = [day for day in near if day and (abs(day - base) <= NEAR or spelling.weekday is not None)]
    if len(near) != 1 or near[0] is None:
        return None
    day = dated(spelling, near[0].year, clock, inferred=True)
    return None if day.weekday_agrees is False else day


def dated(spelling: Spelling, year: int, clock: Clock | None, inferred: bool) -> Day:
    """The spelling in that year."""
    if spelling.day is None:
        return Day(f"{year:04}-{spelling.month:02}", year_inferred=inferred)
    day = date(year, spelling.month, spelling.day)
    agrees = None if spelling.weekday is None else day.weekday() == spelling.weekday
    return Day(day.isoformat(), clock.time if clock else None, clock.zone if clock else None, inferred, agrees)


def next_after(spelling: Spelling, base: date) -> date | None:
    """The first such day on or after `base`; a month counts by its last day."""
    return next((day for day in days_of(spelling, base, last=True) if day >= base), None)


def last_before(spelling: Spelling, base: date) -> date | None:
    """The last such day on or before `base`; a month counts by its first day."""
    return next((day for day in reversed(list(days_of(spelling, base, last=False))) if day <= base), None)


def days_of(spelling: Spelling, base: date, last: bool) -> Iterator[date]:
    """That day in the years about `base`, where it exists."""
    for year in (base.year - 1, base.year, base.year + 1):
        longest = calendar.monthrange(year, spelling.month)[1]
        day = spelling.day or (longest if last else 1)
        if day <= longest:
            yield date(year, spelling.month, day)


def edge(iso: str, last: bool) -> date:
    """The day itself, or the first or last day of a month."""
    if len(iso) == 10:
        return date.fromisoformat(iso)
    year, month = int(iso[:4]), int(iso[5:7])
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def last_of_month(spelling: Spelling) -> Spelling:
    """ "The end of March 2026" as its last day; the year is written."""
    assert spelling.year
    return replace(spelling, day=calendar.monthrange(spelling.year, spelling.month)[1])
