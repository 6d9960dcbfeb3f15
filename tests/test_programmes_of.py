"""Rounds of one programme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.programmes.of import Round, rounds_of, scheme_key, scheme_name

FENLAND = [
    Round(
        "a:1",
        "Fenland Evidence Fellowship 2024",
        "Fenland Council",
        opens_on="2023-11-01",
        closes_on="2024-01-19",
        days=180,
    ),
    Round(
        "a:2",
        "Fenland Evidence Fellowships 2025/26 now open",
        "Fenland Council",
        opens_on="2024-11-04",
        closes_on="2025-01-17",
        days=182,
    ),
    Round(
        "a:3",
        "Applications open for the Fenland Evidence Fellowship: Round 3",
        "Fenland Council",
        closes_on="2026-02-06",
        days=365,
    ),
]


def test_rounds_become_a_programme() -> None:
    [programme] = rounds_of([*FENLAND, Round("b:1", "Moor Evidence Fellowship 2024", "Moorland Trust")])
    assert programme.rounds == ("a:1", "a:2", "a:3")
    assert programme.name == "Fenland Evidence Fellowship"
    assert (programme.usual_opening_months, programme.usual_closing_months) == ((11,), (1, 2))
    assert programme.typical_days == 182
    assert programme.id == "fenland-council-evidence-fellow"


@given(st.permutations(FENLAND))
def test_the_order_does_not_matter(items: list[Round]) -> None:
    assert rounds_of(items) == rounds_of(FENLAND)


SAME = [
    ("Nordale Policy Placement Scheme 2025", "Nordale Policy Placement Scheme 2026", True),
    ("Policy Placement Scheme: Cohort 2", "Policy Placement Scheme – Cohort 3", True),
    ("Nordale Improvement Fellowship (NIF)", "Nordale Improvement Fellowships 2027", True),
    ("Improvement Fellowship: Route A", "Improvement Fellowship: Route B", True),
    ("Nordale's Improvement Fellowship", "Nordale Improvement Fellowship", True),
    ("Policy Placement Scheme 2025", "Policy Internship Scheme 2025", False),
    ("Nursing Fellowship", "Midwifery Fellowship", False),
    ("Band 6 Nurse", "Band 6 Nurse", False),
    ("Fellowship", "Fellowship", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_names_of_rounds(one: str, other: str, same: bool) -> None:
    rounds = [Round("a:1", one, "Nordale Trust"), Round("a:2", other, "Nordale Trust")]
    assert bool(rounds_of(rounds)) is same


def test_another_publisher_is_another_programme_unless_the_funder_is_one() -> None:
    titles = ("Improvement Fellowship 2025", "Improvement Fellowship 2026")
    apart = [Round("a:1", titles[0], "Nordale Trust"), Round("b:1", titles[1], "Westmoor Trust")]
    paid = [
        Round("a:1", titles[0], "Nordale Trust", funder="The Fund"),
        Round("b:1", titles[1], "Westmoor Trust", funder="The Fund"),
    ]
    assert rounds_of(apart) == []
    assert len(rounds_of(paid)) == 1


def test_a_named_programme_goes_before_the_title() -> None:
    one = Round("a:1", "Nurse wanted", "Nordale Trust", programme="Improvement Fellowship 2026")
    assert scheme_name(one) == "Improvement Fellowship"
    assert scheme_key(one) == ("improvement", "fellow")
