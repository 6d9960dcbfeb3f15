"""Commands of `catalogue` that hand the catalogue out: export, package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from catalogue.export import FORMATS, export
from catalogue.places import catalogue_path


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
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
