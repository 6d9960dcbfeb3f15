"""Schemes that are seen once: what recurs is a programme; a title that never comes back is only a title."""

from __future__ import annotations

from collections.abc import Collection

from sqlite_utils import Database

from catalogue.readers.scheme_names import ROUND

# Names that were read from the advert's own title; those from a fact, the text or a person's correction stay.
FROM_TITLE = """
select o.id, o.title from opportunities o join quotes q on q.opportunity = o.id
where o.programme is not null and q."column" = 'programme' and q."where" = 'title'
"""


def clear_one_offs(db: Database, rounds: Collection[str]) -> int:
    """Take the programme from opportunities that name none but their own title; how many.

    `rounds`: ids of the opportunities that are rounds of a programme. They keep theirs, and so does a title that tells
    of a round itself (a year, "round 3").
    """
    lone = [(id,) for id, title in db.conn.execute(FROM_TITLE) if id not in rounds and not ROUND.search(title)]
    db.conn.executemany("update opportunities set programme = null where id = ?", lone)
    db.conn.executemany("""delete from quotes where opportunity = ? and "column" = 'programme'""", lone)
    return len(lone)
