"""Connections to addresses that no crawl may ask, beside stock Scrapy given the same links."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figure import Figure, at_most, note
from tests.test_guard import NAMES, RESOLVED, WRITTEN, crawl


def figures() -> Iterator[Figure]:
    """How many connections, and how many addresses were read."""
    links = WRITTEN + RESOLVED
    ours = crawl(links, names=NAMES)
    stock = crawl(links, names=NAMES, stock=True)
    yield at_most(f"{len(links)} links to closed addresses: connections", len(ours["connections"]), 0)
    yield note("the same with stock Scrapy", f"{len(stock['connections'])} connections, {read(stock)} addresses read")


def read(told: dict[str, dict[str, str]]) -> int:
    """Addresses that a crawl got an answer from."""
    return sum(outcome == "answered" for outcome in told["outcomes"].values())
