"""What the catalogue publishes: tables and columns in order, from columns.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Column:
    """One published column; columns.yml explains the keys."""

    name: str
    type: str  # text | integer | number | list
    what: str
    needed: bool = False
    codes: str | None = None
    link: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether values are JSON arrays, kept as text."""
        return self.type == "list"


@dataclass(frozen=True)
class Table:
    """One published table."""

    name: str
    what: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Column by name, in order."""
        return {column.name: column for column in self.columns}


def load_tables() -> dict[str, Table]:
    """Every published table by name, in order."""
    written = yaml.safe_load(files("catalogue").joinpath("columns.yml").read_text(encoding="utf-8"))
    return {
        name: Table(
            name,
            entry["what"],
            tuple(entry.get("key", ())),
            tuple(Column(column, **keys) for column, keys in entry["columns"].items()),
        )
        for name, entry in written.items()
    }


TABLES = load_tables()
COLUMNS = {name: table.columns for name, table in TABLES.items()}
