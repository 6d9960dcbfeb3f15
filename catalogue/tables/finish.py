"""What makes the rows of a catalogue quick and easy to ask: order, indexes, views, counts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from catalogue.columns import TABLES

CLOSING_SOON = 14  # days: long enough to write an application, short enough to hurry
NEW = 7  # days: one weekly visit

# Columns that people filter or sort by, or that the site reads from top to bottom when it takes up a file, one index
# each: without one, every such reading goes through the whole of every row.
INDEXED = (
    "status exchange_form scheme duration_band funding nation modality host programme source title completeness"
    " closes_on closes_kind closing_order first_seen sectors_from sectors_to career_stages knowledge_types professions"
    " place_text region fte_min fte_max"
).split()

# Open first, closing soonest; then what opens next; then what is not known; then what closed last.
CLOSING_ORDER = """
update opportunities set closing_order = ordered.place from (
    select id, row_number() over (order by
        case status when 'open' then 0 when 'upcoming' then 1 when 'unknown' then 2 else 3 end,
        case status when 'open' then coalesce(closes_on, '9999') when 'upcoming' then coalesce(opens_on, '9999') end,
        case when status in ('open', 'upcoming') then '' else coalesce(closes_on, last_seen) end desc,
        id) as place
    from opportunities
) as ordered where ordered.id = opportunities.id
"""

BUILT_ON = "(select date(substr(value, 1, 10)) from meta where key = 'built_at')"
VIEWS = {  # nothing in them comes from outside
    "open_opportunities": "select * from opportunities where status = 'open' order by closing_order",
    "closing_soon": "select * from opportunities where status = 'open' and closes_on"  # noqa: S608
    f" between {BUILT_ON} and date({BUILT_ON}, '+{CLOSING_SOON} days') order by closing_order",
    "new_this_week": "select * from opportunities"  # noqa: S608
    f" where date(substr(first_seen, 1, 10)) > date({BUILT_ON}, '-{NEW} days') order by first_seen desc, id",
    "source_health": """
select s.id as source, s.title, s.status, s.reason, r.verdict as last_verdict, r.started as last_run,
    r.reason as last_reason, r.adverts as adverts_seen,
    h.started as last_healthy_run, h.age_days, h.age_days is null or h.age_days > 90 as stale,
    (select count(*) from opportunities where source = s.id) as opportunities,
    (select count(*) from excluded where source = s.id) as excluded
from sources s left join runs r on r.id = (select max(id) from runs where source = s.id)
left join (
    select source, max(started) as started,
        max(0, cast(julianday('now', 'start of day') - julianday(substr(max(started), 1, 10)) as integer)) as age_days
    from runs where verdict = 'healthy' group by source
) h on h.source = s.id
order by s.id""",
}


def finish(
    db: Database, built_at: str, codebook_version: str, accounts: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Order, index and count what was written, and close the transaction; rows by table.

    `built_at`: ISO 8601, UTC. Its day is the one that the views count from. `accounts`: where every advert has gone.
    """
    db.conn.execute(CLOSING_ORDER)
    for table, each in TABLES.items():
        for column in each.columns:
            wanted = column.name in INDEXED if table == "opportunities" else column.link
            if wanted:
                db.table(table).create_index([column.name])
    count = "select count(*) from [{}]"
    counts = {name: db.conn.execute(count.format(name)).fetchone()[0] for name in TABLES if name != "meta"}
    facts = {"built_at": built_at, "codebook_version": codebook_version, "counts": json.dumps(counts)}
    if accounts:
        facts["accounts"] = json.dumps(accounts)
    db.conn.executemany("insert into meta values (?, ?)", facts.items())
    for name, sql in VIEWS.items():
        db.conn.execute(f"create view [{name}] as {sql}")
    # One segment instead of many: a search then reads one list per word.
    db.conn.execute("insert into opportunities_fts (opportunities_fts) values ('optimize')")
    db.conn.execute("commit")
    db.conn.execute("analyze")
    return counts
