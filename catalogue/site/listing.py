"""The list of opportunities: search, filters with counts, order, pages. Its files have addresses of their own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import NotFound, Request

from catalogue.search import match_query
from catalogue.site.answerable import cleaned
from catalogue.site.cards import SHOWN
from catalogue.site.facets import rows_in_order
from catalogue.site.live_edition import NotBuilt
from catalogue.site.loosening import loosened, meant
from catalogue.site.named_first import leads, led_by
from catalogue.site.parts import parts_of
from catalogue.site.permissions import ensure_seen
from catalogue.site.published import NAME, NONE_SERVED, Published, ask, catalogue_of, page_words
from catalogue.site.question import Question, page_question
from catalogue.site.results import Found, page_context
from catalogue.site.settings import site_address
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

TEMPLATE = "table-catalogue-opportunities.html"

# What fits best stands first where a search is typed: who types words wants what is about them, and an advert that has
# them in its title is more about them than one that names them at its end. A word in so many of the adverts asked for
# tells little about any of them, and to weigh each takes long; then what closes soonest stands first, as without words.
MOST_RANKED, MOST_ASKED = 1000, 5000  # opportunities: unasked, and where the address asks for the best match first
FEW = 3  # finds; whoever has so little to choose from is told what to ask less of
WEIGHTS = 10.0, 5.0, 1.0  # of title, host and text: a title is chosen word by word
Clauses = tuple[list[str], dict[str, Any]]


async def list_page(datasette: Datasette, request: Request) -> Response:
    """The page of the list that an address asks for."""
    if request.method not in ("GET", "HEAD"):
        return Response.text("Method not allowed", status=405)
    await ensure_seen(datasette, request, "opportunities")
    if catalogue_of(datasette) is None:
        raise NotBuilt(NONE_SERVED)
    question = page_question(request.query_string)
    joined = await joined_conditions(datasette, request, without_search=True)
    found = await ask(datasette, lambda conn, published: find(conn, published, question, joined))
    context = page_context(found, today_for(datasette))
    page = await datasette.render_template(TEMPLATE, context, request=request, view_name="table")
    json_url = site_address(datasette, request) + context["json_url"]
    headers = {"Link": f'<{json_url}>; rel="alternate"; type="application/json"'}
    if request.query_string:
        headers["X-Robots-Tag"] = "noindex, follow"  # every mix of filters is an address; none is worth an index entry
    return Response.html("" if request.method == "HEAD" else page, headers=headers)


async def no_such_format() -> Response:
    """404: Datasette would take an ending that it does not know for the page itself, without what the page needs."""
    raise NotFound(f"There is no such file; the endings are {', '.join(page_words()['files'])}")


async def conditions(datasette: Datasette, request: Request, question: Question) -> Clauses:
    """SQL conditions and their values, made by Datasette, so that page, CSV and JSON always agree."""
    try:
        clauses, values = Filters(sorted(question.filters)).build_where_clauses("opportunities")
    except ValueError:  # a broken JSON array after __in
        clauses, values = ["0"], {}
    more, also = await joined_conditions(datasette, request)
    return [*clauses, *more], {**values, **also}


async def joined_conditions(datasette: Datasette, request: Request, *, without_search: bool = False) -> Clauses:
    """Conditions that Datasette and its plugins read from the request itself: search, joins."""
    # They are given a request that can be answered.
    sound = cleaned(request.query_string, leave_out=("_search",) if without_search else ()).encode()
    asked = pm.hook.filters_from_request(
        request=Request({**request.scope, "query_string": sound}, request.receive),
        database=NAME, table="opportunities", datasette=datasette,
    )  # fmt: skip
    clauses: list[str] = []
    values: dict[str, Any] = {}
    for each in asked:
        more = await await_me_maybe(each)
        if more:
            clauses.extend(more.where_clauses)
            values.update(more.params)
    return clauses, values


def find(conn: sqlite3.Connection, published: Published, question: Question, joined: Clauses) -> Found:
    """The rows of the page, how many there are in all, the counts of every filter, and what to try where it is none."""
    parts = parts_of(conn, published, question, joined)
    chosen = parts.all()
    total = chosen.bit_count()
    if question.sort == "best" and total > (MOST_ASKED if question.sort_asked else MOST_RANKED):
        question = replace(question, sort="soonest", sort_column="closing_order")
    start = (question.page - 1) * question.size
    order = order_of_rows(conn, published, question, chosen)
    wanted = rows_in_order(chosen, order, published.facets.size, start, question.size)
    # The ids are numbers that the file itself has just given.
    sql = f"select {', '.join(SHOWN)} from opportunities where rowid in ({','.join(map(str, wanted))})"  # noqa: S608
    rows = {row[0]: row for row in conn.execute(sql)}
    return Found(
        question,
        total,
        [rows[id] for id in wanted],
        parts.counts(published.facets, published.totals if total == published.size else None),
        chosen,
        published,
        parts,
        loosened(conn, published, question, parts, total) if total <= FEW else [],
        meant(conn, published, question, parts),
    )


def order_of_rows(conn: sqlite3.Connection, published: Published, question: Question, chosen: int) -> Sequence[int]:
    """Rowids in the order asked for, those that are not chosen among them; most orders cost no query."""
    if question.sort == "best":
        return by_relevance(conn, published, question.search, chosen)
    if profession := leads(question):
        return led_by(profession, published)
    if question.sort:
        return published.orders[question.sort]
    sql = f"select rowid from opportunities order by [{question.sort_column}]{' desc' * question.down}, rowid"  # noqa: S608
    return [row[0] for row in conn.execute(sql)]


def by_relevance(conn: sqlite3.Connection, published: Published, search: str, chosen: int) -> list[int]:
    """Chosen rowids, those that fit the words best first, and of equals what closes soonest.

    What has the typed words comes before what has others for the same thing: a rare synonym would else outweigh them.
    """
    ids = rows_in_order(chosen, published.orders["soonest"], published.facets.size, 0, published.size)
    typed = scores(conn, match_query(search, widen=False), ids)
    others = scores(conn, match_query(search), ids) if len(typed) < len(ids) else {}
    return sorted(ids, key=lambda id: (id not in typed, round(typed.get(id, others.get(id, 0.0)), 6)))


def scores(conn: sqlite3.Connection, query: str | None, ids: Sequence[int]) -> dict[int, float]:
    """Rowid → how well it fits a query of the index, the least the best; those that do not fit are left out."""
    weights = ", ".join(map(str, WEIGHTS))
    # The plus keeps the index from being asked once for every id.
    sql = (
        f"select rowid, bm25(opportunities_fts, {weights}) from opportunities_fts"  # noqa: S608 our own numbers
        " where opportunities_fts match ? and +rowid in (select value from json_each(?))"
    )
    return dict(tuple(row) for row in conn.execute(sql, (query, json.dumps(ids))))
