"""An archive's file: opened, brought up to date, and the runs that it tells of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from catalogue.archive.schema import SCHEMA
from catalogue.archive.upgrade import VERSION, bring_up_to_date, version_of
from catalogue.records import Run

BUSY_MS = 30_000  # another crawl may be writing; a kept advert takes about a millisecond
AS_KEPT: Mapping[str, Callable[[Any], Any]] = {"dropped": json.loads, "fill": json.loads, "cut_off": bool}


class ArchiveError(RuntimeError):
    """An archive that cannot be used; the message names the file and the mend."""


class ArchiveFile:
    """An open archive with its runs. Use as a context manager; one per process, any number of processes per file."""

    def __init__(self, path: Path, *, read_only: bool = False):
        self.path = path
        try:
            self.db = self.open_to_read() if read_only else self.open_to_write()
            self.db.execute("select 1 from runs limit 1")
        except (sqlite3.Error, OSError) as problem:
            raise ArchiveError(
                f"{path}: cannot be opened as an archive ({problem}). Is the folder there and writable? If the file is "
                "damaged, move it aside and put back the latest backup; a new crawl starts a new archive."
            ) from problem

    def open_to_read(self) -> sqlite3.Connection:
        """The file, which cannot be written through it; one of an earlier release is brought up to date before."""
        for _ in range(2):
            self.db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
            if self.version() == VERSION:
                break
            self.refuse_newer()
            self.db.close()
            self.open_to_write().close()
        return self.db

    def open_to_write(self) -> sqlite3.Connection:
        """The file, made where it is not there, with the tables of today."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        self.refuse_newer()
        self.path.chmod(0o600)  # before there is a journal, which takes its mode from the file
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.executescript(SCHEMA)
        bring_up_to_date(self.db)
        return self.db

    def refuse_newer(self) -> None:
        """Raise ArchiveError for a file that a later release has written."""
        if self.version() <= VERSION:
            return
        raise ArchiveError(
            f"{self.path}: was written by a newer release (version {self.version()}, this one knows {VERSION}); nothing"
            " was touched. Use that release, or name another folder with WKEP_DATA."
        )

    def version(self) -> int:
        """The version of the file's tables."""
        return version_of(self.db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.db.close()

    def begin_run(self, source: str, now: datetime, since: date | None = None) -> int:
        """A new run of a source, marked running; its number. `since`: it asks only for what is newer than this day."""
        number = self.db.execute(
            "insert into runs (source, started, since) values (?, ?, ?)",
            (source, utc_text(now), since.isoformat() if since else None),
        ).lastrowid
        assert number is not None
        return number

    def end_cut_off_runs(self, source: str, now: datetime) -> int:
        """Write down that the runs of a source which never ended were cut off; how many.

        Only for who knows that no other process gathers the source at this moment.
        """
        return self.db.execute(
            "update runs set ended = ?, verdict = 'error', cut_off = 1, reason = ?, adverts ="
            " (select count(*) from adverts where last_run = runs.id) where source = ? and ended is null",
            (utc_text(now), "cut off: the crawl ended without a word, as after a kill or a power cut", source),
        ).rowcount

    def end_run(
        self,
        run: int,
        now: datetime,
        verdict: str,
        reason: str,
        *,
        pages: int,
        adverts: int,
        new: int,
        changed: int,
        dropped: Mapping[str, int],
        fill: Mapping[str, float],
        cut_off: bool = False,
    ) -> None:
        """Write down how a run ended and what it counted. `cut_off`: it was told to stop before its own end."""
        # With a verdict a run is reported: from here on all that it kept survives a power cut too.
        self.db.execute("pragma synchronous = full")
        self.db.execute(
            "update runs set ended=?, verdict=?, reason=?, pages=?, adverts=?, new=?, changed=?, dropped=?, fill=?,"
            " cut_off=? where id=?",
            (
                utc_text(now),
                verdict,
                reason,
                pages,
                adverts,
                new,
                changed,
                json.dumps(dict(sorted(dropped.items()))),
                json.dumps(dict(sorted(fill.items()))),
                cut_off,
                run,
            ),
        )

    def runs(self, source: str | None = None, *, after: int = 0) -> list[Run]:
        """Every run, or every run of one source, oldest first; those alone whose number is above `after`."""
        names = [each.name for each in fields(Run)]
        rows = self.db.execute(
            f"select {', '.join(names)} from runs where id > ?2 and (?1 is null or source = ?1) order by id",  # noqa: S608 (our names)
            (source, after),
        )
        found = (dict(zip(names, row, strict=True)) for row in rows)
        return [Run(**{**run, **{name: read(run[name]) for name, read in AS_KEPT.items()}}) for run in found]

    def last_run(self) -> int:
        """The number of the latest run; 0 where there is none."""
        return int(self.db.execute("select coalesce(max(id), 0) from runs").fetchone()[0])

    def runs_that_must_list(self) -> dict[str, int]:
        """Source → number of its last healthy run but one: an advert last seen before it was missed twice."""
        rows = self.db.execute(
            "select source, id from (select source, id, row_number() over (partition by source order by id desc)"
            " as back from runs where verdict = 'healthy' and since is null) where back = 2"
        )
        return {str(source): int(run) for source, run in rows}


def utc_text(moment: datetime) -> str:
    """A moment as the archive writes it: 2026-03-05T04:10:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
