"""The catalogue as a file to give away: all that is published, without the index of the adverts' full text.

The index does not store that text, but it knows which word stands where, so that a text could be put together from it
again. In the copy only words that are published anyway can be searched; any tool that reads the one reads the other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from catalogue.search.families import with_marks
from catalogue.tables import PLACE_WORDS, SEARCH

REFILL = f"""
insert into opportunities_fts (rowid, title, host, text)
select rowid, with_marks(title), with_marks(host), with_marks(summary || ' ' || coalesce(extract, '')) || {PLACE_WORDS}
from opportunities order by rowid
"""  # noqa: S608 our own words


def write_copy(db: sqlite3.Connection, path: Path) -> None:
    """Write the copy of an open catalogue into a new file. Raises sqlite3.Error."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("pragma journal_mode = off")
        copy.execute("drop table opportunities_fts")
        copy.execute(SEARCH)
        copy.create_function("with_marks", 1, with_marks, deterministic=True)
        copy.execute(REFILL)
        copy.execute("insert into opportunities_fts (opportunities_fts) values ('optimize')")
        copy.execute("vacuum")  # what was dropped would else still lie in the empty pages
        copy.execute("analyze")
