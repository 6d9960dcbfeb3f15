"""The pages of words: about, method, privacy, accessibility, how to cite, addresses for developers."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import Response
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request

from catalogue.columns import TABLES
from catalogue.flow import read_flow
from catalogue.site import words
from catalogue.site.citing import bibtex, citation
from catalogue.site.published import PATH, Published, ask, catalogue_of, page_words
from catalogue.site.question import LIST_SIZE, MOST, PAGE_SIZE
from catalogue.site.settings import site_address
from catalogue.site.today import day_of

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

NAMES = ("about", "method", "privacy", "accessibility", "cite", "api")
SOURCES = """
select count(*), coalesce(sum(status = 'active' and terms_verdict = 'allow'), 0), coalesce(sum(status = 'blocked'), 0),
    coalesce(sum(status = 'unverified'), 0) from sources
"""
FIRST = "select * from opportunities order by closing_order limit 1"
CHECKED = "select count(*) filter (where checked = 'person') from opportunities"
WAITS = 14  # days: how far ahead the example of two days looks
KEEP_PAGES = 180  # days; docs/trust.md


async def text_page(datasette: Datasette, request: Request) -> Response:
    """The page that the address names, with numbers of the published file."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    site = site_address(datasette, request)
    name = request.url_vars["name"]
    found = (
        await ask(datasette, lambda conn, published: live(conn, published, name, site))
        if catalogue_of(datasette)
        else {}
    )
    context = {
        "site": site,
        "software": version("wkep-catalogue"),
        "checked_on": words.day_text(str(page_words()["checked_on"].get(name, ""))),
        "keep_pages": os.environ.get("WKEP_KEEP_PAGES_DAYS") or KEEP_PAGES,
        "licence": datasette.metadata("license"),
        "licence_url": datasette.metadata("license_url"),
        "list_size": LIST_SIZE,
        "page_size": PAGE_SIZE,
        "most": MOST,
        "operators": page_words()["operators_said"],
        "columns": TABLES["opportunities"].columns,
        "row_limit": datasette.setting("max_returned_rows"),
        "time_limit": datasette.setting("sql_time_limit_ms"),
        **found,
    }
    return Response.html(await datasette.render_template(f"pages/{name}.html", context, request=request))


def live(conn: sqlite3.Connection, published: Published, name: str, site: str) -> dict[str, Any]:
    """What a page shows of the published file."""
    built_at = published.meta.get("built_at", "")
    listed, active, blocked, unverified = conn.execute(SOURCES).fetchone()
    row = conn.execute(FIRST).fetchone()
    first = dict(row) if row else None
    shown: dict[str, Any] = {
        "there": True,
        "built_at": built_at,
        "built_on": words.day_text(built_at),
        "built_year": built_at[:4],
        "codebook_version": published.meta.get("codebook_version"),
        "size": published.size,
        "open": published.totals["status"].get("open", 0),
        "sources": {"listed": listed, "active": active, "blocked": blocked, "unverified": unverified},
        "checked": conn.execute(CHECKED).fetchone()[0],
    }
    if name == "method":
        shown["flow"] = read_flow(conn)
    if first and name == "cite":
        address = f"{site}{PATH}/{tilde_encode(first['id'])}"
        shown |= {
            "record": first,
            "record_path": f"{PATH}/{tilde_encode(first['id'])}",
            "ris_path": f"{PATH}.ris?id={quote(first['id'])}",
            "citation": citation(first, built_at, address),
            "bibtex": bibtex(first, built_at, address),
        }
    if name == "api":
        shown |= {"examples": examples(published, first), "sample": sample(first)}
    return shown


def examples(published: Published, first: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The addresses of page_words.yml, filled with values that the file has, so that each finds something."""
    built = day_of(published.meta.get("built_at"))
    id = first["id"] if first else "none"
    values = {
        "nation": quote(commonest(published, "nation")),
        "sector": quote(commonest(published, "sectors_to")),
        "form": quote(commonest(published, "exchange_form")),
        "id": tilde_encode(id),
        "raw_id": quote(id),
        "day": built.isoformat() if built else "",
        "later": (built + timedelta(days=WAITS)).isoformat() if built else "",
    }
    return [
        {**group, "list": [{"what": what, "url": url.format(**values)} for what, url in group["list"]]}
        for group in page_words()["examples"]
    ]


def commonest(published: Published, column: str) -> str:
    """The stated value that most opportunities have; the first of the codebook where none has any."""
    counts = {value: count for value, count in published.totals[column].items() if value is not None}
    known = sorted(code for dimension, code in published.codes if dimension == column)
    return max(sorted(counts), key=lambda value: counts[value]) if counts else next(iter(known), "")


def sample(first: Mapping[str, Any] | None) -> str:
    """A row as JSON gives it, with what is not stated left out, cut to its first ten columns."""
    stated = [(key, value) for key, value in (first or {}).items() if value is not None]
    return json.dumps(dict(stated[:10]), ensure_ascii=False, indent=2)
