"""Pages of single rows: an opportunity, a programme, a source. Their JSON is Datasette's own.

Datasette's own page of a row asks a dozen questions one after another, most of them for what these pages do not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette import Response
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request

from catalogue.site.permissions import ensure_seen
from catalogue.site.programme import programme
from catalogue.site.published import NAME, ask
from catalogue.site.record import record
from catalogue.site.settings import site_address
from catalogue.site.source import source
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

# Table → the function that finds what the page of one of its rows shows.
ROWS = {"opportunities": record, "programmes": programme, "sources": source}
ROW_PAGE = rf"/{NAME}/(?P<table>{'|'.join(ROWS)})/(?P<id>[^/.]+)$"  # ids are tilde-encoded: a dot begins a format


async def row_page(datasette: Datasette, request: Request) -> Response:
    """The page of a row. Raises NotFound where there is none."""
    table, id = request.url_vars["table"], tilde_decode(request.url_vars["id"])
    await ensure_seen(datasette, request, table)
    today, site = today_for(datasette), site_facts(datasette, request)
    found = await ask(datasette, lambda conn, published: ROWS[table](conn, published, id, today, site))
    if found is None:
        raise NotFound("Record not found")
    page = await datasette.render_template(
        f"row-{NAME}-{table}.html", {"record": found}, request=request, view_name="row"
    )
    return Response.html("" if request.method == "HEAD" else page)


def site_facts(datasette: Datasette, request: Request) -> dict[str, str]:
    """What a page about a row says of the site: url of the front page, title, licence."""
    return {
        "url": f"{site_address(datasette, request)}/",
        "title": str(datasette.metadata("title") or "Workplace exchange catalogue"),
        "licence": str(datasette.metadata("license_url") or ""),
    }
