"""The confirmed wording of each advert over all archives: what a catalogue is made from."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed
from catalogue.records import Advert, Snapshot
from catalogue.source import Source, waiting_sources


def latest_of(archives: Sequence[Archive], sources: Mapping[str, Source], *, whole: bool = True) -> Iterator[Snapshot]:
    """The confirmed wording of each advert over all archives, by source and key; first and last seen over all."""
    is_left_out = left_out(archives, sources)
    merged = heapq.merge(*(confirmed(archive, whole=whole) for archive in archives), key=advert_key)
    for _, group in groupby(merged, key=advert_key):
        snapshots = sorted(group, key=attrgetter("last_seen"))
        latest = snapshots[-1]
        if is_left_out(latest.advert):
            continue
        first = min(each.advert_first_seen for each in snapshots)
        yield replace(latest, advert_first_seen=first)


def left_out(archives: Sequence[Archive], sources: Mapping[str, Source]) -> Callable[[Advert], bool]:
    """Whether an advert is left out of the catalogue that these archives make.

    What one archive has on its takedown list is left out of all, and so is what a first look at a source gathered that
    nobody has made active yet.
    """
    closed, waiting = with_takedowns(archives), waiting_sources(sources)

    def is_left_out(advert: Advert) -> bool:
        return advert.source in waiting or any(
            archive.is_taken_down(advert.source, advert.key, advert.url) for archive in closed
        )

    return is_left_out


def with_takedowns(archives: Sequence[Archive]) -> list[Archive]:
    """The archives whose takedown list holds anything: most do not, and need not be asked for every advert."""
    return [archive for archive in archives if archive.takedowns()]


def advert_key(snapshot: Snapshot) -> tuple[str, str]:
    """Source and key of a snapshot's advert."""
    return snapshot.advert.source, snapshot.advert.key
