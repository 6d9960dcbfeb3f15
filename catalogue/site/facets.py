"""How many opportunities of a result have each value of each filter, counted in one pass.

Every value keeps the set of rows that have it, as the bits of a number; a result is such a number too, and counting is
one `and` per value. That is some hundred times quicker than one query for each filter.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from catalogue.columns import TABLES

Counts = dict[str, dict[str | None, int]]


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
        bits = bytearray(self.size // 8 + 1)
        for id in ids:
            bits[id >> 3] |= 1 << (id & 7)
        return int.from_bytes(bits, "little")

    def count(self, ids: Iterable[int]) -> Counts:
        """How many of these rows have each value of each filter; values that none has are left out."""
        chosen = self.mask(ids)
        return {
            column: {value: number for value, mask in masks.items() if (number := (mask & chosen).bit_count())}
            for column, masks in self.masks.items()
        }
