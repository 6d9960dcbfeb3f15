"""Whether a written catalogue may be published: everything that is wrong with it, in words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from catalogue.columns import TABLES, Column
from catalogue.search import match_query

QUOTE, EXTRACT = 200, 300  # characters of an advert that may be published
LENGTHS = {
    ("opportunities", "extract"): EXTRACT,
    ("excluded", "quote"): QUOTE,
    ("quotes", "quote"): QUOTE,
    ("classifications", "quote"): QUOTE,
    ("issues", "words"): QUOTE,
}
ASKED = 5  # opportunities whose title is searched for
SHOWN = 3  # examples in a message


def check_catalogue(path: Path) -> list[str]:
    """What is wrong with a catalogue file, one sentence each with the mend; empty where it may be published."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return list(wrong_shape(db)) or list(wrong_content(db))
        finally:
            db.close()
    except sqlite3.Error as problem:
        return [f"{path}: cannot be read as a catalogue ({problem}); build it again"]


def wrong_shape(db: sqlite3.Connection) -> Iterator[str]:
    """What is damaged or missing in the file itself."""
    found = db.execute("pragma quick_check").fetchone()[0]
    if found != "ok":
        yield f"the file is damaged: {found}; build it again"
    for name, table in TABLES.items():
        columns = [row[1] for row in db.execute(f"pragma table_info([{name}])")]
        if columns != [column.name for column in table.columns]:
            yield f"{name}: its columns are not those of columns.yml; build it again"


def wrong_content(db: sqlite3.Connection) -> Iterator[str]:
    """What breaks a rule of the catalogue in the rows."""
    yield from wrong_counts(db)
    for table, _, other, _ in db.execute("pragma foreign_key_check").fetchmany(SHOWN):
        yield f"{table}: a row points to a row of {other} that is not there"
    codes = {(row[0], row[1]) for row in db.execute("select dimension, code from codebook")}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.needed:
                yield from found(db, name, column.name, f"[{column.name}] is null or [{column.name}] = ''", "is empty")
            if column.type == "number":
                yield from found(db, name, column.name, f"typeof([{column.name}]) = 'text'", "is no number")
            if column.codes:
                yield from unknown_codes(db, name, column, codes)
    for (name, words), most in LENGTHS.items():
        yield from found(db, name, words, f"length([{words}]) > {most}", f"is longer than {most} characters")
    for dimension, code in db.execute("select distinct dimension, code from classifications"):
        if (dimension, code) not in codes:
            yield f"classifications: {dimension} = {code!r} is not in the codebook"
    yield from wrong_search(db)


def wrong_counts(db: sqlite3.Connection) -> Iterator[str]:
    """Tables that hold another number of rows than was written down when they were finished."""
    facts = dict(db.execute("select key, value from meta"))
    if not {"built_at", "codebook_version", "counts"} <= set(facts):
        yield "meta: built_at, codebook_version or counts is missing; the build was not finished"
        return
    for table, number in json.loads(facts["counts"]).items():
        now = db.execute(f"select count(*) from [{table}]").fetchone()[0]  # noqa: S608 names from our own file
        if now != number:
            yield f"{table}: {now} rows where {number} were written"
    accounts = json.loads(facts.get("accounts", "{}"))
    counts = json.loads(facts["counts"])
    if accounts and accounts["seen"] != sum(accounts.values()) - accounts["seen"]:
        yield f"meta: accounts: the parts do not add up to the adverts seen: {accounts}"
    for table in ("adverts", "excluded"):
        if accounts and accounts[table] != counts[table]:
            yield f"{table}: {counts[table]} rows where the accounts have {accounts[table]}"


def found(db: sqlite3.Connection, table: str, column: str, where: str, problem: str) -> Iterator[str]:
    """A message with examples where rows fulfil a condition that none may."""
    rows = db.execute(f"select rowid from [{table}] where {where} limit {SHOWN + 1}").fetchall()  # noqa: S608
    if rows:
        more = " and more" if len(rows) > SHOWN else ""
        yield f"{table}: {column} {problem} in row {', '.join(str(row[0]) for row in rows[:SHOWN])}{more}"


def unknown_codes(db: sqlite3.Connection, table: str, column: Column, codes: set[tuple[str, str]]) -> Iterator[str]:
    """Values of a coded column that the codebook does not have; `unclear` is an answer to any question."""
    name = column.name
    values = (
        f"select distinct value from [{table}], json_each([{table}].[{name}])"  # noqa: S608 names from our own file
        if column.is_list
        else f"select distinct [{name}] from [{table}] where [{name}] is not null"  # noqa: S608
    )
    for (value,) in db.execute(values):
        if value != "unclear" and (column.codes, value) not in codes:
            yield f"{table}: {name} = {value!r} is not in the codebook"


def wrong_search(db: sqlite3.Connection) -> Iterator[str]:
    """Opportunities that the search index does not know or cannot find by their title."""
    indexed = db.execute("select count(*) from opportunities_fts_docsize").fetchone()[0]
    rows = db.execute("select count(*) from opportunities").fetchone()[0]
    if indexed != rows:
        yield f"search: {indexed} opportunities are searchable where there are {rows}"
    for rowid, title in db.execute("select rowid, title from opportunities order by rowid limit ?", (ASKED,)):
        query = match_query(title)
        asked = "select 1 from opportunities_fts where opportunities_fts match ? and rowid = ?"
        if query and not db.execute(asked, (query, rowid)).fetchone():
            yield f"search: row {rowid} is not found by its own title"
