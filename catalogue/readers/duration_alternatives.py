"""Neighbouring lengths that are one said twice, or a choice: the part-time stay, another unit, "or"."""

from __future__ import annotations

import re
from dataclasses import replace

from catalogue.readers.duration_lengths import Length
from catalogue.readers.duration_pair import LEAD, Pair, is_alike, span

PART_TIME = re.compile(r"part.time|half.time|\bp/?t\b|less than full.time|ltft", re.IGNORECASE)
# "three months on a full-time basis or nine months of secondment on a part-time basis"
FULL_TIME_OR = re.compile(r"\bfull.time\b[^.;,]*\bor\b", re.IGNORECASE)
LATER_PART_TIME = re.compile(rf"[^.;,()]*?(?:{PART_TIME.pattern}|pro[-\s]rata)", re.IGNORECASE)
# "or 24 months at 50%": a share of time after the second length says the same as "part time".
AT_A_SHARE = re.compile(r"(?:at|on)\s(?:0?\.\d|[1-9]\d\s?%|half)", re.IGNORECASE)
SPREAD = re.compile(r"\bor\b[^.;]{0,60}\b(?:spread|over|across)\b", re.IGNORECASE)
OR = re.compile(
    r"""\s?(?: , | ,?\s?\(?\b(?:or|and|and/or)\b | / )\s?
    (?: \(?(?:in\ssome\scases|occasionally|sometimes|exceptionally|even|for|a|up\sto
      |possibly|alternatively)\s ){0,3}""",
    re.VERBOSE | re.IGNORECASE,
)
AGAIN = re.compile(
    r"""\s?[(,]\s?(?: or\s | i\.?e\.?,?\s | approx(?:imately|\.)?\s | about\s | equivalent\sto\s | equating\sto\s
      | =\s? | up\sto\s ){0,3}""",
    re.VERBOSE | re.IGNORECASE,
)


def part_time_alternative(pair: Pair) -> Length | None:
    """ "4 months (or 8 months part-time)", "four to eight months full time; part time, up to 16"."""
    shared = PART_TIME.match(pair.tail) or (AT_A_SHARE.match(pair.tail) and re.search(r"\bor\b|\(", pair.gap))
    later = FULL_TIME_OR.search(pair.gap) and LATER_PART_TIME.match(pair.tail)
    if not PART_TIME.search(pair.gap) and not shared and not later and not SPREAD.search(pair.gap):
        return None
    both = span(pair)
    keeps_low = pair.first.low is not None and pair.second.low is None
    return replace(both, low=pair.first.low) if keeps_low else both


def said_again(pair: Pair) -> Length | None:
    """ "2 months (9 weeks)"."""
    is_again = AGAIN.fullmatch(pair.gap) and pair.second.unit != pair.first.unit and is_alike(pair)
    return pair.whole if is_again else None


def dated(pair: Pair) -> Length | None:
    """ "a week in May, from 16 to 19 May 2026": where the name and the dates differ, both hold."""
    if "run" not in (pair.first.shape, pair.second.shape):
        return None
    return span(pair) if len(pair.gap) <= LEAD and not is_alike(pair) else None


def alternatives(pair: Pair) -> Length | None:
    """ "two weeks or, in some cases, one week"."""
    return span(pair) if OR.fullmatch(pair.gap) and "run" not in (pair.first.shape, pair.second.shape) else None
