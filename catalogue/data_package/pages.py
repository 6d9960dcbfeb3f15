"""The pages of the Data Package for people: README, codebook, citation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

import yaml

from catalogue.codebook import load_codebook
from catalogue.codebook_page import as_markdown
from catalogue.columns import TABLES
from catalogue.data_package.words import PACKAGE
from catalogue.formats.edition import Edition

ANSWERS = "select dimension, question, code, label, definition from codebook order by dimension, position, code"
README = """# {title}

Version {version}, built on {day} from the codebook {codebook}.

{description}

{rights}

## Files

| file | rows | what it is |
| --- | --- | --- |
{files}

CSV files are UTF-8 with commas; text stands in quotation marks, an array as JSON, and nothing where nothing is
stated. Where a spreadsheet would take a text for a formula an apostrophe stands before it: opportunities.json has each
text exactly as it is. datapackage.json explains every column and links the tables with one another.

## Licence

{licence}

## How to cite

{message}

> {contributor} ({year}): {title}, version {version} [data set].
"""


def readme(db: sqlite3.Connection, edition: Edition, version: str) -> str:
    """README.md."""
    [licence, *_] = PACKAGE["licences"]
    return README.format(
        **{key: PACKAGE[key] for key in ("title", "description", "rights", "contributor", "message")},
        version=version,
        day=edition.day,
        year=edition.day[:4],
        codebook=edition.codebook_version,
        files="\n".join(f"| {name} | {number} | {what} |" for name, number, what in files(db)),
        licence=f"{licence['title']} ({licence['name']}), {licence['path']}. {PACKAGE['rights']}",
    )


def files(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """(file, rows, what it is)."""
    for name, table in TABLES.items():
        if name not in PACKAGE["left_out"]:
            number = db.execute(f"select count(*) from [{name}]").fetchone()[0]  # noqa: S608 names from our own file
            yield f"{name}.csv", f"{number:,}", table.what
    for name, what in PACKAGE["files"].items():
        yield name, "", f"{what[0].upper()}{what[1:]}."


def citation(edition: Edition, version: str) -> str:
    """CITATION.cff (https://citation-file-format.github.io, 1.2.0)."""
    told = {
        "cff-version": "1.2.0",
        "message": PACKAGE["message"],
        "type": "dataset",
        "title": PACKAGE["title"],
        "abstract": PACKAGE["description"],
        "authors": [{"name": PACKAGE["contributor"]}],
        "version": version,
        "date-released": edition.day,
        "license": PACKAGE["licences"][0]["name"],
        "keywords": PACKAGE["keywords"],
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)


def codebook_page(db: sqlite3.Connection, version: str) -> str:
    """codebook.md: with rules and examples where this release codes by the same codebook, then every other answer."""
    known = load_codebook()
    parts, left_out = [f"# Codebook\n\nVersion {version}\n"], set()
    if known.version == version:
        parts, left_out = [as_markdown(known)], set(known.dimensions)
    for dimension, group in groupby(db.execute(ANSWERS), key=lambda row: row[0]):
        if dimension not in left_out:
            parts += answers(dimension, [tuple(row) for row in group])
    return "\n".join(parts)


def answers(dimension: str, rows: list[tuple[str, ...]]) -> Iterator[str]:
    """A question with its answers."""
    question = rows[0][1] or ""
    yield f"## {dimension.replace('_', ' ').capitalize()} (`{dimension}`)\n\n{question}\n"
    for _, _, code, label, definition in rows:
        yield f"### {label} (`{code}`)\n\n{definition}\n"
