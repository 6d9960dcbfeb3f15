"""What the pages need to know of the published file as a whole: filters, labels, when it was built."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils import sqlite_timelimit
from markupsafe import Markup

from catalogue.site.facets import Counts, FacetIndex, rowids
from catalogue.site.live import LiveDatabase, live_database
from catalogue.site.live_edition import Edition, NotBuilt
from catalogue.site.overview import Overview, read_overview
from catalogue.yaml_files import load_yaml

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

NAME = "catalogue"  # of the database: catalogue.db
PATH = "/catalogue/opportunities"
# Datasette's limit is for questions that anybody may think of. Ours are known and end with the file; while a new file
# is read and the machine is busy, the first page that counts all of it may wait for longer than that.
PATIENCE = 5  # times the limit
NONE_SERVED = f"no file of the name {NAME}.db is served"
T = TypeVar("T")


@cache
def page_words() -> dict[str, Any]:
    """What the pages say, from page_words.yml."""
    return load_yaml(Path(__file__).parents[1] / "page_words.yml")


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
    every: int  # all rows, as the bits of a number
    alike: FacetIndex  # of columns that are no filters
    orders: dict[str, list[int]]  # order → rowids in it
    meanings: dict[str, Markup]  # filter → its values with their definitions, as a list of a page
    overview: Overview

    def meaning(self, dimension: str, code: str | None) -> Meaning:
        """Label and definition of a code; the code itself where the codebook has none."""
        if code is None:
            return Meaning("Not stated", "The advert does not say.", 1000)
        return self.codes.get((dimension, code)) or Meaning(code.replace("_", " ").capitalize(), "", 999)

    def label(self, column: str, code: str | None) -> str:
        """What filters and chips call a value: the codebook's label, or plainer words where page_words.yml has some."""
        return plainer(column, code) or self.meaning(column, code).label


def read_published(conn: sqlite3.Connection) -> Published:
    """Everything of the file that does not depend on a request."""
    facets = FacetIndex(conn, tuple(page_words()["facets"]))
    kept = {name: order for name, order in page_words()["sorts"].items() if order["column"] != "relevance"}
    orders = {name: rows_in(conn, order) for name, order in kept.items()}
    every = facets.mask(orders["soonest"])
    return Published(
        facets,
        facets.counts_within(every),
        {name: places_in(rows, facets.size) for name, rows in orders.items()},
        {(row[0], row[1]): Meaning(row[2], row[3], row[4]) for row in conn.execute(
            "select dimension, code, label, definition, position from codebook")},
        dict(tuple(row) for row in conn.execute("select key, value from meta")),
        every.bit_count(),
        every,
        FacetIndex(conn, tuple(page_words()["alike"])),
        orders,
        {column: meanings_of(conn, column) for column in page_words()["facets"]},
        read_overview(conn, facets),
    )  # fmt: skip


def plainer(column: str, code: str | None) -> str:
    """The label of page_words.yml in place of the codebook's; empty where it has none."""
    facet = page_words()["facets"].get(column, {})
    said = str(facet.get("said", {}).get(code, "")) if facet.get("plain") else ""
    return said[:1].upper() + said[1:]


def meanings_of(conn: sqlite3.Connection, column: str) -> Markup:
    """The values of a filter with their definitions, made safe for a page once and for all."""
    sql = "select code, label, definition from codebook where dimension = ? order by position"
    lines = (
        Markup("<dt>{}</dt><dd>{}</dd>").format(plainer(column, code) or label, definition)
        for code, label, definition in conn.execute(sql, (column,))
    )
    return Markup("<dl>{}</dl>").format(Markup("").join(lines))


def rows_in(conn: sqlite3.Connection, order: Mapping[str, Any]) -> list[int]:
    """All rowids in an order of page_words.yml: sorting a result then costs no query."""
    sql = f"select rowid from opportunities order by [{order['column']}]{' desc' * bool(order.get('down'))}, rowid"  # noqa: S608 our own
    return rowids(conn, sql)


def places_in(rows: Sequence[int], size: int) -> list[int]:
    """The place of each row in an order, by rowid."""
    places = [0] * size
    for place, row in enumerate(rows):
        places[row] = place
    return places


def catalogue_of(datasette: Datasette) -> LiveDatabase | None:
    """The catalogue among the databases that are served, if it is there."""
    return live_database(datasette, NAME, read_published)


async def ask(datasette: Datasette, question: Callable[[sqlite3.Connection, Published], T]) -> T:
    """What a question of ours finds in the catalogue, in a thread and within a time limit. Raises NotBuilt."""
    db = catalogue_of(datasette)
    if db is None:
        raise NotBuilt(NONE_SERVED)
    limit = datasette.setting("sql_time_limit_ms") * PATIENCE

    def in_thread(conn: sqlite3.Connection, edition: Edition) -> T:
        published = edition.once(conn, read_published)
        with sqlite_timelimit(conn, limit):
            return question(conn, published)

    return await db.ask(in_thread)
