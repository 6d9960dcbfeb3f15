"""Every table of a new catalogue, in order, and the account of where every advert has gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from catalogue import tables
from catalogue.archive import Archive
from catalogue.corrections import Corrections
from catalogue.joining import Joins, Sighting
from catalogue.latest import with_takedowns
from catalogue.life_cycle import is_stale
from catalogue.made import Made, reading_of
from catalogue.normalise import codebook_in_use
from catalogue.programmes import load_programmes
from catalogue.programmes.merged import merge_programmes
from catalogue.programmes.of import Round
from catalogue.reading_cache import ReadingCache
from catalogue.records import Run
from catalogue.rows import excluded_row, known_sources, programme_row, round_of, turn_rows, version_rows
from catalogue.search.log import search_rows
from catalogue.source import Source
from catalogue.tables.one_off import clear_one_offs

BATCH = 200  # opportunities written in one transaction, and held in memory


def write(
    path: Path,
    archives: Sequence[Archive],
    cache: ReadingCache,
    sightings: Mapping[str, Sighting],
    joins: Joins,
    corrections: Corrections,
    registry: Mapping[str, Source],
    today: date,
) -> dict[str, int]:
    """Write every table of a new catalogue; counts by table. Memory holds one batch of opportunities at a time."""
    runs = runs_of(archives)
    sources = known_sources(registry, sightings.values(), runs)
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
        clear_one_offs(db, {one for each in merged for one in each.programme.rounds})
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
