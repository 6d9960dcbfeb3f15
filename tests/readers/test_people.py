"""Who may take part."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.people import LABELS, WORDS, read_eligibility, read_professions
from catalogue.records import Facts, Wording


def wording(text: str = "", title: str = "Nordale Exchange", facts: Facts | None = None) -> Wording:
    return Wording(title, text, date(2026, 1, 5), facts or {})


ROWS = [
    ("Open to nurses, midwives and paramedics.", ["nurses", "midwives", "paramedics"]),
    ("Applications from pharmacists are welcome.", ["pharmacists"]),
    ("The scheme is open to all social workers in the county.", ["social workers"]),
    ("Are you a GP with five years in practice?", ["GPs"]),
    ("Physiotherapists, dietitians and radiographers may apply.", ["allied health professionals"]),
    ("PhD students in any field can apply.", ["PhD students"]),
    ("It pairs civil servants with researchers.", ["researchers", "civil servants"]),
    ("Designed for practice managers.", ["managers"]),
    ("Physician associates may apply.", ["physician associates"]),
    ("Open to early-career researchers and to policy-makers.", ["researchers", "policy officers"]),
    ("Eligibility: registered dentists and doctors in training.", ["doctors", "dentists"]),
    ("We invite public health registrars to apply.", ["public health specialists"]),
    ("Open to all health and care professionals, excluding doctors and dentists.", ["clinicians"]),
    ("Open to clinical scientists (not doctors).", ["healthcare scientists"]),
    ("Open to librarians, who will work with doctors and nurses.", ["librarians"]),
    ("Open to analysts. You will be supervised by an economist.", ["analysts"]),
    ("You will meet nurses and doctors on the ward.", []),
    ("Our doctors won a prize last year.", []),
    ("Contact the nursing office.", []),
    ("The School of Nursing is on the hill.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "labels"), ROWS)
def test_professions(text: str, labels: list[str]) -> None:
    found = read_professions(wording(text))
    assert [one.value for one in found] == labels
    assert all(one.quote.words in text for one in found)


def test_the_title_and_facts_count() -> None:
    found = read_professions(wording("", "Leadership Fellowship for Midwives", {"Who can apply": "Nurses of any band"}))
    assert [(one.value, one.quote.where) for one in found] == [("nurses", "fact: Who can apply"), ("midwives", "title")]


def test_a_list_below_a_heading_counts_until_the_next_question() -> None:
    text = "Who can apply?\nNurses of any trust\nCouncil officers\nWhat will I do?\nFollow a surgeon"
    assert [one.value for one in read_professions(wording(text))] == ["nurses", "local government staff"]


ELIGIBILITY = [
    ("A week in Hull. Nurses of any trust may apply. Bring a coat.", "Nurses of any trust may apply."),
    ("Open to anyone who works in care.", "Open to anyone who works in care."),
    ("Who can apply?\nAny doctor in training in the region.\nHow?", "Any doctor in training in the region."),
    ("You must hold a doctorate. Lunch is paid.", "You must hold a doctorate."),
    ("It is for midwives in their first five years.", "It is for midwives in their first five years."),
    ("Are you a nurse in the county?", "Are you a nurse in the county?"),
    ("Is it far?", None),
    ("Fellows learn how a board works.", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "sentence"), ELIGIBILITY)
def test_eligibility(text: str, sentence: str | None) -> None:
    found = read_eligibility(wording(text))
    assert (found.value if found else None) == sentence


def test_the_sentence_that_names_people_goes_first() -> None:
    text = "Only one form may apply to a project. Nurses and porters can apply."
    found = read_eligibility(wording(text))
    assert found is not None
    assert found.value == "Nurses and porters can apply."


def test_a_long_rule_is_cut_at_a_word() -> None:
    text = "Applicants must be " + "nurses " * 60
    found = read_eligibility(wording(text))
    assert found is not None
    assert len(found.value) <= 200
    assert found.value.endswith("nurses")


def test_every_word_has_one_label() -> None:
    words = [tuple(word.lower().replace("-", " ").split()) for words in WORDS["professions"].values() for word in words]
    assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)
    assert set(LABELS.values()) == set(WORDS["professions"])


@given(st.text(max_size=300))
def test_any_text_is_read_and_quoted_verbatim(text: str) -> None:
    one = wording(f"Open to nurses {text}")
    quotes = [found.quote for found in (*read_professions(one), read_eligibility(one)) if found]
    assert all(quote.words in one.text and len(quote.words) <= 200 for quote in quotes)
