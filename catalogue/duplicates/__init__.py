"""Adverts that offer the same thing: found without comparing all with all, joined with a reason; none is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue.duplicates.candidate import Candidate
from catalogue.duplicates.evidence import why_different, why_same
from catalogue.duplicates.fingerprints import BITS, fingerprint

__all__ = ["Candidate", "Joined", "find_joins", "fingerprint", "join_duplicates"]

BANDS = 4  # pieces of a fingerprint: of two that differ in at most three bits, one piece is the same
CROWD = 40  # adverts under one key: beyond it, each is compared with its neighbours only, so that the work stays linear
NEIGHBOURS = 12


@dataclass(frozen=True)
class Joined:
    """Two adverts that offer the same thing, by id, and why; `a` < `b`."""

    a: str
    b: str
    reason: str


def join_duplicates(items: Sequence[Candidate], joins: Sequence[Joined] | None = None) -> list[list[str]]:
    """Every id once, in groups that offer the same thing; groups and ids sorted. The order of `items` does not matter.

    `joins`: what `find_joins` says of the items, if it was asked already. Two adverts that cannot be the same never
    come into one group by way of a third.
    """
    by_id = {item.id: item for item in items}
    groups = {item.id: [item.id] for item in items}
    for join in find_joins(items) if joins is None else joins:
        ones, others = groups[join.a], groups[join.b]
        if ones is others or any(why_different(by_id[one], by_id[other]) for one in ones for other in others):
            continue
        ones += others
        for moved in others:
            groups[moved] = ones
    return sorted(sorted(group) for group in {id(group): group for group in groups.values()}.values())


def find_joins(items: Sequence[Candidate]) -> list[Joined]:
    """Every pair found to offer the same thing, with the reason, sorted."""
    by_id = {item.id: item for item in items}
    pairs = {pair for block in _blocks(items) for pair in _pairs(block)}
    joins = ((a, b, why_same(by_id[a], by_id[b])) for a, b in sorted(pairs))
    return [Joined(a, b, reason) for a, b, reason in joins if reason]


def _blocks(items: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Adverts that share a key and so may be the same."""
    shelves: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for item in items:
        for key in _keys(item):
            shelves[key].append(item)
    yield from (shelf for shelf in shelves.values() if len(shelf) > 1)


def _keys(item: Candidate) -> Iterator[tuple[str, ...]]:
    if item.address:
        yield "address", item.address
    yield from (("reference", key) for key in item.keys)
    words = sorted(item.title_words)
    yield "title", *words
    if item.host_words:
        host = " ".join(sorted(item.host_words))
        yield "host and day", host, item.closes_on or ""
        yield from (("host and word", host, word) for word in words)
    if item.closes_on:
        yield from (("word and day", word, item.closes_on) for word in words)
    if item.fingerprint:
        width = BITS // BANDS
        for band in range(BANDS):
            yield "text", str(band), str(item.fingerprint >> band * width & (1 << width) - 1)


def _pairs(block: list[Candidate]) -> Iterator[tuple[str, str]]:
    reach = len(block) if len(block) <= CROWD else NEIGHBOURS
    ordered = sorted(block, key=lambda item: (item.host or "", sorted(item.title_words), item.place or "", item.id))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + reach]:
            yield (one.id, other.id) if one.id < other.id else (other.id, one.id)
