"""All sources by sector, with their status, how well they are read, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.site.published import ask, catalogue_of, page_words
from catalogue.site.source_state import states_of
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

Row = Mapping[str, Any]


async def sources_page(datasette: Datasette, request: Request) -> Response:
    """The page; its table is /catalogue/sources."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    today = today_for(datasette)
    there = catalogue_of(datasette) is not None
    states = await ask(datasette, lambda conn, published: states_of(conn, today)) if there else []
    page = await datasette.render_template("sources.html", shown(states), request=request, view_name="sources")
    return Response.html(page)


def shown(states: Sequence[Row]) -> dict[str, Any]:
    """What the page shows: counts by status, sources to look at oneself, and all others by sector."""
    words = page_words()
    statuses = [
        {"name": name, **said, "count": sum(each["standing"] == name for each in states)}
        for name, said in words["source_statuses"].items()
    ]
    others = [each for each in states if each["status"] != "blocked"]
    return {
        "total": len(states),
        "statuses": statuses,
        "blocked": [each for each in states if each["status"] == "blocked"],
        "sectors": [sector_of(name, title, others) for name, title in words["source_sectors"].items()],
    }


def sector_of(name: str, title: str, states: Sequence[Row]) -> dict[str, Any]:
    """The sources of one sector: those that are gathered, those that are ready to be, and the others."""
    own = [each for each in states if each["sector"] == name]
    return {
        "name": name,
        "title": title,
        "gathered": [each for each in own if each["gathered"]],
        "waiting": [each for each in own if each["standing"] == "waiting"],
        "idle": [each for each in own if each["status"] != "active"],
        "opportunities": sum(each["opportunities"] for each in own),
    }
