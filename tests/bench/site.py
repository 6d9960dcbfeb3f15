"""The pages of the site at 2,000 and 20,000 opportunities, beside plain Datasette; and swaps of the file under load.

Server time: from the request into the application to the last byte out of it, without a network. Plain Datasette serves
the same file, without our plugin, and is asked the same question with the same facets. Neither compresses meanwhile;
what that costs is told beside it.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from catalogue.site.published import page_words
from catalogue.yaml_files import load_yaml
from tests.bench.figure import Figure, at_least, at_most, note
from tests.sample_catalogue import write_sample
from tests.served_site import served_site
from tests.site_load import load_while_swapping

SIZES, WORDS = (2_000, 20_000), 300
TIMES = int(os.environ.get("BENCH_TIMES", "25"))  # requests of each kind
LIST = "/catalogue/opportunities"
SEARCH = "_search=secondment&_all=on"
FRONT_MS, PAGE_BYTES = 20, 60_000
# Milliseconds that 19 of 20 answers keep to: goals from a survey of what other catalogues take.
P95_MS = {2_000: {"search": 80, "record": 15, "csv": 200}, 20_000: {"search": 400, "record": 15}}
SWAPPING = float(os.environ.get("BENCH_SECONDS", "30"))  # seconds of load

# The same file by Datasette alone: our plugin and its gzip are not loaded. Prints the milliseconds of each request.
PLAIN = """
import asyncio, os, sys, time
os.environ["DATASETTE_LOAD_PLUGINS"] = ""
from datasette.app import Datasette
from datasette.plugins import pm
path, times, *addresses = sys.argv[1:]
tables = {"opportunities": {"fts_table": "opportunities_fts", "fts_pk": "rowid"}}
site = Datasette([path], metadata={"databases": {"catalogue": {"tables": tables}}},
                 settings={"suggest_facets": False, "default_page_size": 50})
async def main():
    for address in addresses:
        taken = []
        for _ in range(int(times) + 1):
            begun = time.perf_counter()
            answer = await site.client.get(address, headers={"accept-encoding": "identity"})
            taken.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.text[:500])
        print(*taken[1:])
asyncio.run(main())
"""


def figures() -> Iterator[Figure]:
    """Times and weights at each size, then the swaps."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / str(size) / "catalogue.db"
            path.parent.mkdir()
            write_sample(path, size=size, words=WORDS)
            yield from figures_of(path, size)
        yield from swap_figures(Path(folder))


def figures_of(path: Path, size: int) -> Iterator[Figure]:
    """Times and weights of one file."""
    site = Datasette([str(path)], metadata=load_yaml(Path("metadata.yml")))
    facets = "".join(f"&_facet{'_array' * is_list}={name}" for name, is_list in plain_facets())
    search, record = f"{LIST}?{SEARCH}", f"{LIST}/harbour~3A{size // 2}"
    csv = f"{LIST}.csv?_stream=on"
    ours = {name: taken(site, address) for name, address in
            {"front": "/", "search": search, "record": record, "csv": csv}.items()}  # fmt: skip
    plain_search, plain_record, plain_csv = plain(path, [f"{LIST}?_search=secondment{facets}", record, csv])
    at = f"at {size:,}"
    front = at_most(f"front page {at}, median", statistics.median(ours["front"]), FRONT_MS, " ms")
    yield front if size == max(SIZES) else note(front.what, front.measured)
    for name, others in (("search", plain_search), ("record", plain_record), ("csv", plain_csv)):
        goal = P95_MS[size].get(name)
        p95 = percentile(ours[name], 95)
        medians = f"median {statistics.median(ours[name]):.1f} ms, plain {statistics.median(others):.1f} ms"
        what = f"{name} {at}, p95 ({medians})"
        yield at_most(what, p95, goal, " ms") if goal else note(what, f"{p95:.1f} ms")
    ratio = statistics.median(ours["search"]) / statistics.median(plain_search)
    yield at_most(
        f"search and facets {at} ÷ plain Datasette's table page with them", ratio, 1 if size == max(SIZES) else 1.5
    )
    yield note(f"record {at} ÷ plain", f"{statistics.median(ours['record']) / statistics.median(plain_record):.2f}")
    yield note(f"CSV {at} ÷ plain", f"{statistics.median(ours['csv']) / statistics.median(plain_csv):.2f}")
    packed_too = statistics.median(taken(site, csv, "gzip"))
    yield note(f"CSV {at}, compressed and unpacked again by the client", f"{packed_too:.0f} ms")
    for name, address in {"front": "/", "list": LIST, "search": search, "record": record}.items():
        whole, packed = weight(site, address)
        yield at_most(f"{name} {at} with its style, bytes as sent ({whole:,} unpacked)", packed, PAGE_BYTES)


def plain_facets() -> list[tuple[str, bool]]:
    """(column, whether it holds lists) of every facet that our list counts."""
    told = load_yaml(Path("metadata.yml"))["databases"]["catalogue"]["tables"]["opportunities"]["facets"]
    named = [(each["array"], True) if isinstance(each, dict) else (each, False) for each in told]
    assert {name for name, _ in named} <= set(page_words()["facets"])
    return named


def taken(site: Datasette, address: str, encoding: str = "identity") -> list[float]:
    """Milliseconds of each request, warmed up."""
    found: list[float] = []

    async def ask() -> None:
        for _ in range(TIMES + 1):
            begun = time.perf_counter()
            answer = await site.client.get(address, headers={"accept-encoding": encoding})
            found.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, address

    asyncio.run(ask())
    return found[1:]


def plain(path: Path, addresses: Sequence[str]) -> list[list[float]]:
    """Milliseconds of each request to Datasette without plugins, by address."""
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(path), str(TIMES), *addresses],
        env={**os.environ, "DATASETTE_LOAD_PLUGINS": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [[float(each) for each in line.split()] for line in done.stdout.splitlines()]


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent of all do not pass."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def weight(site: Datasette, address: str) -> tuple[int, int]:
    """(bytes of a page with its style unpacked, bytes as sent)."""
    get: Callable[[str], Any] = lambda each: asyncio.run(site.client.get(each))  # noqa: E731 (it is one expression)
    page = get(address)
    style = get(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)[0])
    bodies = [page.content, style.content]
    return sum(map(len, bodies)), sum(len(gzip.compress(each, 9)) for each in bodies)


def swap_figures(folder: Path) -> Iterator[Figure]:
    """A served file that is replaced every second or so while clients ask."""
    served = folder / "catalogue.db"
    write_sample(served, size=2_001)
    editions = []
    for number in range(int(SWAPPING)):
        size = 2_000 + number % 2
        write_sample(folder / f"next{number}.db", size=size) if number < 2 else None
        if number >= 2:
            (folder / f"next{number}.db").write_bytes((folder / f"next{number % 2}.db").read_bytes())
        editions.append((folder / f"next{number}.db", size))
    # The first two are copied from above, so they are swapped in last.
    with served_site(served) as port:
        load = load_while_swapping(port, served, editions[2:] + editions[:2], seconds=SWAPPING, per_second=50)
    yield at_most(
        f"requests that failed of {load.asked:,}, with {len(editions)} swaps in {SWAPPING:g} s", len(load.failed), 0
    )
    yield at_most("answers with rows of two files", len(load.torn), 0)
    yield at_most("from a swap to the new rows, slowest", max(load.seen_after), 1, " s")
    yield at_least("requests per second that were asked", load.asked / SWAPPING, 20)
    yield note("slowest answer", f"{load.slowest * 1000:.0f} ms")
