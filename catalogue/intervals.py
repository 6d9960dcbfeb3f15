"""How far apart two crawls of a source lie at most, from its `every`."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

DAYS = {"daily": 1, "weekly": 7}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "sun mon tue wed thu fri sat".split()
LOOKED_AT = 4 * 366 + 1  # days: four years hold a 29 February
FIRST = date(2023, 1, 1)


@cache
def longest_gap(every: str) -> int:
    """Days between two crawls at most: 1 for daily, 7 for weekly, counted out for a cron line.

    Of a cron line only the days count. Its five fields are minute, hour, day, month and weekday; where both day and
    weekday are given, either will do (crontab(5)). A line that names no day of the calendar gives the days looked at.
    """
    if every in DAYS:
        return DAYS[every]
    _, _, day, month, weekday = every.lower().split()
    days, months = numbers(day, 1, 31), numbers(month, 1, 12, MONTHS, 1)
    weekdays = {number % 7 for number in numbers(weekday, 0, 7, WEEKDAYS)}
    either = not day.startswith("*") and not weekday.startswith("*")
    longest, last = 0, None
    for place in range(LOOKED_AT):
        each = FIRST + timedelta(days=place)
        by_day, by_weekday = each.day in days, each.isoweekday() % 7 in weekdays
        if each.month not in months or not (by_day or by_weekday if either else by_day and by_weekday):
            continue
        longest, last = max(longest, place - last if last is not None else 0), place
    return longest or LOOKED_AT


def numbers(field: str, lowest: int, highest: int, names: list[str] | None = None, first: int = 0) -> set[int]:
    """The numbers that a field of a cron line stands for. Raises ValueError for what is none."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        start, dash, end = ("", "-", "") if span == "*" else span.partition("-")
        least = number(start, names, first) if start else lowest
        most = number(end, names, first) if end else highest if dash or step else least
        found |= set(range(least, most + 1, int(step or 1)))
    return found


def number(word: str, names: list[str] | None, first: int) -> int:
    """A number, or the number of a name such as mon."""
    return names.index(word[:3]) + first if names and word[:3] in names else int(word)
