"""Days relative to the day of the run, and the ways in which sites print them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

RELATIVE = re.compile(
    r"""
    (?P<days> [+-]\d{1,4} ) d                       # days from the day of the run: +21d, -3d
    (?: [ ] (?P<hour>\d{2}) : (?P<minute>\d{2}) )?  # a time of day, where the site states one
    """,
    re.VERBOSE,
)
# Written out, because strftime speaks the language of the machine.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def moment(text: str, today: date) -> date:
    """The day that "+21d" means, or the datetime that "+21d 16:00" means. Raises ValueError for other text."""
    found = RELATIVE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no relative day such as +21d or '+21d 16:00'")
    day = today + timedelta(days=int(found["days"]))
    if found["hour"] is None:
        return day
    return datetime.combine(day, time(int(found["hour"]), int(found["minute"])))


def only_day(when: date) -> date:
    """The day of a day or a datetime."""
    return when.date() if isinstance(when, datetime) else when


def long(when: date) -> str:
    """8 September 2026"""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def weekday(when: date) -> str:
    """Tuesday 8 September 2026"""
    return f"{WEEKDAYS[when.weekday()]} {long(when)}"


def wrong_weekday(when: date) -> str:
    """Thursday 8 September 2026, where the 8th is a Tuesday"""
    return f"{WEEKDAYS[(when.weekday() + 2) % 7]} {long(when)}"


def no_year(when: date) -> str:
    """8 September"""
    return f"{when.day} {MONTHS[when.month - 1]}"


def short(when: date) -> str:
    """8 Sep"""
    return f"{when.day} {MONTHS[when.month - 1][:3]}"


def ordinal(when: date) -> str:
    """8th September 2026"""
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if when.day in (11, 12, 13) else endings.get(when.day % 10, "th")
    return f"{when.day}{ending} {MONTHS[when.month - 1]} {when.year}"


def slashed(when: date) -> str:
    """08/09/2026"""
    return f"{when.day:02}/{when.month:02}/{when.year}"


def dotted(when: date) -> str:
    """08.09.2026"""
    return f"{when.day:02}.{when.month:02}.{when.year}"


def month(when: date) -> str:
    """September 2026"""
    return f"{MONTHS[when.month - 1]} {when.year}"


def iso(when: date) -> str:
    """2026-09-08"""
    return only_day(when).isoformat()


def iso_local(when: date) -> str:
    """2026-09-08T16:00:00, without a zone; midnight where no time is stated"""
    return f"{iso(when)}T{when:%H:%M}:00"


def clock(when: date) -> str:
    """4:00pm"""
    hour, minute = int(f"{when:%H}"), f"{when:%M}"
    return f"{(hour - 1) % 12 + 1}:{minute}{'am' if hour < 12 else 'pm'}"


def uk_time(when: date) -> str:
    """8 September 2026 4:00pm UK time"""
    return f"{long(when)} {clock(when)} UK time"


def rfc822(when: date) -> str:
    """Tue, 08 Sep 2026 00:00:00 GMT"""
    return format_datetime(datetime.combine(only_day(when), time(), UTC), usegmt=True)


FORMATS: tuple[Callable[[date], str], ...] = (
    long, weekday, wrong_weekday, no_year, short, ordinal, slashed, dotted, month,
    iso, iso_local, clock, uk_time, rfc822,
)  # fmt: skip
