"""The opportunities of a catalogue as a file, filtered and ordered as in the site's addresses.

The command and the site both come through here, so that the same question gives the same bytes.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from catalogue.export_filters import ExportError, columns_of, conditions, order_of, query_of
from catalogue.formats import FORMATS, Edition, Format, Row
from catalogue.formats.csv_text import spreadsheet_safe
from catalogue.formats.edition import NAMES
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers

__all__ = [
    "FORMATS",
    "ExportError",
    "Wanted",
    "chosen",
    "edition_of",
    "export",
    "open_catalogue",
    "rows_of",
    "spreadsheet_safe",
]

BATCH = 500  # opportunities that are read at once
Question = Callable[[sqlite3.Connection], list[Row]]


@dataclass(frozen=True)
class Wanted:
    """Which opportunities, and in which order."""

    clauses: Sequence[str] = ()  # SQL conditions that must all hold
    values: Sequence[Any] | Mapping[str, Any] = ()
    named: frozenset[str] = frozenset()  # columns that the conditions name
    order: str = "id"  # SQL


def export(
    db_path: Path,
    format: str,
    *,
    open_only: bool = False,
    where: Sequence[str] = (),
    out: Path | None = None,
    raw: bool = False,
    bom: bool = False,
    search: str = "",
    sort: str = "",
    sort_desc: str = "",
    site: str = "",
) -> int:
    """Write opportunities, ordered by id unless a column is named; how many.

    `where`: filters such as nation=Wales, pay_min__gte=30000, sectors_to__arraycontains=policy. `out`: a file, replaced
    in one step when all is written; None is standard output. CSV is safe for spreadsheets unless `raw`, and begins
    with the mark of UTF-8 if `bom`. `site`: its address, which stands in formats that lead to records. Raises
    ExportError.
    """
    if format not in FORMATS:
        raise ExportError(f"{format}: no such format; use one of {', '.join(FORMATS)}")
    clauses, values = conditions(where, search=search, open_only=open_only)
    wanted = Wanted(clauses, values, columns_of(where), order_of(sort, sort_desc))
    query = query_of(where, search=search, open_only=open_only, sort=sort, sort_desc=sort_desc)
    try:
        with closing(open_catalogue(db_path)) as db:
            ids = chosen(db, FORMATS[format], wanted)
            edition = edition_of(db, site=site.rstrip("/"), query=query, raw=raw, bom=bom)
            with target(out) as file:
                file.writelines(FORMATS[format].chunks(rows_of(lambda question: question(db), ids), edition))
    except sqlite3.Error as problem:
        raise ExportError(f"{db_path}: cannot be read as a catalogue ({problem}); build it again") from problem
    return len(ids)


def open_catalogue(path: Path) -> sqlite3.Connection:
    """A catalogue, open for reading; it stays what it was, also where a build swaps another in. Raises ExportError."""
    if not path.exists():
        raise ExportError(f"{path}: no such file; `catalogue build` makes it")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def chosen(db: sqlite3.Connection, format: Format, wanted: Wanted) -> list[int]:
    """Row ids of what a file in a format holds, in order. The ids alone are sorted, so that memory stays flat."""
    where = " and ".join((*wanted.clauses, *format.only(wanted.named))) or "1"
    most = f" limit {format.most}" if format.most else ""
    sql = f"select rowid from opportunities where {where} order by {format.order or wanted.order}{most}"  # noqa: S608
    return [row[0] for row in db.execute(sql, wanted.values)]


def rows_of(answer: Callable[[Question], list[Row]], ids: Sequence[int]) -> Iterator[Row]:
    """The rows of these ids, in their order, some at a time. `answer` asks a question of a connection to the file."""
    columns = ", ".join(f"[{name}]" for name in NAMES)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        # The ids are numbers that the file itself has just given.
        sql = f"select rowid, {columns} from opportunities where rowid in ({','.join(map(str, batch))})"  # noqa: S608
        found = {row[0]: row[1:] for row in answer(partial(all_of, sql))}
        yield from (found[id] for id in batch)


def all_of(sql: str, db: sqlite3.Connection) -> list[Row]:
    """Every row that a question finds, as plain rows whatever the connection makes of them elsewhere."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(sql).fetchall()


def edition_of(
    db: sqlite3.Connection, *, site: str = "", query: str = "", raw: bool = False, bom: bool = False
) -> Edition:
    """What a file says of the build that it is taken from. Raises ExportError where the build was not finished."""
    meta = dict(db.execute("select key, value from meta").fetchall())
    if not {"built_at", "codebook_version"} <= set(meta):
        raise ExportError("the catalogue does not say when it was built; build it again")
    labels = "select dimension, code, label from codebook order by dimension, position, code"
    return Edition(
        meta["built_at"],
        meta["codebook_version"],
        {(dimension, code): label for dimension, code, label in db.execute(labels)},
        site,
        query,
        raw,
        bom,
    )


@contextmanager
def target(out: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file beside `out` that takes its place at the end. Raises ExportError."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    fresh = fresh_beside(out)
    try:
        sweep_leftovers(out)
        with fresh.open("wb") as file:
            yield file
        replace_durably(fresh, out)
    except OSError as problem:
        raise ExportError(
            f"{out}: cannot be written ({problem.strerror}); is the folder there and writable?"
        ) from problem
    finally:
        fresh.unlink(missing_ok=True)
