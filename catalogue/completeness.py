"""How much of what a complete advert should tell an advert does tell; the items are in reporting_items.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue.readers.spotting import WordList
from catalogue.records import Wording

ITEMS = WordList(Path(__file__).with_name("reporting_items.yml"))
NOT_SAID = ("", "unclear", "unknown", "not_stated")  # codes that say that nothing is said


@dataclass(frozen=True)
class Completeness:
    """The share (0 to 1, two decimals) of the reporting items that are stated, and the labels of both kinds."""

    share: float
    stated: tuple[str, ...]
    missing: tuple[str, ...]


def completeness(columns: Mapping[str, Any], wording: Wording) -> Completeness:
    """Which reporting items an advert states, by the columns read from it and by its own words."""
    spoken = ITEMS.quotes(wording)
    stated: list[str] = []
    missing: list[str] = []
    for item, entry in ITEMS.codes.items():
        told = item in spoken or any(is_said(columns.get(column)) for column in entry.get("columns", ()))
        (stated if told else missing).append(entry["label"])
    return Completeness(round(len(stated) / len(ITEMS.codes), 2), tuple(stated), tuple(missing))


def is_said(value: object) -> bool:
    """Whether a column holds something that the advert says."""
    if isinstance(value, list | tuple):
        return any(is_said(one) for one in value)
    return value is not None and value not in NOT_SAID
