"""Deeds: what a person has had forgotten, dropped or accepted, written down in the archive; and a file without traces.

Bytes that are deleted are overwritten (secure_delete) and the file is written anew (vacuum), so that nothing of them
stays in a free page or in the journal.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError, utc_text

LEFT_OVER = "is in use, so that old bytes may still lie in the file; give the command again when no crawl is under way"


class RetentionError(ValueError):
    """Something that cannot be forgotten or pruned as asked; the message says what to write instead."""


@dataclass(frozen=True)
class Deed:
    """What was done."""

    what: str
    adverts: int
    snapshots: int


def log(db: sqlite3.Connection, now: datetime, deed: str, what: str, why: str, adverts: int, snapshots: int) -> None:
    """Write down what was done, when and why."""
    db.execute(
        "insert into deeds (done_at, deed, what, why, adverts, snapshots) values (?, ?, ?, ?, ?, ?)",
        (utc_text(now), deed, what, why, adverts, snapshots),
    )


def write_anew(archive: Archive) -> None:
    """Write the file anew without its free pages, and empty its journal. Raises ArchiveError while others use it."""
    try:
        archive.db.execute("vacuum")
        busy = archive.db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    except sqlite3.OperationalError as problem:
        raise ArchiveError(f"{archive.path}: {LEFT_OVER} ({problem})") from problem
    if busy:
        raise ArchiveError(f"{archive.path}: {LEFT_OVER}")
