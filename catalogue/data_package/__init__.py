"""`catalogue package`: the whole catalogue as a Data Package, a zip file whose version is the build's day and content.

The same catalogue gives the same bytes. Everything comes from the published file, so nothing private can get in.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from catalogue.columns import TABLES, Table
from catalogue.data_package.pages import citation, codebook_page, readme
from catalogue.data_package.schema import FLOW, Member, descriptor
from catalogue.data_package.words import PACKAGE
from catalogue.export import FORMATS, ExportError, Wanted, chosen, edition_of, open_catalogue, rows_of
from catalogue.flow import read_flow
from catalogue.formats.csv_text import spreadsheet_safe, table
from catalogue.formats.edition import Edition
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers

PUBLIC = 0o644 << 16  # permissions of a file in a zip, where Unix looks for them
UNIX = 3


@dataclass
class Package:
    """A package that is being written."""

    zip: ZipFile
    day: date  # of the build; the time of every file in it
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file."""
        entry = ZipInfo(name, (self.day.year, self.day.month, self.day.day, 0, 0, 0))
        entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, PUBLIC, UNIX
        digest, size = hashlib.sha256(), 0
        with self.zip.open(entry, "w") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members.append(Member(name, size, digest.hexdigest()))

    @property
    def version(self) -> str:
        """The day, and a digest of what was written up to now."""
        written = "".join(f"{member.sha256}  {member.name}\n" for member in self.members)
        return f"{self.day}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"


def write_package(db_path: Path, folder: Path) -> Path:
    """Write the package of a catalogue into a folder; the file, named after its version. Raises ExportError."""
    with closing(open_catalogue(db_path)) as db:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return written_into(folder, db)
        except OSError as problem:
            raise ExportError(f"{folder}: cannot be written to ({problem.strerror}); name another with -o") from problem
        except sqlite3.Error as problem:
            raise ExportError(f"{db_path}: cannot be read as a catalogue ({problem}); build it again") from problem


def written_into(folder: Path, db: sqlite3.Connection) -> Path:
    """The package, written beside its place first and put there when it is whole."""
    unnamed = folder / f"{PACKAGE['name']}.zip"
    fresh = fresh_beside(unnamed)
    sweep_leftovers(unnamed)
    try:
        with fresh.open("wb") as file:
            version = pack(db, file)
        target = folder / f"{PACKAGE['name']}-{version}.zip"
        replace_durably(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


def pack(db: sqlite3.Connection, file: IO[bytes]) -> str:
    """Write the package of an open catalogue into a file; its version, which is the comment of the zip file too."""
    edition = edition_of(db)
    with ZipFile(file, "w", ZIP_DEFLATED) as zip:
        package = Package(zip, date.fromisoformat(edition.day))
        package.add("opportunities.json", opportunities_json(db, edition))
        for each in tables_of_package():
            package.add(f"{each.name}.csv", table_csv(db, each))
        package.add("flow.csv", table(FLOW, flow_rows(db), bom=False, quoted=True))
        package.add("codebook.md", [codebook_page(db, edition.codebook_version).encode()])
        version = package.version
        package.add("README.md", [readme(db, edition, version).encode()])
        package.add("CITATION.cff", [citation(edition, version).encode()])
        package.add("datapackage.json", [descriptor(db, edition, version, package.members).encode()])
        package.add("SHA256SUMS", [b"".join(f"{each.sha256}  {each.name}\n".encode() for each in package.members)])
        zip.comment = version.encode()
    return version


def tables_of_package() -> list[Table]:
    """The tables that go in, in their order."""
    return [each for name, each in TABLES.items() if name not in PACKAGE["left_out"]]


def opportunities_json(db: sqlite3.Connection, edition: Edition) -> Iterator[bytes]:
    """All opportunities as the JSON export has them."""
    ids = chosen(db, FORMATS["json"], Wanted())
    return FORMATS["json"].chunks(rows_of(lambda question: question(db), ids), edition)


def table_csv(db: sqlite3.Connection, each: Table) -> Iterator[bytes]:
    """A table as CSV: arrays as JSON, and an apostrophe before text that a spreadsheet would take for a formula."""
    columns = ", ".join(f"[{column.name}]" for column in each.columns)
    order = ", ".join(f"[{name}]" for name in each.key) or "rowid"
    rows = db.execute(f"select {columns} from [{each.name}] order by {order}")  # noqa: S608 names from our own file
    return table(
        [column.name for column in each.columns], (tuple(map(safe, row)) for row in rows), bom=False, quoted=True
    )


def flow_rows(db: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    """(step, number, what is counted): the numbers of a flow diagram (PRISMA 2020)."""
    flow = read_flow(db)
    for step, what in PACKAGE["flow"].items():
        if step == "by_reason":
            yield from ((f"excluded_{each.code}", each.count, what.format(each.label)) for each in flow.reasons)
        else:
            yield step, getattr(flow, step), what


def safe(value: Any) -> Any:
    """A cell; arrays begin with a bracket and are left as they are."""
    return spreadsheet_safe(value) if isinstance(value, str) else value
