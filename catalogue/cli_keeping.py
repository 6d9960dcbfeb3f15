"""Commands of `catalogue` for who looks after the archive: forget, prune, accept, failures, backup, restore."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalogue.accept import AcceptError, accept
from catalogue.archive import Archive
from catalogue.archive_file import ArchiveError
from catalogue.backup import KEEP, BackupError, back_up, restore
from catalogue.build import LONDON, build
from catalogue.failures import failures_feed
from catalogue.places import archive_path, catalogue_path
from catalogue.retention import RetentionError, forget, keep_days, prune
from catalogue.sources import load_sources

EXPECTED = (AcceptError, BackupError, RetentionError)


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
    one = commands.add_parser("forget", help="take an advert or a source down: out of archive and catalogue, for good")
    one.add_argument("named", metavar="URL|ID|SOURCE", help="address, id (SOURCE:KEY) or source to forget")
    one.add_argument("--reason", required=True, help="who asked for it and why; it is logged")
    one.add_argument("--no-build", action="store_true", help="leave the catalogue to the next build")
    one.set_defaults(run=run_forget)

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

    one = commands.add_parser(
        "backup", help="copy the archive, also while crawls go on, and keep the newest daily copies"
    )
    one.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder of the copies (default: data/backups)")
    one.add_argument("--keep", type=int, default=KEEP, metavar="N", help=f"days to keep (default: {KEEP})")
    one.set_defaults(run=run_backup)

    one = commands.add_parser("restore", help="put a copy in the place of the archive, which is moved aside")
    one.add_argument("copy", type=Path, metavar="FILE", help="what `catalogue backup` has written")
    one.set_defaults(run=run_restore)


def run_forget(options: argparse.Namespace) -> int:
    """Forget, then build the catalogue without it."""
    target = catalogue_path()
    with Archive(archive_path()) as archive:
        readings = target.with_name("readings.db")
        deed = forget(archive, options.named, options.reason, datetime.now(UTC), readings)
    print(f"{deed.what}: {deed.adverts} adverts with {deed.snapshots} snapshots forgotten; it will not be kept again")
    if target.exists() and not options.no_build:
        build([archive_path()], target)
        print(f"{target}: built without it")
    return 0


def run_prune(options: argparse.Namespace) -> int:
    """Prune."""
    days = keep_days() if options.older_than is None else options.older_than
    if days < 0:
        raise RetentionError(f"--older-than {days}: write a number of days of at least nought")
    with Archive(existing_archive()) as archive:
        deed = prune(archive, datetime.now(UTC), days)
    print(f"{deed.what}: {deed.snapshots} pruned; what was read of them stays")
    return 0


def run_accept(options: argparse.Namespace) -> int:
    """Accept the last run of a source."""
    with Archive(existing_archive()) as archive:
        run = accept(archive, options.source, options.reason, datetime.now(UTC))
    print(f"{run.source}: run {run.id} of {run.started[:10]} is {run.verdict}; `catalogue build` publishes it")
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
    fresh = options.output.with_name(f".{options.output.name}.new")
    fresh.write_text(feed, encoding="utf-8")
    fresh.replace(options.output)
    return 0


def run_backup(options: argparse.Namespace) -> int:
    """Copy the archive."""
    folder = options.output or archive_path().with_name("backups")
    made = back_up(archive_path(), folder, datetime.now(LONDON).date(), options.keep)
    gone = f"; {len(made.removed)} older removed" if made.removed else ""
    print(f"{made.path}: {made.runs} runs, {made.snapshots} snapshots, {made.size:,} bytes, found sound{gone}")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put a copy back."""
    aside = restore(options.copy, archive_path(), datetime.now(UTC))
    print(f"{archive_path()}: put back from {options.copy}" + (f"; what was there is {aside}" if aside else ""))
    print("`catalogue build` publishes it")
    return 0


def existing_archive() -> Path:
    """The archive. Raises ArchiveError where there is none yet."""
    if not archive_path().exists():
        raise ArchiveError(f"{archive_path()}: there is no archive yet; `scrapy crawlall` gathers one")
    return archive_path()
