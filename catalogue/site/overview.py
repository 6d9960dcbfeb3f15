"""What the front page, the guided filters and the spelling need of the published file, read once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.glossary import load_glossary
from catalogue.search.spelling import Spelling, counted_words
from catalogue.site.facets import Counts, FacetIndex
from catalogue.site.today import day_of

SHOWN = "id, title, host, publisher, status, opens_on, closes_on, closes_at, closes_kind"
BESIDE = ("region", "closes_kind", "professions")
SCALES = ("closes_on", "fte_min", "fte_max")
MOST = 6  # opportunities under a heading of the front page; more is a list of its own


@dataclass(frozen=True)
class Overview:
    """The published file at a glance."""

    open_counts: Counts  # of the filters, among what is open
    beside: FacetIndex  # of columns that are no filters of the list, but of the guided ones
    scales: FacetIndex  # of days and numbers, of which the guided filters ask for less or more
    closing_soon: int
    new_this_week: int
    soon: list[dict[str, Any]]
    new: list[dict[str, Any]]
    active_sources: int
    healthy_on: dict[str, date | None]  # source → day of its last healthy run; null where there was none
    spelling: Spelling


def read_overview(conn: sqlite3.Connection, facets: FacetIndex) -> Overview:
    """Everything of it; views count from the day of the build."""
    open_now = facets.masks["status"].get("open", 0)
    count = "select count(*) from {}"
    numbers = [conn.execute(count.format(view)).fetchone()[0] for view in ("closing_soon", "new_this_week")]
    healthy = """
        select s.id, max(r.started) from sources s
        left join runs r on r.source = s.id and r.verdict = 'healthy' group by s.id"""
    return Overview(
        open_counts=facets.counts_within(open_now),
        beside=FacetIndex(conn, BESIDE),
        scales=FacetIndex(conn, SCALES),
        closing_soon=numbers[0],
        new_this_week=numbers[1],
        soon=rows(conn, f"select {SHOWN} from closing_soon limit {MOST}"),  # noqa: S608 our own names
        new=rows(conn, f"select {SHOWN} from new_this_week where status = 'open' limit {MOST}"),  # noqa: S608
        active_sources=conn.execute(
            "select count(*) from sources where status = 'active' and terms_verdict = 'allow'"
        ).fetchone()[0],
        healthy_on={row[0]: day_of(row[1]) for row in conn.execute(healthy)},
        spelling=Spelling(counted_words(texts(conn))),
    )


def rows(conn: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    """Rows as mappings."""
    found = conn.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def texts(conn: sqlite3.Connection) -> Iterator[str]:
    """Texts whose words are spelt as people write them: the index itself keeps only their stems."""
    for column in ("title", "host", "programme", "place_text", "region"):
        # As one row: `rowids` says why.
        sql = f"select json_group_array([{column}]) from opportunities where [{column}] is not null"  # noqa: S608 our own names
        yield from json.loads(conn.execute(sql).fetchone()[0])
    for (professions,) in conn.execute("select distinct professions from opportunities where professions is not null"):
        yield " ".join(map(str, json.loads(professions)))
    yield from (f"{row[0]} {row[1]}" for row in conn.execute("select label, definition from codebook"))
    for term in load_glossary():
        yield " ".join((term.name, *term.also, term.means))
