"""Takedown and retention: what is forgotten for good, and what need not be kept for longer. Both are logged as deeds.

Bytes that are deleted are overwritten (secure_delete) and the file is written anew (vacuum), so that nothing of them
stays in a free page or in the journal.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from catalogue.archive import Archive
from catalogue.archive_file import ArchiveError, utc_text
from catalogue.confirmed import snapshots
from catalogue.normalise import read_snapshot
from catalogue.reading_cache import pack, wording_key
from catalogue.sources import load_sources
from catalogue.wordings import plain_address

KEEP_DAYS = (
    180  # of raw pages, unless WKEP_KEEP_PAGES_DAYS says otherwise: half a year lets two releases read them anew
)
PRUNED = b""  # what stands in the place of html that was dropped
Pair = tuple[str, str]  # source and key of an advert


class RetentionError(ValueError):
    """Something that cannot be forgotten or pruned as asked; the message says what to write instead."""


@dataclass(frozen=True)
class Deed:
    """What was done."""

    what: str
    adverts: int
    snapshots: int


def keep_days() -> int:
    """Days that raw pages are kept: WKEP_KEEP_PAGES_DAYS, or 180. Raises RetentionError for what is no such number."""
    text = os.environ.get("WKEP_KEEP_PAGES_DAYS") or str(KEEP_DAYS)
    if not text.isascii() or not text.isdigit():
        raise RetentionError(f"WKEP_KEEP_PAGES_DAYS={text}: write a whole number of days")
    return int(text)


# --- forget


def forget(archive: Archive, named: str, reason: str, now: datetime, readings: Path | None = None) -> Deed:
    """Remove an address, an advert (SOURCE:KEY) or a source from the archive and keep it out of later crawls.

    `readings`: the file of cached readings, from which it goes too. Raises RetentionError for what is none of these.
    """
    named, reason = named.strip(), reason.strip()
    if not reason:
        raise RetentionError("write why: --reason TEXT; it is logged")
    kind, what, pairs = named_by(archive, named)
    entries = {(kind, what), *(("advert", f"{source}:{key}") for source, key in pairs if kind != "source")}
    db = archive.db
    db.execute("pragma secure_delete = on")
    db.execute("create temp table taken (source text, key text, primary key (source, key))")
    db.executemany("insert into taken values (?, ?)", pairs)
    db.execute("begin immediate")
    try:
        db.executemany(
            "insert or ignore into takedowns values (?, ?, ?, ?)",
            [(*entry, reason, utc_text(now)) for entry in sorted(entries)],
        )
        snapshots = db.execute(TAKEN["count"]).fetchone()[0]
        for table in ("served", "stretches", "kept_readings", "unread", "adverts", "snapshots"):
            db.execute(TAKEN[table])
        log(db, now, "forget", f"{kind} {what}", reason, len(pairs), snapshots)
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
    finally:
        db.execute("drop table taken")
    if readings and readings.exists():
        forget_readings(readings, pairs)
    write_anew(archive)
    return Deed(f"{kind} {what}", len(pairs), snapshots)


# Rows of the adverts that lie in the temporary table `taken`, table by table, the snapshots last.
TAKEN = {
    "count": "select count(*) from snapshots where (source, key) in (select source, key from taken)",
    "served": "delete from served where exists (select 1 from json_each(served.keys) each join taken t"
    " on t.source = served.source and t.key = each.value)",
    "stretches": "delete from stretches where snapshot in"
    " (select id from snapshots where (source, key) in (select source, key from taken))",
    "kept_readings": "delete from kept_readings where snapshot in"
    " (select id from snapshots where (source, key) in (select source, key from taken))",
    "unread": "delete from unread where (source, key) in (select source, key from taken)",
    "adverts": "delete from adverts where (source, key) in (select source, key from taken)",
    "snapshots": "delete from snapshots where (source, key) in (select source, key from taken)",
}


def named_by(archive: Archive, named: str) -> tuple[str, str, list[Pair]]:
    """(kind, what, adverts of the archive) that an address, an advert id or a source id names."""
    adverts = archive.adverts()
    if "://" in named:
        address = plain_address(named)
        return "address", address, [(source, key) for source, key, url in adverts if plain_address(url) == address]
    source, colon, key = named.partition(":")
    known = {each[0] for each in adverts} | {run.source for run in archive.runs()}
    if source not in known and source not in load_sources():  # a broken registry must not stand in the way
        raise RetentionError(f"{named}: no address (https://…), no advert (SOURCE:KEY) and no source that is known")
    if colon:
        return "advert", named, [(source, key)] if (source, key) in {each[:2] for each in adverts} else []
    return "source", source, [each[:2] for each in adverts if each[0] == source]


def forget_readings(path: Path, pairs: Sequence[Pair]) -> None:
    """Drop the cached readings of adverts."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        for source, key in pairs:
            start = f"{source}\n{key}\n"
            db.execute("delete from readings where substr(wording, 1, ?) = ?", (len(start), start))
        db.execute("vacuum")
        db.execute("pragma wal_checkpoint(truncate)")


# --- prune


def prune(archive: Archive, now: datetime, days: int) -> Deed:
    """Drop pages, html, facts and JobPostings of wordings that no run has seen for so many days.

    What was read of them stays, so that a catalogue built from nothing else still has every coded fact.
    """
    before = utc_text(now - timedelta(days=days))
    db = archive.db
    rows = db.execute(
        "select s.id from snapshots s where length(s.html) > 0 and coalesce((select max(r.started) from stretches t"
        " join runs r on r.id = t.until where t.snapshot = s.id), s.first_seen) < ?",
        (before,),
    ).fetchall()
    db.execute("pragma secure_delete = on")
    for (number,) in rows:
        [snapshot] = snapshots(archive, [number])
        reading = read_snapshot(snapshot)
        db.execute("begin immediate")
        db.execute(
            "insert or replace into kept_readings values (?, ?, ?, ?)",
            (number, wording_key(snapshot), reading.included, pack(reading)),
        )
        db.execute(
            "update snapshots set html = ?, page = null, json_ld = null, facts = '{}' where id = ?", (PRUNED, number)
        )
        db.execute("commit")
    what = f"pages not seen since {before[:10]}"
    log(db, now, "prune", what, f"raw pages are kept for {days} days", 0, len(rows))
    if rows:
        write_anew(archive)
    return Deed(what, 0, len(rows))


# --- both


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


LEFT_OVER = "is in use, so that old bytes may still lie in the file; give the command again when no crawl is under way"
