"""The lengths of an advert, each weighed by the words that vouch for it, and the surest of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from catalogue.readers.duration_alternatives import PART_TIME
from catalogue.readers.duration_bounds import with_bounds
from catalogue.readers.duration_cues import CONTACT, RATE
from catalogue.readers.duration_join import join_neighbours
from catalogue.readers.duration_labels import is_label
from catalogue.readers.duration_lengths import Length, lengths_in
from catalogue.readers.duration_pair import Pair, span
from catalogue.readers.duration_runs import runs_in, until_in
from catalogue.readers.duration_verdict import is_rate, judge
from catalogue.records import Rejected

Value = tuple[float | None, float | None]
SUPPORT = 2  # weight from which another mention of the same length makes it surer
LABELLED = 6  # weight of a length that its label or heading names: surer than any sentence, said twice or not
FULL_TIME = re.compile(r"\bfull[-\s]time\b", re.IGNORECASE)
STREAMS_NEAR = 400  # characters over which a list of streams may run on


@dataclass(frozen=True)
class Weighed:
    """A length of a piece of the advert and how strongly its words vouch for it."""

    length: Length
    piece: str
    where: str
    weight: int


def weigh(piece: str, where: str, rejected: list[Rejected], *, whole: bool, start: str | None = None) -> list[Weighed]:
    """The lengths of one piece of the advert that nothing forbids; the others go to `rejected`."""
    runs = [*runs_in(piece), *until_in(piece, start)]
    plain = [
        length
        for length in lengths_in(piece)
        if not any(run.start < length.end and length.start < run.end for run in runs)
    ]
    every = sorted((*runs, *(with_bounds(length, piece) for length in plain)), key=lambda one: one.start)
    allowed = []
    for rate in [length for length in every if is_rate(piece, length)]:
        every.remove(rate)  # "12 months, two days a week" is one length, no pair of them
        rejected.append(Rejected(piece[rate.start : rate.end], RATE))
    for length in join_neighbours(every, piece):
        verdict = judge(piece, length, whole=whole)
        if verdict.against:
            rejected.append(Rejected(piece[length.start : length.end], verdict.against))
        else:
            labelled = whole and is_label(piece[: length.start])
            allowed.append(Weighed(length, piece, where, LABELLED if labelled else verdict.weight))
    return allowed


def answering(weighed: list[Weighed]) -> list[Weighed]:
    """The lengths of a line under a question or heading: the first is its answer."""
    return [replace(weighed[0], weight=LABELLED), *weighed[1:]]


def without_contact(weighed: list[Weighed], rejected: list[Rejected]) -> list[Weighed]:
    """The lengths but for days that are elsewhere spread over something longer: "six days", "six days over a year"."""
    contact = {one.words.lower() for one in rejected if one.reason == CONTACT}
    if not contact:
        return weighed
    return [one for one in weighed if one.piece[one.length.start : one.length.end].lower() not in contact]


def said_again(weighed: list[Weighed]) -> list[Weighed]:
    """The lengths, each that several sentences state one surer."""
    said: dict[Value, set[str]] = {}
    for one in weighed:
        if one.weight >= SUPPORT:
            said.setdefault(_value(one), set()).add(one.piece)
    return [
        replace(one, weight=one.weight + 1) if said.get(_value(one), set()) - {one.piece} else one for one in weighed
    ]


def _value(one: Weighed) -> Value:
    return one.length.low, one.length.high


def best_of(weighed: list[Weighed]) -> Weighed | None:
    """The surest, the first of equals, together with equals that are other streams of the same exchange."""
    if not weighed:
        return None
    best = max(weighed, key=lambda one: one.weight)
    for other in weighed:
        if _is_stream_beside(best, other):
            best = replace(best, length=span(Pair(best.length, other.length, "", "", "")))
        elif _adds_part_time(best, other):
            end = max(best.length.end, other.length.end) if other.piece is best.piece else best.length.end
            best = replace(best, length=replace(best.length, high=other.length.high, end=end))
    return best


def _adds_part_time(one: Weighed, other: Weighed) -> bool:
    """Whether the other says how long it is part time: "three months, or six half time", "part-time … up to a year"."""
    length, later = one.length, other.length
    if length.low is None or length.high is None or (later.high or 0) <= length.high:
        return False
    if later.low is None:  # of a sentence about the part-time stay alone
        return FULL_TIME.search(one.piece) is not None and PART_TIME.search(other.piece[: later.start]) is not None
    if other.weight != one.weight or not length.low == length.high == later.low:
        return False
    return PART_TIME.search(other.piece, later.start, later.end) is not None


def _is_stream_beside(one: Weighed, other: Weighed) -> bool:
    """Whether both are streams of a list: as sure as each other, in the same unit and sentence, with a ";" between."""
    if other.piece is not one.piece or other.weight != one.weight or other.length.unit != one.length.unit:
        return False
    between = one.piece[one.length.end : other.length.start]
    return ";" in between and len(between) <= STREAMS_NEAR
