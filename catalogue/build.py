"""THE order: archive → readings → joined opportunities → corrections → tables, in a new file that is swapped in."""

from __future__ import annotations

import heapq
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from catalogue import tables
from catalogue.archive import Archive
from catalogue.bounded_map import bounded_map, workers
from catalogue.confirmed import confirmed, history, snapshots
from catalogue.corrections import Correction, corrected, corrected_reading, load_corrections
from catalogue.duplicates import Candidate
from catalogue.joining import Joins, Sighting, joined_opportunity
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers
from catalogue.life_cycle import is_stale
from catalogue.lock import LockTaken, held
from catalogue.normalise import codebook_in_use, read_snapshot
from catalogue.programmes import load_programmes
from catalogue.programmes_merged import merge_programmes
from catalogue.programmes_of import Round
from catalogue.pruned import pruned_readings
from catalogue.reading_cache import ReadingCache, pack, wording_key
from catalogue.records import Opportunity, Reading, Run, Snapshot
from catalogue.rows import advert_row, excluded_row, known_sources, programme_row, round_of, turn_rows, version_rows
from catalogue.search_log import search_rows
from catalogue.sources import Source, load_sources, waiting_sources

LONDON = ZoneInfo("Europe/London")
Corrections = Mapping[str, Sequence[Correction]]
READINGS = "readings.db"  # beside the catalogue
PATIENCE = 600  # seconds to wait for another build; one takes seconds, a first one of a large archive some minutes
BATCH = 200  # readings, or opportunities, kept in one transaction


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
    try:
        with held(target.with_name(f".{target.name}.lock"), f"a build of {target}", wait=PATIENCE):
            sweep_leftovers(target)
            return build_alone(archives, target, today)
    except LockTaken as problem:
        raise BuildError(f"{target} was not built: {problem}; try again when it has ended") from problem
    except (sqlite3.OperationalError, OSError) as problem:
        raise BuildError(
            f"{target} was not built and stays as it was: {problem}; is the disk full, or the folder not writable?"
        ) from problem
    except (sqlite3.DatabaseError, zlib.error) as problem:
        names = ", ".join(map(str, archives))
        raise BuildError(
            f"{target} was not built and stays as it was: an archive is damaged ({names}: {problem}); keep the "
            "file, and put back the latest backup, or what `sqlite3 FILE .recover` saves of it"
        ) from problem


def build_alone(archives: Sequence[Path], target: Path, today: date) -> dict[str, int]:
    """Build with nobody else at it; begins the readings anew where the kept ones are damaged."""
    try:
        return build_once(archives, target, today)
    except sqlite3.OperationalError:
        raise
    except (sqlite3.DatabaseError, zlib.error):
        ReadingCache.remove(target.with_name(READINGS))
        return build_once(archives, target, today)


def build_once(archives: Sequence[Path], target: Path, today: date) -> dict[str, int]:
    """Write a new file and swap it in; counts of what it holds."""
    corrections = load_corrections(codebook_in_use())
    opened = [Archive(path, read_only=True) for path in archives]
    for archive in opened:
        archive.db.execute("begin")  # one moment of each archive, whatever a crawl keeps meanwhile
    fresh = fresh_beside(target)
    try:
        with ReadingCache(target.with_name(READINGS)) as cache:
            read_new_wordings(opened, cache)
            sightings, candidates = see_all(opened, cache, corrections)
            joins = Joins.of(candidates, sightings)
            counts = write(fresh, opened, cache, sightings, joins, corrections, today)
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
    replace_durably(fresh, target)


def latest_of(archives: Sequence[Archive], *, whole: bool = True) -> Iterator[Snapshot]:
    """The confirmed wording of each advert over all archives, by source and key; first and last seen over all.

    What one archive has on its takedown list is left out of all, and so is what a first look at a source gathered that
    nobody has made active yet.
    """
    closed, waiting = with_takedowns(archives), waiting_sources(load_sources())
    merged = heapq.merge(*(confirmed(archive, whole=whole) for archive in archives), key=advert_key)
    for _, group in groupby(merged, key=advert_key):
        snapshots = sorted(group, key=attrgetter("last_seen"))
        latest = snapshots[-1]
        advert = latest.advert
        if advert.source in waiting or any(
            archive.is_taken_down(advert.source, advert.key, advert.url) for archive in closed
        ):
            continue
        first = min(each.advert_first_seen for each in snapshots)
        yield latest if first == latest.advert_first_seen else seen_since(latest, first)


def with_takedowns(archives: Sequence[Archive]) -> list[Archive]:
    """The archives whose takedown list holds anything: most do not, and need not be asked for every advert."""
    return [archive for archive in archives if archive.takedowns()]


def advert_key(snapshot: Snapshot) -> tuple[str, str]:
    """Source and key of a snapshot's advert."""
    return snapshot.advert.source, snapshot.advert.key


def seen_since(snapshot: Snapshot, first: str) -> Snapshot:
    """A snapshot whose advert was first seen at another moment."""
    fields = {name: getattr(snapshot, name) for name in snapshot.__dataclass_fields__}
    return Snapshot(**{**fields, "advert_first_seen": first})


def read_new_wordings(archives: Sequence[Archive], cache: ReadingCache) -> None:
    """Read every wording that the cache does not hold, on several processors; pruned ones were read already."""
    known = cache.known()
    kept = [each for archive in archives for each in pruned_readings(archive, known)]
    cache.keep(kept)
    known |= {key for key, _, _ in kept}
    reworded = heapq.merge(*(history(archive) for archive in archives), key=advert_key)
    for unread in (unread_of(archives, known), (each for each in reworded if wording_key(each) not in known)):
        batch: list[tuple[str, bool, bytes]] = []
        for key, included, packed in bounded_map(read_and_pack, unread, workers()):
            known.add(key)
            batch.append((key, included, packed))
            if len(batch) == BATCH:
                cache.keep(batch)
                batch.clear()
        cache.keep(batch)


def unread_of(archives: Sequence[Archive], known: Collection[str]) -> Iterator[Snapshot]:
    """The confirmed wordings that are not known; the pages of the others are not even unpacked."""
    closed, waiting = with_takedowns(archives), waiting_sources(load_sources())
    for archive in archives:
        for light in confirmed(archive, whole=False):
            advert = light.advert
            if advert.source in waiting or wording_key(light) in known:
                continue
            if not any(each.is_taken_down(advert.source, advert.key, advert.url) for each in closed):
                yield from snapshots(archive, [light.id])


def read_and_pack(snapshot: Snapshot) -> tuple[str, bool, bytes]:
    """(wording key, included, packed reading) of a snapshot; runs in a process of the pool."""
    reading = read_snapshot(snapshot)
    return wording_key(snapshot), reading.included, pack(reading)


def see_all(
    archives: Sequence[Archive], cache: ReadingCache, corrections: Corrections
) -> tuple[dict[str, Sighting], list[Candidate]]:
    """(what is known of each advert beside its wording, by id; what joins those that are opportunities)."""
    sightings: dict[str, Sighting] = {}
    candidates: list[Candidate] = []
    included = cache.included()
    # Only a person's word can ask for a page here: what a rule left out is then read whole after all.
    for snapshot in latest_of(archives, whole=bool(corrections)):
        key, id = wording_key(snapshot), advert_id(snapshot)
        if not included[key] and id not in corrections:  # its reading is not needed before its row is written
            sightings[id] = Sighting.of(snapshot, key, included=False)
            continue
        reading = corrected_reading(cache.get(key), corrections.get(id, []))
        if reading.included and not reading.columns:  # a person has it in the catalogue: read the rest after all
            reading = replace(read_snapshot(snapshot, whole=True), included=True, exclusion_reason=None)
            cache.keep([(key, False, pack(replace(reading, included=False)))])
        sightings[reading.id] = Sighting.of(snapshot, key, included=reading.included)
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
    sightings: Mapping[str, Sighting],
    joins: Joins,
    corrections: Corrections,
    today: date,
) -> dict[str, int]:
    """Write every table of a new catalogue; counts by table. Memory holds one batch of opportunities at a time."""
    runs = runs_of(archives)
    sources = known_sources(load_sources(), sightings.values(), runs)
    stale = stale_sources(sources, runs, today)
    db = tables.new_catalogue(path)
    try:
        tables.add_sources(db, sources.values())
        tables.add_codebook(db, codebook_in_use())
        tables.add_runs(db, runs)
        tables.add_rows(db, "search_log", search_rows(archives, included_of(sightings)))
        rounds: dict[str, Round] = {}
        for start in range(0, len(joins.groups), BATCH):
            made = [
                Made.of(group, cache, corrections, sources, today, stale)
                for group in joins.groups[start : start + BATCH]
            ]
            tables.add_opportunities(db, (each.opportunity for each in made))
            tables.add_search(db, (each.searchable for each in made))
            tables.add_rows(db, "adverts", (row for each in made for row in each.advert_rows(joins)))
            rounds |= {each.id: round_of(each.opportunity, sources[each.source]) for each in made}
        excluded = (each for each in sightings.values() if not each.included)
        tables.add_rows(db, "excluded", (excluded_row(each, reading_of(each, cache, corrections)) for each in excluded))
        merged = merge_programmes(load_programmes(), [*rounds.values()])
        tables.add_rows(db, "programmes", (programme_row(each, rounds) for each in merged))
        tables.add_rows(db, "versions", version_rows(archives, cache, joins.opportunity_of))
        tables.add_rows(db, "versions", turn_rows(archives, cache, sightings, joins.opportunity_of))
        built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return tables.finish(db, built_at, codebook_in_use().version, accounts=accounts(archives, sightings))
    finally:
        db.conn.close()


def runs_of(archives: Sequence[Archive]) -> list[Run]:
    """The runs of all archives; each archive counts its runs from one, so those of later ones move up."""
    runs: list[Run] = []
    for archive in archives:
        above = max((run.id for run in runs), default=0)
        runs += [replace(run, id=run.id + above) for run in archive.runs()]
    return runs


def included_of(sightings: Mapping[str, Sighting]) -> set[str]:
    """Ids of the adverts that are part of the catalogue."""
    return {id for id, each in sightings.items() if each.included}


def stale_sources(sources: Mapping[str, Source], runs: Sequence[Run], today: date) -> set[str]:
    """Sources that were last read without fault too long ago."""
    whole = (run for run in runs if run.verdict == "healthy" and not run.since)  # increments tell nothing of the rest
    healthy = dict(sorted((run.source, run.started) for run in whole))  # the last one holds
    return {source for source in sources if is_stale(today, healthy.get(source))}


def accounts(archives: Sequence[Archive], sightings: Mapping[str, Sighting]) -> dict[str, int]:
    """Where every advert that was ever seen has gone; the parts add up to `seen`."""
    kept = {each for archive in archives for each in archive.adverts()}
    closed = with_takedowns(archives)
    forgotten = {each for each in kept if any(archive.is_taken_down(*each) for archive in closed)}
    erased = sum(deed["adverts"] for archive in archives for deed in archive.deeds() if deed["deed"] == "forget")
    included = sum(each.included for each in sightings.values())
    return {
        "seen": len(kept) + erased,
        "adverts": included,
        "excluded": len(sightings) - included,
        "withheld": len(kept) - len(forgotten) - len(sightings),
        "forgotten": len(forgotten) + erased,
    }


def reading_of(sighting: Sighting, cache: ReadingCache, corrections: Corrections) -> Reading:
    """The reading of an advert, with a person's word on whether it belongs into the catalogue."""
    return corrected_reading(cache.get(sighting.wording), corrections.get(sighting.id, []))


@dataclass(frozen=True)
class Made:
    """One opportunity, ready to be written."""

    opportunity: Opportunity
    adverts: tuple[Sighting, ...]
    readings: Mapping[str, Reading]  # by advert id

    @classmethod
    def of(
        cls,
        group: tuple[Sighting, ...],
        cache: ReadingCache,
        corrections: Corrections,
        sources: Mapping[str, Source],
        today: date,
        stale: Collection[str] = (),
    ) -> Made:
        """Join the adverts of a group, then apply corrections, last."""
        readings = {each.id: reading_of(each, cache, corrections) for each in group}
        opportunity = joined_opportunity(group, readings, sources, today, stale)
        wanted = [each for sighting in group for each in corrections.get(sighting.id, [])]
        worded_on = max((each.changed_at or each.first_seen)[:10] for each in group)
        return cls(corrected(opportunity, wanted, worded_on), group, readings)

    @property
    def id(self) -> str:
        """Of the opportunity."""
        return self.opportunity.id

    @property
    def source(self) -> str:
        """Of the opportunity."""
        return str(self.opportunity.columns["source"])

    @property
    def searchable(self) -> tuple[str, str, str | None, str]:
        """(id, title, host, all words of all adverts)."""
        columns = self.opportunity.columns
        texts = dict.fromkeys(self.readings[each.id].text for each in self.adverts)
        return self.opportunity.id, str(columns["title"]), columns.get("host"), "\n".join(texts)

    def advert_rows(self, joins: Joins) -> Iterator[dict[str, Any]]:
        """A row per advert."""
        for each in self.adverts:
            yield advert_row(each, self.readings[each.id], self.opportunity.id, joins.reason_of.get(each.id))
