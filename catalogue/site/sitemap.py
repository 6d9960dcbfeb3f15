"""The sitemap: every page for people, records with the day of their last change (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from datasette import Response
from datasette.utils import tilde_encode
from datasette.utils.asgi import NotFound, Request

from catalogue.site.published import PATH, ask
from catalogue.site.settings import site_address

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

MOST = 50_000  # addresses of one file, by the protocol
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages for people that are no rows of the catalogue.
PAGES = ("/", PATH, "/programmes", "/sources", "/map", "/trends", "/codebook", "/glossary", "/health", "/about",
         "/method", "/api", "/cite", "/privacy", "/accessibility")  # fmt: skip
ROWS = f"""
select '{PATH}/' as page, id, coalesce(changed_at, first_seen) as changed from opportunities
union all select '/catalogue/programmes/', id, null from programmes
union all select '/catalogue/sources/', id, null from sources
order by page, id
"""  # noqa: S608 our own names
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?")  # as the protocol wants it
Entry = tuple[str, str | None]  # address, day of the last change


async def sitemap_page(datasette: Datasette, request: Request) -> Response:
    """The sitemap, or a list of its parts where one file may not hold it all."""
    base = site_address(datasette, request)
    number = request.url_vars.get("part")
    text = await ask(datasette, lambda conn, _: sitemap(conn, base, int(number or 0)))
    if text is None:
        raise NotFound("no such part of the sitemap")
    return Response(text, content_type="application/xml; charset=utf-8")


def sitemap(conn: sqlite3.Connection, base: str, part: int = 0, most: int = MOST) -> str | None:
    """The XML of a part, counted from one; part 0 is the whole, or the list of the parts. None where there is none."""
    rows = conn.execute("select (select count(*) from opportunities) + (select count(*) from programmes)"
                        " + (select count(*) from sources)").fetchone()[0]  # fmt: skip
    parts = -(-(rows + len(PAGES)) // most)
    if part > parts or (part and parts == 1):
        return None
    if part == 0 and parts > 1:
        return index_of(f"{base}/sitemap-{number}.xml" for number in range(1, parts + 1))
    start = max(part - 1, 0) * most
    return urls_of(base, list(islice(entries(conn), start, start + most)))


def entries(conn: sqlite3.Connection) -> Iterator[Entry]:
    """Every page with the day of its last change, where that is known."""
    yield from ((page, None) for page in PAGES)
    for page, id, changed in conn.execute(ROWS):
        yield page + tilde_encode(id), changed


def urls_of(base: str, listed: Sequence[Entry]) -> str:
    """A sitemap of addresses."""
    return document(
        "urlset", [f"<url><loc>{escape(base + path)}</loc>{last_change(day)}</url>" for path, day in listed]
    )


def last_change(moment: str | None) -> str:
    """When a page was changed; empty where that is not known."""
    return f"<lastmod>{moment}</lastmod>" if MOMENT.fullmatch(moment or "") else ""


def index_of(addresses: Iterator[str]) -> str:
    """A sitemap of sitemaps."""
    return document("sitemapindex", [f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in addresses])


def document(name: str, lines: Sequence[str]) -> str:
    """An XML document, one entry a line."""
    inner = "\n".join(lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{NAMESPACE}">\n{inner}\n</{name}>\n'
