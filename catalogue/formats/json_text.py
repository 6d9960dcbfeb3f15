"""JSON: one array of objects, or one object a line. Arrays are arrays; what is not stated is null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from catalogue.formats.edition import LISTS, NAMES, Edition, Format, Row

BATCH = 500  # objects that become one piece of the answer


def array(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """One JSON array, an object a line."""
    before = "[\n"
    for batch in batches(rows):
        yield (before + ",\n".join(batch)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def lines(rows: Iterable[Row], edition: Edition) -> Iterator[bytes]:
    """One JSON object a line."""
    for batch in batches(rows):
        yield ("\n".join(batch) + "\n").encode()


def batches(rows: Iterable[Row]) -> Iterator[list[str]]:
    """Each row as a JSON object, some at a time."""
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield [object_of(row) for row in batch]


def object_of(row: Row) -> str:
    """A row as a JSON object."""
    values = (json.loads(value) if is_list and value else value for value, is_list in zip(row, LISTS, strict=True))
    return json.dumps(dict(zip(NAMES, values, strict=True)), ensure_ascii=False)


JSON = Format("json", "application/json; charset=utf-8", array, inline=True)
JSON_LINES = Format("jsonl", "application/x-ndjson; charset=utf-8", lines)
