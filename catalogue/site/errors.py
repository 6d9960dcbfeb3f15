"""Pages for what cannot be shown: calm, short, and silent about the inside."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request
from datasette.utils.sqlite import sqlite3  # the one that it uses: some hosts need a younger one than Python's
from datasette.views.base import DatasetteError

from catalogue.site.live_edition import NotBuilt

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

LOG = logging.getLogger(__name__)
TOO_LONG = "That question takes too long to answer. Fewer filters or more exact words may help."
BROKEN = "Something went wrong on our side. The page that you came from should still work; please try again later."
NOT_THERE = "There is no such page. Records keep their address for good, so a letter of it may be missing."
ODD = "This address asks for something that the catalogue does not have."
TOLD = ("Cannot", "_", "Invalid _")  # Datasette's own words begin so; others are SQLite's, and tell of the inside
NOT_BUILT = "There is no catalogue here yet, or it is being put in place. Please try again in a few minutes."
NOT_ALLOWED = "This part of the catalogue is not public."


async def error_page(datasette: Datasette, request: Request, status: int, message: str) -> Response:
    """A page that says what is wrong, or the same as JSON where JSON was asked for."""
    title = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
    headers = {"Retry-After": "60"} if status == 503 else {}
    if request.path.endswith(".json"):
        return Response.json(
            {"ok": False, "error": message, "status": status, "title": title}, status=status, headers=headers
        )
    context = {"title": title, "error": message, "status": status}
    page = await datasette.render_template(
        [f"{status}.html", "error.html"], context, request=request, view_name="error"
    )
    return Response.html(page, status=status, headers=headers)


def explained(exception: BaseException) -> tuple[int, str]:
    """(status, words for the person who asked) of what went wrong."""
    if isinstance(exception, Forbidden):
        return 403, NOT_ALLOWED
    if isinstance(exception, NotFound):
        return 404, NOT_THERE
    if isinstance(exception, NotBuilt):
        return 503, NOT_BUILT
    if isinstance(exception, QueryInterrupted) or "interrupted" in str(exception).lower():
        return 400, TOO_LONG
    if isinstance(exception, Base400):
        return int(exception.status), str(exception)
    if isinstance(exception, DatasetteError):
        return exception_status(exception), exception_words(exception)
    if isinstance(exception, sqlite3.ProgrammingError):  # a row whose key has more parts than the address
        return 404, NOT_THERE
    if isinstance(exception, sqlite3.OperationalError | RecursionError | OverflowError):
        return 400, ODD  # a column that is none, an array within thousands of others, a number with too many digits
    return 500, BROKEN


def exception_status(exception: DatasetteError) -> int:
    """The status of Datasette's own error; what it raises itself is the fault of the address, not of the server."""
    return 400 if exception.status == 500 else int(exception.status)


def exception_words(exception: DatasetteError) -> str:
    """What to say of Datasette's own error: its words where they are about the address, ours in place of SQLite's."""
    if exception.message_is_html:  # with a script in it; those are about a question that took too long
        return TOO_LONG
    said = str(exception.message)
    return said if said.startswith(TOLD) or exception.status in (403, 404) else ODD


async def handled(datasette: Datasette, request: Request, exception: BaseException) -> Response:
    """The page for an exception; only what is our own fault goes into the log."""
    status, message = explained(exception)
    if status >= 500:
        LOG.error("%s could not be answered", request.path, exc_info=exception)
    return await error_page(datasette, request, status, message)


async def not_public() -> Response:
    """Datasette's own pages about itself name files, versions and threads: nobody's business but the keeper's."""
    raise Forbidden(NOT_ALLOWED)
