"""How often a sum is paid: the rate that stands after it or before it."""

from __future__ import annotations

import re
from typing import Literal

Period = Literal["hour", "day", "week", "month", "year", "total"]
PERIODS: tuple[Period, ...] = ("hour", "day", "week", "month", "year")

# "per hour", "an hour", "/hr", "ph", "p/h"; "pcm" is per calendar month; "pm" behind a sum is a month, too.
RATE = re.compile(
    r"""(?<![A-Za-z])(?:
      (?P<hour>  (?:per|an|each|every)[\s-](?:hour|hr)\b | /\s?(?:hour|hr|h)\b | p\.?/?\s?h(?:r|our)?\b | hourly )
    | (?P<day>   (?:per|a|each|every)[\s-](?:working\s|full\s)?day\b | /\s?(?:day|d)\b | p/?d\b | daily | day\srate )
    | (?P<week>  (?:per|a|each|every)[\s-](?:week|wk)\b | /\s?(?:week|wk|w)\b | p/?w\b | weekly )
    | (?P<month> (?:per|a|each|every)[\s-](?:calendar\s)?(?:month|mth)\b | /\s?(?:month|mth|m)\b | p\.?c\.?m\b | p/?m\b
                 | monthly )
    | (?P<year>  (?:per|a|each|every)[\s-](?:academic\s|calendar\s|financial\s)?(?:year|yr|annum)\b
                 | /\s?(?:annum|year|yr|a)\b | g?p\.?\s?/?a\b | annual(?:ly)? | yearly )
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# "£30,000 for 2 days per week": the rate counts the days, not the pounds. "Per session per annum" does count pounds.
WORK_PATTERN = re.compile(
    r"(?<!per\s)(?<!each\s)(?<!every\s)\b(?:hours?|hrs|days?|sessions?|PAs?|months?)\W{0,2}$",
    re.IGNORECASE,
)
# "Once a week, £…": before a sum these say when, not how much.
WHEN = re.compile(r"(?:an?|each|every)[\s-]", re.IGNORECASE)
WORK_REACH = 20  # characters: "sessions" and the like before a rate
REACH = 60  # characters; a rate further off belongs to something else
SENTENCE_END = re.compile(r"[;\n]|\.\s")


def rate_of(text: str, start: int, end: int, past: int, following: int) -> tuple[Period | None, int]:
    """The period of the sum at `start`:`end`, and where the words that tell it end.

    `past` and `following` say where the sum before it ends and the one after it begins.
    """
    if inner := RATE.search(text, start, end):
        return named_period(inner), end
    for rate in RATE.finditer(text, end, min(following, end + REACH)):
        gap = text[end : rate.start()]
        if SENTENCE_END.search(gap):
            break
        if not WORK_PATTERN.search(gap):
            return named_period(rate), rate.end()
    begin = max(past, start - REACH)
    for end_before in SENTENCE_END.finditer(text, begin, start):
        begin = end_before.end()
    before = [
        rate
        for rate in RATE.finditer(text, begin, start)
        if not WHEN.match(rate.group())
        and not WORK_PATTERN.search(text[max(0, rate.start() - WORK_REACH) : rate.start()])
    ]
    return (named_period(before[-1]) if before else None), end


def named_period(rate: re.Match[str]) -> Period:
    """The period that a match of RATE names."""
    return next(period for period in PERIODS if rate[period])
