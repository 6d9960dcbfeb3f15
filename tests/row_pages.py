"""A sample catalogue with something for every part of the pages of rows, and a site over it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml
from datasette.app import Datasette
from sample_catalogue import NASTY, TODAY, write_sample

METADATA = Path(__file__).parents[1] / "metadata.yml"
CONTACT = "keeper@example.org"
SEEN = "2031-03-03T04:10:00Z"


class Site:
    """A site whose pages can be asked for one after another."""

    def __init__(self, path: Path | None, contact: str = CONTACT, today: str = TODAY.isoformat()):
        self.path = path
        written: dict[str, Any] = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
        plugin = {"today": today, "contact": contact}
        self.datasette = Datasette(
            [str(path)] if path else [], metadata={**written, "plugins": {"wkep-catalogue": plugin}}
        )

    def get(self, address: str) -> Any:
        return asyncio.run(self.datasette.client.get(address))

    def page(self, address: str) -> str:
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:500])
        return str(answer.text)


def write_rows(path: Path) -> None:
    """A sample catalogue at `path`, with changes, programmes, sources and runs of every kind."""
    write_sample(path)
    with closing(sqlite3.connect(path)) as db, db:
        insert(db, "versions", [version(*each) for each in VERSIONS])
        db.execute("update opportunities set status = 'withdrawn', closes_on = '2031-04-01' where id = 'harbour:6'")
        db.execute("update opportunities set status = 'closed', closes_on = null where id = 'harbour:8'")
        db.execute("update opportunities set approvals = ? where id = 'harbour:0'", ['["dbs", "line_manager"]'])
        db.execute("update opportunities set exchange_form = 'secondment' where id = 'harbour:10'")
        insert(db, "programmes", PROGRAMMES)
        insert(db, "sources", [source(*each) for each in SOURCES])
        insert(db, "runs", [run(*each) for each in RUNS])
        counts = {each: db.execute(f"select count(*) from {each}").fetchone()[0] for each in ("adverts", "excluded")}
        accounts = {"seen": sum(counts.values()) + 9, **counts, "withheld": 8, "forgotten": 1}
        db.execute("insert into meta values ('accounts', ?)", [json.dumps(accounts)])


VERSIONS = [
    ("harbour:0", "2031-02-20T04:00:00Z", "closes_on", "2031-03-20", "2031-04-03"),
    ("harbour:0", "2031-02-20T04:00:00Z", "pay_min", "31000", "32000.5"),
    ("harbour:0", "2031-02-10T04:00:00Z", "wording", None, None),
    ("harbour:0", "2031-02-09T04:00:00Z", "funding", "stipend", None),
    ("harbour:6", "2031-02-25T04:00:00Z", "status", None, "withdrawn"),
]
PROGRAMMES = [
    {"id": "tide-fellows", "name": "Tide Fellows", "publisher": "Harbour Board", "form": "secondment",
     "scheme": "fellowship", "sectors_from": '["provider"]', "sectors_to": '["policy", "academia"]',
     "usual_opening_months": "[4, 5]", "usual_closing_months": "[5]", "usual_min_days": 91, "usual_max_days": 183,
     "link": "https://tide.example.org/", "evidence": "Its own page, 2030", "confirmed": "2030",
     "known_rounds": '["2029-04-02/2029-05-31 https://tide.example.org/", "2030-05/.. https://news.example.net/1"]',
     "pages": '["2030 usual_min_days, usual_max_days https://www.example.org/length", ".. form https://b.example.org/"]'},
    {"id": "nasty", "name": f"Fellows {NASTY}", "publisher": NASTY, "link": "javascript:alert(1)", "evidence": NASTY,
     "confirmed": NASTY, "known_rounds": json.dumps([NASTY, f"2030-01/.. {NASTY}", "2030-01/.. javascript:alert(1)"]),
     "pages": json.dumps([NASTY, 7, ".. form javascript:alert(1)"]), "usual_opening_months": '["x", 99, null]',
     "usual_closing_months": NASTY},
    {"id": "dune", "name": "Dune placements", "form": "work_placement", "usual_closing_months": "[2]",
     "known_rounds": '["../2030-02-11 https://dune.example.org/call"]'},
    {"id": "late", "name": "Late shadowing", "form": "job_shadowing",
     "usual_opening_months": "[1, 9]", "rounds": '["moor:13"]'},
    {"id": "gone", "name": "Gone Fellows", "usual_opening_months": "[6]", "ended": 2029},
    {"id": "halt", "name": "Halt placements", "paused": 2030},
    {"id": "ever", "name": "Ever exchanges", "rolling": 1},
]  # fmt: skip
SOURCES = [
    ("castle", "Castle jobs", "blocked", "A wall stands before it", "ask"),
    ("fen", "Fen jobs", "paused", "The same as harbour", "allow"),
    ("reed", "Reed jobs", "unverified", "Never seen", "ask"),
    ("mist", f"Mist {NASTY}", "active", None, "ask"),
    ("dusk", "Dusk jobs", "active", None, "allow"),
    ("well", "Well jobs", "active", None, "allow"),
]
RUNS = [
    (11, "dusk", "2030-10-01T04:00:00Z", "healthy", "4 adverts"),
    (12, "dusk", "2031-03-02T04:00:00Z", "changed", f"closing days are gone {NASTY}"),
]


def version(opportunity: str, when: str, column: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"opportunity": opportunity, "advert": opportunity, "changed_at": when, "column": column,
            "before": before, "after": after}  # fmt: skip


def source(id: str, title: str, status: str, reason: str | None, verdict: str) -> dict[str, Any]:
    return {"id": id, "title": title, "publisher": f"{id.title()} Board", "sector": "provider", "kind": "job_board",
            "start": json.dumps([f"https://{id}.example.org/"]), "every": "weekly", "status": status, "reason": reason,
            "terms_verdict": verdict, "reuse": "facts", "platform": "rss", "licence": "not read yet"}  # fmt: skip


def run(id: int, source: str, started: str, verdict: str, reason: str) -> dict[str, Any]:
    return {"id": id, "source": source, "started": started, "ended": started, "verdict": verdict, "reason": reason,
            "pages": 9, "adverts": 4, "new": 1, "changed": 0}  # fmt: skip


def insert(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        columns = ", ".join(f"[{name}]" for name in row)
        db.execute(f"insert into [{table}] ({columns}) values ({', '.join('?' * len(row))})", list(row.values()))
