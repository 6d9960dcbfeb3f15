"""How polite a crawl is, beside a new project of stock Scrapy that obeys robots.txt: the same sites, the same haste."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.bench.figure import Figure, at_least, at_most, note
from tests.crawls import Site, answer, crawl, page, site
from tests.robots_matrix import AGENT, AT_ONCE, run_matrix

DELAY, REST = 0.5, 2.0  # seconds that a site asks for
PAGES = [f"/{number}" for number in range(8)]
STOCK = {"ROBOTSTXT_OBEY": True, "USER_AGENT": AGENT, "TELNETCONSOLE_ENABLED": False}


def figures() -> Iterator[Figure]:
    """Requests against robots, gaps beside the delay that a site declares, haste beside Retry-After; ours and stock."""
    ours, stock = against_robots(stock=False), against_robots(stock=True)
    yield at_most(f"politeness: requests against robots in {ours[1]} cases, 16 at a time", ours[0], 0)
    yield note("politeness: the same, stock Scrapy", f"{stock[0]} in {stock[2]} cases")
    yield at_least("politeness: shortest gap ÷ Crawl-delay", shortest_gap(stock=False) / DELAY, 0.95)
    yield note("politeness: the same, stock Scrapy", f"{shortest_gap(stock=True) / DELAY:.2f}")
    yield at_least("politeness: first request after a refusal ÷ Retry-After", first_request(stock=False) / REST, 1.0)
    yield note("politeness: the same, stock Scrapy", f"{first_request(stock=True) / REST:.2f}")


def against_robots(*, stock: bool) -> tuple[int, int, int]:
    """(requests against robots, cases, cases with such requests)."""
    with tempfile.TemporaryDirectory() as folder:
        results = [result.against_robots for _, result in run_matrix(Path(folder), stock=stock).values()]
    return sum(results), len(results), sum(map(bool, results))


def shortest_gap(*, stock: bool) -> float:
    """Seconds between the two requests that are closest together, on a site that declares DELAY."""

    def rules(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/robots.txt":
            answer(handler, 200, f"User-agent: *\nCrawl-delay: {DELAY}".encode())
        else:
            page(handler)

    with site(rules) as there:
        gather(there, stock=stock)
        return min(there.gaps)


def first_request(*, stock: bool) -> float:
    """Seconds from an answer of 503 with Retry-After to the next request."""
    told: list[int] = []

    def busy_once(handler: BaseHTTPRequestHandler) -> None:
        if handler.path != "/robots.txt" and not told:
            told.append(1)
            answer(handler, 503, Retry_After=f"{REST:.0f}")
        else:
            page(handler)

    with site(busy_once) as there:
        gather(there, stock=stock)
        refused, *others = there.pages
        return min(each.began for each in others) - refused.began


def gather(there: Site, *, stock: bool) -> None:
    """Ask for every page at once."""
    settings = {**AT_ONCE, "RETRY_TIMES": 2, **(STOCK if stock else {})}
    with tempfile.TemporaryDirectory() as folder:
        crawl({"site": (there.address, PAGES)}, Path(folder), stock=stock, **settings)
