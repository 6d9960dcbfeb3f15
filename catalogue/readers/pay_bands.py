"""What an NHS pay band comes to, for adverts that give the band under a pay label and no sum."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.labels import facts_about
from catalogue.records import Quote, Wording

# "Band 7", "Bands 8a"; two bands ("Band 6 or 7", "Band 6-7") are not one and are left alone.
BAND = re.compile(r"\bband\s?(?P<band>8\s?[a-d]|[2-79])\b(?!\s?(?:/|-|–|or|to|and)\s?(?:band\s?)?\d)", re.IGNORECASE)
NHS_SCALE = re.compile(r"\bNHS\b|\bAgenda for Change\b|\bAfC\b", re.IGNORECASE)
# Other nations pay by tables of their own.
NOT_ENGLAND = re.compile(r"\b(?:Scotland|Scottish|Wales|Welsh|Northern Ireland|Health Board)\b")


@cache
def _years() -> list[dict[str, Any]]:
    text = files("catalogue.readers").joinpath("pay_bands.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def band_pay(wording: Wording) -> tuple[float, float, Quote] | None:
    """(lowest, highest, quote) of the band in a pay fact of an NHS advert in England, at the pay of the day it was seen.

    Only a labelled fact counts: "funded at band 6 level" in running text states a level, not a salary.
    """
    for label, text in facts_about(wording.facts, "pay"):
        match = BAND.search(text) or BAND.search(f"{label} {text}")
        if not match or match["band"] not in text:
            continue
        around = " ".join((wording.title, wording.text, *wording.facts.values()))
        if not NHS_SCALE.search(around) or NOT_ENGLAND.search(around):
            return None
        steps = band_range(match["band"], wording.seen_on)
        return (*steps, Quote(match.group() if match.group() in text else text.strip(), f"fact: {label}")) if steps else None
    return None


def band_range(band: str, on: date) -> tuple[float, float] | None:
    """Pounds a year at the lowest and highest step of an Agenda for Change band in England on a day, or None."""
    name = band.lower().replace(" ", "")
    for year in _years():
        if year["from"] <= on <= year["to"] and name in year["bands"]:
            low, high = year["bands"][name]
            return float(low), float(high)
    return None
