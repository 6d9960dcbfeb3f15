"""The list of opportunities: search, filters with counts, order, pages. Its CSV and JSON are Datasette's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Request

from catalogue.search import match_query
from catalogue.site.cards import SHOWN
from catalogue.site.published import NAME, Published, ask
from catalogue.site.question import Question, cleaned, question_of
from catalogue.site.results import Found, page_context
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

SEARCHED = "select rowid from opportunities_fts where opportunities_fts match :words"
TEMPLATE = "table-catalogue-opportunities.html"


async def list_page(datasette: Datasette, request: Request) -> Response:
    """The page of the list that an address asks for."""
    if request.method not in ("GET", "HEAD"):
        return Response.text("Method not allowed", status=405)
    places = [("view-table", (NAME, "opportunities")), ("view-database", NAME), "view-instance"]
    await datasette.ensure_permissions(request.actor, places)
    question = question_of(request.query_string)
    clauses, values = await conditions(datasette, request, question)
    found = await ask(datasette, lambda conn, published: find(conn, published, question, clauses, values))
    context = page_context(question, found, today_for(datasette))
    page = await datasette.render_template(TEMPLATE, context, request=request, view_name="table")
    json_url = datasette.absolute_url(request, context["json_url"])
    headers = {"Link": f'<{json_url}>; rel="alternate"; type="application/json"'}
    if request.query_string:
        headers["X-Robots-Tag"] = "noindex, follow"  # every mix of filters is an address; none is worth an index entry
    return Response.html("" if request.method == "HEAD" else page, headers=headers)


async def conditions(datasette: Datasette, request: Request, question: Question) -> tuple[list[str], dict[str, Any]]:
    """SQL conditions and their values, made by Datasette, so that page, CSV and JSON always agree."""
    try:
        clauses, values = Filters(sorted(question.filters)).build_where_clauses("opportunities")
    except ValueError:  # a broken JSON array after __in
        clauses, values = ["0"], {}
    # Datasette reads search and joins from the request itself, so it is given one that it can answer.
    sound = Request({**request.scope, "query_string": cleaned(request.query_string).encode()}, request.receive)
    asked = pm.hook.filters_from_request(request=sound, database=NAME, table="opportunities", datasette=datasette)
    for each in asked:
        more = await await_me_maybe(each)
        if more:
            clauses.extend(more.where_clauses)
            values.update(more.params)
    return clauses, values


def find(
    conn: sqlite3.Connection,
    published: Published,
    question: Question,
    clauses: Sequence[str],
    values: Mapping[str, Any],
) -> Found:
    """The rows of the page, how many there are in all, and the counts of every filter."""
    ids = ids_in_order(conn, published, question, f"where {' and '.join(clauses)}" if clauses else "", values)
    start = (question.page - 1) * question.size
    wanted = ids[start : start + question.size]
    # The ids are numbers that the file itself has just given.
    sql = f"select {', '.join(SHOWN)} from opportunities where rowid in ({','.join(map(str, wanted))})"  # noqa: S608
    rows = {row[0]: row for row in conn.execute(sql)}
    counts = published.totals if len(ids) == published.size else published.facets.count(ids)
    return Found(len(ids), [rows[id] for id in wanted], counts, published)


def ids_in_order(
    conn: sqlite3.Connection, published: Published, question: Question, where: str, values: Mapping[str, Any]
) -> list[int]:
    """Row ids of everything that is found, in order; an order that the page offers needs no sorting query."""
    sql = f"select rowid from opportunities {where}"  # noqa: S608 conditions are Datasette's, with parameters
    if question.search and not question.filters:  # the index alone knows the answer, without a look at each row
        sql, values = SEARCHED, {"words": match_query(question.search)}
    places = published.places.get(question.sort)
    if places is None:
        sql = sql if sql != SEARCHED else f"select rowid from opportunities where rowid in ({SEARCHED})"  # noqa: S608
        sql += f" order by [{question.sort_column}]{' desc' if question.down else ''}, rowid"
    ids = [row[0] for row in conn.execute(sql, values)]
    return ids if places is None else sorted(ids, key=places.__getitem__)
