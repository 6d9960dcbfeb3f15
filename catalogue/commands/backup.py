"""Commands of `catalogue` for copies of the archive: backup, restore."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalogue.in_words import LONDON, counted
from catalogue.keeping.backup import KEEP, BackupError, back_up
from catalogue.keeping.restore import restore
from catalogue.places import archive_path

EXPECTED = (BackupError,)


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
    one = commands.add_parser(
        "backup", help="copy the archive, also while crawls go on, and keep the newest daily copies"
    )
    one.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder of the copies (default: data/backups)")
    one.add_argument("--keep", type=int, default=KEEP, metavar="N", help=f"days to keep (default: {KEEP})")
    one.set_defaults(run=run_backup)

    one = commands.add_parser("restore", help="put a copy in the place of the archive, which is moved aside")
    one.add_argument("copy", type=Path, metavar="FILE", help="what `catalogue backup` has written")
    one.set_defaults(run=run_restore)


def run_backup(options: argparse.Namespace) -> int:
    """Copy the archive."""
    folder = options.output or archive_path().with_name("backups")
    made = back_up(archive_path(), folder, datetime.now(LONDON).date(), options.keep)
    gone = f"; {len(made.removed)} older removed" if made.removed else ""
    holds = f"{counted(made.runs, 'run')}, {counted(made.snapshots, 'snapshot')}, {made.size:,} bytes"
    print(f"{made.path}: {holds}, found sound{gone}")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put a copy back."""
    made = restore(options.copy, archive_path(), datetime.now(UTC))
    there = f"; what was there is {made.aside}" if made.aside else ""
    print(f"{archive_path()}: put back from {options.copy}{there}")
    if made.carried is None:
        print("its takedown list cannot be read: give `catalogue forget` again for what was taken down after the copy")
    elif made.carried:
        entries = counted(made.carried, "entry", "entries")
        print(f"{entries} of its takedown list, which the copy lacked, taken down again")
    print("`catalogue build` publishes it")
    return 0
