"""The share of reporting items that an advert states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.completeness import ITEMS, completeness, is_said
from catalogue.phrases import read_phrase
from catalogue.records import Wording

NOTHING = Wording("Notice", "Nothing is told here.", date(2026, 1, 5))


def wording(text: str) -> Wording:
    return Wording("Notice", text, date(2026, 1, 5))


def test_there_are_22_items_with_a_label_each() -> None:
    assert len(ITEMS.codes) == 22
    assert len({entry["label"] for entry in ITEMS.codes.values()}) == 22
    assert {entry["group"] for entry in ITEMS.codes.values()} == {"structure", "process", "outcome"}
    for item, entry in ITEMS.codes.items():
        assert entry.get("columns") or entry.get("cues"), item
        for phrase in [*entry.get("cues", ()), *entry.get("unless", ())]:
            read_phrase(phrase)


def test_nothing_told() -> None:
    result = completeness({"direction": "unclear", "professions": [], "host": None}, NOTHING)
    assert (result.share, result.stated, len(result.missing)) == (0, (), 22)


def test_columns_count() -> None:
    columns = {
        "host": "Nordale Council",
        "duration_max_days": 365,
        "modality": "hybrid",
        "approvals": ["dbs"],
        "funding": "unclear",
    }
    result = completeness(columns, NOTHING)
    assert result.share == 0.18
    assert set(result.stated) == {
        "Host organisation and team",
        "Length and dates",
        "In person or remote",
        "Approvals, checks and agreements",
    }
    assert "Who pays" in result.missing


CUES = [
    ("There are 12 places on the scheme.", "Number of places"),
    ("Up to six fellowships will be awarded.", "Number of places"),
    ("A mentor from the host meets you weekly.", "Supervision and support"),
    ("We will pair you with an official.", "How people and hosts find each other"),
    ("The aim is to build trust between both.", "Aims"),
    ("You will write a short report for the board.", "Outputs and reporting back"),
    ("Fellows receive a certificate.", "Certificate or credit"),
    ("Six CPD points are given.", "Certificate or credit"),
    ("Past fellows say that they use it daily.", "Evaluation"),
    ("The programme was evaluated in 2024.", "Evaluation"),
]


@pytest.mark.parametrize(("text", "label"), CUES)
def test_cues_count(text: str, label: str) -> None:
    assert label in completeness({}, wording(text)).stated


@pytest.mark.parametrize(
    "text",
    [
        "Match funding is asked for.",
        "The town has up to 400 houses.",
        "Responsible for supervising porters.",
        "Critical evaluation of trials is taught.",
    ],
)
def test_passing_words_do_not_count(text: str) -> None:
    assert completeness({}, wording(text)).stated == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, False),
        ("", False),
        ("unclear", False),
        ("not_stated", False),
        ([], False),
        (["unclear"], False),
        (0, True),
        (0.4, True),
        ("hybrid", True),
        (["dbs"], True),
    ],
)
def test_what_says_something(value: object, said: bool) -> None:
    assert is_said(value) is said


@given(
    st.text(max_size=200),
    st.dictionaries(st.sampled_from(["host", "funder", "programme", "modality"]), st.text(max_size=5)),
)
def test_share_and_labels_agree(text: str, columns: dict[str, str]) -> None:
    result = completeness(columns, wording(text))
    assert len(result.stated) + len(result.missing) == 22
    assert result.share == round(len(result.stated) / 22, 2)


@given(st.text(max_size=200))
def test_more_columns_never_tell_less(text: str) -> None:
    assert completeness({"host": "Nordale Council"}, wording(text)).share >= completeness({}, wording(text)).share
