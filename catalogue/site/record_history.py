"""What has become of an opportunity since it was first seen, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from catalogue.site import words
from catalogue.site.published import Published, page_words
from catalogue.summary import length_text

Row = Mapping[str, Any]


def history_of(row: Row, versions: Iterable[Row], published: Published) -> list[dict[str, Any]]:
    """Day by day, newest first, what changed; the last entry is the day that it was first seen.

    `versions`: rows of the table `versions`, in any order.
    """
    newest_first = sorted(versions, key=lambda each: str(each["changed_at"]), reverse=True)
    days = groupby(newest_first, key=lambda each: str(each["changed_at"])[:10])
    told = [
        {"day": words.day_text(day), "lines": list(dict.fromkeys(change_text(each, published) for each in group))}
        for day, group in days
    ]
    return [*told, {"day": words.day_text(row["first_seen"]), "lines": ["First seen"]}]


def change_text(version: Row, published: Published) -> str:
    """ "Deadline extended from Monday 3 March 2031 to Friday 7 March 2031"."""
    column, before, after = version["column"], version["before"], version["after"]
    entry = page_words()["changes"].get(column) or {"label": column.replace("_", " ").capitalize(), "as": "text"}
    if entry["as"] == "turn":
        return str(entry.get(after) or f"{entry['label']}: {after}")
    if entry["as"] == "wording" and before is None and after is None:
        return "Reworded, with nothing changed in what is recorded here"
    was, now = (value_text(value, column, entry["as"], published) for value in (before, after))
    if before is None:
        return f"{entry['label']} now stated: {now}"
    if after is None:
        return f"{entry['label']} no longer stated; it was {was}"
    label = entry["label"]
    if "later" in entry:
        return f"{entry['later'] if after > before else entry['earlier']} from {was} to {now}"
    return f"{label} changed from {was} to {now}"


def value_text(value: str | None, column: str, kind: str, published: Published) -> str:
    """A value of the table `versions`, where everything is text, as people read it."""
    if value is None:
        return ""
    if kind == "code":
        return published.meaning(column, value).label
    if kind == "day":
        return words.day_text(value)
    if kind in ("days", "number", "pounds"):
        return number_text(value, kind)
    return f"“{value}”"


def number_text(value: str, kind: str) -> str:
    """A number as people read it; the text itself where it is none."""
    try:
        number = float(value)
    except ValueError:
        return value
    if kind == "days":
        return length_text(number, number)
    return words.pounds(number) if kind == "pounds" else words.number_text(number)
