"""The command `catalogue`: from archive to catalogue, coding, handing out, keeping; a file each."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Sequence

from catalogue.archive.file import ArchiveError
from catalogue.build import BuildError
from catalogue.codebook import CodebookError
from catalogue.commands import backup, build, coding, export, keeping
from catalogue.corrections import CorrectionError
from catalogue.export import ExportError
from catalogue.places import data_folder
from catalogue.source_check import RegistryError

EXPECTED: tuple[type[Exception], ...] = (ArchiveError, BuildError, CodebookError, CorrectionError, ExportError)
EXPECTED += (RegistryError, *keeping.EXPECTED, *backup.EXPECTED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where something needs a person, 2 for wrong usage."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except EXPECTED as problem:
        print(f"catalogue: {problem}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as with `| head`; nothing is wrong
        return 0
    except KeyboardInterrupt:
        print("catalogue: stopped; what was there stays as it was", file=sys.stderr)
        return 130  # as a shell tells it: 128 and the number of the signal
    except (sqlite3.Error, OSError) as problem:
        print(
            f"catalogue: {problem}: is the disk full, {data_folder()} not writable, or a file there damaged?"
            " `catalogue check` looks",
            file=sys.stderr,
        )
    return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(
        prog="catalogue", description="Looks after the catalogue: reads, builds, checks, exports."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for group in (build, coding, export, keeping, backup):
        group.add_commands(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
