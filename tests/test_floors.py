"""How well adverts and phrases with known answers are read: no figure falls below its floor (floors.yml)."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.answers import answer_to_advert, answer_to_phrase

ANSWERS = Path(__file__).parents[2] / "shared" / "eval"
FLOORS: dict[str, dict[str, dict[str, float]]] = yaml.safe_load(
    Path(__file__).with_name("floors.yml").read_text(encoding="utf-8")
)
Answer = Callable[[Mapping[str, Any]], dict[str, Any]]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not ANSWERS.is_dir(), reason="no adverts with known answers at hand"),
]


def scores(what: str, answer: Answer) -> dict[str, dict[str, float]]:
    """Dimension → figure → value, as the scorer beside the known answers counts them."""
    spec = importlib.util.spec_from_file_location("score", ANSWERS / "score.py")
    assert spec and spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    lines = (ANSWERS / "dev" / f"{what}.jsonl").read_text(encoding="utf-8").splitlines()
    known = [json.loads(line) for line in lines if line]
    asked = [{key: value for key, value in entry.items() if key not in ("label", "gold")} for entry in known]
    said = {entry["id"]: answer(entry) for entry in asked}
    counted: dict[str, dict[str, float]] = getattr(score, f"score_{what}")(known, said, None)[0]
    return counted


@pytest.mark.parametrize(("what", "answer"), [("adverts", answer_to_advert), ("phrases", answer_to_phrase)])
def test_no_figure_falls_below_its_floor(what: str, answer: Answer) -> None:
    counted = scores(what, answer)
    below = {
        f"{dimension} {figure}": (counted[dimension][figure], floor)
        for dimension, figures in FLOORS[what].items()
        for figure, floor in figures.items()
        if counted[dimension][figure] < floor
    }
    assert not below
