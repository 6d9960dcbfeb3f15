"""Retention: what need not be kept for longer. Raw pages go, what was read of them stays; logged as a deed."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime, timedelta

from catalogue.archive import Archive
from catalogue.archive.confirmed import snapshots
from catalogue.archive.file import utc_text
from catalogue.in_words import counted, day_in_words
from catalogue.keeping.deeds import Deed, RetentionError, log, write_anew
from catalogue.normalise import read_snapshot
from catalogue.reading_cache import pack, wording_key
from catalogue.search.log import drop_finds

# Days of raw pages, unless WKEP_KEEP_PAGES_DAYS says otherwise: half a year lets two releases read them anew.
KEEP_DAYS = 180
PRUNED = b""  # what stands in the place of html that was dropped


def keep_days() -> int:
    """Days that raw pages are kept: WKEP_KEEP_PAGES_DAYS, or 180. Raises RetentionError for what is no such number."""
    text = os.environ.get("WKEP_KEEP_PAGES_DAYS") or str(KEEP_DAYS)
    if not text.isascii() or not text.isdigit():
        raise RetentionError(f"WKEP_KEEP_PAGES_DAYS={text}: write a whole number of days")
    return int(text)


def prune(archive: Archive, now: datetime, days: int, included: Collection[str] | None = None) -> list[Deed]:
    """Drop what is older than so many days and can be spared: raw pages, and which adverts each search found.

    `included`: ids of the adverts in the catalogue, by which searches are counted before what they found goes; without
    it, that stays.
    """
    before = now - timedelta(days=days)
    deeds = [prune_pages(archive, now, days, before)]
    if included is not None:
        deeds.append(prune_finds(archive, now, days, before, included))
    if any(deed.snapshots for deed in deeds):
        write_anew(archive)
    return deeds


def prune_finds(archive: Archive, now: datetime, days: int, before: datetime, included: Collection[str]) -> Deed:
    """Drop which adverts each search of runs before a moment found; how many of them are in the catalogue stays."""
    dropped = drop_finds(archive, utc_text(before), included)
    what = f"finds of searches before {day_in_words(before)}"
    log(archive.db, now, "prune", what, f"finds are kept for {counted(days, 'day')}, their counts for ever", 0, dropped)
    return Deed(what, 0, dropped)


def prune_pages(archive: Archive, now: datetime, days: int, before: datetime) -> Deed:
    """Drop pages, html, facts and JobPostings of wordings that no run has seen since a moment.

    What was read of them stays, so that a catalogue built from nothing else still has every coded fact.
    """
    db = archive.db
    rows = db.execute(
        "select s.id from snapshots s where length(s.html) > 0 and coalesce((select max(r.started) from stretches t"
        " join runs r on r.id = t.until where t.snapshot = s.id), s.first_seen) < ?",
        (utc_text(before),),
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
    what = f"pages not seen since {day_in_words(before)}"
    log(db, now, "prune", what, f"raw pages are kept for {counted(days, 'day')}", 0, len(rows))
    return Deed(what, 0, len(rows))
