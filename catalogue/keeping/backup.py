"""Daily copies of the archive. What cannot be crawled again is in the archive alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalogue.archive.upgrade import VERSION
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers
from catalogue.lock import LockTaken, held

KEEP = 14  # days: a fault that nobody saw for a week can still be undone
NAMED = re.compile(r"(?P<archive>.+)-(?P<day>\d{4}-\d{2}-\d{2})\.db")
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite puts beside a file that is open


class BackupError(RuntimeError):
    """A backup that was not made or not put back; the message names the file and the mend."""


@dataclass(frozen=True)
class Backup:
    """A copy that was made."""

    path: Path
    size: int  # bytes
    runs: int
    snapshots: int
    removed: tuple[Path, ...]  # copies that were older than those kept


def back_up(archive: Path, folder: Path, day: date, keep: int = KEEP) -> Backup:
    """Copy the archive into the folder as NAME-DAY.db, whole as of one moment, then keep the newest `keep` days.

    Crawls may go on writing meanwhile. A copy has its name only once it was found sound; one of the same day takes the
    place of the earlier one. Raises BackupError, with every earlier copy untouched.
    """
    if keep < 1:
        raise BackupError(f"--keep {keep}: at least the copy that is made now has to be kept")
    if not archive.exists():
        raise BackupError(f"{archive}: there is no archive to copy yet; `scrapy crawlall` gathers one")
    target = folder / f"{archive.stem}-{day.isoformat()}.db"
    with told_of(f"{target} was not written; earlier copies stay as they were"):
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / f".{archive.stem}.lock", f"a backup into {folder}"):
            sweep_leftovers(target)
            fresh = fresh_beside(target)
            try:
                fresh.touch(mode=0o600)  # as private as the archive
                copy(archive, fresh)
                runs, snapshots = checked(fresh, archive)
                replace_durably(fresh, target)
            finally:
                remove(fresh)
            return Backup(target, target.stat().st_size, runs, snapshots, rotated(archive, folder, keep))


def copy(source: Path, target: Path) -> None:
    """Copy a database in one step, which is one moment of it; the copy is a single file."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)
        write.execute("pragma journal_mode = delete")


def checked(path: Path, made_of: Path) -> tuple[int, int]:
    """(runs, snapshots) of a copy that is sound. Raises BackupError, which names the file that it was made of, for one
    that is not, or is no archive."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        found = db.execute("pragma integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise BackupError(
                f"{made_of}: is damaged ({' '.join(found.split())}); put back the latest sound copy, or save what can"
                f" be read: sqlite3 {made_of} .recover"
            )
        version = db.execute("pragma user_version").fetchone()[0]
        if version > VERSION:
            raise BackupError(f"{made_of}: was written by a newer release, whose files have version {version}")
        tables = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
        if not {"runs", "snapshots", "adverts"} <= tables:
            raise BackupError(f"{made_of}: is no archive; it has no runs, snapshots and adverts")
        counts = db.execute("select (select count(*) from runs), (select count(*) from snapshots)").fetchone()
    return int(counts[0]), int(counts[1])


def copies(archive: Path, folder: Path) -> list[Path]:
    """The copies of an archive in a folder, newest first; other files are nobody's business here."""
    found = [(match, path) for path in folder.iterdir() if (match := NAMED.fullmatch(path.name))]
    ours = [(match["day"], path) for match, path in found if match["archive"] == archive.stem]
    return [path for _, path in sorted(ours, reverse=True)]


def rotated(archive: Path, folder: Path, keep: int) -> tuple[Path, ...]:
    """Remove the copies beyond the newest `keep`; which."""
    old = copies(archive, folder)[keep:]
    for path in old:
        path.unlink()
    return tuple(old)


def remove(fresh: Path) -> None:
    """Remove a half-written copy and what SQLite has beside it."""
    for ending in ("", *BESIDE):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)


@contextmanager
def told_of(what: str) -> Iterator[None]:
    """Say what went wrong in words that help."""
    try:
        yield
    except LockTaken as problem:
        raise BackupError(f"{what}: {problem}; try again when it has ended") from problem
    except sqlite3.DatabaseError as problem:
        raise BackupError(f"{what}: {problem}; is a file damaged, or the disk full?") from problem
    except OSError as problem:
        raise BackupError(f"{what}: {problem}; is the disk full, or the folder not writable?") from problem
