"""The codebook as a page: every question and answer with its definition, and how many opportunities it holds for."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.columns import TABLES
from catalogue.site.published import Published, ask, catalogue_of
from catalogue.site.question import address, facet_key

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

ANSWERS = "select dimension, question, code, label, definition from codebook order by dimension, position"


async def codebook_page(datasette: Datasette, request: Request) -> Response:
    """The page; its table is /catalogue/codebook."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    there = catalogue_of(datasette) is not None
    dimensions = await ask(datasette, dimensions_of) if there else []
    page = await datasette.render_template("codebook.html", {"dimensions": dimensions}, request=request)
    return Response.html(page)


def dimensions_of(conn: sqlite3.Connection, published: Published) -> list[dict[str, Any]]:
    """Every question with its answers; an answer that is a filter of the list has a count and a link."""
    return [
        {
            "name": name,
            "label": name.replace("_", " ").capitalize(),
            "question": rows[0]["question"],
            "answers": [answer_of(row, published) for row in rows],
        }
        for name, group in groupby(conn.execute(ANSWERS), key=lambda row: row["dimension"])
        if (rows := [dict(row) for row in group])
    ]


def answer_of(row: dict[str, Any], published: Published) -> dict[str, Any]:
    """An answer as the page shows it."""
    dimension, code = row["dimension"], row["code"]
    shown = {"code": code, "label": row["label"], "definition": row["definition"], "count": None, "url": None}
    if dimension in published.totals and dimension in TABLES["opportunities"].by_name:
        shown["count"] = published.totals[dimension].get(code, 0)
        shown["url"] = address([facet_key(dimension, code)])
    return shown
