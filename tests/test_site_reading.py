"""What the site reads of a file as a whole when it takes it up: rightly, without going through whole rows."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sample_catalogue import write_sample

from catalogue.columns import TABLES
from catalogue.search.spelling import counted_words
from catalogue.site import overview
from catalogue.site.facets import FEW, FacetIndex, rowids
from catalogue.site.published import page_words, read_published

COLUMNS = tuple(page_words()["facets"]) + overview.BESIDE


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("reading") / "catalogue.db"
    write_sample(path, size=70)
    with closing(sqlite3.connect(path)) as conn:
        yield conn


@pytest.mark.parametrize("column", COLUMNS)
def test_every_row_stands_behind_its_own_values(conn: sqlite3.Connection, column: str) -> None:
    many = TABLES["opportunities"].by_name[column].is_list
    expected: dict[str | None, int] = {}
    for rowid, written in conn.execute(f"select rowid, [{column}] from opportunities"):
        for value in json.loads(written) if many and written else [written]:
            expected[value] = expected.get(value, 0) | 1 << rowid
    assert FacetIndex(conn, (column,)).masks[column] == expected


@pytest.mark.parametrize("rows", [[], [1], [70], [*range(1, FEW + 1)], [*range(1, FEW + 2)], [*range(1, 71)], [5, 5]])
def test_few_rows_and_many_become_the_same_kind_of_number(conn: sqlite3.Connection, rows: list[int]) -> None:
    assert FacetIndex(conn, ()).mask(rows) == sum(1 << row for row in {*rows})


@pytest.mark.parametrize("order", ["title, rowid", "completeness desc, rowid", "closing_order, rowid", "rowid desc"])
def test_rows_come_in_the_order_that_was_asked_for(conn: sqlite3.Connection, order: str) -> None:
    sql = f"select rowid from opportunities order by {order}"
    assert rowids(conn, sql) == [row[0] for row in conn.execute(sql)]
    assert rowids(conn, "select rowid from opportunities where rowid > ?", (1000,)) == []


def test_orders_and_places_agree(conn: sqlite3.Connection) -> None:
    published = read_published(conn)
    assert published.every == sum(1 << row for row in range(1, 71))
    for name, order in published.orders.items():
        assert [published.places[name][row] for row in order] == [*range(70)]


def test_words_are_counted_by_texts_that_have_them() -> None:
    texts = ["Flood policy", "Flood policy", "flood, flood and FLOOD", "ice"]
    assert counted_words(texts) == Counter(flood=3, policy=2)


def test_whole_readings_never_go_through_whole_rows(conn: sqlite3.Connection) -> None:
    """Every question about all opportunities is answered from an index that has all it needs."""
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    read_published(conn)
    conn.set_trace_callback(None)
    whole = [sql for sql in asked if "from opportunities" in sql and ("group by [" in sql or "_array([" in sql)]
    assert len(whole) >= len(COLUMNS)
    for sql in whole:
        plan = " ".join(row[3] for row in conn.execute(f"explain query plan {sql}"))
        assert "COVERING INDEX" in plan, (sql, plan)
