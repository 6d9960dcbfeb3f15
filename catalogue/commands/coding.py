"""Commands of `catalogue` that code without an archive: classify, phrase, codebook."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any


def add_commands(commands: Any) -> None:
    """Add the commands to the parser of `catalogue`."""
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
