"""The page of one opportunity: every value with its meaning and its quote, and what stands around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from catalogue.site import words
from catalogue.site.ages import ago_text
from catalogue.site.citing import bibtex, citation
from catalogue.site.notices import last_healthy_of, notices_of
from catalogue.site.published import PATH, Published
from catalogue.site.record_history import history_of
from catalogue.site.record_values import glance_of, sections_of
from catalogue.site.schema_org import data_block
from catalogue.site.similar import similar

# What belongs to one opportunity: name → question.
BESIDE = {
    "adverts": "select a.*, s.title as source_title from adverts a left join sources s on s.id = a.source"
    " where a.opportunity = ? order by a.first_seen, a.id",
    "issues": "select [column], problem, words from issues where opportunity = ? order by rowid",
    "versions": "select changed_at, [column], before, after from versions where opportunity = ? order by rowid desc",
    "classifications": "select dimension, code, cue, quote, [where] from classifications where opportunity = ?"
    " order by rowid",
    "quotes": "select [column], quote, [where] from quotes where opportunity = ? order by rowid",
}
ITS_PROGRAMME = "select id, name from programmes where exists (select 1 from json_each(rounds) where value = ?) limit 1"
OTHER_ROUNDS = (
    "select o.id, o.title, o.status, o.opens_on, o.closes_on, o.closes_at, o.closes_kind from programmes p,"
    " json_each(p.rounds) each join opportunities o on o.id = each.value where p.id = ? and o.id != ?"
    " order by o.closing_order limit 24"
)
CLOSED = ("closed", "withdrawn")


def record(
    conn: sqlite3.Connection, published: Published, id: str, today: date, site: Mapping[str, str]
) -> dict[str, Any] | None:
    """Everything that the page of an opportunity shows; None where there is no such opportunity.

    `site`: url (of the front page, absolute, with a slash at its end), title, licence.
    """
    found = conn.execute("select rowid, * from opportunities where id = ?", (id,)).fetchone()
    if found is None:
        return None
    row = dict(found)
    beside = {name: [dict(each) for each in conn.execute(sql, (id,))] for name, sql in BESIDE.items()}
    source = conn.execute("select id, title, licence, status from sources where id = ?", (row["source"],)).fetchone()
    programme, rounds = programme_of(conn, id, today)
    proofs: dict[tuple[str, str], Any] = {}
    for each in beside["classifications"]:
        proofs.setdefault((each["dimension"], each["code"]), each)
    sections = sections_of(row, {each["column"]: each for each in beside["quotes"]}, proofs, published)
    closes, away = words.closing_text(row, today)
    address = f"{site['url'].rstrip('/')}{PATH}/{tilde_encode(id)}"
    built_at = published.meta.get("built_at")
    gathered = bool(source and source["status"] == "active")
    return {
        "row": row,
        "address": address,
        "closes": closes,
        "away": away,
        "can_apply": row["status"] not in CLOSED and not closes.startswith("Closed"),
        "notices": notices_of(row, beside["versions"], last_healthy_of(conn, row), today, gathered=gathered),
        "seen": ago_text(row["last_seen"], today),
        "status": published.meaning("status", row["status"]),
        "checked": published.meaning("checked", row["checked"]),
        "percent": None if row["completeness"] is None else round(row["completeness"] * 100),
        "sections": sections,
        "glance": glance_of(sections),
        "source": source,
        "programme": programme,
        "rounds": rounds,
        "adverts": beside["adverts"],
        "issues": [{**each, "column": label_of(each["column"], sections)} for each in beside["issues"]],
        "history": history_of(row, beside["versions"], published),
        "similar": similar(conn, published, row, today, [each["id"] for each in rounds]),
        "classifications": beside["classifications"],
        "cite": citation(row, built_at, address),
        "bibtex": bibtex(row, built_at, address),
        "json_ld": data_block(row, address, posted_on(row, beside["adverts"]), site, today),
    }


def programme_of(conn: sqlite3.Connection, id: str, today: date) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """(the programme that an opportunity is a round of, its other rounds); (None, []) where it is of none."""
    found = conn.execute(ITS_PROGRAMME, (id,)).fetchone()
    if found is None:
        return None, []
    rounds = (dict(each) for each in conn.execute(OTHER_ROUNDS, (found["id"], id)))
    return dict(found), [{**each, "closes": words.closing_text(each, today)[0]} for each in rounds]


def posted_on(row: Mapping[str, Any], adverts: list[dict[str, Any]]) -> str | None:
    """The day of the advert that the page shows, where it says one."""
    return next((each["posted_on"] for each in adverts if each["url"] == row["url"]), None)


def label_of(column: str, sections: list[dict[str, Any]]) -> str:
    """What the page calls a column, or a group of columns."""
    lines = (line for section in sections for line in section["rows"])
    named: dict[str, str] = {}
    for line in lines:
        named |= dict.fromkeys((line["column"], line["column"].removesuffix("_text")), line["label"])
    return named.get(column, column.replace("_", " ").capitalize())
