"""Cron lines: the moments that they name, and what is wrong with one (the door for cronsim)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a line that can be read on one day can be read on all


class CronError(ValueError):
    """A line that is no cron line; the message says which field is wrong."""


def moments_of(line: str, now: datetime, *, back: bool = False) -> Iterator[datetime]:
    """The moments that a line names after now, or before it, backwards; in the time zone of `now`. Raises CronError."""
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 (most sources have no cron line)

    try:
        return CronSim(line, now, reverse=back)
    except CronSimError as problem:
        raise CronError(str(problem)) from problem


def cron_problem(line: str) -> str | None:
    """What is wrong with a cron line, or None: five fields that can be read and name a day that comes."""
    try:
        moment = next(moments_of(line, SOME_DAY), None)
    except CronError as problem:
        return str(problem)
    return None if moment else "it names no moment that ever comes"
