"""Readings of unchanged snapshots, kept between builds, so that a build costs what changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from catalogue.records import Classification, Issue, Quote, Reading, Snapshot

SCHEMA = """
create table if not exists readings (
    wording text primary key,
    version text not null,
    included integer not null,
    reading blob not null
) without rowid;
"""
# Files and folders whose change changes no reading: what comes after it, and what is shown.
NOT_READING = {"site", "commands", "keeping", "programmes", "tables", "search", "sources", "__pycache__"}  # folders
NOT_READING |= {"cli.py", "build.py", "joining.py", "rows.py", "life_cycle.py", "lock.py", "leftovers.py"}
NOT_READING |= {
    "check.py",
    "check_runs.py",
    "bounded_map.py",
    "explain.py",
    "failures.py",
    "lost_facts.py",
    "rewording.py",
    "answers.py",
}
NOT_READING |= {"export.py", "export_filters.py", "codebook_page.py", "columns.py", "corrections.py", "sources.py"}
NOT_READING |= {"columns.yml", "codes.yml", "page_words.yml", "programmes.yml", "platforms.yml", "corrections.yml"}


@cache
def reading_version() -> str:
    """A hash of everything that decides a reading: the code of the package and its YAML."""
    digest = hashlib.sha256()
    for name, content in sorted(contents(files("catalogue"), "")):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def contents(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every Python and YAML file below a folder that decides readings."""
    for entry in folder.iterdir():
        if not path and entry.name in NOT_READING:
            continue
        if entry.is_dir():
            yield from contents(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".py", ".yml", ".csv")):
            yield f"{path}/{entry.name}", entry.read_bytes()


def wording_key(snapshot: Snapshot) -> str:
    """What a reading depends on beside the version: advert, wording, and the day that dates are counted from."""
    advert = snapshot.advert
    return f"{advert.source}\n{advert.key}\n{snapshot.hash}\n{snapshot.first_seen[:10]}"


class ReadingCache:
    """A file of readings. Losing it costs time only; a damaged one is begun anew."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            self.db = self.open()
        except sqlite3.OperationalError:
            raise  # full, locked or not writable is not damaged
        except sqlite3.DatabaseError:
            self.remove(path)
            self.db = self.open()

    @staticmethod
    def remove(path: Path) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)

    def open(self) -> sqlite3.Connection:
        """The file, ready for use."""
        db = sqlite3.connect(self.path, timeout=30)
        self.path.chmod(0o600)  # it holds the texts of adverts, as private as the archive
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = off")  # a lost cache is read again
        db.executescript(SCHEMA)
        db.execute("delete from readings where version <> ?", (reading_version(),))
        db.commit()
        return db

    def __enter__(self) -> ReadingCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.commit()
        self.db.close()

    def known(self) -> set[str]:
        """Keys of the wordings that need no reading."""
        return {row[0] for row in self.db.execute("select wording from readings")}

    def included(self) -> dict[str, bool]:
        """Wording key → whether its reading is an opportunity."""
        return {key: bool(included) for key, included in self.db.execute("select wording, included from readings")}

    def keep(self, readings: Iterable[tuple[str, bool, bytes]]) -> None:
        """Keep packed readings: (wording key, included, packed)."""
        version = reading_version()
        rows = ((key, version, included, packed) for key, included, packed in readings)
        self.db.executemany("insert or replace into readings values (?, ?, ?, ?)", rows)
        self.db.commit()

    def get(self, key: str) -> Reading:
        """The reading of a wording. Raises KeyError where there is none."""
        row = self.db.execute("select reading from readings where wording = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return unpack(row[0])


def pack(reading: Reading) -> bytes:
    """A reading as bytes."""
    return zlib.compress(json.dumps(asdict(reading), ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(packed: bytes) -> Reading:
    """A reading from its bytes."""
    return reading_from(json.loads(zlib.decompress(packed)))


def reading_from(fields: Mapping[str, Any]) -> Reading:
    """A reading from plain values."""
    quote = fields["screening_quote"]
    return Reading(
        **{
            **fields,
            "screening_quote": Quote(**quote) if quote else None,
            "quotes": {column: Quote(**each) for column, each in fields["quotes"].items()},
            "classifications": tuple(Classification(**each) for each in fields["classifications"]),
            "issues": tuple(Issue(**each) for each in fields["issues"]),
        }
    )
