"""Neighbouring lengths that are two ends of one, or parts of it: ranges, bounds, sums, extensions."""

from __future__ import annotations

import re
from dataclasses import replace

from catalogue.readers.duration_lengths import DAYS, Length
from catalogue.readers.duration_pair import Pair, sum_of
from catalogue.readers.numbers import DASH

IN_TURN = re.compile(
    r"\s(?:in|at|with)\s[^.;,]{2,40}?,?\s(?:and|then|followed by)\s(?:then\s|a further\s)?", re.IGNORECASE
)
AT_A_PLACE = re.compile(r"(?:in|at|with)\s", re.IGNORECASE)
THEN = re.compile(r"\s?[,;/]?\s(?:(?:and|to|or|then)\s)?(?:for\s)?(?:a\s)?", re.IGNORECASE)
EXTEND = re.compile(r"\b(?:exten[ds]|renew|(?:possib|option|potential|opportunit)\w*\s(?:of|for|to))", re.IGNORECASE)
ADDS = re.compile(
    r"\b(?:extension\s(?:of|for|by)|renewable\sfor|by|further|another|additional|extra|second)\b", re.IGNORECASE
)
TO = re.compile(
    rf"""(?: \s?{DASH}{{1,2}} | ,?\s(?:to|through\sto)\s(?:up\sto\s|a\smaximum\sof\s)? | ,?\sand\s )\s?(?:up\sto\s)?""",
    re.VERBOSE | re.IGNORECASE,
)
PLUS = re.compile(r"\s?(?:\+|plus)\s?", re.IGNORECASE)
AND_REST = re.compile(r",?\s(?:and\s)?", re.IGNORECASE)


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


def one_after_another(pair: Pair) -> Length | None:
    """ "six months in surgery and six months in medicine": two equal halves of one stay."""
    is_half = pair.first.low == pair.first.high == pair.second.low == pair.second.high and pair.first.low
    if not is_half or not IN_TURN.fullmatch(pair.gap) or not AT_A_PLACE.match(pair.tail):
        return None
    return sum_of(pair)
