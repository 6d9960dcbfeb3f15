"""Neighbouring lengths that together state one thing: ranges, sums, extensions, the part-time alternative."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from catalogue.readers.duration_lengths import DAYS, Length
from catalogue.readers.numbers import DASH

NEAR = 90  # two lengths further apart than this in characters are not one statement
LEAD = 40  # characters before the first length in which "between" or "extended" still belongs to it
ALIKE = 0.35  # a length said again in other units differs by no more: "12 weeks (60 days)" counts working days

PART_TIME = re.compile(r"part.time|half.time|\bp/?t\b|less than full.time|ltft", re.IGNORECASE)
# "or 24 months at 50%": a share of time after the second length says the same as "part time".
AT_A_SHARE = re.compile(r"(?:at|on)\s(?:0?\.\d|[1-9]\d\s?%|half)", re.IGNORECASE)
IN_TURN = re.compile(
    r"\s(?:in|at|with)\s[^.;,]{2,40}?,?\s(?:and|then|followed by)\s(?:then\s|a further\s)?", re.IGNORECASE
)
AT_A_PLACE = re.compile(r"(?:in|at|with)\s", re.IGNORECASE)
SPREAD = re.compile(r"\bor\b[^.;]{0,60}\b(?:spread|over|across)\b", re.IGNORECASE)
THEN = re.compile(r"\s?[,/]?\s(?:(?:and|to|or|then)\s)?(?:for\s)?(?:a\s)?", re.IGNORECASE)
EXTEND = re.compile(r"\b(?:exten[ds]|renew|(?:possib|option|potential|opportunit)\w*\s(?:of|for|to))", re.IGNORECASE)
ADDS = re.compile(
    r"\b(?:extension\s(?:of|for|by)|renewable\sfor|by|further|another|additional|extra|second)\b", re.IGNORECASE
)
TO = re.compile(
    rf"""(?: \s?{DASH}{{1,2}} | ,?\s(?:to|through\sto)\s(?:up\sto\s|a\smaximum\sof\s)? | ,?\sand\s )\s?(?:up\sto\s)?""",
    re.VERBOSE | re.IGNORECASE,
)
OR = re.compile(
    r"""\s?(?: , | ,?\s?\(?\b(?:or|and|and/or)\b | / )\s?
    (?: \(?(?:in\ssome\scases|occasionally|sometimes|exceptionally|even|for|a|up\sto
      |possibly|alternatively)\s ){0,3}""",
    re.VERBOSE | re.IGNORECASE,
)
PLUS = re.compile(r"\s?(?:\+|plus)\s?", re.IGNORECASE)
AND_REST = re.compile(r",?\s(?:and\s)?", re.IGNORECASE)
AGAIN = re.compile(
    r"""\s?[(,]\s?(?: or\s | i\.?e\.?,?\s | approx(?:imately|\.)?\s | about\s | equivalent\sto\s | equating\sto\s
      | =\s? | up\sto\s ){0,3}""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Pair:
    """Two neighbouring lengths and the words before, between and after them."""

    first: Length
    second: Length
    lead: str
    gap: str
    tail: str

    @property
    def whole(self) -> Length:
        """The first length, reaching to the end of the second."""
        return replace(self.first, end=self.second.end)


def join_neighbours(lengths: list[Length], text: str) -> list[Length]:
    """Lengths with those made one that together state one thing."""
    joined: list[Length] = []
    for length in lengths:
        both = _both(joined[-1], length, text) if joined else None
        if both is None:
            joined.append(length)
        else:
            joined[-1] = both
    return joined


def _both(first: Length, second: Length, text: str) -> Length | None:
    gap = text[first.end : second.start]
    if len(gap) > NEAR or ". " in gap or "until" in (first.shape, second.shape):
        return None
    lead = text[max(0, first.start - LEAD) : first.start + len("between ")]
    pair = Pair(first, second, lead.lower(), gap, text[second.end : second.end + 14].lstrip(" -,("))
    return next((both for relation in RELATIONS if (both := relation(pair)) is not None), None)


def least_and_most(pair: Pair) -> Length | None:
    """ "at least 3 months and at most 6", "6 months, up to 12", "a maximum of 6 months and a minimum of 3"."""
    first, second = pair.first, pair.second
    if not THEN.fullmatch(pair.gap):
        return None
    if second.low is None and first.low is not None and (second.high or 0) > first.low:
        return replace(pair.whole, high=second.high)
    if first.low is None and second.high is None and (first.high or 0) > (second.low or 0):
        return replace(pair.whole, low=second.low)
    return None


def extension(pair: Pair) -> Length | None:
    """ "12 months with a possible extension of 6 months", "6 months, extendable to a year"."""
    first, second = pair.first, pair.second
    if not EXTEND.search(pair.gap):
        return None
    if "beyond" in pair.gap:  # "with a chance to extend beyond the first 6 months"
        return pair.whole
    if second.high is None or first.high is None:
        return replace(pair.whole, high=second.high)
    adds = ADDS.search(pair.gap + " ") or second.high <= first.high
    return replace(pair.whole, high=first.high + second.high if adds else second.high)


def part_time_alternative(pair: Pair) -> Length | None:
    """ "4 months (or 8 months part-time)", "four to eight months full time; part time, up to 16"."""
    shared = PART_TIME.match(pair.tail) or (AT_A_SHARE.match(pair.tail) and re.search(r"\bor\b|\(", pair.gap))
    if not PART_TIME.search(pair.gap) and not shared and not SPREAD.search(pair.gap):
        return None
    both = span(pair)
    keeps_low = pair.first.low is not None and pair.second.low is None
    return replace(both, low=pair.first.low) if keeps_low else both


def range_to(pair: Pair) -> Length | None:
    """ "from 12 months to three years", "between 6 months and a year", "extended from six months to a year"."""
    first, second = pair.first, pair.second
    if not TO.fullmatch(pair.gap) or (first.high or 0) > (second.high or second.low or 0):
        return None
    if EXTEND.search(pair.lead) and "from" in pair.lead:
        return replace(pair.whole, low=second.low, high=second.high)
    if " and " in pair.gap and "between" not in pair.lead:
        return None
    return replace(pair.whole, high=second.high)


def sum_of_both(pair: Pair) -> Length | None:
    """ "3 months + 12 months", "1 year and 6 months"."""
    first, second = pair.first, pair.second
    is_rest = DAYS[second.unit] < DAYS[first.unit] and (second.high or 0) < DAYS[first.unit]
    if not PLUS.fullmatch(pair.gap) and not (is_rest and AND_REST.fullmatch(pair.gap)):
        return None
    return sum_of(pair)


def sum_of(pair: Pair) -> Length:
    """Both lengths, one after the other."""
    first, second = pair.first, pair.second
    return replace(pair.whole, low=_sum(first.low, second.low), high=_sum(first.high, second.high))


def one_after_another(pair: Pair) -> Length | None:
    """ "six months in surgery and six months in medicine": two equal halves of one stay."""
    is_half = pair.first.low == pair.first.high == pair.second.low == pair.second.high and pair.first.low
    if not is_half or not IN_TURN.fullmatch(pair.gap) or not AT_A_PLACE.match(pair.tail):
        return None
    return sum_of(pair)


def said_again(pair: Pair) -> Length | None:
    """ "2 months (9 weeks)"."""
    is_again = AGAIN.fullmatch(pair.gap) and pair.second.unit != pair.first.unit and _alike(pair)
    return pair.whole if is_again else None


def dated(pair: Pair) -> Length | None:
    """ "a week in May, from 16 to 19 May 2026": where the name and the dates differ, both hold."""
    if "run" not in (pair.first.shape, pair.second.shape):
        return None
    return span(pair) if len(pair.gap) <= LEAD and not _alike(pair) else None


def alternatives(pair: Pair) -> Length | None:
    """ "two weeks or, in some cases, one week"."""
    return span(pair) if OR.fullmatch(pair.gap) and "run" not in (pair.first.shape, pair.second.shape) else None


RELATIONS: tuple[Callable[[Pair], Length | None], ...] = (
    least_and_most,
    extension,
    part_time_alternative,
    range_to,
    sum_of_both,
    one_after_another,
    said_again,
    dated,
    alternatives,
)


def span(pair: Pair) -> Length:
    """From the shorter to the longer of two; a side that either leaves open stays open."""
    low = None if pair.first.low is None or pair.second.low is None else min(pair.first.low, pair.second.low)
    high = None if pair.first.high is None or pair.second.high is None else max(pair.first.high, pair.second.high)
    return replace(pair.whole, low=low, high=high)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _alike(pair: Pair) -> bool:
    one, other = pair.first.high or pair.first.low or 0, pair.second.high or pair.second.low or 0
    return (1 - ALIKE) * one <= other <= (1 + ALIKE) * one
