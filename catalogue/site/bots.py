"""What search engines and other crawlers are told: robots.txt, and which addresses are worth an index entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.site.published import PATH
from catalogue.site.settings import site_address

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

# Every mix of filters, every format and every cell of every table is an address; only pages for people are worth
# asking for. The longest rule that fits an address counts (RFC 9309, 2.2.2).
PUBLIC = ("opportunities", "programmes", "sources")  # tables whose rows have pages for people
ROWS = "".join(
    f"Allow: /catalogue/{table}/\nDisallow: /catalogue/{table}/*?\n"
    + "".join(f"Disallow: /catalogue/{table}/*.{format}$\n" for format in ("json", "csv", "jsono"))
    for table in PUBLIC
)
ROBOTS = f"""User-agent: *
Disallow: /*?
Disallow: /-/
Disallow: /*.atom$
Disallow: /download/
Disallow: /catalogue
Allow: {PATH}$
{ROWS}Allow: /-/static-plugins/
"""
ROW = re.compile(rf"/catalogue/(?:{'|'.join(PUBLIC)})/[^/.]+")
OTHER = re.compile(r"/(?:-|catalogue|download)(?:[/.].*)?|.*\.(?:atom|json|csv)")


async def robots_page(datasette: Datasette, request: Request) -> Response:
    """robots.txt; the sitemap is named by its whole address, as it has to be."""
    return Response.text(f"{ROBOTS}\nSitemap: {site_address(datasette, request)}/sitemap.xml\n")


def may_index(path: str, query: str) -> bool:
    """Whether a page may stand in a search engine: a page for people, and not one of its filtered forms."""
    if path.startswith("/-/static-plugins/"):
        return True
    return not query and (path == PATH or bool(ROW.fullmatch(path)) or not OTHER.fullmatch(path))
