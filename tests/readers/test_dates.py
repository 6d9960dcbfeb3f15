"""Dates of adverts: how they are written, which year they mean, and what they are the date of."""

from __future__ import annotations

import calendar
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.readers.dates import (
    Closing,
    consider_dates,
    days_in,
    deadline_in,
    read_closing,
    read_interviews,
    read_opening,
    read_start,
    start_in,
)
from catalogue.records import Wording

SEEN = date(2026, 10, 1)  # a Thursday
LATE = date(2027, 1, 10)


def wording(text: str, title: str = "A fellowship", seen_on: date | None = SEEN, **facts: str) -> Wording:
    return Wording(title, text, seen_on, {label.replace("_", " "): words for label, words in facts.items()})


SPELLINGS = [
    ("2027-03-05", "2027-03-05"),
    ("2027/03/05", "2027-03-05"),
    ("05/03/2027", "2027-03-05"),
    ("5/3/27", "2027-03-05"),
    ("05-03-2027", "2027-03-05"),
    ("5.3.2027", "2027-03-05"),
    ("05 / 03 / 2027", "2027-03-05"),
    ("5 March 2027", "2027-03-05"),
    ("5th March 2027", "2027-03-05"),
    ("5 th March 2027", "2027-03-05"),
    ("the 5th of March, 2027", "2027-03-05"),
    ("5-Mar-27", "2027-03-05"),
    ("05/Mar/2027", "2027-03-05"),
    ("5Mar2027", "2027-03-05"),
    ("5 Mar. 2027", "2027-03-05"),
    ("5 Mar '27", "2027-03-05"),
    ("5 Mar 27", "2027-03-05"),
    ("March 5, 2027", "2027-03-05"),
    ("March the 5th, 2027", "2027-03-05"),
    ("Mar 5th 2027", "2027-03-05"),
    ("2027 March 5", "2027-03-05"),
    ("5th day of March 2027", "2027-03-05"),
    ("Fri 5 Mar 2027", "2027-03-05"),
    ("Friday, 5th March 2027", "2027-03-05"),
    ("FRIDAY 5 MARCH 2027", "2027-03-05"),
    ("Weds 3rd Feb 2027", "2027-02-03"),
    ("Thurs. 4 Feb 2027", "2027-02-04"),
    ("3 Febuary 2027", "2027-02-03"),
    ("w/c 4 January 2027", "2027-01-04"),
    ("week commencing Monday 4 January 2027", "2027-01-04"),
    ("5\u00a0March\u00a02027", "2027-03-05"),
    ("29 February 2028", "2028-02-29"),
    ("September 2027", "2027-09"),
    ("Sept 2027", "2027-09"),
    ("mid-September 2027", "2027-09"),
    ("early January 2027", "2027-01"),
    ("09/2027", "2027-09"),
    ("2027-09", "2027-09"),
    ("may 2027", "2027-05"),
]


@pytest.mark.parametrize(("phrase", "iso"), SPELLINGS)
def test_a_spelling(phrase: str, iso: str) -> None:
    [(day, start, end)] = days_in(phrase, SEEN)
    assert day.iso == iso
    assert not day.year_inferred
    assert 0 <= start < end <= len(phrase)
    assert [found[0].iso for found in days_in(f"It is {phrase}, they say.", None)] == [iso]


SEVERAL = [
    ("4 – 8 January 2027", ["2027-01-04", "2027-01-08"]),
    ("4-8 January 2027", ["2027-01-04", "2027-01-08"]),
    ("Monday 4 to Friday 8 January 2027", ["2027-01-04", "2027-01-08"]),
    ("12th, 13th or 14th January 2027", ["2027-01-12", "2027-01-13", "2027-01-14"]),
    ("17/18 February 2027", ["2027-02-17", "2027-02-18"]),
    ("the 24th and 25th of November 2026", ["2026-11-24", "2026-11-25"]),
    ("28 December – 3 January 2027", ["2026-12-28", "2027-01-03"]),
    ("5 March, 6 June and 7 September 2027", ["2027-03-05", "2027-06-06", "2027-09-07"]),
    ("March 4–8, 2027", ["2027-03-04", "2027-03-08"]),
    ("01/02/2027 - 26/02/2027", ["2027-02-01", "2027-02-26"]),
    ("January / February 2027", ["2027-01", "2027-02"]),
    ("November 2026 to January 2027", ["2026-11", "2027-01"]),
    ("November – February 2027", ["2026-11", "2027-02"]),
    ("Round 2, 12 March 2027", ["2027-03-12"]),
    ("Tuesday 2 February (9am) to 5pm on Friday 5 March 2027", ["2027-02-02", "2027-03-05"]),
]


@pytest.mark.parametrize(("phrase", "isos"), SEVERAL)
def test_ranges_and_lists(phrase: str, isos: list[str]) -> None:
    assert [day.iso for day, _, _ in days_in(phrase, None)] == isos


NO_DATES = """12 months
6-12 months
up to 2 weeks in the host team
Q1 2027
2027
2027/28
the 2026-27 scheme
summer 2027
Hilary Term
may
you may start 5 days after
they march 12 miles
12/31/2027
31 February 2027
29 February 2027
31/04/2027
version 1.2.10
section 4.10.2
24/7 cover
£5.03.27
Grade 7, point 12
9 to 5
Monday to Friday
next Friday
tomorrow
5 March 1926
5 March 2099
01632 960 000
48 days over 12 months
16.30 to 17.15
sat
3 in 10 places
ratio 1/2/3 of staff
half past 5
the first Wednesday in August""".split("\n")


@pytest.mark.parametrize("phrase", NO_DATES)
def test_no_date(phrase: str) -> None:
    assert days_in(phrase, SEEN) == []
    assert deadline_in(phrase, SEEN) is None
    assert start_in(phrase, SEEN) is None


CLOCKS = [
    ("12 noon on 5 March 2027", "12:00", None),
    ("noon, 5 March 2027", "12:00", None),
    ("Midday on 5 March 2027", "12:00", None),
    ("12:00 midday on Friday 5 March 2027", "12:00", None),
    ("midnight on 5 March 2027", "23:59", None),
    ("5 March 2027 at midnight", "23:59", None),
    ("5pm on 5 March 2027", "17:00", None),
    ("5 p.m. on 5 March 2027", "17:00", None),
    ("5 March 2027, 5:00 PM", "17:00", None),
    ("11.59pm, Friday 5 March 2027", "23:59", None),
    ("23:59 pm, Friday 5 March 2027", "23:59", None),
    ("12am on 5 March 2027", "00:00", None),
    ("12.30am on 5 March 2027", "00:30", None),
    ("12pm on 5 March 2027", "12:00", None),
    ("16.30 on 5 March 2027", "16:30", None),
    ("5 March 2027 17.00hrs", "17:00", None),
    ("1700 hours on 5 March 2027", "17:00", None),
    ("05/03/2027 23:59", "23:59", None),
    ("5 March 2027 at 4:00pm UK time", "16:00", "UK time"),
    ("16:00 GMT on 5 March 2027", "16:00", "GMT"),
    ("noon (UK local time) on Friday 5 March 2027", "12:00", "UK local time"),
    ("5 March 2027 - 23:59 (Europe/Brussels)", "23:59", "Europe/Brussels"),
    ("2027-03-05T17:00:00Z", "17:00", "Z"),
    ("2027-03-05T17:00+01:00", "17:00", "+01:00"),
    ("5 March 2027", None, None),
    ("5 March 2027, 25 places", None, None),
    ("5 March 2027, £3.50 a day", None, None),
    ("25:70 on 5 March 2027", None, None),
]


@pytest.mark.parametrize(("phrase", "clock", "zone"), CLOCKS)
def test_a_time_beside_a_date(phrase: str, clock: str | None, zone: str | None) -> None:
    [(day, _, _)] = days_in(phrase, SEEN)
    assert (day.iso, day.time, day.zone) == ("2027-03-05", clock, zone)


MOMENTS = [
    ("Closing date: 27 March 2027, 5pm", "2027-03-27T17:00:00+00:00"),
    ("Closing date: 28 March 2027, 5pm", "2027-03-28T17:00:00+01:00"),  # the day the clocks go forward
    ("Closing date: 28 March 2027, 00:30", "2027-03-28T00:30:00+00:00"),
    ("Closing date: 28 March 2027, 01:30", "2027-03-28T01:30:00+00:00"),  # an hour that does not exist
    ("Closing date: 31 October 2027, 00:30", "2027-10-31T00:30:00+01:00"),
    ("Closing date: 31 October 2027, 12 noon", "2027-10-31T12:00:00+00:00"),  # the day they go back
    ("Closing date: 1 July 2027, 5pm GMT", "2027-07-01T17:00:00+01:00"),  # the clock on the wall is meant
    ("Closing date: 1 July 2027, 5pm BST", "2027-07-01T17:00:00+01:00"),
    ("Closing date: 1 July 2027, 17:00 CEST", "2027-07-01T16:00:00+01:00"),
    ("Closing date: 1 July 2027, 17:00 UTC", "2027-07-01T18:00:00+01:00"),
    ("Closing date: 1 July 2027", None),
]


@pytest.mark.parametrize(("text", "at"), MOMENTS)
def test_the_moment_in_london(text: str, at: str | None) -> None:
    closing = read_closing(wording(text))
    assert closing
    assert closing.value.at == at


YEARS = [
    # (phrase, seen on, prefer, day)
    ("closes 5 November", SEEN, "future", "2026-11-05"),
    ("closes 5 March", SEEN, "future", "2027-03-05"),
    ("closes 5 September", SEEN, "future", None),  # just gone, or in eleven months
    ("closes 5 September", SEEN, "past", "2026-09-05"),
    ("closes 5 November", SEEN, None, None),
    ("Thursday 5 November", SEEN, None, "2026-11-05"),
    ("Wednesday 5 November", SEEN, "future", "2025-11-05"),  # last year's, by its weekday
    ("Monday 5 November", SEEN, "future", None),  # no near year has it
    ("Friday 1 January", SEEN, "future", "2027-01-01"),
    ("1 October", SEEN, "future", "2026-10-01"),
    ("29 February", SEEN, "future", None),
    ("30 April each year", SEEN, "future", None),
    ("every 30 April", SEEN, "future", None),
    ("5 November", None, "future", None),
    ("in November", SEEN, "future", None),
]


@pytest.mark.parametrize(("phrase", "seen_on", "prefer", "iso"), YEARS)
def test_a_year_that_is_not_written(phrase: str, seen_on: date | None, prefer: str | None, iso: str | None) -> None:
    found = days_in(phrase, seen_on, prefer)
    assert [day.iso for day, _, _ in found] == ([iso] if iso else [])
    assert all(day.year_inferred for day, _, _ in found)


def test_a_weekday_agrees_or_not() -> None:
    phrases = ["Friday 5 March 2027", "Monday 5 March 2027", "5 March 2027"]
    assert [days_in(phrase, SEEN)[0][0].weekday_agrees for phrase in phrases] == [True, False, None]


DEADLINES = [
    ("Closing date: 5 March 2027", "2027-03-05"),
    ("Deadline – noon, 5th of March 2027", "2027-03-05"),
    ("Applications must be received by 5pm on Friday 5 March 2027", "2027-03-05"),
    ("Forms should reach the office no later than 5 March 2027", "2027-03-05"),
    ("please apply by 11:59 p.m. on 5 March 2027", "2027-03-05"),
    ("the call is open until 5 March 2027", "2027-03-05"),
    ("Applications close 5 March 2027", "2027-03-05"),
    ("expires on 5 March 2027", "2027-03-05"),
    ("Final date to apply: 05.03.2027", "2027-03-05"),
    ("5 March 2027 (closing date)", "2027-03-05"),
    ("5 March 2027 is the deadline for entries", "2027-03-05"),
    ("by 5 March 2027", "2027-03-05"),
    ("5 March 2027", "2027-03-05"),
    ("1 December 2026 to 31 January 2027", "2027-01-31"),
    ("The window runs from 1 December 2026 to 31 January 2027", "2027-01-31"),
    ("Opens 5 March 2027, closes 6 April 2027", "2027-04-06"),
    ("Posted: 1 February 2027 Closes: 5 March 2027", "2027-03-05"),
    ("Deadline extended to 12 June 2027", "2027-06-12"),
    ("The original deadline of 5 May 2027 has been extended to 12 June 2027", "2027-06-12"),
    ("Outline: 5 March 2027 Full proposal: 7 May 2027", "2027-03-05"),
    ("Deadlines are 5 March, 6 June and 7 September 2027", "2027-03-05"),
    ("The deadline for the September 2027 intake is 5 March 2027", "2027-03-05"),
    ("Deadline for September 2027 entry: 5 March 2027", "2027-03-05"),
    ("Interviews: 20 March 2027. Closing date: 5 March 2027", "2027-03-05"),
    ("the closing date is 5 March 2027, with interviews on 20 March 2027", "2027-03-05"),
    ("Applications must be submitted between 1 February 2027 and 5 March 2027", "2027-03-05"),
    ("Deadline: end of March 2027", "2027-03-31"),
    ("This round closed on 5 March 2026", "2026-03-05"),
    ("closes Thursday 5 November", "2026-11-05"),
    ("Opening date: 5 March 2027", None),
    ("Applications open on 5 March 2027", None),
    ("Applications will be accepted from 5 March 2027", None),
    ("The next call opens on 5 March 2027", None),
    ("Interview date: 5 March 2027", None),
    ("Shortlisting takes place on 5 March 2027", None),
    ("You will be notified by 5 March 2027", None),
    ("Start date: 5 March 2027", None),
    ("The placement begins on 5 March 2027", None),
    ("Fixed term until 31 March 2028", None),
    ("Funding ends on 31 March 2028", None),
    ("Published on 5 March 2027", None),
    ("Last updated 5 March 2027", None),
    ("Webinar for applicants: 5 March 2027", None),
    ("Deadline for references: 5 March 2027", None),
    ("The deadline for questions is 5 March 2027", None),
    ("You must have completed your doctorate by 5 March 2027", None),
    ("within four weeks of 5 March 2027", None),
    ("Deadline: 30 November each year", None),
    ("Closing date: to be confirmed", None),
    ("Applications are welcome at any time", None),
    ("Closing date: spring 2027", None),
    ("at least six weeks before the visit", None),
]


@pytest.mark.parametrize(("phrase", "iso"), DEADLINES)
def test_a_phrase_that_states_a_deadline_or_not(phrase: str, iso: str | None) -> None:
    assert deadline_in(phrase, SEEN) == iso


STARTS = [
    ("starting in September 2027", "2027-09"),
    ("from 1 October 2027", "2027-10-01"),
    ("will commence in January 2027", "2027-01"),
    ("Start date: Sept 2027", "2027-09"),
    ("October 2027 start", "2027-10"),
    ("the September 2027 cohort", "2027-09"),
    ("January 2027 and April 2027 starts", "2027-01"),
    ("starts in January or April 2027", "2027-01"),
    ("Placements run from January to March 2027", "2027-01"),
    ("takes place between 5 and 30 July 2027", "2027-07-05"),
    ("available from 4 January 2027 for twelve months", "2027-01-04"),
    ("no earlier than 4 January 2027", "2027-01-04"),
    ("on or after 4 January 2027", "2027-01-04"),
    ("in post by 1 June 2027", "2027-06-01"),
    ("take up the fellowship in June 2027", "2027-06"),
    ("9-13 August 2027", "2027-08-09"),
    ("Interviews from 10 June 2027", None),
    ("Join the team for a day in June 2027", None),
    ("Applications open in January 2027", None),
    ("Closing date: 5 January 2027", None),
    ("autumn 2027", None),
    ("as soon as possible", None),
    ("Funding is available until March 2028", None),
    ("The scheme was launched in May 2019", None),
    ("The first session is an induction on 5 September 2027", None),
    ("commencing 1 September each year", None),
    ("at the start of your career", None),
]


@pytest.mark.parametrize(("phrase", "iso"), STARTS)
def test_a_phrase_that_states_a_start_or_not(phrase: str, iso: str | None) -> None:
    assert start_in(phrase, SEEN) == iso


ADVERTS = [
    # (text, closes, opens, starts, interviews)
    (
        "Closing date: 5 March 2027, 12 noon. Interviews: 20 March 2027. Start: 1 September 2027.",
        ("2027-03-05", None, "2027-09-01", "2027-03-20"),
    ),
    (
        "Key dates\n4 January 2027: applications open\n5 March 2027: applications close\n20 March 2027: interviews\n"
        "1 September 2027: the fellowship starts",
        ("2027-03-05", "2027-01-04", "2027-09-01", "2027-03-20"),
    ),
    ("Deadline\nFriday 5 March 2027\nInterviews\nw/c 22 March 2027", ("2027-03-05", None, None, "2027-03-22")),
    (
        "Closing Date: 10th November 2026 Interview Date: 20th November 2026 Start Date: January 2027",
        ("2026-11-10", None, "2027-01", "2026-11-20"),
    ),
    (
        "Applications open on 26 October and close at 4pm on 24 November 2026.",
        ("2026-11-24", "2026-10-26", None, None),
    ),
    (
        "Host bids close on 5 November 2026. Applications from fellows close on 10 January 2027.",
        ("2027-01-10", None, None, None),
    ),
    (
        "Expressions of interest by 5 November 2026; full applications, if invited, by 7 January 2027.",
        ("2026-11-05", None, None, None),
    ),
    ("The 2025 round closed on 5 March 2025. The next deadline is 4 March 2027.", ("2027-03-04", None, None, None)),
    (
        "The closing date was 5 October 2026 and has been extended to 20 October 2026.",
        ("2026-10-20", None, None, None),
    ),
    ("Deadlines: 4 September 2026, 6 November 2026 and 8 January 2027.", ("2026-11-06", None, None, None)),
    (
        "Apply by 6 November 2026. References must be received by 4 November 2026.",
        ("2026-11-06", None, None, None),
    ),
    ("The contract runs until 31 March 2028. Apply by 6 November 2026.", ("2026-11-06", None, None, None)),
    (
        "The scheme began in May 2019. Apply by 6 November 2026. Placements start in January.",
        ("2026-11-06", None, "2027-01", None),
    ),
    ("Interviews will take place from 10 June 2027.", (None, None, None, "2027-06-10")),
    ("For shorter stays see the Visitor Scheme (closes 5 March 2027).", (None, None, None, None)),
    ("Apply by 5 p.m. Friday 6 November 2026.", ("2026-11-06", None, None, None)),
    ("A workshop takes place on 6 November 2026.", (None, None, None, None)),
    (
        "Applications open | 5 October 2026\nApplications close | 5 November 2026",
        ("2026-11-05", "2026-10-05", None, None),
    ),
]


@pytest.mark.parametrize(("text", "days"), ADVERTS)
def test_an_advert(text: str, days: tuple[str | None, ...]) -> None:
    read = wording(text)
    closing, opening, start, interviews = (
        read_closing(read), read_opening(read), read_start(read), read_interviews(read),
    )  # fmt: skip
    found = (closing.value.on if closing else None, *(each and each.value for each in (opening, start, interviews)))
    assert found == days
    for each in (closing, opening, start, interviews):
        assert each is None or each.quote.words in text


@pytest.mark.parametrize("seen_on", [None, date(2031, 5, 5)])
def test_other_dates_of_the_advert_tell_the_year(seen_on: date | None) -> None:
    text = "Posted on 1 March 2027.\nApply until Tuesday 9 March. Placements start on 6 September."
    read = consider_dates(wording(text, seen_on=seen_on))
    assert read.closing
    assert read.closing.value.on == "2027-03-09"
    assert [issue.column for issue in read.issues] == ["closes_on", "starts_on"]
    before = consider_dates(wording("Apply by 18 October. Fellows start in January 2027.", seen_on=seen_on))
    assert before.closing
    assert before.closing.value.on == "2026-10-18"


KINDS = [
    ("Applications are accepted all year round.", "rolling"),
    ("We consider applications on a rolling basis.", "rolling"),
    ("There is no closing date for applications.", "rolling"),
    ("You are welcome to apply at any time.", "rolling"),
    ("Applications can be submitted throughout the year.", "rolling"),
    ("Closing date: rolling", "rolling"),
    ("The call will stay open until filled.", "until_filled"),
    ("Open for applications until all places have been taken.", "until_filled"),
    ("Apply by 6 November 2026; the post stays open until filled.", "fixed"),
    ("Closes 6 November 2026, but may close early once enough applications are in.", "fixed"),
    ("You will work a rolling rota throughout.", None),
    ("Fellows may visit at any time in 2027.", None),
    ("Applications are now closed.", None),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_how_a_call_closes(text: str, kind: str | None) -> None:
    closing = read_closing(wording(text))
    assert (closing.value.kind if closing else None) == kind
    assert closing is None or closing.quote.words in text


def test_labelled_facts_come_first() -> None:
    text = "Apply by 6 November 2026. It starts in May 2027."
    read = consider_dates(
        wording(text, Closing_date="5 November 2026 4:00pm", Start_date="1 June 2027", Opening_date="2 October 2026")
    )
    assert read.closing
    assert read.closing.value == Closing("2026-11-05", "2026-11-05T16:00:00+00:00", "fixed")
    assert read.closing.quote.where == "fact: Closing date"
    assert read.start
    assert read.start.value == "2027-06-01"
    assert read.opening
    assert read.opening.value == "2026-10-02"
    assert "another closing date is given: 2026-11-06" in [issue.problem for issue in read.issues]
    rolling = read_closing(wording("", Closing_date="Ongoing"))
    assert rolling
    assert rolling.value.kind == "rolling"


def test_what_cannot_be_read_is_an_issue_and_never_turned_round() -> None:
    read = consider_dates(wording("Apply by 12/31/2026. Closing date: 31 February 2027."))
    assert read.closing is None
    assert [issue.words for issue in read.issues] == ["12/31/2026", "31 February 2027"]
    wrong = consider_dates(wording("Closing date: Monday 6 November 2026"))
    assert wrong.closing
    assert [issue.problem for issue in wrong.issues] == ["the weekday does not fall on this date"]


def test_what_is_not_taken_has_its_reason() -> None:
    read = consider_dates(wording("Last updated 1 June 2026. Apply by 6 November 2026. The contract ends 31 May 2027."))
    assert [(each.words, each.reason) for each in read.rejected] == [
        ("1 June 2026", "when the page was published or changed"),
        ("31 May 2027", "the end of the exchange or of its funding"),
    ]


WRITTEN = [
    "{d} {m} {y}",
    "{d}/{n}/{y}",
    "{d:02}.{n:02}.{y}",
    "{m} {d}, {y}",
    "{w} {d} {m} {y}",
    "{d}-{s}-{y}",
    "{y}-{n:02}-{d:02}",
]
DAYS = st.dates(SEEN - timedelta(days=7000), SEEN + timedelta(days=1500))


@given(DAYS, st.sampled_from(WRITTEN))
def test_what_is_written_is_read_back(day: date, form: str) -> None:
    name = calendar.month_name[day.month]
    phrase = form.format(d=day.day, m=name, s=name[:3], n=day.month, y=day.year, w=calendar.day_name[day.weekday()])
    [(found, start, end)] = days_in(phrase, SEEN)
    assert (found.iso, start, end) == (day.isoformat(), 0, len(phrase))
    assert found.weekday_agrees is not False
    assert deadline_in(f"Closing date: {phrase}", SEEN) == day.isoformat()


@given(DAYS, st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_read_back_with_londons_offset(day: date, hour: int, minute: int) -> None:
    closing = read_closing(
        wording(f"Closes {day.day} {calendar.month_name[day.month]} {day.year} at {hour:02}:{minute:02}")
    )
    assert closing
    assert closing.value.at
    assert closing.value.at.startswith(f"{day.isoformat()}T{hour:02}:{minute:02}:00+0")


@given(st.text(alphabet="0123456789 /-.,:;MarchayFriclosedin\n’–", max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    for day, start, end in days_in(text, SEEN):
        assert text[start:end].strip()
        assert SEEN.year - 20 <= int(day.iso[:4]) <= SEEN.year + 5
    read = consider_dates(wording(text))
    for found in (read.closing, read.opening, read.start, read.interviews):
        assert found is None or found.quote.words in (text, *text.split("\n")) or found.quote.words in text


def test_the_same_in_any_zone_and_locale() -> None:
    code = (
        "from datetime import date; from catalogue.readers.dates import *; from catalogue.records import Wording;"
        "print(read_closing(Wording('', 'Closes Thursday 5 November at 5pm', date(2026, 10, 1))));"
        "print(days_in('2027 March 5', None))"
    )
    places = [("UTC", "C"), ("Pacific/Kiritimati", "de_DE.UTF-8")]
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"TZ": zone, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for zone, locale in places
    }
    assert len(said) == 1


@pytest.mark.parametrize(
    "piece", ["5 May 2027, ", "May March ", "1-1-", "deadline is ", "12 noon ", "Monday 5 and ", " "]
)
def test_long_rows_of_the_same_words_do_not_stall(piece: str) -> None:
    assert consider_dates(wording(piece * (20_000 // len(piece)))).opening is None
