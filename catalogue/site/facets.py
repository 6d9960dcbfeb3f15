"""How many opportunities of a result have each value of each filter, counted in one pass.

Every value keeps the set of rows that have it, as the bits of a number; a result is such a number too, and counting is
one `and` per value. That is some hundred times quicker than one query for each filter.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from catalogue.columns import TABLES

ONE = ord("1")
FEW = 8  # rows; up to so many are put together quicker bit by bit than in a row of digits
Counts = dict[str, dict[str | None, int]]


def rowids(conn: sqlite3.Connection, sql: str, values: Any = ()) -> list[int]:
    """The rowids that a query finds, in its order, brought as one row.

    For every row that it is given, Python lets go of its lock and waits for it again: with a page or two being made in
    other threads meanwhile, thousands of short rows take seconds.
    """
    [joined] = conn.execute(f"select group_concat(rowid) from ({sql})", values).fetchone()  # noqa: S608 our own queries
    return [*map(int, joined.split(","))] if joined else []


def rows_in_order(chosen: int, order: Sequence[int], size: int, start: int, most: int) -> list[int]:
    """Rows of a number's bits, in an order of all rows: at most so many from one place on. `size` is the index's."""
    bits = chosen.to_bytes(size // 8 + 1, "little")
    there = (row for row in order if bits[row >> 3] >> (row & 7) & 1)
    return list(islice(there, start, start + most))


class FacetIndex:
    """Rows by value of every filter, as they were when the index was made."""

    def __init__(self, conn: sqlite3.Connection, columns: Sequence[str]):
        self.size = conn.execute("select coalesce(max(rowid), 0) + 1 from opportunities").fetchone()[0]
        self.masks = {column: self.by_value(conn, column) for column in columns}

    def by_value(self, conn: sqlite3.Connection, column: str) -> dict[str | None, int]:
        """Value → rows; a JSON array counts for each value in it, null for "not stated"."""
        many = TABLES["opportunities"].by_name[column].is_list
        masks: dict[str | None, int] = defaultdict(int)
        sql = f"select [{column}], group_concat(rowid) from opportunities group by [{column}]"  # noqa: S608 our own names
        for written, joined in conn.execute(sql):
            rows = self.mask([*map(int, joined.split(","))])
            for value in json.loads(written) if many and written else [written]:
                masks[value] |= rows
        return dict(masks)

    def mask(self, ids: Sequence[int]) -> int:
        """Rows as the bits of one number."""
        if len(ids) <= FEW:
            return reduce(or_, (1 << id for id in ids), 0)
        digits = bytearray(b"0") * (self.size + 1)
        for id in ids:
            digits[-1 - id] = ONE  # the last digit is bit 0
        return int(digits, 2)

    def count(self, ids: Sequence[int]) -> Counts:
        """How many of these rows have each value of each filter; values that none has are left out."""
        return self.counts_within(self.mask(ids))

    def counts_within(self, chosen: int) -> Counts:
        """The same for rows as the bits of a number."""
        return {
            column: {value: number for value, mask in masks.items() if (number := (mask & chosen).bit_count())}
            for column, masks in self.masks.items()
        }
