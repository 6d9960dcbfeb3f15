"""What the list shows of each opportunity."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from datasette.utils import tilde_encode

from catalogue.site import words
from catalogue.site.published import PATH, Published
from catalogue.site.today import day_of

SHOWN = (
    "rowid id title host publisher summary extract exchange_form duration_band modality nation place_text status"
    " opens_on closes_on closes_at closes_kind first_seen checked"
).split()
TAGS = ("exchange_form", "duration_band", "modality")
UNSAID = (None, "unclear")
NEW = 7  # days, as in the view new_this_week


def cards(rows: Sequence[sqlite3.Row], published: Published, search: str, today: date) -> list[dict[str, Any]]:
    """What the list shows of each opportunity."""
    hits = search_words(search)
    built = day_of(published.meta.get("built_at"))
    result = []
    for row in rows:
        closes, away = words.closing_text(dict(row), today)
        seen = day_of(row["first_seen"])
        who = row["host"] or (row["publisher"] and f"Published by {row['publisher']}")
        result.append(
            {
                "url": f"{PATH}/{tilde_encode(row['id'])}",
                "title": words.marked(row["title"], hits),
                "where": " · ".join(filter(None, (who, row["place_text"] or row["nation"]))),
                "summary": row["summary"],
                "extract": words.marked(row["extract"], hits),
                "closes": closes,
                "away": away,
                "status": row["status"],
                "status_label": published.meaning("status", row["status"]).label,
                "tags": [published.meaning(column, row[column]).label for column in TAGS if row[column] not in UNSAID],
                "is_new": bool(built and seen and (built - seen).days < NEW),
                "checked": row["checked"] == "person",
            }
        )
    return result


def search_words(search: str) -> re.Pattern[str] | None:
    """A pattern of the words that were searched for, each with any ending, as the index takes them too."""
    terms = [re.escape(term) for term in re.findall(r"\w{3,}", search)[:12]]
    return re.compile(rf"\b((?:{'|'.join(terms)})\w{{0,12}})", re.IGNORECASE) if terms else None
