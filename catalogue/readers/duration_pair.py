"""Two neighbouring lengths, the words about them, and what both come to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.readers.duration_lengths import Length

LEAD = 40  # characters before the first length in which "between" or "extended" still belongs to it
ALIKE = 0.35  # a length said again in other units differs by no more: "12 weeks (60 days)" counts working days


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


def sum_of(pair: Pair) -> Length:
    """Both lengths, one after the other."""
    first, second = pair.first, pair.second
    return replace(pair.whole, low=_sum(first.low, second.low), high=_sum(first.high, second.high))


def span(pair: Pair) -> Length:
    """From the shorter to the longer of two; a side that either leaves open stays open."""
    low = None if pair.first.low is None or pair.second.low is None else min(pair.first.low, pair.second.low)
    high = None if pair.first.high is None or pair.second.high is None else max(pair.first.high, pair.second.high)
    return replace(pair.whole, low=low, high=high)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def is_alike(pair: Pair) -> bool:
    """Whether the two are about as long as each other."""
    one, other = pair.first.high or pair.first.low or 0, pair.second.high or pair.second.low or 0
    return (1 - ALIKE) * one <= other <= (1 + ALIKE) * one
