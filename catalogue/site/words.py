"""Values as people in the United Kingdom read them: days, times, lengths, pay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from catalogue.summary import length_text

LONDON = ZoneInfo("Europe/London")
FAR = 60  # days; beyond two months nobody counts days
CLOSES_KINDS = {"rolling": "Applications are taken all the time", "until_filled": "Closes when filled"}
Values = Mapping[str, Any]


@lru_cache(4096)  # a list names the same few days again and again
def day_text(written: str | None) -> str:
    """ "Friday 5 December 2031" for 2031-12-05, "December 2031" for 2031-12; a time after it does no harm."""
    if not written:
        return ""
    try:
        if len(written) == len("2031-12"):
            return f"{datetime.strptime(written, '%Y-%m'):%B %Y}"  # noqa: DTZ007 a month has no zone
        day = date.fromisoformat(written[:10])
    except ValueError:
        return written
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_day(written: str | None) -> str:
    """ "3 Mar 2031" for a table, of an ISO day or moment; as it is written where it is none."""
    try:
        day = date.fromisoformat((written or "")[:10])
    except ValueError:
        return written or ""
    return f"{day.day} {day:%b} {day.year}"


def time_text(moment: str | None) -> str:
    """ "12 noon", "midnight", "5pm", "11:59pm" of an ISO moment, in London; empty where there is no time in it."""
    if not moment or "T" not in moment:
        return ""
    try:
        clock = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    clock = clock.astimezone(LONDON) if clock.tzinfo else clock
    if clock.minute == 0 and clock.hour in (0, 12):
        return "12 noon" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{(clock.hour - 1) % 12 + 1}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def away_text(written: str | None, today: date) -> str:
    """ "today", "tomorrow", "in 13 days"; empty for days gone by or far away."""
    try:
        days = (date.fromisoformat((written or "")[:10]) - today).days
    except ValueError:
        return ""
    if days < 0 or days > FAR:
        return ""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def closing_text(row: Values, today: date) -> tuple[str, str]:
    """("Closes 12 noon, Friday 5 December 2031", "in 13 days"), or when it opens, or how it closes."""
    if row["status"] == "withdrawn":
        return "No longer listed by its source", ""
    if row["status"] == "upcoming" and row["opens_on"]:
        return f"Opens {day_text(row['opens_on'])}", away_text(row["opens_on"], today)
    if row["closes_on"]:
        gone = row["closes_on"] < today.isoformat() or row["status"] == "closed"
        moment = ", ".join(filter(None, (time_text(row["closes_at"]), day_text(row["closes_on"]))))
        return f"{'Closed' if gone else 'Closes'} {moment}", "" if gone else away_text(row["closes_on"], today)
    if row["status"] == "closed":
        return "Closed", ""
    return CLOSES_KINDS.get(row["closes_kind"] or "", "Closing date not stated"), ""


def length_of(row: Values) -> str:
    """ "3 to 6 months"; empty where it is not stated."""
    low, high = row["duration_min_days"], row["duration_max_days"]
    if any(days is not None and days < 1 for days in (low, high)):
        return f"{span(low, high, number_text)} days"
    return length_text(low, high)


def commitment_of(row: Values) -> str:
    """ "0.4 of full time, 2 days a week"; empty where it is not stated as a number."""
    low, high = row["fte_min"], row["fte_max"]
    parts = []
    if low is not None or high is not None:
        parts.append("full time" if low == high == 1 else f"{span(low, high, number_text)} of full time")
    if row["days_per_week"] is not None and not (row["days_per_week"] == 5 and parts == ["full time"]):
        days = number_text(row["days_per_week"])
        parts.append(f"{days} day{'s' * (days != '1')} a week")
    return ", ".join(parts)


def pay_of(row: Values) -> str:
    """ "£31,000 to £35,000 a year"; empty where it is not stated."""
    if row["pay_min"] is None and row["pay_max"] is None:
        return ""
    period = row["pay_period"]
    every = "" if not period else " in all" if period == "total" else f" {'an' if period == 'hour' else 'a'} {period}"
    return span(row["pay_min"], row["pay_max"], pounds) + every


def span(low: Any, high: Any, say: Any) -> str:
    """ "2", "2 to 3", "up to 3", "at least 2"."""
    if low is None:
        return f"up to {say(high)}"
    if high is None:
        return f"at least {say(low)}"
    return say(low) if low == high else f"{say(low)} to {say(high)}"


def number_text(number: float) -> str:
    """A number without needless noughts."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def pounds(amount: float) -> str:
    """ "£31,000" or "£12.60"."""
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def outward(url: str | None) -> str | None:
    """An address that may be linked: http or https and nothing else."""
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def marked(text: str | None, words: re.Pattern[str] | None) -> Markup:
    """Text made safe for a page, with the words that were searched for marked; the pattern is one group."""
    if not text or words is None:
        return escape(text or "")
    pieces = words.split(text)  # every second piece is a hit
    safe = (f"<mark>{escape(piece)}</mark>" if place % 2 else escape(piece) for place, piece in enumerate(pieces))
    return Markup("".join(safe))  # noqa: S704 each piece is escaped
