"""How many opportunities of a result have each value of each filter, counted in one pass.

Every value keeps the set of rows that have it, as the bits of a number; a result is such a number too, and counting is
one `and` per value. That is some hundred times quicker than one query for each filter.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from catalogue.columns import TABLES

ONE = ord("1")
Counts = dict[str, dict[str | None, int]]


def rows_in_order(chosen: int, order: Sequence[int], size: int, start: int, most: int) -> list[int]:
    """Rows of a number's bits, in an order of all rows: at most so many from one place on. `size` is the index's."""
    bits = chosen.to_bytes(size // 8 + 1, "little")
    there = (row for row in order if bits[row >> 3] >> (row & 7) & 1)
    return list(islice(there, start, start + most))


class FacetIndex:
    """Rows by value of every filter, as they were when the index was made."""

    def __init__(self, conn: sqlite3.Connection, columns: Sequence[str]):
        self.size = conn.execute("select coalesce(max(rowid), 0) + 1 from opportunities").fetchone()[0]
        self.masks: dict[str, dict[str | None, int]] = {}
        for column in columns:
            rows: dict[str | None, list[int]] = defaultdict(list)
            for rowid, value in conn.execute(f"select rowid, [{column}] from opportunities"):  # noqa: S608 our own names
                rows[value].append(rowid)
            self.masks[column] = self.by_value(rows, many=TABLES["opportunities"].by_name[column].is_list)

    def by_value(self, rows: Mapping[str | None, list[int]], *, many: bool) -> dict[str | None, int]:
        """Value → rows; a JSON array counts for each value in it, null for "not stated"."""
        masks: dict[str | None, int] = defaultdict(int)
        for written, ids in rows.items():
            for value in json.loads(written) if many and written else [written]:
                masks[value] |= self.mask(ids)
        return dict(masks)

    def mask(self, ids: Iterable[int]) -> int:
        """Rows as the bits of one number."""
        digits = bytearray(b"0") * (self.size + 1)
        for id in ids:
            digits[-1 - id] = ONE  # the last digit is bit 0
        return int(digits, 2)

    def count(self, ids: Iterable[int]) -> Counts:
        """How many of these rows have each value of each filter; values that none has are left out."""
        return self.counts_within(self.mask(ids))

    def counts_within(self, chosen: int) -> Counts:
        """The same for rows as the bits of a number."""
        return {
            column: {value: number for value, mask in masks.items() if (number := (mask & chosen).bit_count())}
            for column, masks in self.masks.items()
        }
