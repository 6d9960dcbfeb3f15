"""How every source stands: its status, its last runs, when it was last read without fault, what needs a person."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any

from datasette.utils import tilde_encode

from catalogue.check_runs import run_problems
from catalogue.intervals import longest_gap
from catalogue.life_cycle import is_stale
from catalogue.records import Run
from catalogue.site.addresses import address
from catalogue.site.ages import age_days, ago_text
from catalogue.site.published import page_words
from catalogue.site.words import day_text, outward
from catalogue.source import stand_in

SOURCES_PATH = "/catalogue/sources"
# One source or all of them; the last run counts, and the last healthy one.
STATES = (
    "select s.*, h.last_verdict, h.last_run, h.last_reason, h.adverts_seen, h.last_healthy_run, h.opportunities,"
    " h.excluded from source_health h join sources s on s.id = h.source"
)
Row = Mapping[str, Any]


def states_of(conn: sqlite3.Connection, today: date, id: str | None = None) -> list[dict[str, Any]]:
    """Every source, or the one named, as the pages show it, by title."""
    where, values = (" where s.id = ?", [id]) if id else ("", [])
    rows = (dict(each) for each in conn.execute(STATES + where, values))
    return sorted((state_of(row, today) for row in rows), key=lambda each: str(each["title"]).casefold())


def state_of(row: Row, today: date) -> dict[str, Any]:
    """One row of STATES with what the pages say of it."""
    said = page_words()
    healthy = row["last_healthy_run"]
    gathered = row["status"] == "active" and row["terms_verdict"] == "allow"
    standing = "waiting" if row["status"] == "active" and not gathered else row["status"]
    return {
        **row,
        "path": f"{SOURCES_PATH}/{tilde_encode(row['id'])}",
        "list_url": address([("source", row["id"]), ("_all", "on")]),
        "link": next((url for url in json.loads(row["start"] or "[]") if outward(url)), None),
        "gathered": gathered,
        "standing": standing,
        "said_status": said["source_statuses"].get(standing, {"label": standing, "what": ""}),
        "verdict": verdict_of(row["last_verdict"]),
        "last_run_ago": ago_text(row["last_run"], today),
        "healthy_on": day_text(healthy),
        "healthy_ago": ago_text(healthy, today),
        "age_days": age_days(healthy, today),
        "stale": gathered and row["last_run"] is not None and is_stale(today, healthy),
        "health": health_text(row, today, gathered=gathered),
    }


def verdict_of(verdict: str | None) -> dict[str, Any] | None:
    """What a verdict is called and means; None where there was no run."""
    known = page_words()["verdicts"].get(verdict or "", {"label": verdict, "what": ""})
    return {"name": verdict, "fine": False, **known} if verdict else None


def health_text(row: Row, today: date, *, gathered: bool) -> str:
    """One line on how well it is read; empty where it is not gathered and never was."""
    verdict = verdict_of(row["last_verdict"])
    if verdict is None:
        return "Not read yet" if gathered else ""
    last = f"{verdict['label']}, {'read' if verdict['fine'] else 'tried'} {ago_text(row['last_run'], today)}"
    healthy = row["last_healthy_run"]
    if not healthy:
        return f"{last}; never without fault so far"
    if row["last_verdict"] != "healthy":
        last += f"; last without fault {ago_text(healthy, today)}"
    return f"{last}; out of date" if gathered and is_stale(today, healthy) else last


def every_text(every: str | None) -> str:
    """ "Every day", "Every week", or "At least every 31 days" for a cron line; empty where nothing of it is stated."""
    plain = page_words()["source_words"]["every"].get(every)
    if plain or not every:
        return str(plain or "")
    try:
        return f"At least every {longest_gap(every)} days"
    except ValueError:  # no cron line
        return ""


def needs_a_person(states: Iterable[Row], runs: Iterable[Run], today: date) -> list[dict[str, Any]]:
    """What `catalogue check` would say of the runs of every source that is gathered, source by source.

    Every second piece of a text is a command to type.
    """
    by_source: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.id):
        by_source[run.source].append(run)
    noon = datetime.combine(today, time(12), UTC)
    found = []
    for each in states:
        if not each["gathered"]:
            continue
        source = stand_in(each["id"], each["publisher"], every=each["every"] or "weekly", status="active")
        for problem in run_problems(source, by_source[each["id"]], noon):
            text = problem.removeprefix(f"{each['id']}: ")
            found.append({"title": each["title"], "path": each["path"], "problem": text.split("`")})
    return found


def runs_of(conn: sqlite3.Connection) -> list[Run]:
    """Every published run."""
    names = [each.name for each in fields(Run)]
    rows = (dict(each) for each in conn.execute("select * from runs order by id"))
    return [Run(**{name: value_of(name, row[name]) for name in names if name in row}) for row in rows]


def value_of(name: str, value: Any) -> Any:
    """A value of the table as a run has it: mappings are kept as JSON, and what is not stated is nought or empty."""
    if name in ("dropped", "fill"):
        return json.loads(value) if value else {}
    if name in ("pages", "adverts", "new", "changed"):
        return value or 0
    if name == "cut_off":
        return bool(value)
    return value or "" if name == "reason" else value
