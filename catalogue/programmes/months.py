"""In which months the rounds of a programme open and close."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

RECENT = 5  # years before the latest round: a scheme's calendar moves, and what was earlier tells little of the next
SPAN = 3  # months in a row: rounds that lie further apart do not agree on a time of the year
Dates = Sequence[str | None]  # ISO 8601, with or without the day


def recent_dates(opened: Dates, closed: Dates) -> tuple[list[str], list[str]]:
    """Both lists without what is missing, or is RECENT years older than the latest date of either."""
    latest = max((int(date[:4]) for date in (*opened, *closed) if date), default=0)
    return since(latest - RECENT, opened), since(latest - RECENT, closed)


def since(year: int, dates: Dates) -> list[str]:
    """The dates of this year and of later ones."""
    return [date for date in dates if date and int(date[:4]) >= year]


def usual_months(dates: Iterable[str]) -> tuple[int, ...]:
    """The months (1 to 12) that the dates fall in, as the year runs; none where they do not agree.

    December and January are neighbours: (12, 1).
    """
    months = {int(date[5:7]) for date in dates}
    for first in sorted(months):
        run = sorted(months, key=lambda month: months_after(first, month))
        if months_after(first, run[-1]) < SPAN:
            return tuple(run)
    return ()


def months_after(first: int, month: int) -> int:
    """How many months after the first one this one comes round."""
    return (month - first) % 12


def agreed_months(named: Collection[int], dates: Iterable[str], found: Iterable[str]) -> tuple[int, ...]:
    """The months that hold: those that a page names, unless crawls found rounds in others; else those of all rounds.

    `dates` are those of all rounds, `found` those among them that crawls found: where not all agree, these hold.
    """
    seen = usual_months(found)
    if named and set(seen) <= set(named):
        return tuple(named)
    return usual_months(dates) or seen
