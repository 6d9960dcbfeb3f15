"""Ranges of money in text: sums that belong together, with their lower and upper end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from catalogue.readers.pay_bounds import bounded
from catalogue.readers.pay_joined import BETWEEN, are_joined, same_scale
from catalogue.readers.pay_money import Money, find_money
from catalogue.readers.pay_rate import RATE, Period, named_period, rate_of


@dataclass(frozen=True)
class Span:
    """One sum or range, and where its words, bounds and rate included, begin and end."""

    low: float | None
    high: float | None
    period: Period | None
    start: int
    end: int
    at: int  # where its first figure begins
    past: int  # where the sum before it ended, 0 for the first
    next: int  # where the sum after it begins, the text's length for the last

    @property
    def size(self) -> float:
        """The larger end, in pounds."""
        return self.high or self.low or 0.0


# Least and most pounds that a figure without a pound sign must come to before its rate makes it money: "2k per month",
# not "3 a week". The minimum wage below, a surgeon's locum rate above.
PLAUSIBLE: dict[Period, tuple[float, float]] = {
    "hour": (5, 300),
    "day": (30, 3000),
    "week": (100, 5000),
    "month": (300, 20_000),
    "year": (5000, 400_000),
}
NUMBERED = re.compile(r"\b(?:band|bands|grade|level|point|scale|step|tier|no\.?|afc|year)\s?$", re.IGNORECASE)
COUNTED = re.compile(
    r"\s?(?:%|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|FTE\b|WTE\b|sessions?\b|(?-i:PAs?)\b|points?\b|places\b)",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d\s")  # the number goes on: a telephone number
PENCE = re.compile(r"\d{1,3}\.\d\d")


def find_spans(text: str, loose: bool = False) -> list[Span]:
    """Sums and ranges in pounds, in order; `loose` also takes bare figures, for words known to speak of pay."""
    money = [m for m in find_money(text) if m.sure or not NUMBERED.search(text, max(0, m.start - 12), m.start)]
    groups = [group for group in _grouped(text, money) if _is_money(text, group, loose)]
    ends = [0, *(group[-1].end for group in groups)]
    starts = [*(group[0].start for group in groups), len(text)]
    return [_span(text, group, ends[i], starts[i + 1]) for i, group in enumerate(groups)]


def _grouped(text: str, money: list[Money]) -> Iterator[list[Money]]:
    group: list[Money] = []
    for m in money:
        if group and not are_joined(text, group[-1], m):
            yield group
            group = []
        group.append(m)
    if group:
        yield group


def _is_money(text: str, group: list[Money], loose: bool) -> bool:
    if any(m.foreign for m in group):
        return False
    if any(m.sure for m in group):
        return True
    last = group[-1]
    if (
        COUNTED.match(text, last.end)
        or text[last.start] == "0"
        or DIGITS.search(text, max(0, last.start - 2), last.start)
    ):
        return False
    rate = RATE.search(text, last.end, last.end + 20)
    if rate and rate.start() - last.end <= 2:
        least, most = PLAUSIBLE[named_period(rate)]
        return least <= last.value <= most
    words = text[last.start : last.end]
    a_year = 1900 <= last.value <= 2100 and "," not in words
    return loose and not a_year and (1000 <= last.value <= PLAUSIBLE["year"][1] or bool(PENCE.fullmatch(words)))


def _span(text: str, group: list[Money], past: int, following: int) -> Span:
    at, end = group[0].start, group[-1].end
    period, rate_end = rate_of(text, at, end, past, following)
    if len(group) == 1:
        low, high, start, bound_end = bounded(text, group[0], past, rate_end)
    else:
        sums = [value for a, b in pairwise(group) for value in same_scale(a.value, b.value)]
        between = BETWEEN.search(text, max(0, at - 12), at)
        low, high, start, bound_end = min(sums), max(sums), between.start() if between else at, end
    return Span(low, high, period, start, max(rate_end, bound_end), at, past, following)
