"""The command `catalogue`: build, check, explain, classify, phrase, export, package; and those of cli_keeping.py."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue import cli_keeping
from catalogue.archive_file import ArchiveError
from catalogue.build import BuildError, build
from catalogue.codebook import CodebookError
from catalogue.corrections import CorrectionError
from catalogue.export import FORMATS, ExportError, export
from catalogue.places import archive_path, catalogue_path
from catalogue.source_check import RegistryError

EXPECTED: tuple[type[Exception], ...] = (ArchiveError, BuildError, CodebookError, CorrectionError, ExportError)
EXPECTED += (RegistryError, *cli_keeping.EXPECTED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where something needs a person, 2 for wrong usage."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except EXPECTED as problem:
        print(f"catalogue: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as with `| head`; nothing is wrong
        return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(
        prog="catalogue", description="Looks after the catalogue: reads, builds, checks, exports."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("build", help="build data/catalogue.db from the archive")
    one.add_argument(
        "archives", nargs="*", type=Path, metavar="ARCHIVE", help="archives to merge (default: the one in data/)"
    )
    one.add_argument("-o", "--output", type=Path, help="file to write (default: data/catalogue.db)")
    one.add_argument("--today", type=date.fromisoformat, help="the day that open and closed are counted from")
    one.set_defaults(run=run_build)

    one = commands.add_parser(
        "check", help="registry, codebook, corrections, runs, catalogue; non-zero if a person is needed"
    )
    one.set_defaults(run=run_check)

    one = commands.add_parser("explain", help="how one advert was read: text, facts, finds, rejects, cues")
    one.add_argument("id", help="id of an opportunity or advert, such as ukri:policy-fellowships-2026")
    one.set_defaults(run=run_explain)

    one = commands.add_parser(
        "classify", help="code adverts: JSON lines in (id, url, title, text, seen_on), JSON lines out"
    )
    one.set_defaults(run=run_classify)

    one = commands.add_parser(
        "phrase", help="read single phrases: JSON lines in (id, kind, phrase, seen_on), JSON lines out"
    )
    one.set_defaults(run=run_phrase)

    one = commands.add_parser("codebook", help="print the codebook as Markdown")
    one.set_defaults(run=run_codebook)

    one = commands.add_parser(
        "export", help="write opportunities as CSV, JSON, spreadsheet, references, feed or calendar"
    )
    one.add_argument("--format", choices=[*FORMATS], default="csv", help="csv unless named")
    one.add_argument("--open", action="store_true", help="only what one can apply for now")
    one.add_argument(
        "--where", action="append", default=[], metavar="COLUMN[__OP]=VALUE", help="as in the site's addresses"
    )
    one.add_argument("--search", default="", metavar="WORDS", help="only what is found for these words")
    one.add_argument("--sort", default="", metavar="COLUMN", help="order (default: id)")
    one.add_argument("--sort-desc", default="", metavar="COLUMN", help="order, greatest first")
    one.add_argument("--raw", action="store_true", help="CSV for machines: text is not made safe for spreadsheets")
    one.add_argument("--bom", action="store_true", help="CSV that begins with the mark that older Excel wants")
    one.add_argument(
        "--site", default="", metavar="URL", help="address of the site, for the links in xlsx, ris, atom and ics"
    )
    one.add_argument("-o", "--output", type=Path, help="file to write (default: standard output)")
    one.set_defaults(run=run_export)

    one = commands.add_parser(
        "package", help="write a Data Package: all tables with schema, codebook, checksums, citation"
    )
    one.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="folder to write it to (default: here)"
    )
    one.set_defaults(run=run_package)

    cli_keeping.add_commands(commands)
    return top


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


def run_classify(options: argparse.Namespace) -> int:
    """Code adverts from standard input."""
    from catalogue.answers import answer_to_advert  # noqa: PLC0415

    for entry in entries(sys.stdin):
        print(json.dumps(answer_to_advert(entry), ensure_ascii=False))
    return 0


def run_phrase(options: argparse.Namespace) -> int:
    """Read phrases from standard input."""
    from catalogue.answers import answer_to_phrase  # noqa: PLC0415

    for entry in entries(sys.stdin):
        print(json.dumps(answer_to_phrase(entry), ensure_ascii=False))
    return 0


def run_codebook(options: argparse.Namespace) -> int:
    """Print the codebook."""
    from catalogue.codebook import load_codebook  # noqa: PLC0415
    from catalogue.codebook_page import as_markdown  # noqa: PLC0415

    print(as_markdown(load_codebook()))
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write an export."""
    number = export(
        catalogue_path(),
        options.format,
        open_only=options.open,
        where=options.where,
        out=options.output,
        raw=options.raw,
        bom=options.bom,
        search=options.search,
        sort=options.sort,
        sort_desc=options.sort_desc,
        site=options.site,
    )
    print(f"{number} opportunities" + (f" in {options.output}" if options.output else ""), file=sys.stderr)
    return 0


def run_package(options: argparse.Namespace) -> int:
    """Write a Data Package, and say where."""
    from catalogue.data_package import write_package  # noqa: PLC0415

    print(write_package(catalogue_path(), options.output))
    return 0


def entries(lines: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON lines. A line that is none ends the command and names its number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as problem:
            raise SystemExit(f"catalogue: line {number} is no JSON ({problem}); write one object a line") from problem
        if not isinstance(entry, dict) or "id" not in entry:
            raise SystemExit(f"catalogue: line {number} is no object with an id")
        yield entry


if __name__ == "__main__":
    sys.exit(main())
