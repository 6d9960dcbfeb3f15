"""The opportunities of a catalogue as CSV, JSON or JSON lines, filtered as in the site's addresses."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from catalogue.columns import COLUMNS
from catalogue.export_filters import ExportError, conditions
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers

__all__ = ["FORMATS", "ExportError", "export", "spreadsheet_safe"]

FORMATS = ("csv", "json", "jsonl")
LISTS = tuple(column.is_list for column in COLUMNS["opportunities"])
NAMES = tuple(column.name for column in COLUMNS["opportunities"])

# A spreadsheet takes a cell that begins with one of these for a formula or a command, also in full width.
FORMULA = tuple("=+-@＝＋－＠")
# And these at the very beginning hide such a sign from a check of the first letter.
HIDING = tuple("\t\r\n\0")


def export(
    db_path: Path,
    format: str,
    *,
    open_only: bool = False,
    where: Sequence[str] = (),
    out: Path | None = None,
    raw: bool = False,
    search: str = "",
) -> int:
    """Write opportunities, ordered by id; how many.

    `where`: filters such as nation=Wales, pay_min__gte=30000, sectors_to__arraycontains=policy. `out`: a file, replaced
    in one step when all is written; None is standard output. CSV is safe for spreadsheets unless `raw`. Raises
    ExportError.
    """
    if format not in FORMATS:
        raise ExportError(f"{format}: no such format; use one of {', '.join(FORMATS)}")
    if not db_path.exists():
        raise ExportError(f"{db_path}: no such file; `catalogue build` makes it")
    clauses, values = conditions(where, search=search, open_only=open_only)
    columns = ", ".join(f"[{name}]" for name in NAMES)
    sql = f"select {columns} from opportunities where {' and '.join(clauses) or '1'} order by id"  # noqa: S608
    try:
        with closing(sqlite3.connect(f"{db_path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return written(db.execute(sql, values), writer_of(format, raw=raw), out)
    except sqlite3.Error as problem:
        raise ExportError(f"{db_path}: cannot be read as a catalogue ({problem}); build it again") from problem


Rows = Iterable[tuple[Any, ...]]
Writer = Callable[[Rows, TextIO], int]


def written(rows: Rows, write: Writer, out: Path | None) -> int:
    """Write to standard output, or to a file beside `out` that takes its place at the end."""
    if out is None:
        return write(rows, sys.stdout)
    fresh = fresh_beside(out)
    try:
        sweep_leftovers(out)
        with fresh.open("w", encoding="utf-8", newline="") as file:
            number = write(rows, file)
        replace_durably(fresh, out)
    except OSError as problem:
        raise ExportError(
            f"{out}: cannot be written ({problem.strerror}); is the folder there and writable?"
        ) from problem
    finally:
        fresh.unlink(missing_ok=True)
    return number


def writer_of(format: str, *, raw: bool) -> Writer:
    """The function that writes rows in a format."""
    if format == "json":
        return write_json
    if format == "jsonl":
        return write_json_lines
    return write_csv_raw if raw else write_csv


def write_csv(rows: Rows, file: TextIO) -> int:
    """CSV for people: arrays as "a; b", no cell that a spreadsheet takes for a formula."""
    return write_table((tuple(map(readable, row, LISTS)) for row in rows), file)


def write_csv_raw(rows: Rows, file: TextIO) -> int:
    """CSV for machines: values as they are in the file, arrays as JSON."""
    return write_table(rows, file)


def write_table(rows: Rows, file: TextIO) -> int:
    """A heading and the rows, with the line ends and quotation marks of RFC 4180; how many rows."""
    table = csv.writer(file)
    table.writerow(NAMES)
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 the last one is the answer
        table.writerow(row)
    return number


def write_json(rows: Rows, file: TextIO) -> int:
    """One JSON array of objects, an object a line; how many."""
    number = 0
    for number, line in enumerate(objects(rows), 1):
        file.write(("[\n" if number == 1 else ",\n") + line)
    file.write("\n]\n" if number else "[]\n")
    return number


def write_json_lines(rows: Rows, file: TextIO) -> int:
    """One JSON object a line; how many."""
    number = 0
    for number, line in enumerate(objects(rows), 1):  # noqa: B007
        file.write(line + "\n")
    return number


def objects(rows: Rows) -> Iterator[str]:
    """Each row as a JSON object with real arrays; columns that are not stated are null."""
    for row in rows:
        values = (json.loads(value) if is_list and value else value for value, is_list in zip(row, LISTS, strict=True))
        yield json.dumps(dict(zip(NAMES, values, strict=True)), ensure_ascii=False)


def readable(value: Any, is_list: bool) -> Any:
    """A cell for people."""
    if not isinstance(value, str):
        return value
    return spreadsheet_safe("; ".join(map(str, json.loads(value))) if is_list else value)


def spreadsheet_safe(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula (ASVS 1.2.10)."""
    if text.startswith(HIDING) or text.lstrip(" \u00a0\u200b\ufeff\u3000").startswith(FORMULA):
        return f"'{text}"
    return text
