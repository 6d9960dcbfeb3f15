"""A person's word is applied last, marked, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.codebook import load_codebook
from catalogue.corrections import (
    Correction,
    CorrectionError,
    corrected,
    corrected_reading,
    load_corrections,
    unused,
)
from catalogue.records import Classification, Opportunity, Quote, Reading

GOOD = {
    "opportunity": "demo:1",
    "field": "exchange_form",
    "value": "secondment",
    "reason": "The employer's consent is a condition",
    "who": "keeper",
    "when": date(2026, 3, 5),
}
CODEBOOK = load_codebook()


def written(tmp_path: Path, *entries: Mapping[str, Any]) -> Path:
    path = tmp_path / "corrections.yml"
    path.write_text(yaml.safe_dump({"corrections": [dict(entry) for entry in entries]}), encoding="utf-8")
    return path


def test_a_good_correction_is_loaded(tmp_path: Path) -> None:
    [correction] = load_corrections(CODEBOOK, written(tmp_path, GOOD))["demo:1"]
    assert correction == Correction(**GOOD)


def test_the_corrections_of_the_package_are_usable() -> None:
    assert isinstance(load_corrections(CODEBOOK), dict)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"field": "nosuch"}, "no column that can be corrected"),
        ({"field": "id"}, "no column that can be corrected"),
        ({"value": "nosuch"}, "no code of exchange_form"),
        ({"field": "sectors_to", "value": ["policy", "moon"]}, "'moon' is no code of sectors_to"),
        ({"field": "included", "value": "yes"}, "write true or false"),
        ({"when": "yesterday"}, "no day such as"),
        ({"reason": ""}, "reason: is missing"),
        ({"colour": "red"}, "write the keys"),
    ],
)
def test_a_bad_correction_is_named_with_its_mend(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = written(tmp_path, GOOD, {**GOOD, **change})
    with pytest.raises(CorrectionError, match=told) as error:
        load_corrections(CODEBOOK, path)
    assert f"{path}: correction 2" in str(error.value)


def opportunity() -> Opportunity:
    return Opportunity(
        "demo:1",
        {"exchange_form": "work_placement", "nation": "Wales", "checked": "machine"},
        {"exchange_form": Quote("a placement"), "nation": Quote("Cardiff")},
        (Classification("exchange_form", "work_placement", "placement", "a placement"),),
    )


def test_a_correction_replaces_value_quote_and_classification_and_is_marked() -> None:
    after = corrected(opportunity(), [Correction(**GOOD)], worded_on="2026-03-01")
    assert after.columns == {"exchange_form": "secondment", "nation": "Wales", "checked": "person"}
    assert after.quotes["exchange_form"] == Quote(GOOD["reason"], "correction by keeper")
    assert [(each.code, each.cue) for each in after.classifications] == [("secondment", "correction")]
    assert after.issues == ()


def test_a_correction_whose_advert_changed_since_is_reported() -> None:
    after = corrected(opportunity(), [Correction(**GOOD)], worded_on="2026-03-06")
    [issue] = after.issues
    assert "reworded on 2026-03-06" in issue.problem


def test_null_says_that_the_advert_does_not_state_it() -> None:
    after = corrected(opportunity(), [Correction(**{**GOOD, "value": None})], worded_on="2026-03-01")
    assert after.columns["exchange_form"] is None
    assert after.classifications == ()


@pytest.mark.parametrize("included", [True, False])
def test_a_person_decides_what_belongs_into_the_catalogue(included: bool) -> None:
    reading = Reading("demo:1", "u", "t", not included, "news" if included else None, None, {}, {}, (), (), "", {})
    decision = Correction(**{**GOOD, "field": "included", "value": included})
    after = corrected_reading(reading, [decision])
    assert after.included is included
    assert after.exclusion_reason == (None if included else "other")
    assert after.screening_quote == Quote(GOOD["reason"], "correction by keeper")


def test_a_correction_of_nothing_is_reported() -> None:
    assert unused({"demo:9": [Correction(**GOOD)]}, {"demo:1"}) == [
        "correction of demo:9: no such opportunity or advert in the archive"
    ]
