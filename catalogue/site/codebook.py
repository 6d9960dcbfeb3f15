"""The codebook as a page: every question and answer, what counts, what does not, and how often it holds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import yaml
from datasette import Response
from datasette.utils.asgi import Request

from catalogue.codebook import Code, Codebook, load_codebook
from catalogue.codebook_page import as_markdown
from catalogue.columns import TABLES
from catalogue.site.once import once
from catalogue.site.published import Published, ask, catalogue_of, page_words
from catalogue.site.question import address, facet_key

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

ANSWERS = "select dimension, question, code, label, definition from codebook order by dimension, position"
COUNTS = "select code, count(*), count(*) filter (where status = 'open') from"
PLAIN = " (select [{0}] as code, status from opportunities) where code is not null group by code"
LISTED = " (select j.value as code, o.status from opportunities o, json_each(o.[{0}]) j) group by code"
FIRST = ("opportunity", "exclusion_reason")
EXCLUDED = "select exclusion_reason, count(*) from excluded group by 1"


@cache
def codebook() -> Codebook:
    """The codebook of this code, read once; half a second."""
    return load_codebook()


@cache
def agreement() -> dict[str, Any]:
    """The figures of agreement.yml."""
    return dict(yaml.safe_load(files("catalogue").joinpath("agreement.yml").read_text(encoding="utf-8")))


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


def counts_of(conn: sqlite3.Connection, published: Published, dimension: str) -> dict[str, tuple[int, int]]:
    """Answer → (opportunities, open ones), or (adverts that were left out, 0); empty where nothing can be counted."""
    if dimension == "exclusion_reason":
        return {row[0]: (row[1], 0) for row in conn.execute(EXCLUDED)}
    masks = published.facets.masks.get(dimension)
    if masks is not None:  # a filter of the list: its rows are known
        now = published.facets.masks["status"].get("open", 0)
        return {code: (rows.bit_count(), (rows & now).bit_count()) for code, rows in masks.items() if code is not None}
    column = TABLES["opportunities"].by_name.get(dimension)
    if column is None:
        return {}
    sql = COUNTS + (LISTED if column.is_list else PLAIN).format(dimension)
    return {row[0]: (row[1], row[2]) for row in conn.execute(sql)}


def answer_of(row: Mapping[str, Any], counts: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """An answer as the page shows it."""
    dimension, code = row["dimension"], row["code"]
    known = next((each for each in answers_known(dimension) if each.code == code), None)
    shown: dict[str, Any] = {
        "code": code,
        "label": row["label"],
        "definition": row["definition"],
        "include": known.include if known else (),
        "exclude": known.exclude if known else (),
        "cues": sum(cue.weight > 0 for cue in known.cues) if known else 0,
        "examples": sentences(known, "yes") if known else (),
        "friends": sentences(known, "no") if known else (),
        "count": None,
    }
    if dimension == "exclusion_reason":
        url = f"/catalogue/excluded?{urlencode({'exclusion_reason': code})}"
        return {**shown, "count": counts.get(code, (0, 0))[0], "url": url, "open": None}
    if dimension in TABLES["opportunities"].by_name:
        every, now = counts.get(code, (0, 0))
        chosen = facet_key(dimension, code)
        shown |= {"count": every, "url": address([chosen, ("_all", "on")]), "open": None}
        if dimension != "status":
            shown |= {"open": now, "open_url": address([chosen, ("status", "open")])}
    return shown


def answers_known(dimension: str) -> tuple[Code, ...]:
    """The answers of a question that cues are read for; empty for one that follows from other values."""
    known = codebook().dimensions.get(dimension)
    return known.codes if known else ()


def sentences(code: Code, kind: str) -> list[str]:
    """At most three sentences of our own that earn the answer ("yes") or only look so ("no"), strongest cue first."""
    earning = sorted((cue for cue in code.cues if cue.weight > 0), key=lambda cue: -cue.weight)
    said = (cue.yes if kind == "yes" else cue.no for cue in earning)
    return list(dict.fromkeys(filter(None, said)))[:3]


def title_of(name: str) -> str:
    """The heading of a question."""
    known = codebook().dimensions.get(name)
    return known.label if known else name.replace("_", " ").capitalize()


def figures_of(name: str) -> dict[str, float]:
    """Name of a figure in words → its least value; empty where agreement was not measured."""
    written: dict[str, float] = agreement()["figures"].get(name, {})
    said: dict[str, str] = agreement()["names"]
    return {said[figure]: value for figure, value in written.items()}
