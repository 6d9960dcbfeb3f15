"""The gap map: how many opportunities each pair of answers has, noughts included; each leads to its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.site import words
from catalogue.site.addresses import address, facet_key
from catalogue.site.facets import FacetIndex
from catalogue.site.published import Published, ask, catalogue_of, page_words

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

EVERY, OPEN = ("_all", "on"), ("status", "open")
SHADES = 4  # above nought; more could not be told apart


@dataclass(frozen=True)
class Cell:
    """One number of a map: what it counts in words, the list that holds it, and its shade.

    The shade is "0" for a gap, "1" to SHADES above it, and "none" where nought is no gap: nothing was left unsaid.
    """

    says: str
    count: int
    url: str
    shade: str


@dataclass(frozen=True)
class Row:
    """An answer, its cells, and all opportunities with that answer."""

    label: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Grid:
    """One map."""

    id: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Row
    gaps: int  # noughts between two stated answers
    pairs: int  # of stated answers


async def map_page(datasette: Datasette, request: Request) -> Response:
    """The page; `?show=open` counts only what is open."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    only_open = request.args.get("show") == "open"
    shown = await ask(datasette, lambda _, published: gap_map(published, only_open)) if catalogue_of(datasette) else {}
    headers = {"X-Robots-Tag": "noindex, follow"} if request.query_string else {}
    page = await datasette.render_template("map.html", {"only_open": only_open, **shown}, request=request)
    return Response.html(page, headers=headers)


def gap_map(published: Published, only_open: bool) -> dict[str, Any]:
    """Every map of page_words.yml."""
    return {
        "grids": [grid_of(published, wanted, only_open=only_open) for wanted in page_words()["maps"]],
        "size": published.totals["status"].get("open", 0) if only_open else published.size,
        "built_on": words.day_text(published.meta.get("built_at")),
    }


def grid_of(published: Published, wanted: Mapping[str, str], *, only_open: bool) -> Grid:
    """One map: rows and columns are the answers to two questions of the codebook, and "not stated"."""
    across, down = wanted["columns"], wanted["rows"]
    heads, sides = answers(published, across), answers(published, down)
    base = OPEN if only_open else EVERY
    within = having(published.facets, "status", "open") if only_open else (1 << published.facets.size) - 1
    by_head = {code: having(published.facets, across, code) & within for code in heads}
    by_side = {code: having(published.facets, down, code) & within for code in sides}
    counts = {(side, head): (by_side[side] & by_head[head]).bit_count() for side in sides for head in heads}
    most = max(counts.values(), default=0)

    def cell(side: tuple[str | None, ...], head: tuple[str | None, ...], count: int, shade: str = "none") -> Cell:
        chosen = [facet_key(down, code) for code in side] + [facet_key(across, code) for code in head]
        labels = [published.label(down, code) for code in side]
        labels += [published.label(across, code) for code in head]
        return Cell(", ".join(labels) or "All", count, address([*chosen, base]), shade)

    rows = tuple(
        Row(
            published.label(down, side),
            tuple(
                cell(
                    (side,),
                    (head,),
                    counts[side, head],
                    shade_of(counts[side, head], most, stated=None not in (side, head)),
                )
                for head in heads
            ),
            cell((side,), (), by_side[side].bit_count()),
        )
        for side in sides
    )
    every = published.totals["status"].get("open", 0) if only_open else published.size
    stated = [count for (side, head), count in counts.items() if side is not None and head is not None]
    return Grid(
        wanted["id"],
        wanted["title"],
        wanted["note"],
        tuple(published.label(across, code) for code in heads),
        rows,
        Row("All", tuple(cell((), (head,), by_head[head].bit_count()) for head in heads), cell((), (), every)),
        stated.count(0),
        len(stated),
    )


def answers(published: Published, column: str) -> list[str | None]:
    """Every answer that the codebook or a row has, in the codebook's order; "not stated" (None) is the last."""
    known = {code for dimension, code in published.codes if dimension == column}
    found = {code for code in published.facets.masks[column] if code is not None}
    return [*sorted(known | found, key=lambda code: (published.meaning(column, code).position, code)), None]


def having(facets: FacetIndex, column: str, code: str | None) -> int:
    """The rows with an answer, as the bits of a number."""
    return facets.masks[column].get(code, 0)


def shade_of(count: int, most: int, *, stated: bool = True) -> str:
    """The shade of a cell, by its share of the greatest number of the map; `stated`: both answers are."""
    if not count:
        return "0" if stated else "none"
    return str(-(-count * SHADES // most))
