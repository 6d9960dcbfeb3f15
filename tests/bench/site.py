"""The pages of the site at 2,000 and 20,000 opportunities, beside plain Datasette; and swaps of the file under load.

Plain Datasette serves the same file without any plugin, and is asked the same question with the same facets, for as
many rows and for the columns that our cards are made of. It may leave out a facet that takes it longer than its limit.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from catalogue.site.cards import SHOWN
from catalogue.site.published import page_words
from catalogue.site.question import LIST_SIZE
from catalogue.yaml_files import load_yaml
from tests.bench.asked_site import Answer, AskedSite, both_sides, in_turn
from tests.bench.figure import Figure, at_most, note
from tests.bench.swapping import swap_figures
from tests.sample_catalogue import write_sample

SIZES, WORDS = (2_000, 20_000), 300
TIMES = int(os.environ.get("BENCH_TIMES", "25"))  # requests of each kind and side
LIST = "/catalogue/opportunities"
SEARCH = "_search=secondment"
FRONT_MS, PAGE_BYTES = 20, 60_000
# Milliseconds that 19 of 20 answers keep to: goals from a survey of what other catalogues take.
P95_MS = {2_000: {"search": 80, "record": 15, "csv": 200}, 20_000: {"search": 400, "record": 15}}
Answers = Mapping[str, Sequence[Answer]]  # side → what it answered


def figures() -> Iterator[Figure]:
    """Times and weights at each size, then the swaps."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / str(size) / "catalogue.db"
            path.parent.mkdir()
            write_sample(path, size=size, words=WORDS)
            with both_sides(path) as sites:
                yield from times_of(sites, size)
            yield from weights_of(path, size)
        yield from swap_figures(Path(folder))


def times_of(sites: dict[str, AskedSite], size: int) -> Iterator[Figure]:
    """What pages of one file take."""
    at = f"at {size:,}"
    fronts = in_turn(sites, {"ours": "/"}, TIMES)["ours"]
    front = at_most(
        f"front page {at}, median", statistics.median(each.milliseconds for each in fronts), FRONT_MS, " ms"
    )
    yield front if size == max(SIZES) else note(front.what, front.measured)
    for name, addresses in addresses_of(size).items():
        answers = in_turn(sites, addresses, TIMES)
        ours, plain = ([each.milliseconds for each in answers[side]] for side in ("ours", "plain"))
        what = f"{name} {at}, p95 (median {statistics.median(ours):.1f} ms, plain {statistics.median(plain):.1f} ms)"
        goal, p95 = P95_MS[size].get(name), percentile(ours, 95)
        yield at_most(what, p95, goal, " ms") if goal else note(what, f"{p95:.1f} ms")
        yield ratio_figure(f"{name} {at} ÷ plain Datasette's", answers, size if name == "search" else 0)


def ratio_figure(what: str, answers: Answers, promised_at: int) -> Figure:
    """Our time as a share of plain Datasette's, pair by pair, and that of the processor.

    `promised_at`: how many opportunities there are, where the ratio is promised.
    """
    pairs = [*zip(answers["ours"], answers["plain"], strict=True)]
    ratio = statistics.median(ours.milliseconds / plain.milliseconds for ours, plain in pairs)
    processor = statistics.median(ours.processor / plain.processor for ours, plain in pairs)
    told = f"{what} (of processor time {processor:.2f})"
    if promised_at:
        return at_most(told, ratio, 1 if promised_at == max(SIZES) else 1.5)
    return note(told, f"{ratio:.2f}")


def addresses_of(size: int) -> dict[str, dict[str, str]]:
    """Kind of page → side → the address that it is asked for."""
    facets = "".join(f"&_facet{'_array' * is_list}={name}" for name, is_list in plain_facets())
    columns = "".join(f"&_col={name}" for name in SHOWN if name != "rowid")
    record, csv = f"{LIST}/harbour~3A{size // 2}", f"{LIST}.csv?_stream=on"
    return {
        "search": {"ours": f"{LIST}?{SEARCH}&_all=on", "plain": f"{LIST}?{SEARCH}&_size={LIST_SIZE}{facets}{columns}"},
        "record": {"ours": record, "plain": record},
        "csv": {"ours": csv, "plain": csv},
    }


def plain_facets() -> list[tuple[str, bool]]:
    """(column, whether it holds lists) of every facet that our list counts."""
    told = load_yaml(Path("metadata.yml"))["databases"]["catalogue"]["tables"]["opportunities"]["facets"]
    named = [(each["array"], True) if isinstance(each, dict) else (each, False) for each in told]
    assert {name for name, _ in named} <= set(page_words()["facets"])
    return named


def weights_of(path: Path, size: int) -> Iterator[Figure]:
    """Bytes of pages, and what a file costs a client that wants it compressed."""
    site = Datasette([str(path)], metadata=load_yaml(Path("metadata.yml")))
    get: Callable[..., Any] = lambda each, **more: asyncio.run(site.client.get(each, **more))  # noqa: E731 (it is one expression)
    begun = time.perf_counter()
    get(f"{LIST}.csv?_stream=on", headers={"accept-encoding": "gzip"})
    took = (time.perf_counter() - begun) * 1000
    yield note(f"CSV at {size:,}, compressed and unpacked again by the client, once", f"{took:.0f} ms")
    pages = {
        "front": "/",
        "list": LIST,
        "search": f"{LIST}?{SEARCH}&_all=on",
        "record": f"{LIST}/harbour~3A{size // 2}",
    }
    for name, address in pages.items():
        page = get(address)
        style = get(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)[0])
        bodies = [page.content, style.content]
        packed = sum(len(gzip.compress(each, 9)) for each in bodies)
        what = f"{name} at {size:,} with its style, bytes as sent ({sum(map(len, bodies)):,} unpacked)"
        yield at_most(what, packed, PAGE_BYTES)


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent of all do not pass."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
