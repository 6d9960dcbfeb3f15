"""Filters as they stand in the site's addresses (nation=Wales, pay_min__gte=30000), as conditions in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from catalogue.columns import TABLES
from catalogue.search import match_query

SIGNS = {
    "exact": "=",
    "not": "!=",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "like": "like",
    "notlike": "not like",
}
SIGNS |= {"glob": "glob"}
AROUND = {"contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}
ARRAYS = {"arraycontains": "in", "arraynotcontains": "not in"}
LISTS = {"in": "in", "notin": "not in"}
EMPTY = {
    "isnull": "[{0}] is null",
    "notnull": "[{0}] is not null",
    "isblank": "([{0}] is null or [{0}] = '')",
    "notblank": "([{0}] is not null and [{0}] != '')",
}
OPERATORS = (*SIGNS, *AROUND, *LISTS, *ARRAYS, "date", *EMPTY)


class ExportError(ValueError):
    """An export that cannot be made; the message names what was asked and the mend."""


def conditions(where: Sequence[str], *, search: str = "", open_only: bool = False) -> tuple[list[str], list[Any]]:
    """(conditions, their values) for filters that must all hold. Raises ExportError at one that is not understood."""
    clauses: list[str] = []
    values: list[Any] = []
    if open_only:
        clauses.append("status = 'open'")
    if search.strip():
        clauses.append("rowid in (select rowid from opportunities_fts where opportunities_fts match ?)")
        values.append(match_query(search) or '""')
    for written in where:
        clause, given = condition(written)
        clauses.append(clause)
        values += given
    return clauses, values


def condition(written: str) -> tuple[str, list[Any]]:
    """The SQL of one filter and its values. Raises ExportError."""
    left, equals, value = written.partition("=")
    name, _, operator = left.strip().partition("__")
    operator = operator or "exact"
    column = TABLES["opportunities"].by_name.get(name)
    if column is None:
        raise ExportError(
            f"{written}: no such column: {name!r}; use one of {', '.join(TABLES['opportunities'].by_name)}"
        )
    if operator not in OPERATORS:
        raise ExportError(f"{written}: no such operator: {operator!r}; use one of {', '.join(OPERATORS)}")
    if operator in EMPTY:
        return EMPTY[operator].format(name), []
    if not equals:
        raise ExportError(f"{written}: write a filter as column=value or column__operator=value")
    if operator in ARRAYS:
        if not column.is_list:
            raise ExportError(f"{written}: {name} holds one value, not a list; write {name}={value}")
        return f"? {ARRAYS[operator]} (select value from json_each(opportunities.[{name}]))", [value]  # noqa: S608 ours
    if operator in LISTS:
        several = listed(value)
        return f"[{name}] {LISTS[operator]} ({', '.join('?' * len(several))})", several
    if operator in AROUND:
        return f"[{name}] like ?", [AROUND[operator].format(value)]
    if operator == "date":
        return f"date([{name}]) = ?", [value]
    # A number that is written as text is compared as a number: the column's affinity sees to it.
    return f"[{name}] {SIGNS[operator]} ?", [value]


def listed(value: str) -> list[str]:
    """The values of "a, b" or of a JSON array. Raises ExportError."""
    if not value.startswith("["):
        return [each.strip() for each in value.split(",")]
    try:
        return [str(each) for each in json.loads(value)]
    except (ValueError, TypeError) as problem:
        raise ExportError(f"{value}: is no JSON array; write values with commas between them") from problem


def columns_of(where: Sequence[str]) -> frozenset[str]:
    """The columns that filters name."""
    return frozenset(written.partition("=")[0].strip().partition("__")[0] for written in where)


def order_of(sort: str, sort_desc: str) -> str:
    """The order in SQL: by a column, or by id where none is named. Raises ExportError."""
    for column in filter(None, (sort, sort_desc)):
        if column not in TABLES["opportunities"].by_name:
            raise ExportError(
                f"{column}: no such column to sort by; use one of {', '.join(TABLES['opportunities'].by_name)}"
            )
    if sort:
        return f"[{sort}], rowid"
    return f"[{sort_desc}] desc, rowid" if sort_desc else "id"


def query_of(
    where: Sequence[str], *, search: str = "", open_only: bool = False, sort: str = "", sort_desc: str = ""
) -> str:
    """The same question as it stands in an address of the site, its parts in one order."""
    filters = {("status", "open")} if open_only else set()
    for written in where:
        key, equals, value = written.partition("=")
        filters.add((key.strip(), value if equals else "1"))
    return query_string(filters, search, sort, sort_desc)


def query_string(filters: Iterable[tuple[str, str]], search: str, sort: str, sort_desc: str) -> str:
    """Filters, search and order as a query string, in one order, so that one question has one address."""
    special = {"_search": search.strip(), "_sort": sort, "_sort_desc": "" if sort else sort_desc}
    return urlencode([*sorted(set(filters)), *((key, value) for key, value in special.items() if value)])
