"""The list page with search and facets at 10,000 rows against the plain query plus an empty page of Datasette."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from datasette.app import Datasette

from catalogue.search import match_query
from catalogue.yaml_files import load_yaml
from tests.bench.figure import Figure, at_most, note
from tests.sample_catalogue import write_sample

ROWS, WORDS, TIMES = 10_000, 400, 25
ASKED = ("secondment", "rural buses", "policy evidence")  # a quarter, a sixth and all of the rows


async def median_of(work: Callable[[], Awaitable[object]]) -> float:
    """Median seconds of an awaited piece of work, warmed up."""
    taken = []
    await work()
    for _ in range(TIMES):
        begun = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def figures() -> Iterator[Figure]:
    """The ratio for each question, the worst one counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        write_sample(path, size=ROWS, words=WORDS)
        ratios, told = asyncio.run(measured(path))
    yield at_most(f"search page at {ROWS:,} rows ÷ (plain query + empty page)", max(ratios), 1.5)
    yield note("search page, plain query, empty page", told)


async def measured(path: Path) -> tuple[list[float], str]:
    """(ratios, the last question's milliseconds)."""
    ours = Datasette([str(path)], metadata=load_yaml(Path("metadata.yml")))
    nothing_in_it = path.with_name("empty.db")
    sqlite3.connect(nothing_in_it).execute("create table nothing_yet (id integer primary key, words text)")
    empty = Datasette([str(path), str(nothing_in_it)])
    db = sqlite3.connect(path)
    sql = (
        "select * from opportunities where rowid in"
        " (select rowid from opportunities_fts where opportunities_fts match ?) order by closing_order limit 51"
    )
    ratios, told = [], ""
    for words in ASKED:

        async def plain(words: str = words) -> object:
            return db.execute(sql, (match_query(words),)).fetchall()

        async def page(words: str = words) -> object:
            answer = await ours.client.get("/catalogue/opportunities", params={"_search": words})
            assert answer.status_code == 200
            return answer

        query, search = await median_of(plain), await median_of(page)
        nothing = await median_of(lambda: empty.client.get("/empty/nothing_yet"))
        ratios.append(search / (query + nothing))
        told = f"{search * 1e3:.1f} ms, {query * 1e3:.1f} ms, {nothing * 1e3:.1f} ms"
    return ratios, told
