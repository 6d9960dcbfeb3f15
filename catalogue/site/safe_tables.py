"""CSV of every other table, report and record: Datasette's own, but harmless in a spreadsheet unless `_raw=on`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs

from datasette.utils.asgi import AsgiStream, Request

from catalogue.formats.csv_text import spreadsheet_safe
from catalogue.site.published import NAME
from catalogue.site.streamed import is_on

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

# The groups are those that Datasette's own views look for.
TABLE = rf"/(?P<database>{NAME})/(?P<table>[^/.]+)\.(?P<format>csv)$"
ROW = rf"/(?P<database>{NAME})/(?P<table>[^/]+?)/(?P<pks>[^/]+?)\.(?P<format>csv)$"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)  # begins like a formula and is none


class Writer(Protocol):
    """Where an answer is written to."""

    def write(self, text: str) -> Awaitable[None]:
        """Write some text."""


class SafeRows:
    """A writer that takes the rows of a table, one each time, and passes them on harmless."""

    def __init__(self, out: Writer):
        self.out = out

    async def write(self, text: str) -> None:
        """Write a row."""
        file = io.StringIO(newline="")
        written = csv.writer(file, quoting=csv.QUOTE_ALL)
        written.writerows([safe(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
        await self.out.write(file.getvalue())


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return cell if NUMBER.fullmatch(cell) else spreadsheet_safe(cell)


async def safe_table(datasette: Datasette, request: Request, send: Any) -> Any:
    """The table that an address asks for, as CSV."""
    from datasette.views.row import RowView  # noqa: PLC0415 (Datasette loads us while it is loading)
    from datasette.views.table import TableView  # noqa: PLC0415

    view = RowView if "pks" in request.url_vars else TableView
    answer = await view.as_view(datasette)(request, send)
    if isinstance(answer, AsgiStream) and not is_on(parse_qs(request.query_string), "_raw"):
        rows = answer.stream_fn
        answer.stream_fn = lambda out: rows(SafeRows(out))
    return answer
