"""Runs that ask only for what is new: since which day, and how a listing says when an advert was posted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from catalogue.platforms import load_platforms
from catalogue.records import Run

AUTO, FULL = "auto", "full"
WORDS = (AUTO, FULL)
OVERLAP = timedelta(days=2)  # before the last run: sites post with the day on which an advert was written
WHOLE_EVERY = 7  # days between two runs that see everything, where the registry does not say
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
ISO = re.compile(r"\d{4}-\d\d-\d\d")
# "28 Sep", "1st October 2026", "Thu, 10 Jul 2026 21:42:12 GMT": day, month, perhaps year.
DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\.?,?(?:\s+(\d{4})\b)?")


def check_since(since: str | None, platform: str) -> str | None:
    """`since` as it was written. Raises ValueError where it is no day or word, or the platform cannot do it."""
    if since is None or since == FULL:
        return since
    known = load_platforms().get(platform)
    if known is None or "since" not in known.keys:
        raise ValueError(f"since={since}: sites of platform {platform} cannot be asked for what is new alone; leave it")
    if since != AUTO:
        try:
            date.fromisoformat(since)
        except ValueError as problem:
            raise ValueError(f"since={since}: write a day such as 2026-09-01, or auto, or full") from problem
    return since


def since_of(asked: str | None, whole_every: int | None, runs: Sequence[Run], now: datetime) -> date | None:
    """The day since which a run asks for adverts; None: it asks for all of them.

    `asked`: a day, auto, full, or None, which leaves it to the registry. `whole_every`: days between two whole runs,
    from the registry. `runs`: of the source, oldest first. What an increment does not see says nothing, and it cannot
    tell that a site has changed; so a whole run comes first, comes again in time, and at once after one that failed.
    """
    if asked == FULL or (asked is None and whole_every is None):
        return None
    if asked not in (None, AUTO):
        return date.fromisoformat(str(asked))
    whole = next((run for run in reversed(runs) if run.since is None), None)
    if whole is None or whole.verdict != "healthy":
        return None
    if now - datetime.fromisoformat(whole.started) >= timedelta(days=whole_every or WHOLE_EVERY):
        return None
    last = next(run for run in reversed(runs) if run.verdict == "healthy")
    return (datetime.fromisoformat(last.started) - OVERLAP).date()


def day_near(text: str, near: date) -> date | None:
    """The day that a listing gives an advert; without a year, the one nearest to another day; or None."""
    iso = ISO.search(text)
    if iso:
        return day_of(*map(int, iso.group().split("-")))
    found = DAY.search(text)
    if found is None or found.group(2).lower() not in MONTHS:
        return None
    day, month = int(found.group(1)), MONTHS.index(found.group(2).lower()) + 1
    years = [int(found.group(3))] if found.group(3) else [near.year - 1, near.year, near.year + 1]
    days = [each for each in (day_of(year, month, day) for year in years) if each]
    return min(days, key=lambda each: abs(each - near), default=None)


def day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, or None."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
