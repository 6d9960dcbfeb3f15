"""Whether a page of a scheme says that nothing is on offer now; closed_calls.yml holds the words."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

READ = 4_000  # characters: a page that has nothing to offer says so at its beginning, or is short


@cache
def closed_words() -> re.Pattern[str]:
    """Every way of closed_calls.yml to say it, as one pattern."""
    known = yaml.safe_load(files("crawler").joinpath("closed_calls.yml").read_text(encoding="utf-8"))
    says = (each.replace("{offer}", known["offer"]).replace(" ", r"\s+") for each in known["says"])
    return re.compile("|".join(f"(?:{each})" for each in says), re.IGNORECASE)


def nothing_open(text: str) -> str | None:
    """The words with which a page says that nothing is on offer now, or None."""
    found = closed_words().search(text[:READ])
    return found.group() if found else None
