"""A served file that is replaced again and again while clients ask: what fails, and how soon the new one is shown."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure, at_least, at_most, note
from tests.sample_catalogue import write_sample
from tests.served_site import served_site
from tests.site_load import load_while_swapping

SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))  # of load


def swap_figures(folder: Path) -> Iterator[Figure]:
    """Swaps of files of 2,000 opportunities under 50 requests a second."""
    served = folder / "catalogue.db"
    write_sample(served, size=2_001)
    editions = []
    for number in range(int(SECONDS)):
        size = 2_000 + number % 2
        write_sample(folder / f"next{number}.db", size=size) if number < 2 else None
        if number >= 2:
            (folder / f"next{number}.db").write_bytes((folder / f"next{number % 2}.db").read_bytes())
        editions.append((folder / f"next{number}.db", size))
    # The first two are copied from above, so they are swapped in last.
    with served_site(served) as port:
        load = load_while_swapping(port, served, editions[2:] + editions[:2], seconds=SECONDS, per_second=50)
    yield at_most(
        f"requests that failed of {load.asked:,}, with {len(editions)} swaps in {SECONDS:g} s", len(load.failed), 0
    )
    yield at_most("answers with rows of two files", len(load.torn), 0)
    shown = f"from a swap to a page of the new rows, slowest (median {statistics.median(load.seen_after):.2f} s)"
    yield at_most(shown, max(load.seen_after), 1, " s")
    yield at_least("requests per second that were asked", load.asked / SECONDS, 20)
    yield note("slowest answer", f"{load.slowest * 1000:.0f} ms")
