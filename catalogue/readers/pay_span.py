"""Ranges of money in text: sums that belong together, their lower and upper end, and how often they are paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from catalogue.readers.pay_money import Money, find_money

Period = Literal["hour", "day", "week", "month", "year", "total"]


@dataclass(frozen=True)
class Span:
    """One sum or range, and where its words, bounds and rate included, begin and end.

    `at`: where its first figure begins; `next`: where the next sum of the text begins (or the text ends); `past`: where the one before ended.
    """

    low: float | None
    high: float | None
    period: Period | None
    start: int
    end: int
    at: int
    past: int
    next: int

    @property
    def size(self) -> float:
        """The larger end."""
        return self.high or self.low or 0.0


# How often: "per hour", "an hour", "/hr", "ph", "p/h"; "pcm" is per calendar month; a bare "pm" after a sum is a month, too.
RATE = re.compile(
    r"""(?<![A-Za-z])(?:
      (?P<hour>  (?:per|an|each|every)[\s-](?:hour|hr)\b | /\s?(?:hour|hr|h)\b | p\.?/?\s?h(?:r|our)?\b | hourly )
    | (?P<day>   (?:per|a|each|every)[\s-](?:working\s|full\s)?day\b | /\s?(?:day|d)\b | p/?d\b | daily | day\srate )
    | (?P<week>  (?:per|a|each|every)[\s-](?:week|wk)\b | /\s?(?:week|wk|w)\b | p/?w\b | weekly )
    | (?P<month> (?:per|a|each|every)[\s-](?:calendar\s)?(?:month|mth)\b | /\s?(?:month|mth|m)\b | p\.?c\.?m\b | p/?m\b | monthly )
    | (?P<year>  (?:per|a|each|every)[\s-](?:academic\s|calendar\s|financial\s)?(?:year|yr|annum)\b | /\s?(?:annum|year|yr|a)\b
                 | g?p\.?\s?/?a\b | annual(?:ly)? | yearly )
    )""",
    re.IGNORECASE | re.VERBOSE,
)
PERIODS: tuple[Period, ...] = ("hour", "day", "week", "month", "year")
# "£30,000 for 2 days per week": the rate counts the days, not the pounds.
WORK_PATTERN = re.compile(r"(?<!per\s)(?<!each\s)(?<!every\s)\b(?:hours?|hrs|days?|sessions?|PAs?|months?)\W{0,2}$", re.IGNORECASE)
ONCE_IN = re.compile(r"(?:an?|each|every)[\s-]", re.IGNORECASE)  # "once a week, £…": before a sum this says when, not how much
RATE_REACH = 60  # characters; a rate further off than this belongs to something else

UP_TO = re.compile(
    r"""\b(?:up\s?to | max(?:imum|\.)? | not?\smore\sthan | not\s(?:to\s)?exceed(?:ing)? | capped\sat | limit(?:ed\sto)? | less\sthan
      | under | as\smuch\sas | ceiling | cap )
    (?:\s(?:of|to|at|is|amount|value|limit|an?|the|further|additional|total|around|about|award|sum|salary|stipend|circa)){0,5}\s?:?\s*$
    | ^\s*to\s*$
    | \bmaximum\b[^.;£]{0,60}\b(?:is|was|of)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
AT_LEAST = re.compile(
    r"""\b(?:at\sleast | min(?:imum|\.)? | not?\s(?:less|lower)\sthan | from | start(?:ing|s)?\s(?:at|from) | upwards\sof | over | more\sthan
      | in\sexcess\sof | above )
    (?:\s(?:of|a|the|salary|stipend|is|total|around|about|circa)){0,4}\s?:?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
BOUND_REACH = 80  # "maximum funding that the network can offer is £…"
# A plus sign is "or more" only when nothing is added by it: "£30,000+" but not "£30,000 + benefits".
OR_MORE = re.compile(r"\+(?=\s*(?:$|[,.;)(]|p\.?a\b|per\b))|\s(?:or\smore|and\sabove|or\sabove|upwards|minimum)\b", re.IGNORECASE)
OR_LESS = re.compile(r"\s\(?max(?:imum)?\b|\sor\sless\b|\sat\smost\b", re.IGNORECASE)
JOINER = re.compile(
    r"\s*(?:[-–—−/]|to|or|(?:rising|increasing|going|progressing)\s(?:up\s)?to|up\sto|through\sto|to\sa\smaximum\sof|and\sa\smaximum\sof)\s*",
    re.IGNORECASE,
)
AND = re.compile(r"\s*and\s*", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
ASIDE = re.compile(r"\([^()]{0,60}\)|\bpro[\s-]rata\b|\bGBP\b|\u200b", re.IGNORECASE)
JOIN_REACH = 90  # "£41,000 per annum (outside London) or £45,000"
WIDEST = 10  # the top of a range is never ten times its foot: such sums are paid at different rates

# What a sum without a pound sign must come to before its rate makes it money ("2k per month", not "3 a week").
PLAUSIBLE: dict[str, tuple[float, float]] = {
    "hour": (5, 300),
    "day": (30, 3000),
    "week": (100, 5000),
    "month": (300, 20_000),
    "year": (5000, 400_000),
}
NUMBERED = re.compile(r"\b(?:band|bands|grade|level|point|scale|step|tier|no\.?|afc|year)\s?$", re.IGNORECASE)
NOT_MONEY = re.compile(r"\s?(?:%|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|FTE\b|WTE\b|sessions?\b|(?-i:PAs?)\b|points?\b|places\b)", re.IGNORECASE)


def find_spans(text: str, loose: bool = False) -> list[Span]:
    """Sums and ranges in pounds, in order; `loose` also takes bare figures, for words known to speak of pay."""
    money = [m for m in find_money(text) if m.sure or not NUMBERED.search(text, max(0, m.start - 12), m.start)]
    groups = list(_grouped(text, money))
    spans = []
    kept = [group for group in groups if not any(m.foreign for m in group) and _is_money(text, group, loose)]
    for i, group in enumerate(kept):
        past = kept[i - 1][-1].end if i else 0
        following = kept[i + 1][0].start if i + 1 < len(kept) else len(text)
        spans.append(_span(text, group, past, following))
    return spans


def _grouped(text: str, money: list[Money]) -> Iterator[list[Money]]:
    group: list[Money] = []
    for m in money:
        if group and _joined(text, group, m):
            group.append(m)
            continue
        if group:
            yield group
        group = [m]
    if group:
        yield group


def _joined(text: str, group: list[Money], second: Money) -> bool:
    first = group[-1]
    gap = text[first.end : second.start]
    if len(gap) > JOIN_REACH or "\n" in gap:
        return False
    gap = RATE.sub("", ASIDE.sub("", gap)).strip(" .,(")
    between = BETWEEN.search(text[max(0, first.start - 12) : first.start])
    if not JOINER.fullmatch(gap) and not (between and AND.fullmatch(gap)):
        return False
    low, high = _same_scale(first.value, second.value)
    if not low or not high:
        return False
    widest = WIDEST if second.sure or second.foreign or second.scaled else 3  # "£20 to 25 fellows" is no range
    return max(low, high) / min(low, high) <= widest


def _same_scale(low: float, high: float) -> tuple[float, float]:
    """"£25-30k" and "£31-35,000" leave the thousands of the first sum to the second."""
    if low < 1000 <= high and low * 1000 <= high:
        return low * 1000, high
    if high < 1000 <= low and high * 1000 >= low:
        return low, high * 1000
    return low, high


def _is_money(text: str, group: list[Money], loose: bool) -> bool:
    if any(m.sure for m in group):
        return True
    last = group[-1]
    if NOT_MONEY.match(text, last.end) or text[last.start] == "0":
        return False
    rate = RATE.search(text, last.end, last.end + 20)
    if rate and rate.start() - last.end <= 2 and rate.lastgroup:
        least, most = PLAUSIBLE[rate.lastgroup]
        return least <= last.value <= most
    words = text[last.start : last.end]
    a_year = 1900 <= last.value <= 2100 and "," not in words
    return loose and not a_year and (last.value >= 1000 or bool(re.fullmatch(r"\d{1,3}\.\d\d", words)))


def _span(text: str, group: list[Money], past: int, following: int) -> Span:
    start, end = group[0].start, group[-1].end
    period, rate_end = _period(text, start, end, past, following)
    low, high = group[0].value, group[-1].value
    if len(group) > 1:
        sums = sorted(value for a, b in pairwise(group) for value in _same_scale(a.value, b.value))
        low, high = sums[0], sums[-1]
        between = BETWEEN.search(text[max(0, start - 12) : start])
        return Span(low, high, period, start - (len(between.group()) if between else 0), rate_end, start, past, following)
    before = text[max(past, start - BOUND_REACH) : start]
    if bound := UP_TO.search(before):
        return Span(None, high, period, start - len(before) + bound.start(), rate_end, start, past, following)
    if OR_LESS.match(text, end):
        return Span(None, high, period, start, rate_end, start, past, following)
    if bound := AT_LEAST.search(before):
        return Span(low, None, period, start - len(before) + bound.start(), rate_end, start, past, following)
    if more := OR_MORE.match(text, end):
        return Span(low, None, period, start, max(rate_end, more.end()), start, past, following)
    return Span(low, high, period, start, rate_end, start, past, following)


def _period(text: str, start: int, end: int, past: int, following: int) -> tuple[Period | None, int]:
    """The rate that stands after the sum, else before it, and where the words that must be quoted end."""
    inner = RATE.search(text, start, end)
    if inner and inner.lastgroup:
        return _named(inner), end
    stop = min(following, end + RATE_REACH)
    for rate in RATE.finditer(text, end, stop):
        gap = text[end : rate.start()]
        if re.search(r"[;\n]|\.\s", gap):
            break
        if not WORK_PATTERN.search(gap):
            return _named(rate), rate.end()
    lead = text[max(past, start - RATE_REACH) : start]
    lead = lead[max(lead.rfind("\n"), lead.rfind(". "), lead.rfind(";")) + 1 :]
    before = [m for m in RATE.finditer(lead) if not ONCE_IN.match(m.group()) and not WORK_PATTERN.search(lead[: m.start()])]
    return (_named(before[-1]) if before else None), end


def _named(rate: re.Match[str]) -> Period:
    return next(period for period in PERIODS if rate[period])
