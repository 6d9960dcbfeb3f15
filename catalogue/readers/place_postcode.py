"""Where a UK postcode lies."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from catalogue.readers.place_names import REGIONS
from catalogue.yaml_files import load_yaml

# A whole postcode, "SW1A 0AA": inside text only this counts, since "M25" and "E5" alone are roads and vitamins.
POSTCODE = re.compile(
    r"\b(?P<area>[A-Z]{1,2})(?P<number>\d{1,2})(?P<letter>[A-Z]?)\s{0,2}(?P<inward>\d[ABD-HJLNP-UW-Z]{2})\b"
)
OUTWARD = re.compile(r"(?P<area>[A-Z]{1,2})(?P<number>\d{1,2})[A-Z]?")


@cache
def _postcodes() -> dict[str, str]:
    table = load_yaml(Path(__file__).with_name("place_postcodes.yml"))
    return {code: place for part in ("areas", "districts") for place, codes in table[part].items() for code in codes}


def postcode_place(postcode: str) -> tuple[str, str | None] | None:
    """(nation, region of England or None) of a postcode or its outward half ("SY23"), or None if it is none."""
    match = POSTCODE.search(postcode) or OUTWARD.fullmatch(postcode.strip().upper())
    if not match:
        return None
    table = _postcodes()
    place = table.get(match["area"] + match["number"]) or table.get(match["area"])
    if place is None:
        return None
    return ("England", place) if place in REGIONS else (place, None)
