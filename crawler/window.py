"""The nightly window of a source: when a site would rather be asked."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def is_within(window: str, moment: datetime) -> bool:
    """Whether a moment lies in a window such as "01:00-05:00", read on London's clock.

    The end is outside; a window may run past midnight ("22:00-04:00"). `moment` knows its time zone.
    """
    begins, ends = (time.fromisoformat(each) for each in window.split("-"))
    there = moment.astimezone(LONDON).time()
    if begins <= ends:
        return begins <= there < ends
    return there >= begins or there < ends
