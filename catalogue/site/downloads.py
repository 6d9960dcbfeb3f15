"""The whole catalogue to take away: the Data Package and the SQLite file, each made once per build."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.data_package import pack
from catalogue.data_package.words import PACKAGE
from catalogue.export import edition_of
from catalogue.formats.edition import Edition
from catalogue.keeping.kept_files import Make, kept_file
from catalogue.public_copy import write_copy
from catalogue.site.live_edition import NotBuilt
from catalogue.site.published import NAME, NONE_SERVED, catalogue_of
from catalogue.site.streamed import Streamed

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

DOWNLOAD = r"/download/catalogue\.(?P<format>zip|db)$"
PIECE = 1 << 18  # bytes that are handed on at once


@dataclass(frozen=True)
class Download:
    """A kind of file that is given away."""

    media_type: str
    kept_as: str  # the end of the name under which it is kept
    make: Make
    name: Callable[[Path, Edition], str]  # of the file where it is saved


def make_package(db: sqlite3.Connection, path: Path) -> None:
    """Write the Data Package."""
    with path.open("wb") as file:
        pack(db, file)


def package_name(path: Path, edition: Edition) -> str:
    """The name of the package, with its version."""
    with ZipFile(path) as package:
        return f"{PACKAGE['name']}-{package.comment.decode()}.zip"


# The copy is not kept as a .db: Datasette would serve it where it is given a whole folder.
DOWNLOADS = {
    "zip": Download("application/zip", "zip", make_package, package_name),
    "db": Download(
        "application/vnd.sqlite3", "copy", write_copy, lambda _, edition: f"{PACKAGE['name']}-{edition.day}.db"
    ),
}


async def download(datasette: Datasette, request: Request) -> Response | Streamed:
    """The file that an address asks for, out of a handle that stays open: a build under way cannot tear it."""
    places = [("view-database-download", NAME), ("view-database", NAME), "view-instance"]
    await datasette.ensure_permissions(request.actor, places)
    db = catalogue_of(datasette)
    if db is None:
        raise NotBuilt(NONE_SERVED)
    suffix = request.url_vars["format"]
    catalogue, edition = Path(db.path), db.asked
    file, headers = await asyncio.to_thread(edition.answer, lambda conn: opened(conn, catalogue, suffix))
    media_type = DOWNLOADS[suffix].media_type
    if is_known(request, headers):
        file.close()
        return Response("", status=304, headers={name: headers[name] for name in ("ETag", "Last-Modified")})
    if request.method == "HEAD":
        file.close()
        return Response("", headers=headers, content_type=media_type)
    stream = Streamed(pieces(file), headers, media_type)
    await stream.begin()
    return stream


def opened(db: sqlite3.Connection, catalogue: Path, suffix: str) -> tuple[IO[bytes], dict[str, str]]:
    """(the file, open, and the headers that go with it)."""
    kind, edition = DOWNLOADS[suffix], edition_of(db)
    path = kept_file(db, catalogue, kind.kept_as, kind.make)
    file = path.open("rb")
    name = kind.name(path, edition)
    return file, {
        "Content-Length": str(os.fstat(file.fileno()).st_size),
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'"{path.name.split(".")[-2]}-{suffix}"',  # the key of the content is part of the kept file's name
        "Last-Modified": format_datetime(edition.moment, usegmt=True),
        "Content-Encoding": "identity",  # it is packed already, or goes to a program that asks once a build
    }


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file, some at a time; it is closed at the end."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def is_known(request: Request, headers: dict[str, str]) -> bool:
    """Whether the one who asks has this file already (RFC 9110 section 13.2.2: the ETag goes first)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return "*" in tags or headers["ETag"] in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = moment_of_header(request.headers.get("if-modified-since"))
    return since is not None and since >= parsedate_to_datetime(headers["Last-Modified"])


def moment_of_header(written: str | None) -> datetime | None:
    """A moment as HTTP writes it; None where it is none."""
    try:
        moment = parsedate_to_datetime(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
