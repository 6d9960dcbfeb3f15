"""THE order: archive → readings → joined opportunities → corrections → tables, in a new file that is swapped in."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from catalogue import tables
from catalogue.archive import Archive
from catalogue.bounded_map import bounded_map, workers
from catalogue.corrections import Correction, corrected, corrected_reading, load_corrections
from catalogue.duplicates import Candidate, join_duplicates
from catalogue.joining import Sighting, joined_opportunity
from catalogue.rows import advert_row, excluded_row, known_sources, version_rows
from catalogue.normalise import codebook_in_use, read_snapshot
from catalogue.programmes_of import programmes_of
from catalogue.reading_cache import ReadingCache, pack, wording_key
from catalogue.records import Opportunity, Reading, Snapshot
from catalogue.sources import Source, load_sources

LONDON = ZoneInfo("Europe/London")
BATCH = 200  # readings kept in one transaction


class BuildError(RuntimeError):
    """A build that was not published; the message names what was wrong and the mend."""


def build(archives: Sequence[Path], target: Path, *, today: date | None = None) -> dict[str, int]:
    """Write a fresh catalogue at `target` from everything in the archives; counts of what it holds.

    Raises BuildError, and leaves the file that is there untouched, where something is wrong with the new one.
    """
    today = today or datetime.now(LONDON).date()
    for path in archives:
        if not path.exists():
            raise BuildError(f"{path}: no such archive; `scrapy crawlall` gathers one")
    codebook, sources = codebook_in_use(), load_sources()
    corrections = load_corrections(codebook)
    opened = [Archive(path, read_only=True) for path in archives]
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with ReadingCache(target.with_name("readings.db")) as cache:
            read_new_wordings(opened, cache)
            sightings, candidates = see_all(opened, cache, corrections)
            groups = join_duplicates(candidates)
            counts = write(fresh, opened, cache, sightings, groups, corrections, sources, today)
        swap_in(fresh, target)
    finally:
        for archive in opened:
            archive.close()
        for leftover in (fresh, fresh.with_name(fresh.name + "-journal")):
            leftover.unlink(missing_ok=True)
    return counts


def swap_in(fresh: Path, target: Path) -> None:
    """Check the new file, then put it in the place of the old one in one step. Raises BuildError."""
    wrong = tables.check_catalogue(fresh)
    if wrong:
        raise BuildError(f"the new catalogue was not published, {target} stays as it was: " + "; ".join(wrong[:5]))
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(target)


def latest_of(archives: Sequence[Archive]) -> Iterator[Snapshot]:
    """The latest snapshot of each advert over all archives, by source and key; first and last seen over all."""
    merged = heapq.merge(*(archive.latest() for archive in archives), key=advert_key)
    for _, group in groupby(merged, key=advert_key):
        snapshots = sorted(group, key=attrgetter("last_seen"))
        latest = snapshots[-1]
        first = min(each.advert_first_seen for each in snapshots)
        yield latest if first == latest.advert_first_seen else seen_since(latest, first)


def advert_key(snapshot: Snapshot) -> tuple[str, str]:
    """Source and key of a snapshot's advert."""
    return snapshot.advert.source, snapshot.advert.key


def seen_since(snapshot: Snapshot, first: str) -> Snapshot:
    """A snapshot whose advert was first seen at another moment."""
    fields = {name: getattr(snapshot, name) for name in snapshot.__dataclass_fields__}
    return Snapshot(**{**fields, "advert_first_seen": first})


def read_new_wordings(archives: Sequence[Archive], cache: ReadingCache) -> None:
    """Read every wording that the cache does not hold, on several processors."""
    known = cache.known()
    history = heapq.merge(*(archive.history() for archive in archives), key=advert_key)
    for stream in (latest_of(archives), history):
        unread = (snapshot for snapshot in stream if wording_key(snapshot) not in known)
        batch: list[tuple[str, bool, bytes]] = []
        for key, included, packed in bounded_map(read_and_pack, unread, workers()):
            known.add(key)
            batch.append((key, included, packed))
            if len(batch) == BATCH:
                cache.keep(batch)
                batch.clear()
        cache.keep(batch)


def read_and_pack(snapshot: Snapshot) -> tuple[str, bool, bytes]:
    """(wording key, included, packed reading) of a snapshot; runs in a process of the pool."""
    reading = read_snapshot(snapshot)
    return wording_key(snapshot), reading.included, pack(reading)


def see_all(
    archives: Sequence[Archive], cache: ReadingCache, corrections: dict[str, list[Correction]]
) -> tuple[list[Sighting], list[Candidate]]:
    """(what is known of each advert beside its wording, what joins those that are opportunities)."""
    sightings, candidates = [], []
    for snapshot in latest_of(archives):
        key = wording_key(snapshot)
        reading = corrected_reading(cache.get(key), corrections.get(advert_id(snapshot), []))
        sightings.append(Sighting.of(snapshot, key, included=reading.included))
        if reading.included:
            candidates.append(candidate_of(snapshot, reading))
    return sightings, candidates


def advert_id(snapshot: Snapshot) -> str:
    """The id of a snapshot's advert."""
    return f"{snapshot.advert.source}:{snapshot.advert.key}"


def candidate_of(snapshot: Snapshot, reading: Reading) -> Candidate:
    """What joins an advert with others that offer the same."""
    columns = reading.columns
    return Candidate(
        id=reading.id,
        source=snapshot.advert.source,
        title=reading.title,
        host=columns.get("host"),
        place=columns.get("place_text"),
        closes_on=columns.get("closes_on"),
        starts_on=columns.get("starts_on"),
        references=tuple(reading.hints["references"]),
        fingerprint=reading.hints["fingerprint"],
        url=reading.url,
    )


def write(
    path: Path,
    archives: Sequence[Archive],
    cache: ReadingCache,
    sightings: Sequence[Sighting],
    joins: Joins,
    corrections: dict[str, list[Correction]],
    today: date,
) -> dict[str, int]:
    """Write every table of a new catalogue; counts by table. Memory holds one batch of opportunities at a time."""
    runs = [run for archive in archives for run in archive.runs()]
    sources = known_sources(load_sources(), sightings, runs)
    by_id = {sighting.id: sighting for sighting in sightings}
    db = tables.new_catalogue(path)
    try:
        tables.add_sources(db, sources.values())
        tables.add_codebook(db, codebook_in_use())
        tables.add_runs(db, runs)
        tables.add_rows(db, "search_log", (search for archive in archives for search in archive.searches()))
        rounds: list[Round] = []
        for batch in batches(joins.groups, BATCH):
            made = [make(group, by_id, cache, corrections, sources, today) for group in batch]
            tables.add_opportunities(db, (each.opportunity for each in made))
            tables.add_search(db, (each.searchable for each in made))
            tables.add_rows(db, "adverts", (advert_row(each, joins) for one in made for each in one.adverts))
            rounds += [round_of(each.opportunity) for each in made]
        tables.add_rows(db, "excluded", (excluded_row(each, cache) for each in sightings if not each.included))
        tables.add_rows(db, "programmes", (programme_row(each) for each in programmes_of(rounds)))
        tables.add_rows(db, "versions", version_rows(archives, cache, joins.opportunity_of))
        built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return tables.finish(db, built_at, codebook_in_use().version)
    finally:
        db.conn.close()
