"""Lengths of an exchange: tables of phrases and adverts, all of them made up here."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.duration import Duration, band, consider_durations, duration_in, read_duration
from catalogue.readers.duration_runs import until_in
from catalogue.readers.numbers import number_of
from catalogue.records import Wording

SEEN = date(2026, 2, 3)

NUMBERS = [
    ("six", 6),
    ("twenty-four", 24),
    ("eighteen", 18),
    ("1½", 1.5),
    ("1 1/2", 1.5),
    ("one and a half", 1.5),
    ("two and one half", 2.5),
    ("a couple of", 2),
    ("1,200", 1200),
    ("8.5", 8.5),
    ("a hundred", 100),
    ("", None),
    ("several", None),
    ("six months", None),
]

PHRASES = [
    # plain lengths and their spellings
    ("a two-week stay", 14, 14),
    ("12 months", 365, 365),
    ("twelve (12) months", 365, 365),
    ("6 mths", 183, 183),
    ("9-mo attachment", 274, 274),
    ("18m FTC", 548, 548),
    ("3 wks", 21, 21),
    ("2yrs", 730, 730),
    ("a fortnight", 14, 14),
    ("half a year", 183, 183),
    ("a year-long attachment", 365, 365),
    ("the secondment year", 365, 365),
    ("1½ years", 548, 548),
    ("a year and a half", 548, 548),
    ("ninety days", 90, 90),
    ("forty working days", 56, 56),
    ("a half-day visit", 0.5, 0.5),
    ("three half days", 1.5, 1.5),
    ("one academic year", 365, 365),
    ("Week in Holyrood", 7, 7),
    # ranges and lists
    ("3-6 months", 91, 183),
    ("from 3 to 12 months", 91, 365),
    ("between three and six months", 91, 183),
    ("3, 6 or 9 month posts", 91, 274),
    ("4- or 8-month blocks", 122, 244),
    ("a day or two", 1, 2),
    ("between six months and a year", 183, 365),
    ("two weeks, in some cases one week", 7, 14),
    # bounds
    ("up to 20 months", None, 609),
    ("for no longer than a year", None, 365),
    ("6 months max.", None, 183),
    ("at least 8 weeks", 56, None),
    ("not less than three months", 91, None),
    ("no fewer than ten days", 10, None),
    ("6+ months", 183, None),
    ("four weeks or more", 28, None),
    ("at least 3 days, up to 2 weeks", 3, 14),
    ("min 3 months, max 12 months", 91, 365),
    ("a minimum of 6 and a maximum of 12 months", 183, 365),
    # part time, extensions, phases, equivalents
    ("six months full time or 12 months part time", 183, 365),
    ("10 weeks (longer if part-time)", 70, None),
    ("five weeks (or part-time equivalent)", 35, 35),
    ("12 weeks (60 days)", 84, 84),
    ("initial 12 months with possible extension of 6", 365, 548),
    ("6 months, extendable to 12 months", 183, 365),
    ("24 months with an option to extend for 12 months", 731, 1096),
    ("extended from six months to a year", 365, 365),
    ("3 + 12 + 3 months", 548, 548),
    ("preparation 2 months, placement 9 months, wrap-up 1 month", 274, 274),
    ("1 year and 6 months", 548, 548),
    ("2 x 6 month blocks", 365, 365),
    ("2 x 12 month secondments", 365, 365),
    # contact time is not elapsed time
    ("48 days over 12 months", 365, 365),
    ("two days a week for six months", 183, 183),
    # between two dates
    ("runs from 4 May to 29 May 2026", 26, 26),
    ("from September 2026 until August 2027", 365, 365),
    ("Monday 5 to Friday 9 July 2027", 5, 5),
]

NO_LENGTH = [
    "",
    "permanent",
    "several months",
    "three terms",
    "biennial",
    "18 months ago",
    "3 months' notice",
    "a six-month probationary period",
    "within five years of qualifying",
    "over the past ten years",
    "in the last 12 months",
    "at least two years' clinical experience",
    "three years of relevant experience in care",
    "a minimum of two years' service",
    "five years post-CCT",
    "aged 16 years or over",
    "a two-day course",
    "a four-year PhD",
    "a one-day conference",
    "27 days' annual leave",
    "£31,000 a year",
    "£1,500 per month",
    "every two years",
    "twice a year",
    "a ten-year strategy",
    "for 40 years we have",
    "applications close in two weeks",
    "applications open from 1 June to 31 July 2026",
    "a seven day week",
    "until 31 March 2028",
]

# text, expected days, words that the quote must hold
ADVERTS = [
    (
        "The secondment lasts between three and six months. Apply by noon.",
        91,
        183,
        "lasts between three and six months",
    ),
    ("Duration: 12 months\nStart date: 1 May 2026", 365, 365, "Duration: 12 months"),
    ("You need two years' experience in audit. Fellows join our unit for six months.", 183, 183, "for six months"),
    ("Founded 20 years ago, we offer shadowing visits of up to two days.", None, 2, "up to two days"),
    ("Our visitors spend a week with the inspection team, then a day at head office.", 7, 7, "spend a week"),
    ("Stream one (12-month duration); stream two (3- or 12-month duration).", 91, 365, "duration"),
    ("The placement takes 48 days over 12 months.", 365, 365, "over 12 months"),
    ("A one-year post, with three months' notice on either side.", 365, 365, "one-year post"),
    ("The exchange runs from 2 March to 27 March 2026.", 26, 26, "2 March to 27 March 2026"),
]

SILENT = [
    "Applications take six weeks to process. We answer within a month.",
    "The charity has supported carers for 30 years.",
    "In 2019 we launched a three-year scheme, paid for by a family trust.",
    "Applicants must be in the first two years of their PhD.",
    "The annual budget is £3 million over five years.",
    "Placements are open until 31 March 2028.",
]


def wording(text: str, title: str = "A secondment", **facts: str) -> Wording:
    return Wording(title, text, SEEN, facts)


@pytest.mark.parametrize(("words", "value"), NUMBERS)
def test_numbers(words: str, value: float | None) -> None:
    assert number_of(words) == value


@pytest.mark.parametrize(("phrase", "low", "high"), PHRASES)
def test_phrases(phrase: str, low: float | None, high: float | None) -> None:
    assert duration_in(phrase) == Duration(low, high)


@pytest.mark.parametrize("phrase", NO_LENGTH)
def test_phrases_without_a_length(phrase: str) -> None:
    assert duration_in(phrase) is None


@pytest.mark.parametrize(("text", "low", "high", "quoted"), ADVERTS)
def test_adverts(text: str, low: float | None, high: float | None, quoted: str) -> None:
    found = read_duration(wording(text))
    assert found is not None
    assert found.value == Duration(low, high)
    assert quoted in found.quote.words
    assert found.quote.words in text


@pytest.mark.parametrize("text", SILENT)
def test_adverts_that_do_not_say(text: str) -> None:
    assert read_duration(wording(text)) is None


def test_a_labelled_fact_beats_title_and_text() -> None:
    advert = wording("The fellowship lasts two years.", "A two-year fellowship", **{"Contract length": "18 months"})
    found = read_duration(advert)
    assert found is not None
    assert found.value == Duration(548, 548)
    assert (found.quote.words, found.quote.where) == ("18 months", "fact: Contract length")


def test_the_title_counts() -> None:
    found = read_duration(wording("Join the registry.", "Analyst (9-month secondment)"))
    assert found is not None
    assert (found.value, found.quote.where) == (Duration(274, 274), "title")


def test_what_was_not_taken_comes_with_its_reason() -> None:
    text = "You need two years' experience of wards. The placement lasts ten weeks."
    found, rejected = consider_durations(wording(text))
    assert found is not None
    assert [(one.words, one.reason) for one in rejected] == [("two years", "experience asked for")]


@pytest.mark.parametrize(
    ("start", "days"), [("2026-04-01", [731]), ("2026-04", [731]), ("2027-04-01", [365]), (None, []), ("2026", [])]
)
def test_an_end_needs_a_start(start: str | None, days: list[int]) -> None:
    assert [length.high for length in until_in("Fixed term until 31 March 2028", start)] == days


@pytest.mark.parametrize(
    ("duration", "code"),
    [
        (Duration(7, 7), "up to a week"),
        (Duration(0.5, 0.5), "up to a week"),
        (Duration(None, 31), "up to a month"),
        (Duration(91, 183), "1–6 months"),
        (Duration(365, 365), "6–12 months"),
        (Duration(365, None), "6–12 months"),
        (Duration(365, 731), "1–2 years"),
        (Duration(1095, 1095), "over 2 years"),
        (Duration(None, None), None),
    ],
)
def test_bands(duration: Duration, code: str | None) -> None:
    assert band(duration) == code


@given(
    st.integers(1, 60), st.sampled_from(["week", "month"]), st.sampled_from(["{} {}s", "a {}-{} post", "for {} {}s"])
)
def test_any_count_is_read(count: int, unit: str, shape: str) -> None:
    days = int(count * {"week": 7, "month": 30.44}[unit] + 0.5)
    assert duration_in(shape.format(count, unit)) == Duration(days, days)


@given(st.integers(1, 20), st.integers(1, 20))
def test_a_range_never_runs_backwards(one: int, other: int) -> None:
    found = duration_in(f"{one} to {other} weeks")
    assert found is not None
    assert found.min_days is not None
    assert found.max_days is not None
    assert found.min_days <= found.max_days


WORDS = [
    "up to",
    "6",
    "months",
    "a",
    "year",
    "or",
    "part-time",
    "(",
    ")",
    "two",
    "weeks",
    "over",
    "until May 2027",
    ";",
    ". ",
    "\n",
]


@given(st.lists(st.sampled_from([*WORDS, ". ", "\n", "lasts", "fellowship", "experience", "–", "+"]), max_size=30))
def test_any_words_give_a_verbatim_quote_or_nothing(words: list[str]) -> None:
    text = " ".join(words)
    found = read_duration(wording(text, title=""))
    assert found is None or found.quote.words in text


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    duration_in(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The secondment is fixed term until 31 March 2027. It starts on 1 April 2026.", 365),
        ("We accept applications until 30 June 2027. Placements start in September 2026.", None),
    ],
)
def test_an_end_with_a_start_gives_a_length(text: str, days: float | None) -> None:
    found = read_duration(wording(text, title="Policy adviser"))
    assert (found.value if found else None) == (Duration(days, days) if days else None)
