"""The front page: search and guided filters, how much there is, what closes soon, what is new, how old the file is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request

from catalogue.site import words
from catalogue.site.addresses import ALL, OPEN, address, facet_key
from catalogue.site.guided import questions
from catalogue.site.published import PATH, Published, ask, catalogue_of, page_words
from catalogue.site.today import day_of, today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

SOON_DAYS, NEW_DAYS = 14, 7  # as in the views closing_soon and new_this_week
BY = ("exchange_form", "sectors_to", "nation")
OLD = 8  # days; a catalogue that is built every week is never older


async def front_page(datasette: Datasette, request: Request) -> Response:
    """The front page. Datasette's own would count the rows of every table each time."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    today = today_for(datasette)
    there = catalogue_of(datasette) is not None
    shown = await ask(datasette, lambda _, published: front(published, today)) if there else None
    page = await datasette.render_template("index.html", {"front": shown}, request=request, view_name="index")
    return Response.html(page)


def front(published: Published, today: date) -> dict[str, Any]:
    """Everything that the front page shows; nothing of it needs a query."""
    overview = published.overview
    built = day_of(published.meta.get("built_at"))
    age = (today - built).days if built else None
    return {
        "size": published.size,
        "all_url": address([ALL]),
        "open": published.totals["status"].get("open", 0),
        "open_url": address([OPEN]),
        "closing_soon": overview.closing_soon,
        "closing_soon_url": address([OPEN, *between("closes_on", built, SOON_DAYS)]),
        "new_this_week": overview.new_this_week,
        "new_url": address([*after("first_seen", built, NEW_DAYS), ("_sort_desc", "first_seen"), ALL]),
        "open_new_url": address([OPEN, *after("first_seen", built, NEW_DAYS), ("_sort_desc", "first_seen")]),
        "soon": [line(row, today) for row in overview.soon],
        "new": [line(row, today) for row in overview.new],
        "questions": questions(published, today),
        "by": [by(column, published) for column in BY],
        "built_on": words.day_text(published.meta.get("built_at")),
        "age": "" if age is None else {0: "today", 1: "yesterday"}.get(age, f"{age} days ago") if age >= 0 else "",
        "is_old": age is not None and age > OLD,
        "sources": overview.active_sources,
        "path": PATH,
    }


def between(column: str, first: date | None, days: int) -> list[tuple[str, str]]:
    """Filters for the days from one on."""
    if first is None:
        return []
    return [(f"{column}__gte", first.isoformat()), (f"{column}__lte", (first + timedelta(days=days)).isoformat())]


def after(column: str, last: date | None, days: int) -> list[tuple[str, str]]:
    """A filter for the days up to one."""
    return [(f"{column}__gte", (last - timedelta(days=days - 1)).isoformat())] if last else []


def line(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """One opportunity that closes soon or is new."""
    closes, away = words.closing_text(row, today)
    return {**row, "url": f"{PATH}/{tilde_encode(row['id'])}", "closes": closes, "away": away}


def by(column: str, published: Published) -> dict[str, Any]:
    """How many open opportunities have each value of a filter, with the address that lists them."""
    counts = published.overview.open_counts[column]
    stated = sorted((value for value in counts if value), key=lambda value: published.meaning(column, value).position)
    return {
        "label": page_words()["facets"][column]["label"],
        "values": [
            {
                "label": published.label(column, value),
                "count": counts[value],
                "url": address([OPEN, facet_key(column, value)]),
            }
            for value in stated
        ],
    }
