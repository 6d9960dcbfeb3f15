"""Every address of the site that is not Datasette's own, and the function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import Response

from catalogue.site.bots import robots_page
from catalogue.site.codebook import codebook_markdown, codebook_page
from catalogue.site.downloads import DOWNLOAD, download
from catalogue.site.errors import not_public
from catalogue.site.front import front_page
from catalogue.site.gap_map import map_page
from catalogue.site.glossary_page import glossary_page
from catalogue.site.guided import find_page
from catalogue.site.health import health_feed, health_page
from catalogue.site.listing import list_page, no_such_format
from catalogue.site.programmes import programmes_page
from catalogue.site.published import PATH
from catalogue.site.row_pages import ROW_PAGE, row_page
from catalogue.site.safe_tables import ROW, TABLE, safe_table
from catalogue.site.sitemap import sitemap_page
from catalogue.site.sources import sources_page
from catalogue.site.takeaway import LIST_FILE, list_as_file
from catalogue.site.text_pages import NAMES, text_page
from catalogue.site.trends import trends_page

Route = tuple[str, Callable[..., Any]]

FAVICON = "/-/static-plugins/wkep-catalogue/favicon.svg"

# Asked in this order, before Datasette's own; one line a page.
ROUTES: list[Route] = [
    (r"/$", front_page),
    (r"/find$", find_page),
    (rf"{PATH}$", list_page),
    (LIST_FILE, list_as_file),
    (ROW_PAGE, row_page),
    (rf"{PATH}\.(?!blob$)\w+$", no_such_format),
    (DOWNLOAD, download),
    (TABLE, safe_table),
    (ROW, safe_table),
    (r"/catalogue\.db$", lambda: Response.redirect("/download/catalogue.db")),
    (r"/codebook$", codebook_page),
    (r"/codebook\.md$", codebook_markdown),
    (r"/glossary$", glossary_page),
    (r"/map$", map_page),
    (r"/trends$", trends_page),
    (rf"/(?P<name>{'|'.join(NAMES)})$", text_page),
    (r"/favicon\.ico$", lambda: Response.redirect(FAVICON, status=301)),
    (r"/programmes$", programmes_page),
    (r"/sources$", sources_page),
    (r"/health$", health_page),
    (r"/health\.atom$", health_feed),
    (r"/robots\.txt$", robots_page),
    (r"/sitemap(?:-(?P<part>[1-9]\d{0,3}))?\.xml$", sitemap_page),
    (r"/-/(?!static(?:-plugins)?/).*$", not_public),
]
