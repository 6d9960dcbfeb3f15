"""Shares of working time as they stand in a text: "0.4 FTE", "two days a week", "22.5 hours per week", "50% of their time"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalogue.readers.duration_join import CEILING_BEFORE, FLOOR_BEFORE
from catalogue.readers.numbers import DASH, NUMBER, number_of

FULL_TIME_HOURS = 37.5  # hours a week on NHS and most public contracts, unless the text gives its own
WORKING_DAYS = 5
WEEKS_IN = {"week": 1.0, "fortnight": 2.0, "month": 52 / 12, "year": 52.0}
SESSION = 0.1  # ten sessions, half days or programmed activities are a full week

RANGE = rf"(?P<low>{NUMBER})(?:(?:\s?{DASH}\s?|\s(?:to|or|and)\s|\s?/\s?)(?:up\sto\s)?(?P<high>{NUMBER}))?"
PERIOD = rf"""(?:\s?/\s?|{DASH}(?:a|per){DASH}|\s(?:(?:spent|of|for|in|on|with|at|to)\s(?:[\w/-]+\s){{1,5}}?)?(?:a|per|each|every|in\sa|in\seach|in\severy|in\sany\sgiven)\s
    (?:working\s|calendar\s)?)(?P<period>week|wk|fortnight|month|year|annum)\b | \s(?P<weekly>weekly|monthly)\b"""
EQUIVALENT = r"(?:f\.?t\.?e\b\.?|w\.?t\.?e\b\.?|(?:full|whole)[-\s]time(?:[-\s]equivalents?)?\b)"
GUARD = r"(?<![\w£$€.,])"

# The cheap first pass: without one of these a text states no share of working time.
AMOUNT_WORD = re.compile(r"%|per\s?cent|f\.?t\.?e\b|w\.?t\.?e\b|time\b|week|wk\b|month|fortnight|sessions?\b|\bPAs?\b|programmed", re.IGNORECASE)

SHARE = re.compile(
    rf"""{GUARD}(?P<low>[01]?\.\d{{1,3}}|1)(?:\s?(?:{DASH}|to|or|and|/)\s?(?P<high>[01]?\.\d{{1,3}}|1))?(?:\s?x)?\s?(?:of\s(?:a\s)?)?{EQUIVALENT}
    | \b{EQUIVALENT}(?:\s(?:of|is|between))?[\s:=({DASH[1:-1]}]{{1,3}}(?P<low2>0?\.\d{{1,3}}|1\.0{{1,2}})(?:\s?(?:{DASH}|to|or|and)\s?(?P<high2>[01]?\.\d{{1,3}}))?(?![\d%])""",
    re.VERBOSE | re.IGNORECASE,
)
PERCENT = re.compile(
    rf"""{GUARD}(?P<low>\d{{1,3}}(?:\.\d)?)(?:\s?%?\s?(?:{DASH}|to|or|and)\s?(?P<high>\d{{1,3}}))?\s?(?:%|per\s?cent)
    (?: \s{EQUIVALENT} | \s?\(?part[-\s]?time | \sof\s(?:[\w’']+\s){{0,3}}?(?:time|hours|week|workload|contract)\b | \s(?:\w+\s){{0,2}}?time\b
      | \sof\s(?:the\s)?(?:\w+\s){{0,2}}?(?:project|fellowship|award|placement|secondment)(?:\s(?:length|duration|period))?\b )
    | (?:part[-\s]?time|{EQUIVALENT})[\s:,(]{{1,3}}(?:at\s|of\s|only\s)?(?P<low2>\d{{1,3}})\s?(?:%|per\s?cent)""",
    re.VERBOSE | re.IGNORECASE,
)
HALF_TIME = re.compile(r"\bhalf[-\s]time\b|\bhalf\sof\s(?:their|your|the|his|her)\s(?:working\s)?(?:time|week)\b", re.IGNORECASE)
DAYS_A = re.compile(
    rf"{GUARD}(?:(?:{RANGE})|(?P<one>an?|one)){DASH}?\s?(?:(?:full|working|whole)\s)?(?P<half>half{DASH}?\s?)?days?(?:\(s\))?(?:{PERIOD})", re.VERBOSE | re.IGNORECASE
)
HALF_DAY_A = re.compile(rf"\b(?P<low>half)(?P<half>\s)an?\sday(?:{PERIOD})", re.VERBOSE | re.IGNORECASE)
DAY_WEEK = re.compile(rf"\b(?P<low>one|two|three|four|[1-4](?:\.5)?)(?:{DASH}|\s)day(?:\sworking)?\sweek\b", re.IGNORECASE)
HOURS_A = re.compile(
    rf"""{GUARD}(?:{RANGE})(?:\s?hours?|\s?hrs?)(?:,?\s(?:and\s)?(?P<minutes>\d\d)\s?min(?:ute)?s?)?(?:\sof\swork)?(?:{PERIOD})
    | \b(?:hours|hrs)(?:\s(?:per|a|each)\sweek|/\s?week|\sweekly)?\s?[:={DASH[1:-1]}(]\s?(?P<low2>\d{{1,2}}(?:\.\d{{1,2}})?)(?!\s?%|[\d:]|\.\d)
    | \bweekly\shours\s?(?:of|:)?\s(?P<low3>\d{{1,2}}(?:\.\d{{1,2}})?)(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
SESSIONS_A = re.compile(rf"{GUARD}(?:{RANGE}|(?P<one>an?))(?:\s[\w-]+){{0,2}}?\ssessions?(?:\(s\))?(?:{PERIOD})", re.VERBOSE | re.IGNORECASE)
SESSIONS_WEEKLY = re.compile(rf"{GUARD}(?:{RANGE})\sweekly\s(?:[\w-]+\s)?sessions?\b|^\s?(?P<low2>{NUMBER})\s(?:\w+\s)?sessions?\b", re.VERBOSE | re.IGNORECASE)
ACTIVITIES = re.compile(rf"{GUARD}(?:{RANGE})\s?(?:(?:x\s)?PAs?\b|programmed\sactivit(?:y|ies))", re.VERBOSE | re.IGNORECASE)
CONTACT = re.compile(
    rf"""{GUARD}(?P<low>{NUMBER})\s(?:\w+\s)?days?(?:\sin\stotal|\stotal)?,?\s(?:spread\s|spent\s|taken\s|split\s)?(?:over|across)\s(?:a\s)?(?:period\sof\s)?
    (?:(?P<span>{NUMBER}){DASH}?\s?(?P<unit>week|month|year)s?|a\s(?P<unit2>year))\b""",
    re.VERBOSE | re.IGNORECASE,
)
EITHER = re.compile(
    r"""\bfull[-\s]?(?:time)?\s?(?:,|/|\bor\b|\band\b|\bor\son\sa\b|\band/or\b)\s?(?:on\s)?(?:a\s)?part[-\s]?time\b
    | \bpart[-\s]?(?:time)?\s?(?:,|/|\bor\b|\band\b|\band/or\b)\s?(?:on\s)?(?:a\s)?full[-\s]?time\b
    | \b(?:p/?t\sor\sf/?t|f/?t\sor\sp/?t)\b
    | \bfull[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,)[^.]{0,30}?\bpart[-\s]time\b
    | \bpart[-\s]time\b[^.]{0,60}?(?:\bor\b|;|,)[^.]{0,30}?\bfull[-\s]time\b""",
    re.VERBOSE | re.IGNORECASE,
)
FULL = re.compile(r"\bfull[-\s]time\b(?![-\s]equivalent)|\bwhole[-\s]time\b(?![-\s]equivalent)", re.IGNORECASE)
PART = re.compile(r"\bpart[-\s]time\b|\bless than full[-\s]time\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A share of working time in a text; `low` and `high` in full-time equivalents, None = no bound said."""

    start: int
    end: int
    low: float | None
    high: float | None
    days: float | None  # days a week, where one number says them
    kind: str  # share | days | sessions | hours | contact | either | full | part


Rule = tuple[re.Pattern[str], str, Callable[[re.Match[str], float], float | None]]


def per_week(match: re.Match[str]) -> float:
    """Weeks in the period that an amount is said for."""
    groups = match.groupdict()
    period = (groups.get("period") or groups.get("weekly") or "week").lower()
    return WEEKS_IN[{"wk": "week", "weekly": "week", "monthly": "month", "annum": "year"}.get(period, period)]


RULES: tuple[Rule, ...] = (
    (SHARE, "share", lambda _match, _hours: 1.0),
    (PERCENT, "share", lambda _match, _hours: 0.01),
    (HALF_TIME, "share", lambda _match, _hours: 0.5),
    (DAYS_A, "days", lambda match, _hours: (0.5 if match["half"] else 1) / WORKING_DAYS / per_week(match)),
    (HALF_DAY_A, "days", lambda match, _hours: 1 / WORKING_DAYS / per_week(match)),
    (DAY_WEEK, "days", lambda _match, _hours: 1 / WORKING_DAYS),
    (SESSIONS_A, "sessions", lambda match, _hours: SESSION / per_week(match)),
    (SESSIONS_WEEKLY, "sessions", lambda _match, _hours: SESSION),
    (ACTIVITIES, "sessions", lambda _match, _hours: SESSION),
    (HOURS_A, "hours", lambda match, hours: 1 / hours / per_week(match)),
)


def measured_in(text: str, full_time_hours: float = FULL_TIME_HOURS) -> Iterator[Amount]:
    """Amounts that come with a number, in the order of RULES."""
    for pattern, kind, worth in RULES:
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
                yield with_bounds(Amount(match.start(), match.end(), low, high, None, kind), text)
    for match in CONTACT.finditer(text):
        yield _contact(match)


def _ends(match: re.Match[str]) -> tuple[float | None, float | None]:
    groups = match.groupdict()
    if match.re is HALF_TIME:
        return 1.0, 1.0
    if groups.get("low", "") and groups["low"].lower() == "half":
        return 0.5, 0.5
    low = next((groups[name] for name in ("low", "low2", "low3", "one") if groups.get(name)), None)
    if low is None:
        return None, None
    high = groups.get("high") or groups.get("high2") or low
    return (1.0, 1.0) if low.lower() in ("a", "an") else (number_of(low), number_of(high))


def _capped(share: float) -> float:
    """Hours from 37 a week on are full time: 37 and 37.5 both are, and a longer week is no more than that."""
    return 1.0 if share >= 37 / FULL_TIME_HOURS - 0.001 else share


def _contact(match: re.Match[str]) -> Amount:
    weeks = (number_of(match["span"]) or 1 if match["span"] else 1) * WEEKS_IN[(match["unit"] or match["unit2"]).lower()]
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
