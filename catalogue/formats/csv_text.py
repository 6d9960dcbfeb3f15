"""CSV: safe for spreadsheets, or raw for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from catalogue.formats.edition import LISTS, NAMES, Edition, Format, Row
from catalogue.formats.plain import joined

# A spreadsheet takes a cell that begins with one of these for a formula or a command, also in full width.
FORMULA = tuple("=+-@＝＋－＠")
# And these at the very beginning hide such a sign from a check of the first letter.
HIDING = tuple("\t\r\n\0")
BLANKS = " \u00a0\u200b\ufeff\u3000"  # a spreadsheet may skip these before the sign
BATCH = 500  # rows that become one piece of the answer: some hundreds of kilobytes


def chunks(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """A heading and the rows, with the line ends and quotation marks of RFC 4180."""
    if edition.raw:
        return table(NAMES, rows, bom=edition.bom)
    return table(NAMES, map(readable, rows), bom=edition.bom, quoted=True)


def table(heading: Iterable[str], rows: Iterable[Iterable[Any]], *, bom: bool, quoted: bool = False) -> Iterator[bytes]:
    """A table as CSV, some rows at a time.

    `quoted`: all text in quotation marks, because a spreadsheet that also splits at ";" or tabs would otherwise find
    a second cell in a text, and a formula in that.
    """
    file = io.StringIO(newline="")
    written = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC if quoted else csv.QUOTE_MINIMAL)
    file.write("\ufeff" if bom else "")
    written.writerow(heading)
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        written.writerows(batch)
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()
    if file.tell():  # a heading without rows
        yield file.getvalue().encode()


def readable(row: Row) -> list[Any]:
    """A row for people: arrays as "a; b", no text that a spreadsheet takes for a formula."""
    return [
        value if not isinstance(value, str) else safe_list(value) if is_list else spreadsheet_safe(value)
        for value, is_list in zip(row, LISTS, strict=True)
    ]


@lru_cache(maxsize=4096)  # adverts differ, their codes hardly do
def safe_list(written: str) -> str:
    """An array as a cell for people."""
    return spreadsheet_safe(joined(written))


def spreadsheet_safe(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula (ASVS 1.2.10)."""
    return f"'{text}" if is_live(text) else text


def is_live(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula or a command."""
    if text[:1].isalnum():  # as nearly all of the fifty cells of a row do; no sign below is a letter or a digit
        return False
    return text.startswith(HIDING) or text.lstrip(BLANKS).startswith(FORMULA)


CSV = Format("csv", "text/csv; charset=utf-8; header=present", chunks)
