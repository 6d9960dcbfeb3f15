"""Commands of `catalogue` from archive to catalogue: build, check, explain."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.build import build
from catalogue.places import archive_path, catalogue_path


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
    one = commands.add_parser("build", help="build data/catalogue.db from the archive")
    one.add_argument(
        "archives", nargs="*", type=Path, metavar="ARCHIVE", help="archives to merge (default: the one in data/)"
    )
    one.add_argument("-o", "--output", type=Path, help="file to write (default: data/catalogue.db)")
    one.add_argument("--today", type=day, metavar="DAY", help="the day that open and closed are counted from")
    one.set_defaults(run=run_build)

    one = commands.add_parser(
        "check", help="registry, codebook, corrections, runs, catalogue; non-zero if a person is needed"
    )
    one.set_defaults(run=run_check)

    one = commands.add_parser("explain", help="how one advert was read: text, facts, finds, rejects, cues")
    one.add_argument("id", help="id of an opportunity or advert, such as ukri:policy-fellowships-2026")
    one.set_defaults(run=run_explain)


def run_build(options: argparse.Namespace) -> int:
    """Build, and say what was built."""
    target = options.output or catalogue_path()
    counts = build(options.archives or [archive_path()], target, today=options.today)
    print(f"{target}: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    return 0


def run_check(options: argparse.Namespace) -> int:
    """List what needs a person."""
    from catalogue.check import problems  # noqa: PLC0415 (reads everything)

    found = problems(archive_path(), catalogue_path())
    for problem in found:
        print(problem)
    told = "1 thing needs" if len(found) == 1 else f"{len(found)} things need" if found else "nothing needs"
    print(f"{told} a person")
    return 1 if found else 0


def run_explain(options: argparse.Namespace) -> int:
    """Print every hop of one advert."""
    from catalogue.explain import explain  # noqa: PLC0415

    print(explain(options.id, archive_path()))
    return 0


def day(written: str) -> date:
    """A day of the command line. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(written)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{written!r} is no day; write one such as 2026-03-05") from problem
