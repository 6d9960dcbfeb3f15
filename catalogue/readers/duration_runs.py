"""Lengths that are told by dates: "runs from 4 May to 29 May 2026", "fixed term until 31 March 2028"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from catalogue.readers.duration_lengths import DAYS, Length
from catalogue.readers.numbers import DASH

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"""(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?
    |Nov(?:ember)?|Dec(?:ember)?)\.?"""
WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s)?"
DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?)"

END_YEAR = re.compile(r"[a-z.,]\s20\d\d\b|[./]20\d\d\b", re.IGNORECASE)  # the cheap first pass: no run ends without it
RUN = re.compile(
    rf"""(?:\bfrom\s)?(?:the\s)?
    (?: {WEEKDAY}(?P<day>{DAY})\s (?:of\s)? )?
    (?P<month>{MONTH})? (?:,?\s(?P<year>20\d\d))?
    \s?(?:{DASH}|\bto\b|\buntil\b|\btill\b|\bthrough\sto\b)\s?(?:the\s)?(?P<late>end\s(?:of\s)?)?
    (?: {WEEKDAY}(?P<end_day>{DAY})\s (?:of\s)? )?
    (?P<end_month>{MONTH}) ,?\s(?P<end_year>20\d\d) (?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
UNTIL = re.compile(
    rf"""\b(?:until|till|to|ending(?:\son)?|ends\son|expires\son)\s(?:the\s)?(?:end\sof\s)?
    (?: {WEEKDAY}(?P<day>{DAY})\s (?:of\s)? )? (?P<month>{MONTH}) ,?\s(?P<year>20\d\d) (?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)


# "The fellowship runs from September to August": a year round, whichever year it is.
YEAR_ROUND = re.compile(
    rf"\bfrom\s(?P<month>{MONTH})\s(?:to|until|till|through\sto)\s(?P<end>{MONTH})(?![\w’']|,?\s\d|\seach|\severy)",
    re.VERBOSE | re.IGNORECASE,
)
# "It will run between November 2026 and October 2027"
RUN_BETWEEN = re.compile(
    rf"""\b(?:runs?|running)\s(?P<between>between)\s(?:the\s)?(?: {WEEKDAY}(?P<day>{DAY})\s (?:of\s)? )?
    (?P<month>{MONTH}) (?:,?\s(?P<year>20\d\d))? \sand\s(?:the\s)?(?: {WEEKDAY}(?P<end_day>{DAY})\s (?:of\s)? )?
    (?P<end_month>{MONTH}) ,?\s(?P<end_year>20\d\d) (?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
NUMERIC_DAY = r"(\d{1,2})[./](\d{1,2})[./](20\d\d)"
NUMERIC_RUN = re.compile(
    rf"(?<![\d./]){NUMERIC_DAY}\s?(?:{DASH}|to|until|till)\s?{NUMERIC_DAY}(?![\d./]\d)", re.IGNORECASE
)


def numeric_runs_in(text: str) -> Iterator[Length]:
    """ "01/09/2026 to 30/11/2026", days first, both days counted."""
    for match in NUMERIC_RUN.finditer(text):
        day, month, year, end_day, end_month, end_year = (int(part) for part in match.groups())
        if not (1 <= month <= 12 and 1 <= end_month <= 12):
            continue
        start = day_of(year, month, str(day), late=False)
        end = day_of(end_year, end_month, str(end_day), late=True)
        if start is None or end is None or end <= start:
            continue
        days = elapsed(start, end)
        yield Length(match.start(), match.end(), days, days, "day", "run")


def runs_in(text: str) -> Iterator[Length]:
    """Stretches between two dates of which at least the second has its year, both days counted; a year round."""
    for match in YEAR_ROUND.finditer(text):
        if (month_of(match["end"]) - month_of(match["month"])) % len(MONTHS) == len(MONTHS) - 1:
            yield Length(match.start(), match.end(), DAYS["year"], DAYS["year"], "year", "run")
    if not END_YEAR.search(text):
        return
    yield from numeric_runs_in(text)
    for match in (*RUN.finditer(text), *RUN_BETWEEN.finditer(text)):
        start, end = first_and_last(match)
        if start is None or end is None or end <= start:
            continue
        is_late = match.re is RUN and match["late"]
        if (match["day"] is None) != (match["end_day"] is None) and not is_late:
            continue  # a day and a month: the length would be a guess
        days = elapsed(start, end)
        begin = match.start("between") if match.re is RUN_BETWEEN else match.start()
        yield Length(begin, match.end(), days, days, "day", "run")


def first_and_last(match: re.Match[str]) -> tuple[date | None, date | None]:
    """The first and the last day that a match of RUN names; None where they name no day of the calendar."""
    end_year, end_month = int(match["end_year"]), month_of(match["end_month"])
    month = month_of(match["month"]) if match["month"] else end_month
    year = int(match["year"]) if match["year"] else end_year - (month > end_month)
    if match["month"] is None and match["day"] is None:
        return None, None
    return day_of(year, month, match["day"], late=False), day_of(end_year, end_month, match["end_day"], late=True)


def until_in(text: str, start: str | None) -> Iterator[Length]:
    """Lengths from a start ("2026-09" or "2026-09-01") to an end that the text gives; none without the start."""
    first = start_day(start)
    if first is None:
        return
    for match in UNTIL.finditer(text):
        last = day_of(int(match["year"]), month_of(match["month"]), match["day"], late=True)
        if last is None or not DAYS["week"] < (last - first).days < 6 * DAYS["year"]:
            continue  # shorter is a deadline, longer is not an exchange
        days = elapsed(first, last)
        yield Length(match.start(), match.end(), days, days, "day", "until")


def elapsed(first: date, last: date) -> int:
    """Days from the first to the last, both counted; a leap year is still a year."""
    days = (last - first).days + 1
    return 365 if days == 366 else days


def start_day(start: str | None) -> date | None:
    """The first day of a start given as a month or a day."""
    if start is None or not re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", start):
        return None
    return date.fromisoformat(start if len(start) == 10 else f"{start}-01")


def month_of(word: str) -> int:
    """The number of a month's name."""
    return MONTHS.index(word[:3].lower()) + 1


def day_of(year: int, month: int, day: str | None, *, late: bool) -> date | None:
    """The day; without one, the first of the month, or its last where `late`."""
    number = int(re.sub(r"\D", "", day)) if day else monthrange(year, month)[1] if late else 1
    return date(year, month, number) if 1 <= number <= monthrange(year, month)[1] else None
