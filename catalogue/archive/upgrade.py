"""How an archive of an earlier version is brought up to the tables of today."""

from __future__ import annotations

import sqlite3

# What a file of a version lacks beside columns, by the version that it has.
STEPS = {
    # Version 1 knew the first and the last run of an advert only.
    1: (
        "insert or ignore into stretches select id, run, run from snapshots",
        "insert or ignore into stretches select latest, last_run, last_run from adverts",
    ),
    # Version 2 told by the words of its reason that a run was cut off.
    2: (
        "update runs set cut_off = 1 where reason like 'cut off:%' or reason like '%told to stop%'"
        " or reason like '%shutdown%'",
    ),
}
# Columns that came later, by the table that has them: what an older file lacks is added.
ADDED = {
    ("runs", "since"): "text",
    ("runs", "cut_off"): "integer not null default 0",
    ("searches", "new"): "integer",
    ("searches", "included"): "integer",
    ("served", "digest"): "text not null default ''",
}
VERSION = 4


def version_of(db: sqlite3.Connection) -> int:
    """The version of a file's tables; 0 for a file that was made just now."""
    return int(db.execute("pragma user_version").fetchone()[0])


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Fill the tables and columns that an older version did not have, in one step."""
    older = version_of(db)
    if older == VERSION:
        return
    db.execute("begin immediate")
    for (table, column), kind in ADDED.items():
        if column not in {row[1] for row in db.execute(f"pragma table_info({table})")}:
            db.execute(f"alter table {table} add column {column} {kind}")
    for version, statements in STEPS.items():
        for statement in statements if older <= version else ():
            db.execute(statement)
    db.execute(f"pragma user_version = {VERSION}")
    db.execute("commit")
