"""What is known of each advert beside its wording, and what joins those that are opportunities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalogue.archive import Archive
from catalogue.corrections import Corrections, corrected_reading
from catalogue.duplicates import Candidate
from catalogue.joining import Sighting
from catalogue.latest import latest_of
from catalogue.normalise import read_snapshot
from catalogue.reading_cache import ReadingCache, pack, wording_key
from catalogue.records import Reading, Snapshot
from catalogue.source import Source


def see_all(
    archives: Sequence[Archive], cache: ReadingCache, corrections: Corrections, sources: Mapping[str, Source]
) -> tuple[dict[str, Sighting], list[Candidate]]:
    """(what is known of each advert beside its wording, by id; what joins those that are opportunities)."""
    sightings: dict[str, Sighting] = {}
    candidates: list[Candidate] = []
    included = cache.included()
    # Only a person's word can ask for a page here: what a rule left out is then read whole after all.
    for snapshot in latest_of(archives, sources, whole=bool(corrections)):
        key, id = wording_key(snapshot), snapshot.advert.id
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
