"""The published file: tables, keys, search index and views (the door for sqlite-utils on the product's side).

Written in one transaction into a new file that nobody reads yet: `new_catalogue`, the `add_` functions, `finish`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from catalogue.codebook import Codebook
from catalogue.columns import COLUMNS, TABLES, Column, Table
from catalogue.records import Opportunity, Run
from catalogue.search.families import with_marks
from catalogue.source import Source
from catalogue.tables.check import check_catalogue
from catalogue.tables.codes import codebook_rows
from catalogue.tables.finish import finish

__all__ = [
    "COLUMNS",
    "TABLES",
    "Column",
    "Table",
    "add_codebook",
    "add_opportunities",
    "add_rows",
    "add_runs",
    "add_search",
    "add_sources",
    "check_catalogue",
    "finish",
    "new_catalogue",
]

T = TypeVar("T")
Row = Mapping[str, Any]

BATCH = 500  # opportunities held in memory at a time, some megabytes with their quotes
# A file that is thrown away when anything goes wrong needs no journal and no waiting for the disk.
THROW_AWAY = (
    "journal_mode = off",
    "synchronous = off",
    "locking_mode = exclusive",
    "temp_store = memory",
    "cache_size = -64000",  # 64 MB, so that pages are written once
)
SEARCH = """
create virtual table opportunities_fts using fts5(
    title, host, text, content='', tokenize='porter unicode61 remove_diacritics 2'
)
"""
# Searched with the text: an advert in Leeds seldom says that Leeds is in Yorkshire, where people look for it.
PLACE_WORDS = "' ' || coalesce(region, '') || ' ' || coalesce(nation, '')"
# A number is kept as a whole one where it is one (183 days, half a day); only a table that is not strict holds both.
TYPES = {"text": str, "integer": int, "number": int, "list": str}


def new_catalogue(path: Path) -> Database:
    """A new file with every table, open for writing until `finish`. FileExistsError where there is one already."""
    if path.exists():
        raise FileExistsError(f"{path}: is there already; a catalogue is written into a new file and swapped in")
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in THROW_AWAY:
        connection.execute(f"pragma {pragma}")
    db = Database(connection)
    for name, table in TABLES.items():
        db.table(name).create(
            {column.name: TYPES[column.type] for column in table.columns},
            pk=table.key if len(table.key) > 1 else (table.key or (None,))[0],
            not_null={column.name for column in table.columns if column.needed},
            foreign_keys=[link_of(column) for column in table.columns if column.link],
            strict=all(column.type != "number" for column in table.columns),
        )
    connection.execute(SEARCH)
    connection.execute("begin")
    return db


def link_of(column: Column) -> tuple[str, str, str]:
    """(column, table, column there) of a column that points to another table."""
    table, _, key = (column.link or "").partition(".")
    return column.name, table, key


def add_rows(db: Database, table: str, rows: Iterable[Row]) -> int:
    """Write rows of any table; how many. ValueError where a row has a column that the table has not."""
    encode = encoder(TABLES[table])
    return insert(db, table, (encode(row) for row in rows))


def add_opportunities(db: Database, opportunities: Iterable[Opportunity]) -> int:
    """Write opportunities with their quotes, classifications and issues; how many."""
    encode = encoder(TABLES["opportunities"])
    total = 0
    for batch in batches(opportunities, BATCH):
        total += insert(db, "opportunities", (encode({**each.columns, "id": each.id}) for each in batch))
        named = [(sound(each.id), each) for each in batch]
        for table, rows in (("quotes", quotes_of), ("classifications", classifications_of), ("issues", issues_of)):
            insert(db, table, (tuple(map(sound, row)) for id, each in named for row in rows(id, each)))
    return total


def quotes_of(id: str, opportunity: Opportunity) -> Iterator[tuple[Any, ...]]:
    """Rows of `quotes`."""
    return ((id, column, quote.words, quote.where) for column, quote in opportunity.quotes.items())


def classifications_of(id: str, opportunity: Opportunity) -> Iterator[tuple[Any, ...]]:
    """Rows of `classifications`."""
    return ((id, c.dimension, c.code, c.cue, c.words, c.where) for c in opportunity.classifications)


def issues_of(id: str, opportunity: Opportunity) -> Iterator[tuple[Any, ...]]:
    """Rows of `issues`."""
    return ((id, issue.column, issue.problem, issue.words or None) for issue in opportunity.issues)


def add_sources(db: Database, sources: Iterable[Source]) -> int:
    """Write the registry; how many."""
    known = {column.name for column in COLUMNS["sources"]}
    rows = (
        {key: getattr(source, key) for key in (each.name for each in fields(Source)) if key in known}
        | {
            "terms_url": source.terms.url or None,
            "terms_read_on": source.terms.read_on.isoformat() if source.terms.read_on else None,
            "terms_verdict": source.terms.verdict,
        }
        for source in sources
    )
    return add_rows(db, "sources", rows)


def add_runs(db: Database, runs: Iterable[Run]) -> int:
    """Write runs; how many."""
    return add_rows(db, "runs", ({each.name: getattr(run, each.name) for each in fields(Run)} for run in runs))


def add_codebook(db: Database, codebook: Codebook) -> int:
    """Write every answer of the codebook, and of the columns that follow from others; how many."""
    return add_rows(db, "codebook", codebook_rows(codebook))


def add_search(db: Database, rows: Iterable[tuple[str, str, str | None, str]]) -> None:
    """Make (id, title, host, text) of written opportunities searchable; the text itself is not stored."""
    db.conn.executemany(
        "insert into opportunities_fts (rowid, title, host, text)"  # noqa: S608 our own words
        f" select rowid, ?, ?, coalesce(?, '') || {PLACE_WORDS} from opportunities where id = ?",
        ((*(with_marks(sound(each)) for each in (title, host, text)), sound(id)) for id, title, host, text in rows),
    )


def insert(db: Database, table: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Write encoded rows; how many. Plain executemany: sqlite-utils looks at every row for new columns."""
    marks = ", ".join("?" for _ in COLUMNS[table])
    return db.conn.executemany(f"insert into [{table}] values ({marks})", rows).rowcount  # noqa: S608 our own names


def encoder(table: Table) -> Callable[[Row], tuple[Any, ...]]:
    """A function from a row to its values in the order of the table's columns."""
    names = tuple(column.name for column in table.columns)
    known = frozenset(names)

    def encode(row: Row) -> tuple[Any, ...]:
        if not known.issuperset(row):
            raise ValueError(f"{table.name}: no such column: {', '.join(sorted(set(row) - known))}; see columns.yml")
        return tuple([sound(row.get(name)) for name in names])

    return encode


def sound(value: Any) -> Any:
    """A value as the file can hold it: arrays and mappings as JSON (null where empty), text without halves and NUL."""
    if isinstance(value, str):
        if not value.isascii():
            value = value.encode("utf-8", "replace").decode()
        return value.replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return sound(json.dumps(dict(value), ensure_ascii=False, sort_keys=True)) if value else None
    if isinstance(value, list | tuple):
        return json.dumps([sound(each) for each in value], ensure_ascii=False) if value else None
    return value


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` values, in order."""
    stream = iter(values)
    while batch := list(islice(stream, size)):
        yield batch
