"""The list as a file: the same question as the page's, in any format, whole, some rows at a time."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.export import FORMATS, Wanted, chosen, edition_of, rows_of
from catalogue.export_filters import order_of, query_string
from catalogue.formats import Edition
from catalogue.site.addresses import COLUMNS
from catalogue.site.listing import conditions
from catalogue.site.live_edition import NotBuilt
from catalogue.site.permissions import ensure_seen
from catalogue.site.published import NAME, NONE_SERVED, Published, ask, catalogue_of
from catalogue.site.question import question_of
from catalogue.site.settings import site_address
from catalogue.site.streamed import Streamed, is_on

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

# The groups are those that Datasette's own view of a table looks for.
LIST_FILE = rf"/(?P<database>{NAME})/(?P<table>opportunities)\.(?P<format>{'|'.join(FORMATS)})$"


async def list_as_file(datasette: Datasette, request: Request, send: Any) -> Any:
    """The file that an address asks for; JSON in pages stays Datasette's own."""
    format = FORMATS[request.url_vars["format"]]
    flags = parse_qs(request.query_string)
    if format.suffix == "json" and not is_on(flags, "_stream"):
        from datasette.views.table import TableView  # noqa: PLC0415 (Datasette loads us while it is loading)

        return await TableView.as_view(datasette)(request, send)
    await ensure_seen(datasette, request, "opportunities")
    db = catalogue_of(datasette)
    if db is None:
        raise NotBuilt(NONE_SERVED)
    wanted, query = await wanted_of(datasette, request)
    site, raw, bom = site_address(datasette, request), is_on(flags, "_raw"), is_on(flags, "_bom")

    def look(conn: sqlite3.Connection, published: Published) -> tuple[list[int], Edition]:
        return chosen(conn, format, wanted), edition_of(conn, site=site, query=query, raw=raw, bom=bom)

    ids, edition = await ask(datasette, look)
    headers = {"Content-Disposition": f'{format.place}; filename="opportunities-{edition.day}.{format.suffix}"'}
    if request.method == "HEAD":
        return Response("", headers=headers, content_type=format.media_type)
    # One edition answers to the end, whatever a build puts in its place meanwhile.
    stream = Streamed(format.chunks(rows_of(db.asked.answer, ids), edition), headers, format.media_type)
    await stream.begin()
    return stream


async def wanted_of(datasette: Datasette, request: Request) -> tuple[Wanted, str]:
    """(the opportunities that the same question finds on the page, that question as a query string).

    By id, unless the address names a column.
    """
    question = question_of(request.query_string)
    clauses, values = await conditions(datasette, request, question)
    flags = parse_qs(request.query_string)
    up, down = (
        column if column in COLUMNS else "" for column in (flags.get(key, [""])[-1] for key in ("_sort", "_sort_desc"))
    )
    named = frozenset(key.partition("__")[0] for key, _ in question.filters)
    by_column = [
        (key, value) for key, value in parse_qsl(request.query_string) if key.startswith(("_search_", "_through"))
    ]
    query = query_string([*question.filters, *by_column], question.search, up, down)
    return Wanted(clauses, values, named, order_of(up, down)), query
