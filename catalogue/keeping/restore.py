"""Putting a copy back in the place of the archive. What was taken down since it was made stays down."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError, utc_text
from catalogue.keeping.backup import BESIDE, BackupError, checked, copy, remove, told_of
from catalogue.keeping.takedown import carry_over
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers
from catalogue.lock import held


@dataclass(frozen=True)
class Restored:
    """What became of the archive that was there, and of its takedown list."""

    aside: Path | None  # where it was moved to; None where there was none
    carried: int | None  # entries of its takedown list that the copy lacked; None where the list cannot be read


def restore(backup: Path, archive: Path, now: datetime) -> Restored:
    """Put a copy in the place of the archive, with what has been taken down since the copy was made.

    Nothing is crawled meanwhile: the lock of a round is held. Raises BackupError; the archive is then as it was.
    """
    if not backup.is_file():
        what = "is a folder; name one of the copies in it" if backup.is_dir() else "no such file"
        raise BackupError(f"{backup}: {what}; `catalogue backup` writes NAME-DAY.db into {archive.parent / 'backups'}")
    with told_of(f"{archive} stays as it was"):
        archive.parent.mkdir(parents=True, exist_ok=True)
        with held(archive.parent / "locks" / "round", "`scrapy crawlall`"):
            sweep_leftovers(archive)
            fresh = fresh_beside(archive)
            try:
                fresh.touch(mode=0o600)
                copied(backup, fresh)
                carried = keep_down(archive, fresh, now)
                aside = set_aside(archive, now)
                replace_durably(fresh, archive)
            finally:
                remove(fresh)
    return Restored(aside, carried)


def copied(backup: Path, fresh: Path) -> None:
    """Copy what is put back, and look whether it is sound. Raises BackupError that names it."""
    try:
        copy(backup, fresh)
        checked(fresh, backup)
    except sqlite3.DatabaseError as problem:
        raise BackupError(f"{backup}: cannot be put back: {problem}; name another copy") from problem


def keep_down(archive: Path, fresh: Path, now: datetime) -> int | None:
    """Carry the takedown list of the archive over into the copy; how many entries it lacked, or None where the list
    cannot be read."""
    if not archive.exists():
        return 0
    try:
        with Archive(archive, read_only=True) as there:
            listed = [(*entry, why) for entry, why in there.takedowns().items()]
    except (ArchiveError, sqlite3.Error):
        return None
    with Archive(fresh) as copy_of_it:
        carried = carry_over(copy_of_it, listed, now)
        copy_of_it.db.execute("pragma journal_mode = delete")  # a single file again
    return carried


def set_aside(archive: Path, now: datetime) -> Path | None:
    """Move an archive and its journal out of the way: a new file must not meet the journal of the old one."""
    if not archive.exists():
        return None
    stamp = utc_text(now).replace(":", "")
    aside = archive.with_name(f"{archive.stem}-before-{stamp}.db")
    for ending in BESIDE:
        beside = archive.with_name(archive.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return archive.rename(aside)
