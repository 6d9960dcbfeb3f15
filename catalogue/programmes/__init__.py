"""Programmes known before any crawl: load and check programmes.yml."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from catalogue.normalise import codebook_in_use
from catalogue.programmes.evidence import (
    EvidencePage,
    KnownRound,
    evidence_page,
    is_address,
    is_year,
    known_round,
    latest_year,
)
from catalogue.yaml_files import YamlError, load_yaml

NEEDED = ("name", "evidence")
TEXTS = ("name", "run_by", "source", "link", "evidence")
LISTS = ("also", "sectors_from", "sectors_to")
MONTHS = ("usual_opening_months", "usual_closing_months")
ITEMS = ("known_rounds", "pages")
FLAGS = ("unmistakable", "rolling")
YEARS = ("ended", "paused")
DAYS = ("usual_min_days", "usual_max_days")
MOST_DAYS = 3660  # ten years: longer is no exchange
CODED = {"form": "exchange_form", "scheme": "scheme", "sectors_from": "sectors_from", "sectors_to": "sectors_to"}
KEYS = frozenset((*TEXTS, *LISTS, *MONTHS, *ITEMS, *FLAGS, *YEARS, *DAYS, *CODED, "confirmed"))
Wrong = Callable[[str, str], "ProgrammesError"]  # (key, problem) → the error to raise


class ProgrammesError(ValueError):
    """An entry that cannot be used; the message names file, programme, key and mend."""


@dataclass(frozen=True)
class KnownProgramme:
    """One entry of programmes.yml, whose header explains every key; None where the evidence does not say."""

    id: str
    name: str
    evidence: str
    also: tuple[str, ...] = ()
    unmistakable: bool = False
    run_by: str | None = None
    form: str | None = None
    scheme: str | None = None
    sectors_from: tuple[str, ...] = ()
    sectors_to: tuple[str, ...] = ()
    usual_min_days: int | None = None
    usual_max_days: int | None = None
    usual_opening_months: tuple[int, ...] = ()
    usual_closing_months: tuple[int, ...] = ()
    rolling: bool = False
    known_rounds: tuple[KnownRound, ...] = ()
    ended: int | None = None
    paused: int | None = None
    source: str | None = None
    link: str | None = None
    pages: tuple[EvidencePage, ...] = ()
    confirmed: str | None = None


def load_programmes(path: Path | None = None) -> list[KnownProgramme]:
    """Every known programme in the order of the file. Raises ProgrammesError at the first that cannot be used."""
    path = path or Path(str(files("catalogue").joinpath("programmes.yml")))
    try:
        entries = load_yaml(path)
    except YamlError as problem:
        raise ProgrammesError(str(problem)) from problem
    return [programme_from(str(path), str(programme_id), entry) for programme_id, entry in entries.items()]


def programme_from(file: str, programme_id: str, entry: Any) -> KnownProgramme:
    """One checked entry; it is confirmed by the latest of its evidence. Raises ProgrammesError."""

    def wrong(key: str, problem: str) -> ProgrammesError:
        return ProgrammesError(f"{file}: {programme_id}: {key}: {problem}")

    if not isinstance(entry, dict):
        raise wrong("entry", "write a mapping of keys; the header of the file explains them")
    for key, value in entry.items():
        if key not in KEYS:
            raise wrong(str(key), f"is no key of a programme; allowed are {', '.join(sorted(KEYS))}")
        check_value(key, value, wrong)
    for key in NEEDED:
        if key not in entry:
            raise wrong(key, "is missing; the header of the file explains it")
    if entry.get("usual_min_days", 0) > entry.get("usual_max_days", MOST_DAYS):
        raise wrong("usual_min_days", "is more than usual_max_days; swap the two")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    rounds = tuple(known_round(each, wrong) for each in entry.get("known_rounds", ()))
    pages = tuple(evidence_page(each, entry.keys(), wrong) for each in entry.get("pages", ()))
    confirmed = str(entry.get("confirmed", ""))
    dated = str(latest_year(rounds, pages) or "")
    latest = dated if dated > confirmed[:4] else confirmed
    return KnownProgramme(
        programme_id, **values | {"known_rounds": rounds, "pages": pages, "confirmed": latest or None}
    )


def check_value(key: str, value: Any, wrong: Wrong) -> None:
    """Raise where a value is none of those that its key takes."""
    if key in TEXTS and not (isinstance(value, str) and value.strip()):
        raise wrong(key, f"{value!r} is no text; write words, or leave the key out")
    if key in LISTS and not (is_filled_list(value) and all(isinstance(each, str) for each in value)):
        raise wrong(key, f"{value!r} is no list of words; write [one, two], or leave the key out")
    if key in ITEMS and not is_filled_list(value):
        raise wrong(key, f"{value!r} is no list of items; write one a line, or leave the key out")
    if key in MONTHS and not (is_filled_list(value) and all(type(each) is int and 1 <= each <= 12 for each in value)):
        raise wrong(key, f"{value!r} is no list of months; write numbers from 1 to 12, such as [3, 9]")
    if key in DAYS and not (type(value) is int and 1 <= value <= MOST_DAYS):
        raise wrong(key, f"{value!r} is no whole number from 1 to {MOST_DAYS}")
    if key in YEARS and not is_year(value):
        raise wrong(key, f"{value!r} is no year such as 2026")
    if key == "confirmed" and not (isinstance(value, date) or is_year(value)):
        raise wrong(key, f"{value!r} is no year such as 2026 and no day such as 2026-09-30")
    if key in FLAGS and value is not True:
        raise wrong(key, f"{value!r} is not true; write true, or leave the key out")
    if key == "link" and not is_address(value):
        raise wrong(key, f"{value!r} is no http or https address")
    if key in CODED:
        for code in value if key in LISTS else [value]:
            if code not in codes()[CODED[key]]:
                raise wrong(key, f"{code!r} is no code of {CODED[key]}; use one of {', '.join(codes()[CODED[key]])}")


def is_filled_list(value: Any) -> bool:
    """Whether a value is a list with something in it."""
    return isinstance(value, list) and bool(value)


@cache
def codes() -> Mapping[str, Sequence[str]]:
    """Dimension → its codes, as the codebook has them."""
    dimensions = codebook_in_use().dimensions
    return {name: tuple(each.code for each in dimensions[name].codes) for name in CODED.values()}
