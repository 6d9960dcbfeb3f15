"""Short phrases of every kind, in the spellings of many sites, and the values that they state (phrases/*.txt).

A line is a phrase and its gold; one that begins with "! " is known to be misread and is shown as such.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalogue.readers.commitment import commitment_in
from catalogue.readers.dates import deadline_in, start_in
from catalogue.readers.duration import duration_in
from catalogue.readers.pay import pay_in
from catalogue.readers.place import nation_in

FOLDER = Path(__file__).parent / "phrases"
SEEN_ON = date(2026, 3, 2)  # a Monday; years that are not written are inferred from it
DAYS = {"d": 1.0, "w": 7.0, "m": 30.44, "y": 365.0}
NEAR = 0.02  # share by which a length may differ: two years are 730 days, 24 months 731


def phrases(kind: str) -> list[object]:
    """The rows of a kind: the phrase and its gold."""
    rows: list[object] = []
    for line in (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        known = [pytest.mark.xfail(reason="known to be misread")] if line.startswith("! ") else []
        phrase, *gold = line.removeprefix("! ").split(" | ")
        rows.append(pytest.param(phrase, tuple(gold), marks=known, id=phrase))
    return rows


def number(said: str) -> float | None:
    """A gold number; a length ends in its unit; None for "-"."""
    if said == "-":
        return None
    return float(said[:-1]) * DAYS[said[-1]] if said[-1] in DAYS else float(said)


def alike(got: float | None, said: str) -> bool:
    """Whether a value is the gold one, as near as two units of time can be."""
    want = number(said)
    if got is None or want is None:
        return got is want
    return abs(got - want) <= max(NEAR * want, 0.011)


@pytest.mark.parametrize(("phrase", "gold"), phrases("duration"))
def test_duration(phrase: str, gold: tuple[str, str]) -> None:
    found = duration_in(phrase)
    assert alike(found.min_days if found else None, gold[0]), found
    assert alike(found.max_days if found else None, gold[1]), found


@pytest.mark.parametrize(("phrase", "gold"), phrases("intensity"))
def test_intensity(phrase: str, gold: tuple[str, str]) -> None:
    found = commitment_in(phrase)
    assert alike(found.fte_min if found else None, gold[0]), found
    assert alike(found.fte_max if found else None, gold[1]), found


@pytest.mark.parametrize(("phrase", "gold"), phrases("pay"))
def test_pay(phrase: str, gold: tuple[str, str, str]) -> None:
    found = pay_in(phrase)
    assert alike(found.min if found else None, gold[0]), found
    assert alike(found.max if found else None, gold[1]), found
    if found and gold[2] != "-":
        assert found.period == gold[2]


@pytest.mark.parametrize(("phrase", "gold"), phrases("deadline"))
def test_deadline(phrase: str, gold: tuple[str]) -> None:
    assert (deadline_in(phrase, SEEN_ON) or "-") == gold[0]


@pytest.mark.parametrize(("phrase", "gold"), phrases("start"))
def test_start(phrase: str, gold: tuple[str]) -> None:
    assert (start_in(phrase, SEEN_ON) or "-") == gold[0]


@pytest.mark.parametrize(("phrase", "gold"), phrases("location"))
def test_location(phrase: str, gold: tuple[str]) -> None:
    assert (nation_in(phrase) or "-") == gold[0]
