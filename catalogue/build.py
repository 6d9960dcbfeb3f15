"""THE order: archive → readings → joined opportunities → corrections → tables, in a new file that is swapped in."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from catalogue import tables
from catalogue.archive import Archive
from catalogue.corrections import load_corrections
from catalogue.joining import Joins
from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers
from catalogue.lock import LockTaken, held
from catalogue.normalise import codebook_in_use
from catalogue.read_new import read_new_wordings
from catalogue.reading_cache import ReadingCache
from catalogue.seeing import see_all
from catalogue.sources import load_sources
from catalogue.writing import write

LONDON = ZoneInfo("Europe/London")
READINGS = "readings.db"  # beside the catalogue
PATIENCE = 600  # seconds to wait for another build; one takes seconds, a first one of a large archive some minutes


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
    corrections, sources = load_corrections(codebook_in_use()), load_sources()
    opened = [Archive(path, read_only=True) for path in archives]
    for archive in opened:
        archive.db.execute("begin")  # one moment of each archive, whatever a crawl keeps meanwhile
    fresh = fresh_beside(target)
    try:
        with ReadingCache(target.with_name(READINGS)) as cache:
            read_new_wordings(opened, cache, sources)
            sightings, candidates = see_all(opened, cache, corrections, sources)
            joins = Joins.of(candidates, sightings)
            counts = write(fresh, opened, cache, sightings, joins, corrections, sources, today)
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
