"""The page of one opportunity: every value with its meaning and its quote, adverts, history, how to cite it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.site import words
from catalogue.site.published import Published, page_words

# What belongs to one opportunity: name → question.
BESIDE = {
    "adverts": "select source, url, title, first_seen, last_seen, posted_on, why_joined from adverts"
    " where opportunity = ? order by first_seen, id",
    "issues": "select [column], problem, words from issues where opportunity = ? order by rowid",
    "versions": "select changed_at, [column], before, after from versions where opportunity = ? order by rowid desc",
    "classifications": "select dimension, code, cue, quote, [where] from classifications where opportunity = ?"
    " order by rowid",
}
OTHER_ROUNDS = (
    "select id, title, status, opens_on, closes_on, closes_at, closes_kind from opportunities"
    " where programme = ? and id != ? order by closing_order limit 12"
)


def record(conn: sqlite3.Connection, published: Published, id: str, today: date) -> dict[str, Any] | None:
    """Everything that the page of an opportunity shows; None where there is no such opportunity."""
    found = conn.execute("select * from opportunities where id = ?", (id,)).fetchone()
    if found is None:
        return None
    row = dict(found)
    beside = {name: [dict(each) for each in conn.execute(sql, (id,))] for name, sql in BESIDE.items()}
    quotes = {
        each["column"]: each
        for each in conn.execute(
            "select [column], quote, [where] from quotes where opportunity = ? order by rowid", (id,)
        )
    }
    source = conn.execute("select title, licence from sources where id = ?", (row["source"],)).fetchone()
    rounds = [dict(each) for each in conn.execute(OTHER_ROUNDS, (row["programme"], id))] if row["programme"] else []
    closes, away = words.closing_text(row, today)
    proofs: dict[tuple[str, str], Any] = {}
    for each in beside["classifications"]:
        proofs.setdefault((each["dimension"], each["code"]), each)
    return {
        "row": row,
        "closes": closes,
        "away": away,
        "status": published.meaning("status", row["status"]),
        "checked": published.meaning("checked", row["checked"]),
        "sections": [
            {
                "title": section["title"],
                "rows": [entry(row, quotes, proofs, published, each) for each in section["rows"]],
            }
            for section in page_words()["sections"]
        ],
        "source": source,
        "rounds": [{**each, "closes": words.closing_text(each, today)[0]} for each in rounds],
        **beside,
        "percent": None if row["completeness"] is None else round(row["completeness"] * 100),
        "built_on": words.day_text(published.meta.get("built_at")),
    }


def entry(
    row: Mapping[str, Any],
    quotes: Mapping[str, Any],
    proofs: Mapping[tuple[str, str], Any],
    published: Published,
    wanted: Mapping[str, str],
) -> dict[str, Any]:
    """One line of the record: label, values with their meanings, and the words that prove each, or all of them."""
    column = wanted["column"]
    values = values_of(row, column, wanted["as"], published)
    quote = quotes.get(wanted.get("quote", column)) if values else None
    if wanted["as"] == "codes":
        each_proved = [{**value, "quote": proofs.get((column, value["code"]))} for value in values]
        if any(value["quote"] for value in each_proved):
            return {"label": wanted["label"], "values": each_proved, "quote": None}
    said = row[column] if wanted["as"] in ("length", "time", "pay") else None
    if quote is None and said and values:
        quote = {"quote": said, "where": "text"}
    return {"label": wanted["label"], "values": values, "quote": quote}


def values_of(row: Mapping[str, Any], column: str, kind: str, published: Published) -> list[dict[str, str]]:
    """The values of a line in words, each with its definition where it has one; empty where nothing is stated."""
    value = row[column]
    if kind in ("code", "codes"):
        codes = json.loads(value) if kind == "codes" and value else [value]
        meanings = [(code, published.meaning(column, code)) for code in codes if code]
        return [{"text": said.label, "definition": said.definition, "code": code} for code, said in meanings]
    if kind == "words":
        return [{"text": str(each), "definition": ""} for each in (json.loads(value) if value else [])]
    return plain(words_of(row, column, kind))


def words_of(row: Mapping[str, Any], column: str, kind: str) -> str | None:
    """A value that is no code, in words."""
    value = row[column]
    if kind == "day":
        return words.day_text(value)
    if kind == "start":
        return words.day_text(value) or row["starts_text"]
    if kind == "closing":
        return closing_value(row)
    if kind == "length":
        return words.length_of(row) or value
    if kind == "time":
        return words.commitment_of(row) or value
    if kind == "pay":
        return words.pay_of(row) or value
    return str(value) if value else None


def plain(text: str | None) -> list[dict[str, str]]:
    """A value without a definition; nothing where nothing is stated."""
    return [{"text": text, "definition": ""}] if text else []


def closing_value(row: Mapping[str, Any]) -> str:
    """When it closes, without the verb; empty where it is not stated."""
    if row["closes_on"]:
        return ", ".join(filter(None, (words.time_text(row["closes_at"]), words.day_text(row["closes_on"]))))
    return words.CLOSES_KINDS.get(row["closes_kind"] or "", "")
