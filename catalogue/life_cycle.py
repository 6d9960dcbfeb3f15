"""What becomes of an advert: which wording holds, whether it is still there, where it stands on a day.

Only healthy runs decide. A run that was not healthy may have seen a wall in place of a site, so what it saw waits
until a healthy run sees it too, and what it did not see is not missed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

MISSES = 2  # healthy runs without an advert before it is gone: one may have fallen between two pages of a listing
STALE_DAYS = 90  # since the last healthy run: two rounds of a quarterly page would be too late, a summer break is not


@dataclass(frozen=True)
class Stretch:
    """One wording of an advert, seen by every run of its source from one run to another."""

    snapshot: int
    hash: str
    since: int  # number of the first run
    until: int  # and of the last


@dataclass(frozen=True)
class Turn:
    """A healthy run after which an advert was gone, or was back."""

    run: int
    what: str  # withdrawn | reopened


@dataclass(frozen=True)
class Course:
    """The way of one advert through the healthy runs of its source."""

    wordings: tuple[int, ...]  # snapshot that first held each wording, oldest first; the last one holds
    last_run: int  # the last healthy run that saw it
    turns: tuple[Turn, ...]  # oldest first

    @property
    def present(self) -> bool:
        """Whether the advert is still there, as far as healthy runs know."""
        return not self.turns or self.turns[-1].what == "reopened"


def course_of(stretches: Sequence[Stretch], healthy: Sequence[int], unread: Collection[int] = ()) -> Course | None:
    """The course of an advert, or None where no healthy run has seen it.

    `healthy`: numbers of the healthy runs of its source, ascending. `unread`: those that found the advert listed but
    could not read its page, or asked only for what is new; they do not miss it.
    """
    wordings: list[Stretch] = []
    turns: list[Turn] = []
    end = None  # place in `healthy` behind the last run that saw it
    for first, behind, stretch in spans_of(stretches, healthy):
        gap = withdrawal(healthy[end:first], unread) if end is not None else None
        if gap:
            turns += [gap, Turn(healthy[first], "reopened")]
        if not wordings or wordings[-1].hash != stretch.hash:
            wordings.append(stretch)
        end = behind
    if end is None:
        return None
    gone = withdrawal(healthy[end:], unread)
    return Course(tuple(each.snapshot for each in wordings), healthy[end - 1], tuple([*turns, gone] if gone else turns))


def spans_of(stretches: Sequence[Stretch], healthy: Sequence[int]) -> list[tuple[int, int, Stretch]]:
    """(place of its first healthy run, place behind its last, stretch) of each stretch that has one, in order."""
    spans = ((bisect_left(healthy, each.since), bisect_right(healthy, each.until), each) for each in stretches)
    return sorted((span for span in spans if span[0] < span[1]), key=lambda span: (span[1], span[2].snapshot))


def withdrawal(missing: Sequence[int], unread: Collection[int]) -> Turn | None:
    """The healthy run after which an advert is gone, of those in a row that did not see it; None before that."""
    missed = list(islice((run for run in missing if run not in unread), MISSES))
    return Turn(missed[-1], "withdrawn") if len(missed) == MISSES else None


def is_stale(today: date, last_healthy: str | None) -> bool:
    """Whether a source was last read without fault too long ago, or never. `last_healthy`: ISO 8601."""
    return last_healthy is None or (today - date.fromisoformat(last_healthy[:10])).days > STALE_DAYS


def status_on(
    today: date,
    *,
    opens_on: str | None,
    closes_on: str | None,
    closes_kind: str | None,
    said: str | None,
    present: bool,
    stale: bool = False,
) -> str:
    """The status of an opportunity on a day, from its dates, its own words, and whether its sources still list it.

    A date beats the advert's own words, which may be older than it; an advert that has gone before its date is
    withdrawn. A date that has passed holds for good; anything else is unknown once the sources are `stale`.
    """
    day = today.isoformat()
    if closes_on and closes_on < day:
        return "closed"
    if stale:
        return "unknown"
    if said == "closed":
        return "closed"
    if not present:
        return "withdrawn"
    if opens_on and opens_on > day:
        return "upcoming"
    if closes_on or closes_kind in ("rolling", "until_filled"):
        return "open"
    if said in ("open", "upcoming"):
        return said
    return "open" if opens_on else "unknown"
