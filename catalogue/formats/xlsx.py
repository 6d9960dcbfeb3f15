"""XLSX: the opportunities as a spreadsheet, with sheets that explain its columns and codes."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isfinite
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from catalogue.columns import COLUMNS
from catalogue.formats.csv_text import is_live
from catalogue.formats.edition import LICENCE, LISTS, NAMES, TITLE, Edition, Format, Row
from catalogue.formats.plain import NO_XML, joined, outward

PIECE = 1 << 18  # bytes that are handed on at once
LONGEST = 32_767  # characters that a cell holds, in halves of UTF-16
LINKED = 5_000  # rows whose address can be clicked: links are kept in memory until the file is closed
LONGEST_LINK = 2_000  # characters; Excel takes 2,079 and refuses the whole file beyond
WIDTHS = {"title": 50, "url": 40, "summary": 60, "extract": 60, "id": 24}
BY_TYPE = {"integer": 10, "number": 10, "text": 18, "list": 24}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chunks(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """The file. It is written on disk first, because a spreadsheet ends with what its beginning must know."""
    with tempfile.TemporaryFile() as file:
        write(rows, edition, file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write(rows: Iterable[Row], edition: Edition, file: IO[bytes]) -> None:
    """Write the file; memory holds one row and the links."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, options)
    book.set_properties({"title": TITLE, "created": edition.moment.replace(tzinfo=None), "author": TITLE})
    book.set_size(2400, 1200)
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet("Opportunities")
    for place, column in enumerate(COLUMNS["opportunities"]):
        sheet.set_column(place, place, WIDTHS.get(column.name, BY_TYPE[column.type]))
    head(sheet, NAMES, bold)
    url = NAMES.index("url")
    number = 0
    for number, row in enumerate(rows, 1):
        for place, (value, is_list) in enumerate(zip(row, LISTS, strict=True)):
            if value is None:
                continue
            if place == url and number <= LINKED and is_link(value):
                sheet.write_url(number, place, value, string=value)
            else:
                cell(sheet, number, place, joined(value) if is_list else value, quoted)
    sheet.autofilter(0, 0, number, len(NAMES) - 1)
    explain(book, edition, number, bold, quoted)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what cannot be written must not be left out in silence
        book.close()


def head(sheet: Worksheet, names: Sequence[str], bold: Any) -> None:
    """The heading, which stays where it is when one scrolls."""
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)


def cell(sheet: Worksheet, row: int, place: int, value: Any, quoted: Any) -> None:
    """A number as a number and text as text, never a formula, also when somebody edits the cell and leaves it."""
    if isinstance(value, int | float) and isfinite(value):
        sheet.write_number(row, place, value)
        return
    text = sound(str(value))
    sheet.write_string(row, place, text, quoted if is_live(text) else None)


def sound(text: str) -> str:
    """Text that a cell can hold."""
    if not text.isascii():
        text = NO_XML.sub("\ufffd", text)
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le")) > 2 * LONGEST:
        text = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    # The library takes text of this shape for XML that is ready, and would let any element in.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def is_link(url: Any) -> bool:
    """Whether an address can be made a link."""
    return bool(outward(url)) and len(url) <= LONGEST_LINK


def explain(book: Workbook, edition: Edition, number: int, bold: Any, quoted: Any) -> None:
    """Sheets for whoever opens the file without knowing the site."""
    about = [("What", "How it is"), ("Catalogue", TITLE), ("Built", edition.built_at), ("Opportunities", number),
             ("Codebook", edition.codebook_version), ("Taken from", edition.list_address("xlsx")),
             ("Licence", LICENCE)]  # fmt: skip
    columns = [("Column", "What it means"), *((column.name, column.what) for column in COLUMNS["opportunities"])]
    codes = [("Column", "Code", "Label"), *((*key, label) for key, label in edition.labels.items())]
    for name, lines, widths in (
        ("About", about, (16, 80)),
        ("Columns", columns, (24, 90)),
        ("Codes", codes, (24, 36, 60)),
    ):
        sheet = book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        head(sheet, [str(each) for each in lines[0]], bold)
        for row, line in enumerate(islice(lines, 1, None), 1):
            for place, value in enumerate(line):
                cell(sheet, row, place, value, quoted)


XLSX = Format("xlsx", MEDIA_TYPE, chunks)
