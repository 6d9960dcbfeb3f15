"""What a reader must know before the rest of a record: gone, closed, not open yet, or not looked at for long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from catalogue.life_cycle import is_stale
from catalogue.site import words
from catalogue.site.ages import ago_text, day_and_age

Row = Mapping[str, Any]
LAST_HEALTHY = (
    "select max(started) from runs where verdict = 'healthy' and source in"
    " (select source from adverts where opportunity = ? union select ?)"
)


def notices_of(
    row: Row, versions: Iterable[Row], last_healthy: str | None, today: date, *, gathered: bool = True
) -> list[str]:
    """Sentences for the top of the record, the gravest first; none where it is open and was looked at lately.

    `last_healthy`: start of the last healthy run of its sources, ISO 8601. `gathered`: whether its source is active.
    """
    return [text for text in (gone(row, versions, today), old(row, last_healthy, today, gathered=gathered)) if text]


def gone(row: Row, versions: Iterable[Row], today: date) -> str:
    """That it cannot be applied for, and since when; empty where it can, or where nobody knows."""
    day = words.day_text(row["closes_on"])
    if row["status"] == "withdrawn":
        turns = [each["changed_at"] for each in versions if each["column"] == "status" and each["after"] == "withdrawn"]
        since = day_and_age(max(turns, default=None), today)
        noticed = f"noticed on {since}" if since else f"last seen there on {day_and_age(row['last_seen'], today)}"
        closing = f" It would have closed on {day}." if day else ""
        return f"Withdrawn: its source no longer lists it, {noticed}.{closing}"
    if row["closes_on"] and row["closes_on"] < today.isoformat():
        return f"Closed: applications ended on {day_and_age(row['closes_on'], today) or day}."
    if row["status"] == "closed":
        named = f" It named {day} as the last day." if day else ""
        return f"Closed: the advert says so, last seen on {day_and_age(row['last_seen'], today)}.{named}"
    if row["status"] == "upcoming":
        opens = words.day_text(row["opens_on"])
        return f"Not open yet: applications open on {opens}." if opens else "Not open yet: the advert names no day."
    return ""


def old(row: Row, last_healthy: str | None, today: date, *, gathered: bool) -> str:
    """That nobody could look for long whether it is still there; empty where somebody has."""
    if row["status"] in ("closed", "withdrawn"):
        return ""
    if not gathered:
        return f"Its source is no longer gathered; it was last seen on {day_and_age(row['last_seen'], today)}."
    if last_healthy and not is_stale(today, last_healthy):
        return ""
    when = f"since {words.day_text(last_healthy)} ({ago_text(last_healthy, today)})" if last_healthy else "so far"
    return f"Its source has not been read without fault {when}. Look at the advert before you rely on this."


def last_healthy_of(conn: sqlite3.Connection, row: Row) -> str | None:
    """When a source of this opportunity was last read without fault."""
    found: str | None = conn.execute(LAST_HEALTHY, (row["id"], row["source"])).fetchone()[0]
    return found
