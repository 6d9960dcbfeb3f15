"""Which sources are due: a pure reading of the registry's `every` beside the runs that the archive remembers.

Nothing else is stored. A source is due when no run of it has ended since its last moment, so that asking often, asking
late or asking after a week without power all give the same answer: once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from catalogue.cron import CronError, moments_of
from catalogue.records import Run
from catalogue.source import Source
from crawler.window import is_within

LONDON = ZoneInfo("Europe/London")
EVERY = {"daily": "0 1 * * *", "weekly": "0 1 * * {weekday}"}  # at night; the weekday differs from source to source
NIGHT = timedelta(hours=4)  # daily and weekly sources are spread over 01:00 to 05:00
SLACK = timedelta(minutes=10)  # a cron line is kept within this: minutes on the clock are when everybody asks
AHEAD = timedelta(days=1)  # a run that began later than this from now was written down by a clock that was wrong
AGAIN = timedelta(hours=1)  # after which a run that was cut off is tried again
TRIES = 3  # at one moment; more would be to hammer a site that kills the crawler


class ScheduleError(ValueError):
    """An `every` that cannot be used; the message names source and mend."""


@dataclass(frozen=True)
class Plan:
    """What there is to do at a moment."""

    due: list[str] = field(default_factory=list)  # ids, in the order of the registry
    next: datetime | None = None  # when the next source will be due
    problems: list[str] = field(default_factory=list)


def plan(sources: Iterable[Source], runs: Sequence[Run], now: datetime) -> Plan:
    """What is due among the sources that may be crawled; one whose `every` cannot be used holds up no other."""
    made = Plan()
    coming: list[datetime] = []
    for source in sources:
        if not source.may_be_crawled:
            continue
        own = [run for run in runs if run.source == source.id]
        try:
            if is_due(source, own, now):
                made.due.append(source.id)
            coming += next_moments(source, own, now)
        except ScheduleError as problem:
            made.problems.append(str(problem))
    return Plan(made.due, min(coming, default=None), made.problems)


def is_due(source: Source, runs: Sequence[Run], now: datetime) -> bool:
    """Whether a source, given its runs (oldest first), should be gathered now. Raises ScheduleError."""
    if source.window and not is_within(source.window, now):
        return False
    credible = [run for run in runs if moment_of(run.started) <= now + AHEAD]
    if not credible:
        return True
    last = last_moment(source, now)
    if last is None:
        return False
    since = [run for run in credible if moment_of(run.started) >= last]
    if any(not is_cut_off(run) for run in since) or len(since) >= TRIES:
        return False
    return not since or now - moment_of(since[-1].started) >= AGAIN


def is_cut_off(run: Run) -> bool:
    """Whether a run did not come to its own end: it was killed, or the crawler was told to stop."""
    return not run.ended or run.cut_off


def last_moment(source: Source, now: datetime) -> datetime | None:
    """The latest moment, not after now, at which a source was to be gathered; None where there never was one."""
    # Two are looked at, since the latest one's own delay may not be over yet.
    return next((moment for moment in moments(source, now, 2, back=True) if moment <= now), None)


def next_moments(source: Source, runs: Sequence[Run], now: datetime) -> list[datetime]:
    """When a source will be due next: at its next moment, and an hour after a run that was cut off."""
    again = [moment_of(run.started) + AGAIN for run in runs[-1:] if is_cut_off(run)]
    near = [*moments(source, now, 1, back=True), *moments(source, now, 1), *again]
    return [moment for moment in near if moment > now]


def moments(source: Source, now: datetime, most: int, *, back: bool = False) -> list[datetime]:
    """The slots nearest to now, before or after it, each with its delay, in UTC. Raises ScheduleError."""
    return [slot.astimezone(UTC) + delay(source, slot) for slot in islice(slots(source, now, back=back), most)]


def slots(source: Source, now: datetime, *, back: bool = False) -> Iterator[datetime]:
    """The moments of a source's cron line after now, or up to now backwards, in Europe/London. Raises ScheduleError."""
    # To the minute, as cron counts; backwards the current minute is one of them.
    here = now.astimezone(LONDON).replace(second=0, microsecond=0) + timedelta(minutes=1 if back else 0)
    try:
        return moments_of(cron_line(source), here, back=back)
    except CronError as problem:
        raise ScheduleError(
            f"{source.id}: every: {source.every!r} is no cron line ({problem}); write daily, weekly, or five fields "
            "such as '30 4 * * 1' (minute, hour, day of the month, month, weekday)"
        ) from problem


def cron_line(source: Source) -> str:
    """The cron line that `every` stands for."""
    weekday = int(share_of(source.id) * 7)
    return EVERY.get(source.every, source.every).format(weekday=weekday)


def delay(source: Source, slot: datetime) -> timedelta:
    """How long after a slot a source is gathered: always the same for the two, so that nobody needs to remember it."""
    if source.every in EVERY:
        widest = NIGHT
    else:
        following = next(slots(source, slot), slot + SLACK * 4)
        widest = min(SLACK, (following - slot) / 4)  # never near the following slot
    return share_of(f"{source.id} {slot.astimezone(UTC):%Y-%m-%dT%H:%M}") * widest


def share_of(text: str) -> float:
    """A number from 0 up to 1 that looks drawn by lot and is always the same for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def moment_of(text: str) -> datetime:
    """A moment as the archive writes it."""
    return datetime.fromisoformat(text)
