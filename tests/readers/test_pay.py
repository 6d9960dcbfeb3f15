"""Phrases about pay and what they come to; sums in adverts that are the person's own, and those that are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.pay import Pay, consider_pay, pay_in, read_pay
from catalogue.readers.pay_bands import band_range
from catalogue.records import Wording

SEEN = date(2025, 6, 1)


def wording(text: str = "", title: str = "", **facts: str) -> Wording:
    return Wording(title, text, SEEN, {label.replace("_", " "): words for label, words in facts.items()})


PHRASES = [
    # ranges
    ("£36,114 to £41,250 per annum", 36114, 41250, "year"),
    ("£36,114–£41,250 pa", 36114, 41250, "year"),
    ("£36,114-£41,250 p.a. pro rata", 36114, 41250, "year"),
    ("£30k–£35k", 30000, 35000, "year"),
    ("£25-30k a year", 25000, 30000, "year"),
    ("£31-35,000 pa", 31000, 35000, "year"),
    ("£33,400 rising to £38,900 per annum", 33400, 38900, "year"),
    ("from £28,000 to £31,000 a year", 28000, 31000, "year"),
    ("between £500 and £650 a week", 500, 650, "week"),
    ("£110 per day to £140 per day", 110, 140, "day"),
    ("£41,000 (outside London) or £45,500 (London)", 41000, 45500, "year"),
    ("£19,700 (rising to £21,800 once qualified)", 19700, 21800, "year"),
    ("38,890.00 - 44,503.00", 38890, 44503, "year"),
    ("31,365 - 37,890 Per Annum", 31365, 37890, "year"),
    ("Band 6 - £37,100 - £44,200", 37100, 44200, "year"),
    ("£41,200 - £51,300 - £60,400", 41200, 60400, "year"),
    ("£12.60 - £13.90 an hour", 12.6, 13.9, "hour"),
    # one sum
    ("£142,000 a year", 142000, 142000, "year"),
    ("£1,500 pcm", 1500, 1500, "month"),
    ("£1,450 pm", 1450, 1450, "month"),
    ("£21.35 an hour", 21.35, 21.35, "hour"),
    ("£17.20ph", 17.2, 17.2, "hour"),
    ("£17.20 p/h", 17.2, 17.2, "hour"),
    ("22.50 per hour", 22.5, 22.5, "hour"),
    ("£85/hr", 85, 85, "hour"),
    ("£320 pw", 320, 320, "week"),
    ("£300/day", 300, 300, "day"),
    ("a daily rate of £300", 300, 300, "day"),
    ("annual salary of £52,000", 52000, 52000, "year"),
    ("a monthly stipend of £1,620", 1620, 1620, "month"),
    ("£400 a day for 40 days' work a year", 400, 400, "day"),
    ("£30,000 a year for 2 days per week", 30000, 30000, "year"),
    ("£45,000 pro rata", 45000, 45000, "year"),
    ("£ 45 000 per annum", 45000, 45000, "year"),
    ("£45.000 per annum", 45000, 45000, "year"),
    ("GBP 35,000 per year", 35000, 35000, "year"),
    ("35,000 GBP per year", 35000, 35000, "year"),
    ("fifteen thousand pounds a year", 15000, 15000, "year"),
    ("two hundred and fifty pounds a week", 250, 250, "week"),
    ("Spine point 24: 29,650 per year", 29650, 29650, "year"),
    ("1.8k per month while you are here", 1800, 1800, "month"),
    ("the real living wage, now £12.60", 12.6, 12.6, "hour"),
    ("£36,500 plus £4,200 London weighting", 36500, 36500, "year"),
    ("£36,500 per annum including London allowance", 36500, 36500, "year"),
    ("£9,500 per session per annum", 9500, 9500, "year"),
    ("each intern gets £4,000", 4000, 4000, "total"),
    ("a bursary of £2,500", 2500, 2500, "total"),
    ("€500 (£430) a month", 430, 430, "month"),
    # one end
    ("up to £15,000", None, 15000, "year"),
    ("a bursary of up to £15,000", None, 15000, "total"),
    ("a maximum of £2,400 per student", None, 2400, "total"),
    ("no more than £600 a week", None, 600, "week"),
    ("£500 per week maximum", None, 500, "week"),
    ("the maximum that a host can be paid is £12,000 per fellow per year", None, 12000, "year"),
    ("to £55k", None, 55000, "year"),
    ("at least £28,000 per annum", 28000, None, "year"),
    ("a minimum of £120 per day", 120, None, "day"),
    ("starting from £61,000", 61000, None, "year"),
    ("£61,000 a year (starting from £61,000)", 61000, None, "year"),
    ("£30,000+", 30000, None, "year"),
    ("£30,000 or more", 30000, None, "year"),
    ("£30,000 + benefits", 30000, 30000, "year"),
]


@pytest.mark.parametrize(("phrase", "least", "most", "period"), PHRASES)
def test_phrase(phrase: str, least: float | None, most: float | None, period: str) -> None:
    pay = pay_in(phrase)
    assert pay is not None
    assert (pay.min, pay.max, pay.period) == (least, most, period)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "competitive salary",
        "unpaid",
        "Band 7",
        "Band 6/7 depending on experience",
        "your usual salary will be met",
        "annual salary of $70,000 to $80,000",
        "€600 mobility allowance",
        "up to U.S. $95,000",
        "costs from £450",
        "a fee of £150 per week",
        "the course fees are £9,250 per year",
        "a £2.5m fund",
        "£3 million over five years",
        "37.5 hours per week",
        "2 sessions per week",
        "starting in 2026",
        "telephone 01234 567890",
        "10% of salary",
    ],
)
def test_phrase_without_pay(phrase: str) -> None:
    assert pay_in(phrase) is None


OWN = [
    ("The stipend is £1,600 a month. Travel of up to £500 is met.", "£1,600 a month", Pay(1600, 1600, "month")),
    ("Salary\n£31,200 to £34,500 per annum", "£31,200 to £34,500 per annum", Pay(31200, 34500, "year")),
    ("Base: Lowick\nSalary – £33,100-£38,300\nHours: 37.5", "£33,100-£38,300", Pay(33100, 38300, "year")),
    (
        "We cover tuition fees and a stipend of £20,000 per year.",
        "£20,000 per year",
        Pay(20000, 20000, "year"),
    ),
    (
        "Salary £36,500 per annum, plus £4,200 per annum London weighting.",
        "£36,500 per annum",
        Pay(36500, 36500, "year"),
    ),
    ("The host receives up to £9,000 as backfill for your post.", "up to £9,000", Pay(None, 9000, "total")),
    ("A sum of £2,750 towards your living costs is added.", "£2,750", Pay(2750, 2750, "total")),
    ("Interns are paid the Living Wage, now £12.60.", "£12.60", Pay(12.6, 12.6, "hour")),
    ("A study allowance of £1,200 per fellow is added.", "£1,200", Pay(1200, 1200, "total")),
    ("The scheme has a budget of £400,000. Fellows are paid £350 a day.", "£350 a day", Pay(350, 350, "day")),
    (
        "Your stipend, travel and care costs are met up to a total of £6,300.",
        "up to a total of £6,300",
        Pay(None, 6300, "total"),
    ),
]


@pytest.mark.parametrize(("text", "quote", "pay"), OWN)
def test_own_pay(text: str, quote: str, pay: Pay) -> None:
    found = read_pay(wording(text))
    assert found is not None
    assert (found.value, found.quote.words, found.quote.where) == (pay, quote, "text")


@pytest.mark.parametrize(
    "text",
    [
        "The trust provides up to £90,000, to be used flexibly for staff time, visits and materials.",
        "Each team has £4,000, to be spent on salary costs or on travel.",
        "Visitors owe a fee of £120 for the first day and £80 per day from then on.",
        "The trust charges £300 for an attachment.",
        "The trust has a turnover of £900 million and 6,000 staff.",
        "Fellowships of up to £18,000 let two teams meet.",
        "The maximum award value is £80,000 on a full economic cost basis.",
        "Grants of up to £7,500 are made for travel.",
        "Project expenses of up to £3,000 per year are met.",
        "The winner of last year's prize of £1,000 spoke at the event.",
        "Sponsored workers must reach the salary threshold for a visa, £38,700 per year.",
        "A disclosure check costs £40 and is deducted from the first salary.",
        "Save up to £60 per month with staff discounts.",
        "Nobody is paid. For a conference £400 is set aside.",
        "Partners saw profit rise by £2,000 per year.",
        "The board runs services worth £6 billion.",
        "There are 70,000 kinds of implant.",
        "Funded at band 6 level.",
    ],
)
def test_money_of_others(text: str) -> None:
    found, rejected = consider_pay(wording(text))
    assert found is None
    assert all(r.words in text and r.reason for r in rejected)


def test_fact_goes_before_text() -> None:
    found = read_pay(wording("The stipend is £18,000 a year.", Salary="£40,100 to £44,700 a year, pro rata"))
    assert found is not None
    assert found.value == Pay(40100, 44700, "year")
    assert (found.quote.words, found.quote.where) == ("£40,100 to £44,700 a year", "fact: Salary")


def test_title() -> None:
    found = read_pay(wording(title="Policy intern, £26,000 a year"))
    assert found is not None
    assert (found.value.min, found.quote.where) == (26000, "title")


@pytest.mark.parametrize(
    ("band", "seen", "steps"),
    [
        ("7", date(2025, 4, 1), (47810, 54710)),
        ("7", date(2025, 3, 31), (46148, 52809)),
        ("8a", date(2021, 9, 1), (47126, 53219)),
        ("8 A", date(2021, 9, 1), (47126, 53219)),
        ("7", date(2019, 4, 1), None),
        ("10", date(2025, 4, 1), None),
    ],
)
def test_band_range(band: str, seen: date, steps: tuple[float, float] | None) -> None:
    assert band_range(band, seen) == steps


@pytest.mark.parametrize(
    ("text", "fact", "least"),
    [
        ("A secondment with an NHS trust in Kent.", "Agenda for Change Band 6", 38682),
        ("A secondment with a bank.", "Band 6", None),
        ("A secondment with a health board in Wales, NHS terms.", "Band 6", None),
        ("A secondment with an NHS trust.", "Band 6 or 7", None),
        ("A secondment with an NHS trust.", "Band 6/7", None),
        ("A secondment with an NHS trust, paid £300 a day.", "Band 6", 300),
    ],
)
def test_band_alone(text: str, fact: str, least: float | None) -> None:
    found = read_pay(wording(text, Pay_band=fact))
    assert (found.value.min if found else None) == least


@given(st.integers(5, 999), st.integers(1, 9))
def test_range_is_read_however_it_is_joined(thousands: int, more: int) -> None:
    low, high = thousands * 100, thousands * 100 + more * 50
    for joined in (f"£{low:,} to £{high:,} a year", f"£{low}-{high} pa", f"£{low:,} – £{high:,} per annum"):
        pay = pay_in(joined)
        assert pay == Pay(low, high, "year"), joined


@given(st.text(alphabet="£$ 0123456789,.k-–to(per) ayearmnth\n", max_size=200))
def test_quote_is_verbatim(text: str) -> None:
    found, rejected = consider_pay(wording(text))
    assert found is None or (found.quote.words in text and (found.value.min or found.value.max))
    assert all(r.words in text for r in rejected)
    pay_in(text)


def test_long_text_is_quick() -> None:
    text = "The up to maximum of £ fee salary £5 to between £7 and 1,000 per " * 3000
    assert all(r.reason for r in consider_pay(wording(text))[1])
