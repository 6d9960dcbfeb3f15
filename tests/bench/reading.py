"""Reading and coding a page against merely pulling its text out with the usual library."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import trafilatura

from catalogue.normalise import read_snapshot
from catalogue.records import Advert, Snapshot
from tests.bench.building import SHARED, real_adverts
from tests.bench.figure import Figure, at_most, note

PAGES, TIMES = 300, 3
LONG = 1_000_000  # characters
SEEN = "2026-03-05T04:00:00Z"


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs: the others were disturbed."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def real_pages() -> list[Advert]:
    """Whole captured pages, and the captured adverts as pages."""
    pages = sorted(SHARED.rglob("*.html"))
    found = [
        Advert("bench", path.name, "https://example.org", path.stem, path.read_text("utf-8", "replace"))
        for path in pages
    ]
    return [*found, *real_adverts()][:PAGES]


def figures() -> Iterator[Figure]:
    """The median ratio over the pages, and the time for a very long advert."""
    ratios, ours = [], []
    for advert in real_pages():
        title = f"<h1>{advert.title}</h1>"
        html = advert.html if "<html" in advert.html else f"<html><body><main>{title}{advert.html}</main></body></html>"
        snapshot = Snapshot(1, Advert("bench", advert.key, advert.url, advert.title, html), SEEN, SEEN, SEEN)
        mine = seconds(lambda snapshot=snapshot: read_snapshot(snapshot))
        theirs = seconds(lambda html=html: trafilatura.extract(html))
        ours.append(mine)
        ratios.append(mine / theirs)
    yield at_most("reading and coding ÷ trafilatura.extract of the same page (median)", statistics.median(ratios), 3.0)
    yield note(
        "reading and coding of a page, median and 95th",
        f"{statistics.median(ours) * 1e3:.1f} ms, {statistics.quantiles(ours, n=20)[-1] * 1e3:.1f} ms",
    )
    words = "The fellow is seconded for 12 months from 1 May 2027 and is paid £45,000 a year in Leeds. "
    long = Advert("bench", "long", "https://example.org", "Secondment", f"<p>{words * (LONG // len(words))}</p>")
    yield at_most(
        "reading of an advert of a million characters",
        seconds(lambda: read_snapshot(Snapshot(1, long, SEEN, SEEN, SEEN))),
        1.0,
        " s",
    )
