"""The page of one source: what it is, how it may be read, how well that goes, and what came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from catalogue.columns import TABLES
from catalogue.platforms import load_platforms
from catalogue.site import words
from catalogue.site.addresses import address
from catalogue.site.ages import ago_text
from catalogue.site.published import PATH, Published, page_words
from catalogue.site.source_state import every_text, states_of, verdict_of

LAST_RUNS = 10  # a year of monthly visits, or ten nights
RUNS = f"select * from runs where source = ? order by id desc limit {LAST_RUNS}"  # noqa: S608 a number of our own
OPEN = (
    "select id, title, host, status, opens_on, closes_on, closes_at, closes_kind from opportunities"
    " where source = ? and status = 'open' order by closing_order limit 5"
)
PROGRAMMES = (
    "select distinct p.id, p.name from programmes p, json_each(p.rounds) each join opportunities o on o.id = each.value"
    " where o.source = ? order by p.name limit 20"
)
# What a search gave is counted over all runs; columns that count something else come along when the table has them.
SUMS = [each.name for each in TABLES["search_log"].columns if each.type == "integer" and each.name != "run"]
SEARCHES = (
    f"select query, count(distinct run) as runs, {', '.join(f'sum([{name}]) as [{name}]' for name in SUMS)}"  # noqa: S608 our own names
    " from search_log where source = ? group by query order by sum(adverts) desc, query limit 200"
)


def source(
    conn: sqlite3.Connection, published: Published, id: str, today: date, site: Mapping[str, str]
) -> dict[str, Any] | None:
    """Everything that the page of a source shows; None where there is no such source."""
    found = states_of(conn, today, id)
    if not found:
        return None
    state, said = found[0], page_words()["source_words"]
    searches = [dict(each) for each in conn.execute(SEARCHES, (id,))]
    open_now = published.alike.masks["source"].get(id, 0) & published.facets.masks["status"].get("open", 0)
    platform = load_platforms().get(state["platform"] or "")
    return {
        **state,
        "address": f"{site['url'].rstrip('/')}{state['path']}",
        "every_text": every_text(state["every"]),
        "kind_text": said["kind"].get(state["kind"], state["kind"]),
        "sector_text": page_words()["source_sectors"].get(state["sector"], state["sector"]),
        "route_text": platform.what if platform else state["platform"],
        "terms_text": said["terms_verdict"].get(state["terms_verdict"], "Not recorded"),
        "reuse_text": said["reuse"].get(state["reuse"], ""),
        "runs": [run_of(dict(each), today) for each in conn.execute(RUNS, (id,))],
        "open": open_now.bit_count(),
        "open_url": address([("source", id), ("status", "open")]),
        "excluded_url": f"/catalogue/excluded?source={tilde_encode(id)}",
        "adverts": conn.execute("select count(*) from adverts where source = ?", (id,)).fetchone()[0],
        "adverts_url": f"/catalogue/adverts?source={tilde_encode(id)}",
        "shown": [
            {**dict(each), "path": f"{PATH}/{tilde_encode(each['id'])}", "closes": words.closing_text(each, today)[0]}
            for each in conn.execute(OPEN, (id,))
        ],
        "programmes": [dict(each) for each in conn.execute(PROGRAMMES, (id,))],
        "searches": searches,
        "sums": [name for name in SUMS if any(each[name] is not None for each in searches)],
        "built_on": words.day_text(published.meta.get("built_at")),
    }


def run_of(run: Mapping[str, Any], today: date) -> dict[str, Any]:
    """One run as the page shows it."""
    return {**run, "said": verdict_of(run["verdict"]), "ago": ago_text(run["started"], today)}
