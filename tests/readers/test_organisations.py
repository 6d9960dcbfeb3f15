"""Hosts, funders and names of schemes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.names import is_organisation
from catalogue.readers.organisations import read_funder, read_host, read_programme
from catalogue.readers.scheme_names import find_scheme, strip_round
from catalogue.records import Facts, Wording


def wording(text: str = "", title: str = "A stay elsewhere", facts: Facts | None = None) -> Wording:
    return Wording(title, text, date(2026, 1, 5), facts or {})


HOSTS = [
    ("The fellowship is hosted by Nordale County Council.", "Nordale County Council"),
    (
        "You will be seconded to the Department for Harbours, Ferries and Rural Roads for a year.",
        "Department for Harbours, Ferries and Rural Roads",
    ),
    ("Interns spend three months at the Westmoor Institute for Ageing.", "Westmoor Institute for Ageing"),
    ("A placement with NHS England for nine months.", "NHS England"),
    (
        "The post is based at Nordale University Hospitals NHS Foundation Trust and runs for a year.",
        "Nordale University Hospitals NHS Foundation Trust",
    ),
    ("Fellows will work in the Scottish Government's health directorate.", "Scottish Government"),
    ("The intern will join UKHSA in spring.", "UKHSA"),
    ("Host organisation: Fenland Evidence Unit", "Fenland Evidence Unit"),
    ("Fellows are embedded in King's Nordale Hospital.", "King's Nordale Hospital"),
    ("Spend four weeks with a general practice.", None),
    ("Fellows are placed with host organisations across England.", None),
    ("Applicants are based at the University of Westmoor.", None),
    ("Researchers working at the University of Westmoor are eligible.", None),
    ("She now works at Nordale Council.", None),
    ("Placements in January are full.", None),
    ("You may be based in London.", None),
    ("The post is hosted by NHS Jobs.", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "name"), HOSTS)
def test_hosts(text: str, name: str | None) -> None:
    found = read_host(wording(text))
    assert (found.value if found else None) == name
    if found:
        assert found.quote.words in text


def test_a_fact_names_the_host() -> None:
    found = read_host(wording("Hosted by Nordale Council.", facts={"Employer": "Westmoor Health Board"}))
    assert found is not None
    assert (found.value, found.quote.where) == ("Westmoor Health Board", "fact: Employer")


def test_a_job_board_is_no_host() -> None:
    found = read_host(wording("Hosted by Nordale Council.", facts={"Recruiter": "NHS Jobs"}))
    assert found is not None
    assert found.value == "Nordale Council"


def test_a_title_names_the_host() -> None:
    found = read_host(wording(title="Policy Internship at the Westmoor Office for Science"))
    assert found is not None
    assert (found.value, found.quote.where) == ("Westmoor Office for Science", "title")


FUNDERS = [
    ("The scheme is funded by the Nordale Foundation.", "Nordale Foundation"),
    ("Places are jointly funded by NIHR and the Westmoor Trust.", "NIHR and the Westmoor Trust"),
    ("Money from the Fenland Research Council pays for travel.", "Fenland Research Council"),
    ("The Nordale Foundation will fund ten places.", "Nordale Foundation"),
    ("It is an NIHR-funded internship.", "NIHR"),
    ("Sponsored by Wellcome", "Wellcome"),
    ("The exchange is supported by the Westmoor Academy.", "Westmoor Academy"),
    ("PhD students funded by UKRI may apply.", None),
    ("Applicants who are funded by NIHR are eligible.", None),
    ("The fellowship is sponsored by the Medical Director.", None),
    ("Fellows are supported by a mentor.", None),
    ("It is funded by a small grant.", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "name"), FUNDERS)
def test_funders(text: str, name: str | None) -> None:
    found = read_funder(wording(text))
    assert (found.value if found else None) == name
    if found:
        assert found.quote.words in text


TITLES = [
    ("Nordale Policy Fellowships 2026", "Nordale Policy Fellowships"),
    ("Applications now open for the Westmoor Exchange Scheme 2026/27", "Westmoor Exchange Scheme"),
    ("Westmoor Improvement Fellowship: Round 6", "Westmoor Improvement Fellowship"),
    ("Call for applications: Island Nursing Internship (Cohort 3)", "Island Nursing Internship"),
    ("Island Nursing Internship – frequently asked questions", "Island Nursing Internship"),
    ("The Nordale Society – Pairing Scheme", "Nordale Society Pairing Scheme"),
    ("Policy Secondments for civil servants and researchers", "Policy Secondments"),
    ("Fenland Trust announces third Evidence Fellowship", "Evidence Fellowship"),
    ("Research Collaboration Placement Award (deadline 3 May 2026)", "Research Collaboration Placement Award"),
    ("Science Exchange | Nordale Trust", "Science Exchange"),
    ("Clinical Fellow in Cardiology", None),
    ("Programme Manager, Children's Services", None),
    ("Transformation Programme Lead", None),
    ("Secondment opportunity", None),
    ("Fellowship", None),
    ("12-month secondment", None),
    ("Staff Nurse", None),
    ("This Fellowship", None),
    ("Clinical Placement Facilitator for Nordale", None),
    ("", None),
]


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_names_of_schemes(title: str, name: str | None) -> None:
    assert find_scheme(title) == name


def test_a_fact_names_the_programme_without_its_year() -> None:
    found = read_programme(wording(title="Nurse wanted", facts={"Programme": "Island Exchange Scheme 2026"}))
    assert found is not None
    assert (found.value, found.quote.words) == ("Island Exchange Scheme", "Island Exchange Scheme 2026")


def test_a_name_that_the_text_repeats_is_the_programme() -> None:
    text = "The Island Exchange Scheme is new. Fellows of the Island Exchange Scheme go by boat."
    found = read_programme(wording(text, "Go by boat"))
    assert found is not None
    assert found.value == "Island Exchange Scheme"
    assert read_programme(wording("The Island Exchange Scheme is new.", "Go by boat")) is None


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Nordale Council", True),
        ("NHS England", True),
        ("UKHSA", True),
        ("Nordale", False),
        ("Jane Bloggs", False),
        ("Council", False),
    ],
)
def test_what_looks_like_an_organisation(name: str, is_one: bool) -> None:
    assert is_organisation(name) is is_one


@given(st.text(max_size=120))
def test_stripping_a_round_twice_changes_nothing(title: str) -> None:
    assert strip_round(strip_round(title)) == strip_round(title)


@given(
    st.lists(
        st.sampled_from(
            [
                "hosted by ",
                "funded by ",
                "Nordale ",
                "Council",
                "the ",
                "NHS England",
                ". ",
                "months at ",
                "’s ",
                "\n",
                "A ",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_text_is_read_and_quoted_verbatim(text: str) -> None:
    for found in (read_host(wording(text)), read_funder(wording(text))):
        assert found is None or (found.quote.words in text and found.value in text)
