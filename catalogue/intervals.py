"""How far apart two crawls of a source lie at most, from its `every`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, takewhile

from catalogue.cron import CronError, moments_of

DAYS = {"daily": 1, "weekly": 7}
LOOKED_AT = 4 * 366 + 1  # days: four years hold a 29 February
FIRST = datetime(2023, 1, 1, tzinfo=UTC)


@cache
def longest_gap(every: str) -> int:
    """Days between two crawls at most: 1 for daily, 7 for weekly, counted out for a cron line.

    Of a cron line only the days count. A line that names no day of the calendar gives the days looked at.
    """
    if every in DAYS:
        return DAYS[every]
    _, _, *days = every.split()
    until = FIRST + timedelta(days=LOOKED_AT)
    try:
        named = list(takewhile(lambda moment: moment < until, moments_of(" ".join(["0 0", *days]), FIRST)))
    except CronError:
        return LOOKED_AT
    return max(((later - earlier).days for earlier, later in pairwise(named)), default=LOOKED_AT)
