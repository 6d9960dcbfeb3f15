"""The page of one programme: what it is, who runs it, when it usually opens, and the rounds that crawls have found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from catalogue.programmes.months import recent_dates
from catalogue.site import words
from catalogue.site.programme_words import (
    Usual,
    dated_rounds,
    halted_text,
    iso_day,
    months_in,
    pages_of,
    usual_of,
    usual_text,
)
from catalogue.site.published import PATH, Published
from catalogue.summary import length_text

PROGRAMMES_PATH = "/catalogue/programmes"
ROUNDS = (
    "select id, title, status, opens_on, closes_on, closes_at, closes_kind, first_seen, last_seen, source"
    " from opportunities where id in (select value from json_each(?)) order by closing_order"
)
CODED = {"form": "exchange_form", "scheme": "scheme", "sectors_from": "sectors_from", "sectors_to": "sectors_to"}
CURRENT = ("open", "upcoming")
Row = Mapping[str, Any]


def programme(
    conn: sqlite3.Connection, published: Published, id: str, today: date, site: Mapping[str, str]
) -> dict[str, Any] | None:
    """Everything that the page of a programme shows; None where there is no such programme."""
    found = conn.execute("select * from programmes where id = ?", (id,)).fetchone()
    if found is None:
        return None
    row = dict(found)
    rounds = [round_of(dict(each), published, today) for each in conn.execute(ROUNDS, (row["rounds"] or "[]",))]
    current = [each for each in rounds if each["current"]]
    opens, closes = usual_times(row, rounds)
    return {
        **row,
        "address": f"{site['url'].rstrip('/')}{PROGRAMMES_PATH}/{tilde_encode(id)}",
        "answers": {column: meanings(row, column, published) for column in CODED},
        "length": length_of(row),
        "opens": opens,
        "closes": closes,
        "usual_text": "One can apply all year round." if row["rolling"] else usual_text(opens, closes),
        "halted": halted_text(row),
        "dated": dated_rounds(row["known_rounds"]),
        "read": pages_of(row["pages"]),
        "rounds": rounds,
        "current": current,
        "past": [each for each in rounds if not each["current"]],
        "confirmed_text": confirmed_text(row, rounds),
        "built_on": words.day_text(published.meta.get("built_at")),
    }


def round_of(row: Row, published: Published, today: date) -> dict[str, Any]:
    """One round as the page shows it; it is current where one could apply for it today, or later."""
    closes, away = words.closing_text(row, today)
    return {
        **row,
        "path": f"{PATH}/{tilde_encode(row['id'])}",
        "closes": closes,
        "away": away,
        "status_label": published.meaning("status", row["status"]).label,
        "current": row["status"] in CURRENT and not closes.startswith("Closed"),
    }


def meanings(row: Row, column: str, published: Published) -> list[dict[str, str]]:
    """Label and definition of the codes of a column; empty where it is not stated."""
    value = row[column]
    codes = json.loads(value) if value and value.startswith("[") else [value] if value else []
    return [
        {"label": published.label(CODED[column], code), "definition": published.meaning(CODED[column], code).definition}
        for code in codes
    ]


def length_of(row: Row) -> str:
    """The usual length as the programme's own pages name it, else as its rounds show it; empty where neither does."""
    named = length_text(row["usual_min_days"], row["usual_max_days"])
    if named:
        return named
    return f"{length_text(row['typical_days'], row['typical_days'])} in its rounds" if row["typical_days"] else ""


def usual_times(row: Row, rounds: Sequence[Row]) -> tuple[Usual, Usual]:
    """When a programme opens, and when it closes; `rounds`: those that crawls have found."""
    known = dated_rounds(row["known_rounds"])
    opened, closed = recent_dates(
        [*(each.opened for each in known), *(iso_day(each["opens_on"]) for each in rounds)],
        [*(each.closed for each in known), *(iso_day(each["closes_on"]) for each in rounds)],
    )
    return (
        usual_of(months_in(row["usual_opening_months"]), opened),
        usual_of(months_in(row["usual_closing_months"]), closed),
    )


def confirmed_text(row: Row, rounds: list[dict[str, Any]]) -> str:
    """When somebody, or a crawl, last saw that the programme is alive."""
    seen = max((each["last_seen"] for each in rounds), default=None)
    if seen:
        return f"A crawl last saw a round of it on {words.day_text(seen)}."
    if row["confirmed"]:
        is_day = len(row["confirmed"]) > len("2031")
        said = f"on {words.day_text(row['confirmed'])}" if is_day else f"in {row['confirmed']}"
        return f"Public pages told of it {said}; no crawl has seen a round yet."
    return "The year of what is known was not recorded; no crawl has seen a round yet."
