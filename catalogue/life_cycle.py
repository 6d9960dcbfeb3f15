"""Where an opportunity stands on a day: open, upcoming, closed, withdrawn or unknown."""

from __future__ import annotations

from datetime import date


def status_on(
    today: date,
    *,
    opens_on: str | None,
    closes_on: str | None,
    closes_kind: str | None,
    said: str | None,
    present: bool,
) -> str:
    """The status of an opportunity on a day, from its dates, its own words, and whether its sources still list it.

    A date beats the advert's own words, which may be older than it; an advert that has gone before its date is withdrawn.
    """
    day = today.isoformat()
    if closes_on and closes_on < day:
        return "closed"
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
