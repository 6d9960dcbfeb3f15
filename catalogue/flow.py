"""Where every advert has gone, from the first sight of it to a record, in numbers that add up."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

SEARCHED = "select count(distinct source), count(*) from runs"
SEARCHES = "select count(*) from search_log"
COUNT = "select (select count(*) from adverts), (select count(*) from opportunities), (select count(*) from excluded)"
ACCOUNTS = "select value from meta where key = 'accounts'"
REASONS = """
select e.exclusion_reason, coalesce(c.label, e.exclusion_reason), count(*)
from excluded e left join codebook c on c.dimension = 'exclusion_reason' and c.code = e.exclusion_reason
group by e.exclusion_reason order by count(*) desc, e.exclusion_reason
"""
OPEN = "select count(*) from opportunities where status = 'open'"


@dataclass(frozen=True)
class Reason:
    """Why adverts were left out, and how many."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Flow:
    """Adverts and what became of them.

    identified = withheld + removed + screened; screened = excluded + included; included = joined + opportunities.
    """

    sources: int
    runs: int
    searches: int
    identified: int
    withheld: int  # seen only by runs that were not healthy: they wait for one that is
    removed: int  # taken down on request, or no longer kept
    screened: int
    reasons: tuple[Reason, ...]
    excluded: int
    included: int
    joined: int
    opportunities: int
    open: int


def read_flow(conn: sqlite3.Connection) -> Flow:
    """The flow of a published file; one without accounts (`meta`) counts what stands in its tables."""
    sources, runs = conn.execute(SEARCHED).fetchone()
    adverts, opportunities, excluded = conn.execute(COUNT).fetchone()
    written = conn.execute(ACCOUNTS).fetchone()
    accounts = json.loads(written[0]) if written else {}
    screened = adverts + excluded
    withheld, removed = accounts.get("withheld", 0), accounts.get("forgotten", 0)
    return Flow(
        sources=sources,
        runs=runs,
        searches=conn.execute(SEARCHES).fetchone()[0],
        identified=accounts.get("seen", screened),
        withheld=withheld,
        removed=removed,
        screened=screened,
        reasons=tuple(Reason(*row) for row in conn.execute(REASONS)),
        excluded=excluded,
        included=adverts,
        joined=adverts - opportunities,
        opportunities=opportunities,
        open=conn.execute(OPEN).fetchone()[0],
    )
