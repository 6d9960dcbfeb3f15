"""Every address of the site that is not Datasette's own, and the function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import Response

from catalogue.site.codebook import codebook_page
from catalogue.site.front import front_page
from catalogue.site.listing import list_page
from catalogue.site.published import PATH

Route = tuple[str, Callable[..., Any]]

ROBOTS = f"User-agent: *\nAllow: /\nDisallow: /*?\nDisallow: {PATH}.csv\nDisallow: {PATH}.json\n"

# Asked in this order, before Datasette's own; one line a page.
ROUTES: list[Route] = [
    (r"/$", front_page),
    (rf"{PATH}$", list_page),
    (r"/codebook$", codebook_page),
    (r"/robots\.txt$", lambda: Response.text(ROBOTS)),
]
