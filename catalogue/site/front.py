"""The front page: how much there is, what closes soon, what is new, and how old the file is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from catalogue.site import words
from catalogue.site.published import PATH, Published, page_words
from catalogue.site.question import address, facet_key
from catalogue.site.today import day_of

OPEN = ("status", "open")
BY = ("exchange_form", "sectors_to", "nation")
OLD = 8  # days; a catalogue that is built every week is never older
SOON = (
    "select id, title, host, publisher, status, opens_on, closes_on, closes_at, closes_kind from closing_soon limit 6"
)


def front(conn: sqlite3.Connection, published: Published, today: date) -> dict[str, Any]:
    """Everything that the front page shows."""
    count = "select count(*) from {}"
    counts = {name: conn.execute(count.format(name)).fetchone()[0] for name in ("closing_soon", "new_this_week")}
    built = day_of(published.meta.get("built_at"))
    age = (today - built).days if built else None
    return {
        "size": published.size,
        "open": published.totals["status"].get("open", 0),
        "open_url": address([OPEN]),
        "closing_soon": counts["closing_soon"],
        "new_this_week": counts["new_this_week"],
        "soon": [soon(dict(row), today) for row in conn.execute(SOON)],
        "by": [by(column, published) for column in BY],
        "built_on": words.day_text(published.meta.get("built_at")),
        "age": "" if age is None else {0: "today", 1: "yesterday"}.get(age, f"{age} days ago") if age >= 0 else "",
        "is_old": age is not None and age > OLD,
        "codebook_version": published.meta.get("codebook_version"),
        "sources": conn.execute("select count(*) from sources where status = 'active'").fetchone()[0],
        "path": PATH,
    }


def soon(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """One opportunity that closes soon."""
    closes, away = words.closing_text(row, today)
    return {**row, "url": f"{PATH}/{tilde_encode(row['id'])}", "closes": closes, "away": away}


def by(column: str, published: Published) -> dict[str, Any]:
    """How many opportunities have each value of a filter, with the address that lists them."""
    counts = published.totals[column]
    stated = sorted((value for value in counts if value), key=lambda value: published.meaning(column, value).position)
    return {
        "label": page_words()["facets"][column]["label"],
        "values": [
            {
                "label": published.meaning(column, value).label,
                "count": counts[value],
                "url": address([facet_key(column, value)]),
            }
            for value in stated
        ],
    }
