"""Shares of working time as they stand in a text: "0.4 FTE", "two days a week", "50% of their time"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from catalogue.readers.commitment_patterns import (
    ACTIVITIES,
    CONTACT,
    DAY_AND_HALF,
    DAY_WEEK,
    DAYS_A,
    FRACTION,
    HALF_DAY_A,
    HALF_TIME,
    HOURS_A,
    PERCENT,
    SESSIONS_A,
    SESSIONS_WEEKLY,
    SHARE,
)
from catalogue.readers.duration_bounds import CEILING_BEFORE, FLOOR_BEFORE
from catalogue.readers.numbers import number_of

FULL_TIME_HOURS = 37.5  # hours a week on NHS and most public contracts, unless the text gives its own
WORKING_DAYS = 5
WEEKS_IN = {"week": 1.0, "fortnight": 2.0, "month": 52 / 12, "year": 52.0}
PARTS = {"fifth": 0.2, "quarter": 0.25, "third": 1 / 3, "tenth": 0.1}
SESSION = 0.1  # ten sessions, half days or programmed activities are a full week


@dataclass(frozen=True)
class Amount:
    """A share of working time in a text; `low` and `high` in full-time equivalents, None = no bound said."""

    start: int
    end: int
    low: float | None
    high: float | None
    days: float | None  # days a week, where one number says them
    kind: str  # share | days | sessions | hours | contact | either | full | part | split


Worth = Callable[[re.Match[str], float], float | None]
Rule = tuple[re.Pattern[str], str, Worth, tuple[str, ...]]


def per_week(match: re.Match[str]) -> float:
    """Weeks in the period that an amount is said for."""
    groups = match.groupdict()
    period = (groups.get("period") or groups.get("weekly") or "week").lower()
    return WEEKS_IN[
        {
            "wk": "week",
            "weekly": "week",
            "pw": "week",
            "p.w": "week",
            "p/w": "week",
            "every two weeks": "fortnight",
            "every 2 weeks": "fortnight",
            "monthly": "month",
            "annum": "year",
        }.get(period, period)
    ]


FULL_TIME_WORDS = ("time", "fte", "wte", "f.t.e", "w.t.e", "f.te", "w.te", "ft.e", "wt.e")
# Pattern, kind, what one of it is worth, and the cheap first pass: words of which the text must hold one.
RULES: tuple[Rule, ...] = (
    (SHARE, "share", lambda _match, _hours: 1.0, FULL_TIME_WORDS),
    (PERCENT, "share", lambda _match, _hours: 0.01, ("%", "per cent", "percent")),
    (HALF_TIME, "share", lambda _match, _hours: 0.5, ("half",)),
    (FRACTION, "share", lambda match, _hours: PARTS[match["part"].lower()], tuple(PARTS)),
    (DAYS_A, "days", lambda match, _hours: (0.5 if match["half"] else 1) / WORKING_DAYS / per_week(match), ("day",)),
    (DAY_AND_HALF, "days", lambda match, _hours: 1.5 / WORKING_DAYS / per_week(match), ("and a half",)),
    (HALF_DAY_A, "days", lambda match, _hours: 1 / WORKING_DAYS / per_week(match), ("half",)),
    (DAY_WEEK, "days", lambda _match, _hours: 1 / WORKING_DAYS, ("day",)),
    (SESSIONS_A, "sessions", lambda match, _hours: SESSION / per_week(match), ("session",)),
    (SESSIONS_WEEKLY, "sessions", lambda _match, _hours: SESSION, ("session",)),
    (ACTIVITIES, "sessions", lambda _match, _hours: SESSION, ("pa", "programmed")),
    (HOURS_A, "hours", lambda match, hours: 1 / hours / per_week(match), ("hour", "hr")),
)


def measured_in(text: str, full_time_hours: float = FULL_TIME_HOURS) -> Iterator[Amount]:
    """Amounts that come with a number, in the order of RULES."""
    small = text.lower()
    for pattern, kind, worth, needed in RULES:
        if not any(word in small for word in needed):
            continue
        for match in pattern.finditer(text):
            one = worth(match, full_time_hours)
            low, high = _ends(match)
            if one is None or low is None or high is None:
                continue
            if kind == "hours" and match["minutes"]:
                low, high = low + int(match["minutes"]) / 60, high + int(match["minutes"]) / 60
            low, high = low * one, high * one
            if kind == "hours":
                low, high = _capped(low), _capped(high)
            if low <= high <= 1.0:
                amount = Amount(match.start(), match.end(), low, high, None, kind)
                floored = match.groupdict().get("floor") is not None
                yield replace(amount, high=None) if floored else with_bounds(amount, text)
    if "over" not in small and "across" not in small:
        return
    for match in CONTACT.finditer(text):
        yield _contact(match)


def _ends(match: re.Match[str]) -> tuple[float | None, float | None]:
    groups = match.groupdict()
    if match.re is HALF_TIME:
        return 1.0, 1.0
    if groups.get("low", "") and groups["low"].lower() == "half":
        return 0.5, 0.5
    low = next((groups[name] for name in ("low", "low2", "low3", "low4", "low5", "one") if groups.get(name)), None)
    if low is None:
        return None, None
    high = groups.get("high") or groups.get("high2") or low
    return (1.0, 1.0) if low.lower() in ("a", "an") else (number_of(low), number_of(high))


def _capped(share: float) -> float:
    """Hours from 37 a week on are full time: 37 and 37.5 both are, and a longer week is no more than that."""
    return 1.0 if share >= 37 / FULL_TIME_HOURS - 0.001 else share


def _contact(match: re.Match[str]) -> Amount:
    weeks = (number_of(match["span"]) or 1 if match["span"] else 1) * WEEKS_IN[
        (match["unit"] or match["unit2"]).lower()
    ]
    return Amount(match.start(), match.end(), None, None, (number_of(match["low"]) or 0) / weeks, "contact")


def with_bounds(amount: Amount, text: str) -> Amount:
    """The amount with "up to" or "at least" before it; days a week are said where one number says them."""
    before = text[max(0, amount.start - 40) : amount.start]
    low, high, start = amount.low, amount.high, amount.start
    one = low == high
    if (ceiling := CEILING_BEFORE.search(before)) and one:
        return Amount(start - len(before) + ceiling.start(), amount.end, None, high, None, amount.kind)
    days = low * WORKING_DAYS if one and low is not None else None
    if (floor := FLOOR_BEFORE.search(before)) and one:
        days = days if amount.kind == "days" else None
        return Amount(start - len(before) + floor.start(), amount.end, low, None, days, amount.kind)
    return Amount(start, amount.end, low, high, days, amount.kind)
