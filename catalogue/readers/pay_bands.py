"""What an NHS pay band comes to, for adverts that give the band under a pay label and no sum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.readers.labels import facts_about
from catalogue.records import Quote, Wording
from catalogue.yaml_files import load_yaml

# "Band 7", "Band 8a"; two bands ("Band 6 or 7", "Band 6/7") are not one and are left alone.
BAND = re.compile(
    r"\bband\s?(?P<band>8\s?[a-d]|[2-79])\b(?!\s?(?:/|-|–|or\b|to\b|and\b)\s?(?:band\s?)?\d)",
    re.IGNORECASE,
)
NHS_SCALE = re.compile(r"\bNHS\b|\bAgenda for Change\b|\bAfC\b", re.IGNORECASE)
# Other nations pay by tables of their own.
NOT_ENGLAND = re.compile(r"\b(?:Scotland|Scottish|Wales|Welsh|Northern Ireland|Health Board)\b")


@dataclass(frozen=True)
class Band:
    """Pounds a year at the lowest and the highest step of a band, and the words that name it."""

    low: float
    high: float
    quote: Quote


def band_pay(wording: Wording) -> Band | None:
    """The band in a pay fact of an NHS advert in England, at the pay of the day that the page was seen, or None.

    Only a labelled fact counts: "funded at band 6 level" in running text states a level, not a salary.
    """
    for label, text in facts_about(wording.facts, "pay"):
        match = BAND.search(text)
        if not match:
            continue
        around = " ".join((wording.title, wording.text, *wording.facts.values()))
        if not NHS_SCALE.search(around) or NOT_ENGLAND.search(around):
            return None
        steps = band_range(match["band"], wording.seen_on) if wording.seen_on else None
        return Band(*steps, Quote(match.group(), f"fact: {label}")) if steps else None
    return None


def band_range(band: str, on: date) -> tuple[float, float] | None:
    """Pounds a year at the lowest and highest step of an Agenda for Change band in England on a day, or None."""
    name = band.lower().replace(" ", "")
    for year in _years():
        if year["from"] <= on <= year["to"] and name in year["bands"]:
            low, high = year["bands"][name]
            return float(low), float(high)
    return None


@cache
def _years() -> list[dict[str, Any]]:
    years: list[dict[str, Any]] = load_yaml(Path(__file__).with_name("pay_bands.yml"))["years"]
    return years
