"""Neighbouring lengths that together state one thing are made one."""

from __future__ import annotations

from collections.abc import Callable

from catalogue.readers.duration_alternatives import alternatives, dated, part_time_alternative, said_again
from catalogue.readers.duration_lengths import Length
from catalogue.readers.duration_pair import LEAD, Pair
from catalogue.readers.duration_ranges import extension, least_and_most, one_after_another, range_to, sum_of_both

NEAR = 90  # two lengths further apart than this in characters are not one statement
TAIL = 50  # characters after the second in which "on a part-time basis" still belongs to it


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
    pair = Pair(first, second, lead.lower(), gap, text[second.end : second.end + TAIL].lstrip(" -,("))
    return next((both for relation in RELATIONS if (both := relation(pair)) is not None), None)


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
