"""What stands around a length and changes it: "up to", "at least", "or longer if part-time", "with a possible extension"."""

from __future__ import annotations

import re
from dataclasses import replace

from catalogue.readers.duration_lengths import DAYS, Length
from catalogue.readers.numbers import DASH, NUMBER, number_of

NEAR = 90  # two lengths further apart than this in characters are not one statement
BEFORE = 60  # room for the longest wording of a bound, "for a period of no longer than a maximum of"

FILLER = r"(?:[\s:]+(?:a|an|of|the|be|is|to|for|period|duration|length|term|time|commitment|input|total|maximum|minimum|initial|standard|single)){0,5}"
CEILING_BEFORE = re.compile(
    rf"""\b(?:up\s?to | max(?:imum)?\.? | (?:no|not)\s(?:be\s|last\s)?(?:longer|more)\sthan | (?:not\s(?:to\s)?|never\s|cannot\s)exceed(?:ing|s)?
    | (?:less|fewer|shorter)\sthan | at\s(?:the\s)?most ) {FILLER}[\s:]+$""",
    re.VERBOSE | re.IGNORECASE,
)
FLOOR_BEFORE = re.compile(
    rf"""\b(?:at\s(?:the\s(?:very\s)?)?least | min(?:imum)?\.? | (?:no|not)\s(?:be\s|last\s)?(?:less|fewer|shorter)\sthan
    | (?:more|longer|greater)\sthan | in\sexcess\sof | upwards\sof ) {FILLER}[\s:]+$""",
    re.VERBOSE | re.IGNORECASE,
)
BETWEEN_BEFORE = re.compile(r"\b(?:(?:any(?:where|thing)\s)?(?:between|from))\s(?:about\s|around\s|a\s)?$", re.IGNORECASE)
CEILING_AFTER = re.compile(rf"(?:\s|{DASH}|\s?,\s)\(?(?:max(?:imum)?\b|or\s(?:less|fewer|under|shorter)\b|at\s(?:the\s)?most\b)", re.IGNORECASE)
FLOOR_AFTER = re.compile(
    rf"(?:\s|{DASH}|\s?,\s)\(?(?:min(?:imum)?\b(?!\s(?:salary|wage|of\s\d))|or\s(?:more|longer|over|above)\b|plus\b|upwards\b|and\s(?:over|above|upwards)\b)",
    re.IGNORECASE,
)
# "13 weeks (longer if part-time)": how much longer is not said.
LONGER_PART_TIME = re.compile(
    r"(?:\s?\([^()]{1,25}\))?[^.;()]{0,30}(?:\(|,|or)\s?(?:or\s)?(?:longer|more|pro[- ]?rata longer)\s(?:if|when|for|where|on\sa)\s(?:\w+\s){0,3}?part.time", re.IGNORECASE
)
EXTENSION_BARE = re.compile(
    rf"""[^.;]{{0,50}}\bexten(?:sion|ded|dable|d)\b[^.;\d]{{0,20}}?\s(?P<how>of|by|for|to|up\sto)\s(?:up\sto\s)?(?:a\sfurther\s|another\s)?
    (?P<number>{NUMBER})(?!\s?{DASH}?\s?(?:\w+\s)?(?:day|week|month|year|%|mth|yr)|\w)""",
    re.VERBOSE | re.IGNORECASE,
)

EXTEND = re.compile(r"\b(?:exten[ds]|renew|(?:possib|option|potential|opportunit)\w*\s(?:of|for|to))", re.IGNORECASE)
ADDS = re.compile(r"\b(?:extension\s(?:of|for|by)|renewable\sfor|by|further|another|additional|extra|second)\b", re.IGNORECASE)
PART_TIME = re.compile(r"part.time|\bp/?t\b|less than full.time|ltft", re.IGNORECASE)
TO = re.compile(rf"\s?(?:{DASH}{{1,2}}|,?\s(?:to|through\sto)\s(?:up\sto\s|a\smaximum\sof\s)?|,?\sand\s)\s?(?:up\sto\s)?", re.IGNORECASE)
OR = re.compile(
    r"\s?(?:,|,?\s?\(?\b(?:or|and|and/or)\b|/)\s?(?:\(?(?:in\ssome\scases|occasionally|sometimes|exceptionally|even|for|a|up\sto|possibly|alternatively)\s)*",
    re.IGNORECASE,
)
AND_THEN = re.compile(r",?\s(?:(?:and|to|or|then)\s)?(?:for\s)?(?:a\s)?", re.IGNORECASE)
PLUS = re.compile(r"\s?(?:\+|plus)\s?", re.IGNORECASE)
AND_REST = re.compile(r",?\s(?:and\s)?", re.IGNORECASE)
AGAIN = re.compile(r"\s?[(,]\s?(?:or\s|i\.?e\.?,?\s|approx(?:imately|\.)?\s|about\s|equivalent\sto\s|equating\sto\s|=\s?|up\sto\s)*", re.IGNORECASE)


def with_bounds(length: Length, text: str) -> Length:
    """The length with the words that bound it: "up to" takes its lower end, "at least" its upper one."""
    before, after = text[max(0, length.start - BEFORE) : length.start], text[length.end : length.end + BEFORE]
    low, high, start, end = length.low, length.high, length.start, length.end
    one = low == high
    if ceiling := CEILING_BEFORE.search(before):
        start -= len(before) - ceiling.start()
        low = None if one else low
    elif floor := FLOOR_BEFORE.search(before):
        start -= len(before) - floor.start()
        high = None if one else high
    elif between := BETWEEN_BEFORE.search(before):
        start -= len(before) - between.start()
    if low is not None and high is not None:
        if ceiling := CEILING_AFTER.match(after):
            low, end = (None if one else low), end + ceiling.end()
        elif floor := FLOOR_AFTER.match(after):
            high, end = None, end + floor.end()
    if longer := LONGER_PART_TIME.match(after):
        high, end = None, length.end + longer.end()
    elif extension := EXTENSION_BARE.match(after):
        more = (number_of(extension["number"]) or 0) * DAYS[length.unit]
        total = more if extension["how"].lower() in ("to", "up to") and more > (length.high or 0) else more + (length.high or 0)
        high, end = total, length.end + extension.end()
    return replace(length, start=start, end=end, low=low, high=high)


def join_neighbours(lengths: list[Length], text: str) -> list[Length]:
    """Lengths with those made one that together state one thing: ranges, sums, extensions, the part-time alternative."""
    joined: list[Length] = []
    for length in lengths:
        both = _both(joined[-1], length, text) if joined else None
        if both is None:
            joined.append(length)
        else:
            joined[-1] = both
    return joined


def _both(first: Length, second: Length, text: str) -> Length | None:  # noqa: PLR0911 one return a relation, in order
    gap = text[first.end : second.start]
    if len(gap) > NEAR or ". " in gap or first.shape == "until" or second.shape == "until":
        return None
    whole = replace(first, end=second.end)
    lead = text[max(0, first.start - 40) : first.start + 8]
    if AND_THEN.fullmatch(gap) and second.low is None and first.low is not None and (second.high or 0) > first.low:
        return replace(whole, high=second.high)  # "at least 3 months and at most 6", "6 months, up to 12 months"
    if AND_THEN.fullmatch(gap) and first.low is None and second.high is None and (first.high or 0) > (second.low or 0):
        return replace(whole, low=second.low)  # "a maximum of 6 months and a minimum of 3"
    if EXTEND.search(gap) and "beyond" in gap:
        return whole  # "six months, with a chance to extend beyond the first 6 months"
    if EXTEND.search(gap):
        return replace(whole, high=_extended(first, second, text[first.end : second.start + 20]))
    if PART_TIME.search(gap) or PART_TIME.match(text[second.end : second.end + 14].lstrip(" -,(")):
        both = span(whole, first, second)
        return both if first.low is None or second.low is not None else replace(both, low=first.low)
    if TO.fullmatch(gap) and (first.high or 0) <= (second.high or second.low or 0):
        if EXTEND.search(lead) and "from" in lead.lower():
            return replace(whole, low=second.low, high=second.high)  # "extended from nine months to a year"
        if " and " in gap and "between" not in lead.lower():
            return None
        return replace(whole, high=second.high)
    if PLUS.fullmatch(gap):
        return replace(whole, low=_sum(first.low, second.low), high=_sum(first.high, second.high))
    if AND_REST.fullmatch(gap) and DAYS[second.unit] < DAYS[first.unit] and (second.high or 0) < DAYS[first.unit]:
        return replace(whole, low=_sum(first.low, second.low), high=_sum(first.high, second.high))  # "1 year and 6 months"
    if AGAIN.fullmatch(gap) and second.unit != first.unit and _alike(first, second):
        return whole  # "3 months (13 weeks)"
    if first.shape == "run" or second.shape == "run":
        return span(whole, first, second) if len(gap) <= 40 and not _alike(first, second) else None
    if OR.fullmatch(gap):
        return span(whole, first, second)
    return None


def span(whole: Length, first: Length, second: Length) -> Length:
    """From the shorter to the longer of two alternatives; a side that either leaves open stays open."""
    low = None if first.low is None or second.low is None else min(first.low, second.low)
    high = None if first.high is None or second.high is None else max(first.high, second.high)
    return replace(whole, low=low, high=high)


def _extended(first: Length, second: Length, between: str) -> float | None:
    if second.high is None or first.high is None:
        return second.high
    if ADDS.search(between) or second.high <= first.high:
        return first.high + second.high
    return second.high


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _alike(first: Length, second: Length) -> bool:
    """Whether two lengths say the same in other units; days in brackets are mostly working days."""
    one, other = first.high or first.low or 0, second.high or second.low or 0
    return 0.65 * one <= other <= 1.35 * one
