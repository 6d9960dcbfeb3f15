"""The page of trends: charts drawn here, each with its table."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.site import words
from catalogue.site.months import read_months
from catalogue.site.once import once
from catalogue.site.published import Published, ask, catalogue_of
from catalogue.site.stated_charts import stated_chart, stated_over_time
from catalogue.site.trend_chart import long_month
from catalogue.site.trend_charts import forms_chart, forms_so_far, found_chart, open_chart, sectors_chart

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette


async def trends_page(datasette: Datasette, request: Request) -> Response:
    """The page."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    there = catalogue_of(datasette) is not None
    shown = await ask(datasette, kept_trends) if there else {}
    return Response.html(await datasette.render_template("trends.html", shown, request=request))


def kept_trends(conn: sqlite3.Connection, published: Published) -> dict[str, Any]:
    """What the page shows, counted once for a file."""
    return once(published, "trends", lambda: trends(conn, published))


def trends(conn: sqlite3.Connection, published: Published) -> dict[str, Any]:
    """Everything that the page shows; no charts where nothing was found yet."""
    built_at = published.meta.get("built_at", "")
    months = read_months(conn, built_at[:10])
    if not months.months:
        return {"charts": [], "built_on": words.day_text(built_at), "size": published.size}
    stated, sectors = stated_chart(months.stated_in_all, published.size), sectors_chart(conn)
    if len(months.months) == 1:  # one bar by itself, or one dot, is no trend
        charts = [stated, forms_so_far(months, published), sectors]
    else:
        by_month = (found_chart(months), open_chart(months))
        charts = [*by_month, stated, stated_over_time(months), forms_chart(months, published), sectors]
    return {
        "charts": charts,
        "built_on": words.day_text(built_at),
        "size": published.size,
        "earlier": months.earlier,
        "first": long_month(months.months[0]),
        "only_one": len(months.months) == 1,
    }
