"""Takedown: an advert, an address or a source is forgotten for good and kept out of later crawls. Logged as a deed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from catalogue.archive import Archive
from catalogue.archive.file import utc_text
from catalogue.archive.wordings import plain_address
from catalogue.keeping.deeds import Deed, RetentionError, log, write_anew
from catalogue.sources import load_sources

Pair = tuple[str, str]  # source and key of an advert

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


def forget(archive: Archive, named: str, reason: str, now: datetime, readings: Path | None = None) -> Deed:
    """Remove an address, an advert (SOURCE:KEY) or a source from the archive and keep it out of later crawls.

    `readings`: the file of cached readings, from which it goes too. Raises RetentionError for what is none of these.
    """
    named, reason = named.strip(), reason.strip()
    if not reason:
        raise RetentionError("write why: --reason TEXT; it is logged")
    kind, what, pairs = named_by(archive, named)
    deed = take_out(archive, kind, what, pairs, reason, now)
    if readings and readings.exists():
        forget_readings(readings, pairs)
    write_anew(archive)
    return deed


def carry_over(archive: Archive, listed: Iterable[tuple[str, str, str]], now: datetime) -> int:
    """Take down in an archive what the list of another one names, (kind, what, reason) each; how many entries are new.

    For a copy that is put back: what was taken down since it was made must not come back with it.
    """
    known = archive.takedowns()
    missing = [entry for entry in listed if entry[:2] not in known]
    for kind, what, reason in missing:
        take_out(archive, kind, what, adverts_under(archive, kind, what), reason, now)
    if missing:
        write_anew(archive)
    return len(missing)


def take_out(archive: Archive, kind: str, what: str, pairs: Sequence[Pair], reason: str, now: datetime) -> Deed:
    """Delete adverts and put what names them on the takedown list, in one step; logged."""
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
    return Deed(f"{kind} {what}", len(pairs), snapshots)


def named_by(archive: Archive, named: str) -> tuple[str, str, list[Pair]]:
    """(kind, what, adverts of the archive) that an address, an advert id or a source id names."""
    source, colon, _ = named.partition(":")
    if "://" in named:
        kind, what = "address", plain_address(named)
    else:
        known = {each[0] for each in archive.adverts()} | {run.source for run in archive.runs()}
        if source not in known and source not in load_sources():  # a broken registry must not stand in the way
            raise RetentionError(f"{named}: no address (https://…), no advert (SOURCE:KEY) and no source that is known")
        kind, what = ("advert", named) if colon else ("source", source)
    return kind, what, adverts_under(archive, kind, what)


def adverts_under(archive: Archive, kind: str, what: str) -> list[Pair]:
    """The adverts of the archive that an entry of the takedown list names."""
    return [
        (source, key)
        for source, key, url in archive.adverts()
        if {"address": plain_address(url), "advert": f"{source}:{key}", "source": source}[kind] == what
    ]


def forget_readings(path: Path, pairs: Sequence[Pair]) -> None:
    """Drop the cached readings of adverts."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        for source, key in pairs:
            start = f"{source}\n{key}\n"
            db.execute("delete from readings where substr(wording, 1, ?) = ?", (len(start), start))
        db.execute("vacuum")
        db.execute("pragma wal_checkpoint(truncate)")
