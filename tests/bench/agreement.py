"""Agreement with hand-coded adverts, whole and over folds by site: how much a figure leans on some sites."""

from __future__ import annotations

import importlib.util
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalogue.answers import answer_to_advert
from tests.bench.figure import Figure, note

CODED = Path(__file__).parents[3] / "shared" / "eval"
FOLDS = 5
SHOWN = {
    "opportunity": "accuracy", "exchange_form": "accuracy", "scheme": "accuracy", "direction": "accuracy",
    "modality": "accuracy", "knowledge_types": "micro_f1", "sectors_from": "micro_f1", "sectors_to": "micro_f1",
    "career_stages": "micro_f1", "duration": "f1", "closes_on": "f1", "starts_on": "f1", "fte": "f1", "pay": "f1",
    "funding": "f1", "nation": "f1",
}  # fmt: skip


def fold_of(url: str) -> int:
    """The fold of an advert: all adverts of a site fall into one."""
    return zlib.crc32((urlsplit(url).hostname or "").encode()) % FOLDS


def figures() -> Iterator[Figure]:
    """Each figure over the whole set, and its lowest and highest over the folds."""
    if not CODED.is_dir():
        yield note("agreement with hand-coded adverts", "not measured: the coded set is not at hand")
        return
    spec = importlib.util.spec_from_file_location("score", CODED / "score.py")
    assert spec
    assert spec.loader
    score: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold = [json.loads(line) for line in (CODED / "dev" / "adverts.jsonl").read_text(encoding="utf-8").splitlines()]
    said = {each["id"]: answer_to_advert(each) for each in gold}
    whole, _ = score.score_adverts(gold, said, None)
    folds = [score.score_adverts(part, said, None)[0] for number in range(FOLDS)
             if (part := [each for each in gold if fold_of(each["url"]) == number])]  # fmt: skip
    for name, figure in SHOWN.items():
        values = [fold[name][figure] for fold in folds if fold[name].get("n", fold[name].get("there", 1))]
        told = f"{whole[name][figure]:.3f}, by site {min(values):.2f}–{max(values):.2f}"
        yield note(f"agreement: {name} ({figure})", told)
