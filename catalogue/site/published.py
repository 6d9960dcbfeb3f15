"""What the pages need to know of the published file as a whole: filters, labels, when it was built."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import yaml
from datasette.utils import sqlite_timelimit

from catalogue.site.facets import Counts, FacetIndex

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette
    from datasette.database import Database

NAME = "catalogue"  # of the database: catalogue.db
PATH = "/catalogue/opportunities"
T = TypeVar("T")


@cache
def page_words() -> dict[str, Any]:
    """What the pages say, from page_words.yml."""
    return dict(yaml.safe_load(files("catalogue").joinpath("page_words.yml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Meaning:
    """A code as people read it."""

    label: str
    definition: str
    position: int


@dataclass(frozen=True)
class Published:
    """The file that is being served, read once."""

    facets: FacetIndex
    totals: Counts  # of all opportunities
    places: dict[str, list[int]]  # order → place of each row in it, by rowid
    codes: dict[tuple[str, str], Meaning]
    meta: dict[str, str]
    size: int

    def meaning(self, dimension: str, code: str | None) -> Meaning:
        """Label and definition of a code; the code itself where the codebook has none."""
        if code is None:
            return Meaning("Not stated", "The advert does not say.", 1000)
        return self.codes.get((dimension, code)) or Meaning(code.replace("_", " ").capitalize(), "", 999)


def read_published(conn: sqlite3.Connection) -> Published:
    """Everything of the file that does not depend on a request."""
    facets = FacetIndex(conn, tuple(page_words()["facets"]))
    ids = [row[0] for row in conn.execute("select rowid from opportunities")]
    return Published(
        facets,
        facets.count(ids),
        {name: places_of(conn, order, facets.size) for name, order in page_words()["sorts"].items()},
        {(row[0], row[1]): Meaning(row[2], row[3], row[4]) for row in conn.execute(
            "select dimension, code, label, definition, position from codebook")},
        dict(tuple(row) for row in conn.execute("select key, value from meta")),
        len(ids),
    )  # fmt: skip


def places_of(conn: sqlite3.Connection, order: Mapping[str, Any], size: int) -> list[int]:
    """The place of each row in an order of page_words.yml, by rowid: sorting a result then costs no query."""
    places = [0] * size
    sql = f"select rowid from opportunities order by [{order['column']}]{' desc' * bool(order.get('down'))}, rowid"  # noqa: S608 our own
    for place, (rowid,) in enumerate(conn.execute(sql)):
        places[rowid] = place
    return places


READ: WeakKeyDictionary[Datasette, tuple[object, Published]] = WeakKeyDictionary()
SERVED: WeakKeyDictionary[Datasette, object] = WeakKeyDictionary()


def catalogue_of(datasette: Datasette) -> Database | None:
    """The catalogue among the databases that are served, if it is there."""
    return datasette.databases.get(NAME)


async def ask(datasette: Datasette, question: Callable[[sqlite3.Connection, Published], T]) -> T:
    """What a question finds in the catalogue, in one of Datasette's threads and within its time limit."""
    db = datasette.get_database(NAME)

    def in_thread(conn: sqlite3.Connection) -> T:
        served = SERVED.get(datasette)
        known = READ.get(datasette)
        if known is None or known[0] != served:
            known = READ[datasette] = (served, read_published(conn))
        with sqlite_timelimit(conn, datasette.setting("sql_time_limit_ms")):
            return question(conn, known[1])

    answer: T = await db.execute_fn(in_thread)
    return answer


def reopen_if_replaced(datasette: Datasette) -> None:
    """Open the catalogue anew where a build has put another file in its place; threads keep what they have open."""
    db = catalogue_of(datasette)
    if db is None or not db.path:
        return
    try:
        status = Path(db.path).stat()
    except OSError:  # between two files, or gone: what is open still answers
        return
    identity = (status.st_ino, status.st_mtime_ns)
    before = SERVED.get(datasette)
    SERVED[datasette] = identity
    if before in (None, identity):
        return
    db._all_file_connections.clear()
    db._read_connection = db.cached_size = db.cached_hash = db._cached_table_counts = None
    if datasette.executor is not None:
        # Connections belong to threads, so new threads mean new connections; questions under way end in the old ones.
        old, threads = datasette.executor, datasette.setting("num_sql_threads")
        datasette.executor = ThreadPoolExecutor(max_workers=threads)
        old.shutdown(wait=False)
