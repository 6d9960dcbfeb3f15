"""Shares of working time: tables of phrases and adverts, all of them made up here."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.commitment import Commitment, commitment_in, consider_commitments, read_commitment
from catalogue.records import Wording

SEEN = date(2026, 2, 3)

PHRASES = [
    ("0.4 FTE", 0.4, 0.4, 2),
    ("0.6WTE", 0.6, 0.6, 3),
    ("FTE: 0.5", 0.5, 0.5, 2.5),
    ("0.5 full-time equivalent", 0.5, 0.5, 2.5),
    ("between 0.4 and 0.8 FTE", 0.4, 0.8, None),
    ("at least 0.2 WTE", 0.2, None, None),
    ("a maximum of 0.6 FTE", None, 0.6, None),
    ("0.5 FTE to full time", 0.5, 1, None),
    ("two days a week", 0.4, 0.4, 2),
    ("3 days/week", 0.6, 0.6, 3),
    ("2 days weekly", 0.4, 0.4, 2),
    ("1-2 days a week", 0.2, 0.4, None),
    ("up to three days per week", None, 0.6, None),
    ("a minimum of 2 days per week", 0.4, None, 2),
    ("1 day (7.5 hours) per week", 0.2, 0.2, 1),
    ("a four-day week", 0.8, 0.8, 4),
    ("half a day a week", 0.1, 0.1, 0.5),
    ("a day a fortnight", 0.1, 0.1, 0.5),
    ("22.5 hours per week", 0.6, 0.6, 3),
    ("37 hours per week", 1, 1, 5),
    ("37.5 hrs pw", 1, 1, 5),
    ("36 hours per week (full time)", 1, 1, 5),
    ("22 hours 30 minutes per week", 0.6, 0.6, 3),
    ("17.5 hours a week (full time hours are 35 hours)", 0.5, 0.5, 2.5),
    ("two sessions a week", 0.2, 0.2, 1),
    ("4 PAs per week", 0.4, 0.4, 2),
    ("ten programmed activities", 1, 1, 5),
    ("20% of your working time", 0.2, 0.2, 1),
    ("up to 40% clinical time", None, 0.4, None),
    ("half-time", 0.5, 0.5, 2.5),
    ("full time", 1, 1, 5),
    ("full time, or part time", None, 1, None),
    ("full/part time", None, 1, None),
    ("full-time or part-time (60%)", 0.6, 1, None),
    ("4 months full time or 8 months part time", 0.5, 1, None),
    ("18 days across 6 weeks", None, None, 3),
]

NO_SHARE = [
    "",
    "part-time",
    "flexible",
    "50% of salary",
    "80% of the full economic cost",
    "a 25% contribution to overheads",
    "8 FTE nurses",
    "75 hours in total",
    "£20 per hour",
    "we meet for two hours a month",
]

ADVERTS = [
    ("Fellows are released for one day a week.", 0.2, 0.2, "one day a week"),
    ("Spend three days a week with us and two days a week in clinical practice.", 0.6, 0.6, "three days a week"),
    ("Hours: 30 hours per week (0.8 WTE), Monday to Thursday.", 0.8, 0.8, "0.8 WTE"),
    ("The placement can be full time or part time. You must give us at least 0.5 FTE.", 0.5, 1, "0.5 FTE"),
    ("This is a full-time fellowship in the policy unit.", 1, 1, "full-time fellowship"),
]

SILENT = [
    "You must be a full-time student at a British university.",
    "The funder pays 80% of the cost.",
    "Part-time working is welcome.",
    "Opening hours are 60 hours per week.",
]


@pytest.mark.parametrize(("phrase", "low", "high", "days"), PHRASES)
def test_phrases(phrase: str, low: float | None, high: float | None, days: float | None) -> None:
    assert commitment_in(phrase) == Commitment(low, high, days)


@pytest.mark.parametrize("phrase", NO_SHARE)
def test_phrases_without_a_share(phrase: str) -> None:
    assert commitment_in(phrase) is None


@pytest.mark.parametrize(("text", "low", "high", "quoted"), ADVERTS)
def test_adverts(text: str, low: float | None, high: float | None, quoted: str) -> None:
    found = read_commitment(Wording("A fellowship", text, SEEN))
    assert found is not None
    assert (found.value.fte_min, found.value.fte_max) == (low, high)
    assert quoted in found.quote.words
    assert found.quote.words in text


@pytest.mark.parametrize("text", SILENT)
def test_adverts_that_do_not_say(text: str) -> None:
    assert read_commitment(Wording("A fellowship", text, SEEN)) is None


@pytest.mark.parametrize(
    ("label", "text", "share"),
    [("Hours per week", "22.5", 0.6), ("FTE", "0.7", 0.7), ("Working pattern", "Full-time", 1)],
)
def test_a_labelled_fact_beats_the_text(label: str, text: str, share: float) -> None:
    found = read_commitment(Wording("A post", "It takes one day a week.", SEEN, {label: text}))
    assert found is not None
    assert (found.value.fte_min, found.value.fte_max) == (share, share)
    assert (found.quote.words, found.quote.where) == (text, f"fact: {label}")


def test_what_was_not_taken_comes_with_its_reason() -> None:
    text = "Work with us two days a week, and three days a week in your own trust."
    found, rejected = consider_commitments(Wording("A secondment", text, SEEN))
    assert found is not None
    assert found.value == Commitment(0.4, 0.4, 2)
    assert [(one.words, one.reason) for one in rejected] == [("three days a week", "the time of the person's own job")]


@given(st.integers(1, 10))
def test_tenths_of_full_time_agree_with_sessions_and_percent(tenths: int) -> None:
    answers = {
        commitment_in(f"{tenths} sessions a week"),
        commitment_in(f"{tenths * 10}% FTE"),
        commitment_in(f"{tenths / 10} FTE"),
    }
    assert answers == {Commitment(tenths / 10, tenths / 10, tenths / 2)}


@given(
    st.lists(
        st.sampled_from(
            ["0.5 FTE", "full time", "or", "part-time", "two days", "a week", "(", "50%", "of", "hours", ". ", "up to"]
        )
    )
)
def test_any_words_give_a_verbatim_quote_or_nothing(words: list[str]) -> None:
    text = " ".join(words)
    found = read_commitment(Wording("", text, SEEN))
    assert found is None or found.quote.words in text


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    commitment_in(text)
