"""Ranges of money in text: sums that belong together, with their lower and upper end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

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


UP_TO = re.compile(
    r"""\b(?:up\s?to | max(?:imum|\.)? (?:\s(?:funding|award|grant|payment|bursary|amount)(?:\savailable)?
      (?:\sper\s\w+)?)?
      | not?\smore\sthan | not\s(?:to\s)?exceed(?:ing)? | capped\sat | limit(?:ed\sto)?
      | less\sthan | under | as\smuch\sas | ceiling | cap )
    (?:\s(?:of|to|at|is|amount|value|limit|an?|the|further|additional|total|around|about|award|sum|salary|stipend|circa)){0,5}
    \s?:?\s*$
    | ^\s*to\s*$                                   # "to £55k"
    | \bmaximum\b[^.;£]{0,60}\b(?:is|was|of)\s*$   # "the maximum that a host can be paid is £…" """,
    re.IGNORECASE | re.VERBOSE,
)
AT_LEAST = re.compile(
    r"""\b(?:at\sleast | min(?:imum|\.)?(?:\s(?:award|grant|funding))?
      | not?\s(?:less|lower)\sthan | from | start(?:ing|s)?\s(?:at|from)
      | upwards\sof | over | more\sthan | in\sexcess\sof | above )
    (?:\s(?:of|a|the|salary|stipend|is|total|around|about|circa)){0,4}
    \s?:?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
BOUND_REACH = 80  # characters before a sum in which its bound may begin
# A plus sign is "or more" only when nothing is added by it: "£30,000+" but not "£30,000+ benefits".
OR_MORE = re.compile(
    r"\+(?=\s*(?:$|[,.;)(]|p\.?a\b|per\b))|\s(?:or\smore|and\sabove|or\sabove|upwards|minimum)\b",
    re.IGNORECASE,
)
OR_LESS = re.compile(r"\s\(?max(?:imum)?\b|\sor\sless\b|\sat\smost\b", re.IGNORECASE)

JOINER = re.compile(
    r"""\s*(?:[-–—−/] | to | or | (?:rising|increasing|going|progressing)\s(?:up\s)?to | up\sto | through\sto
      | (?:to|and)\sa\smaximum\sof )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
# "£26,000 (£29,500 in London)": the second sum is the first, paid elsewhere.
IN_LONDON = re.compile(r"\s?(?:(?:in|for|within|if in)\s)?(?:(?:inner|outer|central)\s)?London\b", re.IGNORECASE)
AND = re.compile(r"\s*and\s*", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\s*$", re.IGNORECASE)
# Set aside between two sums: "£41,000 (outside London) pro rata or £45,000".
ASIDE = re.compile(r"\([^()]{0,60}\)|\bpro[\s-]rata\b|\bGBP\b|\u200b", re.IGNORECASE)
JOIN_REACH = 90  # characters between two sums of one range, what is set aside included
WIDEST = 10  # the top of a range is never ten times its foot: such sums are paid at different rates
WIDEST_BARE = 3  # for a top without a pound sign: "£20 to 80 fellows" is no range

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
        if group and not _are_joined(text, group[-1], m):
            yield group
            group = []
        group.append(m)
    if group:
        yield group


def _are_joined(text: str, first: Money, second: Money) -> bool:
    gap = text[first.end : second.start]
    if len(gap) > JOIN_REACH or "\n" in gap:
        return False
    if gap.strip() in ("(", ", (") and IN_LONDON.match(text, second.end):
        return True
    gap = RATE.sub("", ASIDE.sub("", gap)).strip(" .,(")
    between = BETWEEN.search(text, max(0, first.start - 12), first.start)
    if not JOINER.fullmatch(gap) and not (between and AND.fullmatch(gap)):
        return False
    low, high = sorted(_same_scale(first.value, second.value))
    bare = not (second.sure or second.foreign or second.scaled)
    return low > 0 and high / low <= (WIDEST_BARE if bare else WIDEST)


def _same_scale(first: float, second: float) -> tuple[float, float]:
    """ "£25-30k" and "£31-35,000" leave the thousands of the first sum to the second, "£25k-30" the other way."""
    if first < 1000 <= second and first * 1000 <= second:
        return first * 1000, second
    if second < 1000 <= first and second * 1000 >= first:
        return first, second * 1000
    return first, second


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
        low, high, start, bound_end = _bounded(text, group[0], past, rate_end)
    else:
        sums = [value for a, b in pairwise(group) for value in _same_scale(a.value, b.value)]
        between = BETWEEN.search(text, max(0, at - 12), at)
        low, high, start, bound_end = min(sums), max(sums), between.start() if between else at, end
    return Span(low, high, period, start, max(rate_end, bound_end), at, past, following)


def _bounded(text: str, money: Money, past: int, rate_end: int) -> tuple[float | None, float | None, int, int]:
    """(low, high, start, end) of a single sum, its "up to" or "at least" taken in."""
    offset = max(past, money.start - BOUND_REACH)
    before = text[offset : money.start]
    if bound := UP_TO.search(before):
        return None, money.value, offset + bound.start(), money.end
    if less := OR_LESS.match(text, money.end) or OR_LESS.match(text, rate_end):
        return None, money.value, money.start, less.end()
    if bound := AT_LEAST.search(before):
        return money.value, None, offset + bound.start(), money.end
    if more := OR_MORE.match(text, money.end) or OR_MORE.match(text, rate_end):
        return money.value, None, money.start, more.end()
    return money.value, money.value, money.start, money.end
