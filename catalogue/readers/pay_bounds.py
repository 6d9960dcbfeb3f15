"""Words about a sum of money that bound it: "up to", "at least", "or more"."""

from __future__ import annotations

import re

from catalogue.readers.pay_money import Money

UP_TO = re.compile(
    r"""\b(?:up\s?to | max(?:imum|\.)? (?:\s(?:funding|award|grant|payment|bursary|amount)(?:\savailable)?
      (?:\sper\s\w+)?)?
      | not?\smore\sthan | not\s(?:\w+\s)?exceed(?:ing)? | capped\sat | limit(?:ed\sto)?
      | less\sthan | under | as\smuch\sas | ceiling | cap )
    (?:\s(?:of|to|at|is|amount|value|limit|an?|the|further|additional|total|around|about|award|sum|salary|stipend|circa|c\.|ca\.)){0,5}
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


def bounded(text: str, money: Money, past: int, rate_end: int) -> tuple[float | None, float | None, int, int]:
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
