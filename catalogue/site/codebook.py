"""The codebook as a page: every question and answer, what counts, what does not, and how often it holds."""

from __future__ import annotations

import asyncio
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.codebook_page import as_markdown
from catalogue.site.codebook_answers import agreement, answer_of, codebook, counts_of, figures_of, title_of
from catalogue.site.once import once
from catalogue.site.published import Published, ask, catalogue_of, page_words

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

ANSWERS = "select dimension, question, code, label, definition from codebook order by dimension, position"
FIRST = ("opportunity", "exclusion_reason")


async def codebook_page(datasette: Datasette, request: Request) -> Response:
    """The page; its table is /catalogue/codebook."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    await asyncio.to_thread(codebook)  # the first time it is no matter of a query's time limit
    shown = await ask(datasette, kept_codebook) if catalogue_of(datasette) else {"dimensions": []}
    return Response.html(await datasette.render_template("codebook.html", shown, request=request))


async def codebook_markdown(datasette: Datasette, request: Request) -> Response:
    """The codebook of this code with every cue, as Markdown."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    return Response(as_markdown(await asyncio.to_thread(codebook)), content_type="text/markdown; charset=utf-8")


def kept_codebook(conn: sqlite3.Connection, published: Published) -> dict[str, Any]:
    """What the page shows, counted once for a file."""
    return once(published, "codebook", lambda: codebook_shown(conn, published))


def codebook_shown(conn: sqlite3.Connection, published: Published) -> dict[str, Any]:
    """Everything that the page shows."""
    version = published.meta.get("codebook_version", "")
    return {
        "dimensions": dimensions_of(conn, published),
        "version": version,
        "differs": None if version == codebook().version else codebook().version,
        "agreement": agreement(),
    }


def dimensions_of(conn: sqlite3.Connection, published: Published) -> list[dict[str, Any]]:
    """Every question with its answers; an answer that can be counted has its counts and links."""
    return [
        {
            "name": name,
            "label": title_of(name),
            "question": rows[0]["question"],
            "many": name in codebook().dimensions and codebook().dimensions[name].answers == "many",
            "coded": name in codebook().dimensions,
            "figures": figures_of(name),
            "answers": [answer_of(row, counts) for row in rows],
        }
        for name, rows in sorted(rows_by_dimension(conn).items(), key=lambda pair: place_of(pair[0]))
        for counts in (counts_of(conn, published, name),)
    ]


def rows_by_dimension(conn: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Question → its answers, in the codebook's order."""
    rows = groupby(conn.execute(ANSWERS), key=lambda row: row["dimension"])
    return {name: [dict(row) for row in group] for name, group in rows}


def place_of(dimension: str) -> tuple[int, str]:
    """Where a question stands in the page: whether it belongs here, then the filters of the list, then the rest."""
    shown = [*FIRST, *(column for column in page_words()["facets"] if column != "status")]
    return (shown.index(dimension) if dimension in shown else len(shown), dimension)
