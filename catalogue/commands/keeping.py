"""Commands of `catalogue` for who looks after the archive: forget, allow, prune, accept, failures."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.build import build
from catalogue.export import target
from catalogue.failures import failures_feed
from catalogue.in_words import counted, day_in_words
from catalogue.keeping.accept import AcceptError, accept
from catalogue.keeping.deeds import RetentionError
from catalogue.keeping.retention import keep_days, prune
from catalogue.keeping.takedown import forget
from catalogue.keeping.takedown_lifted import lift
from catalogue.places import archive_path, catalogue_path
from catalogue.sources import load_sources

EXPECTED = (AcceptError, RetentionError)


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
    one = commands.add_parser("forget", help="take an advert or a source down: out of archive and catalogue, for good")
    one.add_argument("named", metavar="URL|ID|SOURCE", help="address, id (SOURCE:KEY) or source to forget")
    one.add_argument("--reason", required=True, help="who asked for it and why; it is logged")
    one.add_argument("--no-build", action="store_true", help="leave the catalogue to the next build")
    one.set_defaults(run=run_forget)

    one = commands.add_parser("allow", help="lift a takedown that was a mistake: later crawls may keep it again")
    one.add_argument("named", metavar="URL|ID|SOURCE", help="what was given to forget")
    one.add_argument("--reason", required=True, help="why it is no longer to be kept out; it is logged")
    one.set_defaults(run=run_allow)

    one = commands.add_parser("prune", help="drop raw pages that are older than needed; coded facts stay")
    one.add_argument(
        "--older-than", type=int, metavar="DAYS", help="since a run last saw them (WKEP_KEEP_PAGES_DAYS, or 180)"
    )
    one.set_defaults(run=run_prune)

    one = commands.add_parser("accept", help="say that the last run of a source was right, so that it is published")
    one.add_argument("source", help="id of the source")
    one.add_argument("--reason", required=True, help="what you looked at; it is logged")
    one.set_defaults(run=run_accept)

    one = commands.add_parser("failures", help="write an Atom feed of the runs that were not healthy")
    one.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")
    one.set_defaults(run=run_failures)


def run_forget(options: argparse.Namespace) -> int:
    """Forget, then build the catalogue without it."""
    target = catalogue_path()
    with Archive(archive_path()) as archive:
        readings = target.with_name("readings.db")
        deed = forget(archive, options.named, options.reason, datetime.now(UTC), readings)
    gone = f"{counted(deed.adverts, 'advert')} with {counted(deed.snapshots, 'snapshot')} forgotten"
    print(f"{deed.what}: {gone}; it will not be kept again")
    if target.exists() and not options.no_build:
        build([archive_path()], target)
        print(f"{target}: built without it")
    return 0


def run_allow(options: argparse.Namespace) -> int:
    """Lift a takedown."""
    with Archive(existing_archive()) as archive:
        lifted, together = lift(archive, options.named, options.reason, datetime.now(UTC))
    print(f"{lifted}: off the takedown list; what was deleted stays deleted, the next crawl may keep it anew")
    for entry in together:
        print(f"{entry}: went on the list with it and is still there; allow it too if it is meant")
    return 0


def run_prune(options: argparse.Namespace) -> int:
    """Prune."""
    days = keep_days() if options.older_than is None else options.older_than
    if days < 0:
        raise RetentionError(f"--older-than {days}: write a number of days of at least nought")
    with Archive(existing_archive()) as archive:
        pages, *finds = prune(archive, datetime.now(UTC), days, published_ids(catalogue_path()))
    print(f"{pages.what}: {pages.snapshots} pruned; what was read of them stays")
    for deed in finds:
        print(f"{deed.what}: {deed.snapshots} pruned; how many of each search are in the catalogue stays")
    if not finds:
        print(f"finds of searches: all kept, since they are counted by {catalogue_path()}, which is not built yet")
    return 0


def run_accept(options: argparse.Namespace) -> int:
    """Accept the last run of a source."""
    with Archive(existing_archive()) as archive:
        run = accept(archive, options.source, options.reason, datetime.now(UTC))
    told = f"its run of {day_in_words(run.started)}, with {counted(run.adverts, 'advert')}, counts as {run.verdict}"
    print(f"{run.source}: {told} from now on; `catalogue build` publishes it")
    return 0


def run_failures(options: argparse.Namespace) -> int:
    """Write the feed; a file is swapped in whole."""
    with Archive(existing_archive(), read_only=True) as archive:
        runs = archive.runs()
    titles = {source.id: source.title for source in load_sources().values()}
    feed = failures_feed(runs, titles, datetime.now(UTC))
    if options.output is None:
        sys.stdout.write(feed)
        return 0
    with target(options.output) as file:
        file.write(feed.encode())
    return 0


def existing_archive() -> Path:
    """The archive. Raises ArchiveError where there is none yet."""
    if not archive_path().exists():
        raise ArchiveError(f"{archive_path()}: there is no archive yet; `scrapy crawlall` gathers one")
    return archive_path()


def published_ids(catalogue: Path) -> set[str] | None:
    """Ids of the adverts in a catalogue; None where there is none yet."""
    if not catalogue.exists():
        return None
    with closing(sqlite3.connect(f"{catalogue.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return {str(row[0]) for row in db.execute("select id from adverts")}
