"""The rows that each part of a question finds, as the bits of a number: what all of them find, and all but one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from datasette.filters import Filters

from catalogue.columns import TABLES
from catalogue.search import match_query
from catalogue.site.addresses import facet_key
from catalogue.site.facets import Counts, FacetIndex, rowids
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question, several

SEARCHED = "select rowid from opportunities_fts where opportunities_fts match ?"
COLUMNS = TABLES["opportunities"].by_name
Pair = tuple[str, str]


@dataclass(frozen=True)
class Parts:
    """Rows of every part of a question."""

    every: int  # all rows
    masks: Mapping[Pair, int]  # filter, or ("_search", words) → rows

    def all(self) -> int:
        """Rows that fit all parts."""
        return reduce(and_, self.masks.values(), self.every)

    def without(self, *left_out: Pair) -> int:
        """Rows that fit all the other parts."""
        return reduce(and_, (mask for pair, mask in self.masks.items() if pair not in left_out), self.every)

    def of_column(self, column: str) -> tuple[Pair, ...]:
        """The parts that filter by a column."""
        return tuple(pair for pair in self.masks if pair[0].partition("__")[0] == column)

    def counts(self, facets: FacetIndex, totals: Counts | None) -> Counts:
        """How many rows have each value of each filter.

        A column that has one value is counted as if it were not filtered by: its other values are choices instead. One
        that has several is counted within what is found, but for "not stated", which no chosen value goes with.
        """
        counts = totals or facets.counts_within(self.all())
        asked = {column: self.of_column(column) for column in facets.masks if self.of_column(column)}
        for column, pairs in asked.items():
            without = self.without(*pairs)
            counted = counts_of(facets, column, without)
            if is_list(column) and (f"{column}__isnull", "1") not in pairs:
                beside = (None, page_words()["facets"][column].get("wide", {}).get("value"))
                counted = {**counts[column], **{value: counted.get(value, 0) for value in beside}}
            counts = {**counts, column: counted}
        return counts


def is_list(column: str) -> bool:
    """Whether a column holds several values."""
    return COLUMNS[column].is_list


def counts_of(facets: FacetIndex, column: str, chosen: int) -> dict[str | None, int]:
    """How many of these rows have each value of a column."""
    return {value: number for value, mask in facets.masks[column].items() if (number := (mask & chosen).bit_count())}


def parts_of(
    conn: sqlite3.Connection, published: Published, question: Question, joined: tuple[list[str], dict[str, Any]]
) -> Parts:
    """The rows of every part; `joined`: conditions of Datasette and its plugins beside filters and search."""
    facets = published.facets
    indexes = (facets, published.overview.beside)
    every = published.every
    clauses, values = joined
    if clauses:
        every &= mask_of(conn, facets, f"select rowid from opportunities where {' and '.join(clauses)}", values)  # noqa: S608
    masks = {
        pair: mask if (mask := known_mask(indexes, *pair)) is not None else filter_mask(conn, facets, *pair)
        for pair in question.filters
    }
    if question.search:
        masks["_search", question.search] = search_mask(conn, facets, question.search)
    return Parts(every, masks)


def known_mask(indexes: Iterable[FacetIndex], key: str, value: str) -> int | None:
    """Rows that fit one filter, where the counted values know it without a query."""
    column, _, operator = key.partition("__")
    for index in indexes:
        values = index.masks.get(column)
        if values is None:
            continue
        if (key, value) == facet_key(column, value):
            return values.get(value, 0)
        if operator == "isnull":
            return values.get(None, 0)
        if operator == "in" and not is_list(column):
            return reduce(or_, (values.get(each, 0) for each in several(value)), 0)
    return None


def filter_mask(conn: sqlite3.Connection, facets: FacetIndex, key: str, value: str) -> int:
    """Rows that fit one filter, by Datasette's own condition."""
    try:
        clauses, given = Filters([(key, value)]).build_where_clauses("opportunities")
    except ValueError:  # a broken JSON array after __in
        return 0
    if not clauses:
        return facets.mask(range(facets.size))
    return mask_of(conn, facets, f"select rowid from opportunities where {' and '.join(clauses)}", given)  # noqa: S608


def search_mask(conn: sqlite3.Connection, facets: FacetIndex, search: str) -> int:
    """Rows that a search finds."""
    query = match_query(search)
    return mask_of(conn, facets, SEARCHED, (query,)) if query else 0


def mask_of(conn: sqlite3.Connection, facets: FacetIndex, sql: str, values: Any) -> int:
    """Rows that a query finds."""
    return facets.mask(rowids(conn, sql, values))
