"""Words directly around a length that bound it: "up to", "at least", "or longer if part-time", "extension of 6"."""

from __future__ import annotations

import re
from dataclasses import replace

from catalogue.readers.duration_lengths import DAYS, Length
from catalogue.readers.numbers import DASH, NUMBER, number_of

BEFORE = 60  # room for the longest wording of a bound, "for a period of no longer than a maximum of"

FILLER = r"""(?:[\s:]+(?:a|an|of|the|be|is|to|for|period|duration|length|term|time|commitment|input|total|maximum
    |minimum|initial|standard|single)){0,5}[\s:]+"""
# "The maximum period of secondment is": what the period is of stands between the bound and the length.
PERIOD_OF = r"(?:\s(?:period|duration|length|term|stay)\s(?:of|for)\s(?:an?\s|the\s|each\s|any\s)?\w+)?"
CEILING_BEFORE = re.compile(
    rf"""\b(?: up\s?to | max(?:imum)?\.? {PERIOD_OF}
      | (?:no|(?:can)?not)\s(?:\w+\s){{0,2}}?(?:longer|more)\sthan
      | (?:not\s(?:\w+\s)?|never\s|cannot\s)exceed(?:ing|s)?
      | (?<!no\s)(?<!not\s)(?<!be\s)(?:less|fewer|shorter)\sthan
      | under | at\s(?:the\s)?most
    ) {FILLER}$""",
    re.VERBOSE | re.IGNORECASE,
)
FLOOR_BEFORE = re.compile(
    rf"""\b(?: at\s(?:the\s(?:very\s)?)?least | min(?:imum)?\.?
      {PERIOD_OF}
      | (?:no|not)\s(?:\w+\s){{0,2}}?(?:less|fewer|shorter)\sthan
      | (?<!no\s)(?<!not\s)(?<!be\s)(?:more|longer|greater)\sthan | in\sexcess\sof | upwards\sof
    ) {FILLER}$""",
    re.VERBOSE | re.IGNORECASE,
)
BETWEEN_BEFORE = re.compile(r"\b(?:any(?:where|thing)\s)?(?:between|from)\s(?:about\s|around\s|a\s)?$", re.IGNORECASE)
CEILING_AFTER = re.compile(
    rf"(?:\s|{DASH}|\s?,\s)\(?(?:max(?:imum)?\b|or\s(?:less|fewer|under|shorter)\b|at\s(?:the\s)?most\b)", re.IGNORECASE
)
FLOOR_AFTER = re.compile(
    rf"""(?:\s|{DASH}|\s?,\s)\(?(?: min(?:imum)?\b(?!\s(?:salary|wage|of\s\d)) | or\s(?:more|longer|over|above)\b
      | plus\b | upwards\b | and\s(?:over|above|upwards)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
# "10 weeks (longer if part-time)": how much longer is not said.
LONGER_PART_TIME = re.compile(
    r"""(?:\s?\([^()]{1,25}\))? [^.;()]{0,30} (?:\(|,|\bor\b)\s?(?:or\s)? (?:longer|more|pro[-\s]?rata\slonger)
    \s(?:if|when|for|where|on\sa)\s(?:\w+\s){0,3}?part.time""",
    re.VERBOSE | re.IGNORECASE,
)
# "three months full time or half time for six": the unit is that of the length before.
HALF_TIME_BARE = re.compile(
    rf"""[^.;\d]{{0,25}}\bor\s(?:for\s)?(?:(?P<number>{NUMBER})\s(?:at\s)?(?:half|part)[-\s]time
      | (?:half|part)[-\s]time\s(?:for|over)\s(?P<later>{NUMBER}))
      (?!\s?{DASH}?\s?(?:\w+\s)?(?:day|week|month|year|mth|yr)|[\w%])""",
    re.VERBOSE | re.IGNORECASE,
)
# "12 months with a possible extension of 6": the unit is that of the length before.
EXTENSION_BARE = re.compile(
    rf"""[^.;]{{0,50}}\b(?:exten(?:sion|ded|dable|d)|possibility|option)\b[^.;\d]{{0,20}}?\s(?P<how>of|by|for|to|up\sto)\s
    (?:up\sto\s)?(?:a\sfurther\s|another\s)?(?P<number>{NUMBER})(?!\s?{DASH}?\s?(?:\w+\s)?(?:day|week|month|year|%|mth|yr)|\w)""",
    re.VERBOSE | re.IGNORECASE,
)


def with_bounds(length: Length, text: str) -> Length:
    """The length with the words that bound it: "up to" takes its lower end, "at least" its upper one."""
    length = _bounded_before(length, text)
    after = text[length.end : length.end + BEFORE]
    one = length.low == length.high
    if length.low is not None and length.high is not None:
        if ceiling := CEILING_AFTER.match(after):
            return replace(length, low=None if one else length.low, end=length.end + ceiling.end())
        if floor := FLOOR_AFTER.match(after):
            length = replace(length, high=None, end=length.end + floor.end())
            after = text[length.end : length.end + BEFORE]
    if longer := LONGER_PART_TIME.match(text, length.end):
        # "Up to six months (or longer if part-time)" keeps its bound: without it nothing would be said.
        return replace(length, high=length.high if length.low is None else None, end=longer.end())
    if (half := HALF_TIME_BARE.match(text, length.end)) and one and length.high is not None:
        longer_stay = (number_of(half["number"] or half["later"]) or 0) * DAYS[length.unit]
        if longer_stay > length.high:
            return replace(length, high=longer_stay, end=half.end())
    if extension := EXTENSION_BARE.match(text, length.end):
        more = (number_of(extension["number"]) or 0) * DAYS[length.unit]
        first = length.high or 0
        is_total = extension["how"].lower() in ("to", "up to") and more > first
        return replace(length, high=more if is_total else first + more, end=extension.end())
    return length


def _bounded_before(length: Length, text: str) -> Length:
    before = text[max(0, length.start - BEFORE) : length.start]
    one = length.low == length.high
    lead = length.start - len(before)
    if ceiling := CEILING_BEFORE.search(before):
        return replace(length, start=lead + ceiling.start(), low=None if one else length.low)
    if floor := FLOOR_BEFORE.search(before):
        return replace(length, start=lead + floor.start(), high=None if one else length.high)
    if between := BETWEEN_BEFORE.search(before):
        return replace(length, start=lead + between.start())
    return length
