"""An answer of the codebook as its page shows it: rules, sentences that earn it, how often it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import yaml

from catalogue.codebook import Code, Codebook, load_codebook
from catalogue.columns import TABLES
from catalogue.site.addresses import address, facet_key
from catalogue.site.published import Published

COUNTS = "select code, count(*), count(*) filter (where status = 'open') from"
PLAIN = " (select [{0}] as code, status from opportunities) where code is not null group by code"
LISTED = " (select j.value as code, o.status from opportunities o, json_each(o.[{0}]) j) group by code"
READING, known_codebook = Lock(), cache(load_codebook)
EXCLUDED = "select exclusion_reason, count(*) from excluded group by 1"


def codebook() -> Codebook:
    """The codebook of this code, read once; half a second, for which all wait who ask meanwhile: none reads it too."""
    with READING:
        return known_codebook()


@cache
def agreement() -> dict[str, Any]:
    """The figures of agreement.yml."""
    return dict(yaml.safe_load(files("catalogue").joinpath("agreement.yml").read_text(encoding="utf-8")))


def title_of(name: str) -> str:
    """The heading of a question."""
    known = codebook().dimensions.get(name)
    return known.label if known else name.replace("_", " ").capitalize()


def figures_of(name: str) -> dict[str, float]:
    """Name of a figure in words → its least value; empty where agreement was not measured."""
    written: dict[str, float] = agreement()["figures"].get(name, {})
    said: dict[str, str] = agreement()["names"]
    return {said[figure]: value for figure, value in written.items()}


def counts_of(conn: sqlite3.Connection, published: Published, dimension: str) -> dict[str, tuple[int, int]]:
    """Answer → (opportunities, open ones), or (adverts that were left out, 0); empty where nothing can be counted."""
    if dimension == "exclusion_reason":
        return {row[0]: (row[1], 0) for row in conn.execute(EXCLUDED)}
    masks = published.facets.masks.get(dimension)
    if masks is not None:  # a filter of the list: its rows are known
        now = published.facets.masks["status"].get("open", 0)
        return {code: (rows.bit_count(), (rows & now).bit_count()) for code, rows in masks.items() if code is not None}
    column = TABLES["opportunities"].by_name.get(dimension)
    if column is None:
        return {}
    sql = COUNTS + (LISTED if column.is_list else PLAIN).format(dimension)
    return {row[0]: (row[1], row[2]) for row in conn.execute(sql)}


def answer_of(row: Mapping[str, Any], counts: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """An answer as the page shows it."""
    dimension, code = row["dimension"], row["code"]
    known = next((each for each in answers_known(dimension) if each.code == code), None)
    shown: dict[str, Any] = {
        "code": code,
        "label": row["label"],
        "definition": row["definition"],
        "include": known.include if known else (),
        "exclude": known.exclude if known else (),
        "cues": sum(cue.weight > 0 for cue in known.cues) if known else 0,
        "examples": sentences(known, "yes") if known else (),
        "friends": sentences(known, "no") if known else (),
        "count": None,
    }
    if dimension == "exclusion_reason":
        url = f"/catalogue/excluded?{urlencode({'exclusion_reason': code})}"
        return {**shown, "count": counts.get(code, (0, 0))[0], "url": url, "open": None}
    if dimension in TABLES["opportunities"].by_name:
        every, now = counts.get(code, (0, 0))
        chosen = facet_key(dimension, code)
        shown |= {"count": every, "url": address([chosen, ("_all", "on")]), "open": None}
        if dimension != "status":
            shown |= {"open": now, "open_url": address([chosen, ("status", "open")])}
    return shown


def answers_known(dimension: str) -> tuple[Code, ...]:
    """The answers of a question that cues are read for; empty for one that follows from other values."""
    known = codebook().dimensions.get(dimension)
    return known.codes if known else ()


def sentences(code: Code, kind: str) -> list[str]:
    """At most three sentences of our own that earn the answer ("yes") or only look so ("no"), strongest cue first."""
    earning = sorted((cue for cue in code.cues if cue.weight > 0), key=lambda cue: -cue.weight)
    said = (cue.yes if kind == "yes" else cue.no for cue in earning)
    return list(dict.fromkeys(filter(None, said)))[:3]
