"""Reading what the cache does not hold yet, on several processors."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed, history, snapshots
from catalogue.bounded_map import bounded_map, workers
from catalogue.keeping.pruned import pruned_readings
from catalogue.latest import advert_key, left_out
from catalogue.normalise import read_snapshot
from catalogue.reading_cache import ReadingCache, pack, wording_key
from catalogue.records import Snapshot
from catalogue.source import Source

BATCH = 200  # readings kept in one transaction


def read_new_wordings(archives: Sequence[Archive], cache: ReadingCache, sources: Mapping[str, Source]) -> None:
    """Read every wording that the cache does not hold, on several processors; pruned ones were read already."""
    known = cache.known()
    kept = [each for archive in archives for each in pruned_readings(archive, known)]
    cache.keep(kept)
    known |= {key for key, _, _ in kept}
    reworded = heapq.merge(*(history(archive) for archive in archives), key=advert_key)
    for unread in (unread_of(archives, known, sources), (each for each in reworded if wording_key(each) not in known)):
        batch: list[tuple[str, bool, bytes]] = []
        for key, included, packed in bounded_map(read_and_pack, unread, workers()):
            known.add(key)
            batch.append((key, included, packed))
            if len(batch) == BATCH:
                cache.keep(batch)
                batch.clear()
        cache.keep(batch)


def unread_of(archives: Sequence[Archive], known: Collection[str], sources: Mapping[str, Source]) -> Iterator[Snapshot]:
    """The confirmed wordings that are not known; the pages of the others are not even unpacked."""
    is_left_out = left_out(archives, sources)
    for archive in archives:
        for light in confirmed(archive, whole=False):
            if wording_key(light) not in known and not is_left_out(light.advert):
                yield from snapshots(archive, [light.id])


def read_and_pack(snapshot: Snapshot) -> tuple[str, bool, bytes]:
    """(wording key, included, packed reading) of a snapshot; runs in a process of the pool."""
    reading = read_snapshot(snapshot)
    return wording_key(snapshot), reading.included, pack(reading)
