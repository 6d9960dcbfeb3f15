"""RIS: each opportunity as an electronic source, for reference managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rispy import RisWriter  # type: ignore[import-untyped]

from catalogue.formats.edition import NAMES, TITLE, Edition, Format, Row
from catalogue.formats.plain import listed, one_line, outward

BATCH = 500  # references that become one piece of the answer
CODED = ("exchange_form", "scheme", "duration_band", "funding", "nation")
CODED_LISTS = ("sectors_to", "knowledge_types", "professions")


class Reference(RisWriter):  # type: ignore[misc]
    """The library's writer, as the format wants it: no number before a reference, lines that end with CR LF."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        """Nothing: a number before a reference is no RIS, and some programs stop at it."""
        return ""


def chunks(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """The references, some at a time, an empty line after each."""
    writer = Reference(delimiter_tags_mapping={})  # an address may hold a ";"
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield "".join(
            writer.formats([reference(dict(zip(NAMES, row, strict=True)), edition)]) + "\r\n" for row in batch
        ).encode()


def reference(row: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """An opportunity in the library's names; tags in the comments. What is not stated is left out."""
    codes = [edition.label(column, row[column]) for column in CODED if row[column] != "unclear"]
    codes += [edition.label(column, code) for column in CODED_LISTS for code in listed(row[column])]
    told = {
        "type_of_reference": "ELEC",  # TY: a page on the web
        "id": one_line(row["id"]),  # ID
        "title": one_line(row["title"]),  # TI
        "publisher": one_line(row["publisher"] or row["host"]),  # PB
        "place_published": one_line(row["place_text"] or edition.label("nation", row["nation"])),  # CY
        "year": one_line(row["first_seen"][:4]),  # PY
        "date": one_line(row["first_seen"][:10]).replace("-", "/"),  # DA: when it was first seen
        "access_date": one_line(row["last_seen"][:10]).replace("-", "/"),  # Y2: when it was last seen
        "abstract": one_line(row["summary"]),  # AB
        "keywords": [one_line(code) for code in dict.fromkeys(codes) if code],  # KW
        "notes": [one_line(note) for note in notes(row, edition)],  # N1
        "name_of_database": TITLE,  # DB
        "urls": [*filter(None, [outward(row["url"])])],  # UR
    }
    return {name: value for name, value in told.items() if value}


def notes(row: dict[str, Any], edition: Edition) -> Iterator[str]:
    """What a reader of the reference should know beside it."""
    yield f"Status on {edition.day}: {edition.label('status', row['status'])}"
    if row["closes_on"]:
        yield f"Closes: {row['closes_on']}"
    if row["exchange_form"]:
        yield f"What one does: {edition.label('exchange_form', row['exchange_form'])}"
    if edition.site:
        yield f"Record: {edition.record(row['id'])}"
    yield f"Coded by codebook {row['codebook_version']}, {edition.label('checked', row['checked'])}"


RIS = Format("ris", "application/x-research-info-systems; charset=utf-8", chunks)
