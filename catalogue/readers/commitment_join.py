"""Full time, part time and the numbers that go with them: "full-time or part-time (60%)", "or 6 months part-time"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from catalogue.readers.commitment_amounts import WORKING_DAYS, Amount
from catalogue.readers.commitment_patterns import CLINICAL_SHARE, EITHER, FULL, NOT_FULL, OTHER_SHARE, PART
from catalogue.readers.duration_alternatives import PART_TIME
from catalogue.readers.duration_lengths import lengths_in

# "three months full time or part time for six months"
PART_TIME_FOR = re.compile(r"\bor\s(?:\w+\s)?(?:part|half)[-\s]time\s(?:for|over)\s$", re.IGNORECASE)
NEAR = 60  # characters between "full time" and the part-time share that goes with it
NEARLY_FULL = 0.9  # 34 hours and more, called full time beside them, are the whole of a shorter full week


def worded_in(piece: str) -> Iterable[Amount]:
    """ "Full time or part time" (up to full time), "full time", "part time"; in this order."""
    for match in EITHER.finditer(piece):
        yield Amount(match.start(), match.end(), None, 1.0, None, "either")
    for match in NOT_FULL.finditer(piece):
        yield Amount(match.start(), match.end(), None, 1.0, None, "either")
    for match in FULL.finditer(piece):
        yield Amount(match.start(), match.end(), 1.0, 1.0, float(WORKING_DAYS), "full")
    for match in PART.finditer(piece):
        yield Amount(match.start(), match.end(), None, None, None, "part")


def ratios_in(piece: str) -> Iterable[Amount]:
    """ "4 months (or 8 months part-time)": the part-time share is the one length by the other."""
    if not PART_TIME.search(piece):
        return
    lengths = lengths_in(piece)
    for first, second in pairwise(lengths):
        gap = piece[first.end : second.start]
        if (
            len(gap) > NEAR
            or "or" not in gap
            or first.low != first.high
            or second.low != second.high
            or not first.low
            or not second.high
        ):
            continue
        if (
            (PART_TIME.match(piece[second.end : second.end + 12].lstrip(" -,(")) or PART_TIME_FOR.search(gap))
            and first.low < second.high
            and "up to" not in gap
        ):
            yield Amount(first.start, second.end, round(first.low / second.high, 1), 1.0, None, "ratio")


def splits_in(piece: str) -> Iterable[Amount]:
    """ "75% clinical and 25% academic": the smaller or larger part of the week that the clinic does not take."""
    clinical, other = CLINICAL_SHARE.search(piece), OTHER_SHARE.search(piece)
    if not clinical or not other:
        return
    shares = int(clinical["share"]), int(other["share"])
    if sum(shares) == 100 and shares[0] != shares[1]:  # of two halves nothing says which is meant
        share = shares[1] / 100
        start, end = min(clinical.start(), other.start()), max(clinical.end(), other.end())
        yield Amount(start, end, share, share, share * WORKING_DAYS, "split")


def joined(amounts: list[Amount], piece: str) -> list[Amount]:
    """Amounts with "full time" and a part-time share made one: "full-time or part-time (60%)" is 0.5 to 1."""
    worded = [one for one in amounts if one.kind in ("full", "either", "ratio")]
    result = []
    for amount in amounts:
        if (
            amount.kind == "hours"
            and (amount.low or 0) >= NEARLY_FULL
            and any(one.kind == "full" and _near(amount, one) for one in amounts)
        ):
            result.append(replace(amount, low=1.0, high=1.0, days=float(WORKING_DAYS)))
            continue
        if amount.kind not in ("share", "days", "sessions", "hours") or amount.low == 1.0:
            result.append(amount)
            continue
        beside = any(
            _near(amount, other) and (other.kind in ("either", "ratio") or _alternative(amount, other, piece))
            for other in worded
        )
        a_floor = amount.low is not None and amount.high is None and PART.search(piece) is not None
        result.append(replace(amount, high=1.0, days=None) if beside or a_floor else amount)
    return result


def _near(one: Amount, other: Amount) -> bool:
    return max(one.start, other.start) - min(one.end, other.end) <= NEAR


def _alternative(one: Amount, other: Amount, piece: str) -> bool:
    gap = piece[min(one.end, other.end) : max(one.start, other.start)]
    return re.search(r"\bor\b|\bto\b|/", gap) is not None
