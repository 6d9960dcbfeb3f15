"""Whose a sum of money is: the person's own pay, something given to the person, or other money."""

from __future__ import annotations

import re

from catalogue.readers.pay_rate import Period
from catalogue.readers.pay_span import Span
from catalogue.readers.pay_ties import CUES, TOWARDS, about, is_tied, leads

LARGEST = 1_000_000  # pounds: sums from here on are funds and turnovers, nobody's pay
# Pounds: a sum of this size beside a salary word is a year's; no month, week or day in the UK is paid so much.
SALARY = (10_000, 400_000)
SHORT_LINE = 80  # characters: a heading or a table cell, not a sentence
STAY = re.compile(
    r"\s(?:for|over|during)\s(?:the\s|a\s)?(?:\w+[ -])?(?:weeks?|months?|placement|internship|secondment|project)\b",
    re.I,
)
# "Grade 8, £37,280 to £41,771", "Band 7 (£46,100 - £52,800": the grade before a range makes it a salary.
GRADED = re.compile(r"\b(?:grade|band|scale|scp|afc|level|point)s?\s?[\w.-]{1,6}[\s,:;(–—-]{1,4}$", re.IGNORECASE)
GRADE_REACH = 24  # characters
# "The fellowship is an award of £9,000 for a period of ten months"
FOR_PERIOD = re.compile(r"\W{0,3}(?:for|over|to\scover)\sa\speriod\sof\b", re.IGNORECASE)
FOR_STAY = re.compile(r"\W{0,3}(?:in\stotal\s|each\s)?for\b", re.IGNORECASE)


def owner_rank(text: str, span: Span) -> tuple[int, str]:
    """3: pay by name, 2: given to the person, 1: money at a rate; 0 with the reason why it is not the person's."""
    if span.size >= LARGEST:
        return 0, "too large for a person's pay"
    before, after = about(text, span)
    if _meets_the_stay(before, after, span):
        return 2, ""
    if is_tied("other", text, span) or is_tied("on_top", text, span):
        return 0, "tied to words about other money"
    # What leads up to a sum says more than what follows it.
    if is_tied("earned", text, span) or CUES["earned"].search(before):
        return 3, ""
    if is_tied("charged", text, span):
        return 0, "a price"
    if CUES["other"].search(before):
        return 0, "stands among words about other money"
    if CUES["earned"].search(after):
        return 3, ""
    if CUES["other"].search(after):
        return 0, "stands among words about other money"
    if leads("grant", before) and not (span.low == span.high and FOR_PERIOD.match(after)):
        return 0, "the size of a grant"
    if CUES["given"].search(before) or CUES["given"].search(after) or FOR_PERIOD.match(after):
        return 2, ""
    if span.period or _stands_alone(text, span):
        return 1, ""
    return 0, "no word says that it is the person's"


def unsaid_period(text: str, span: Span, speaks_of_pay: bool) -> Period | None:
    """The period where it can be only one: the hour of a living wage, one sum for the whole, a year's salary."""
    before, after = about(text, span)
    words = f"{before} {text[span.start : span.end]} {after}"
    if CUES["hourly"].search(words):
        return "hour"
    a_salary = SALARY[0] <= span.size <= SALARY[1]
    if STAY.match(text, span.end) and not (a_salary and CUES["yearly"].search(before)):
        return "total"
    if a_salary and CUES["yearly"].search(before):
        return "year"
    if CUES["once"].search(words):
        return "total"
    return "year" if a_salary and speaks_of_pay else None


def _stands_alone(text: str, span: Span) -> bool:
    """A salary range in a short line of its own, or behind its grade, needs no word beside it."""
    begin = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[begin : end if end >= 0 else len(text)]
    a_range = span.low is not None and span.high is not None and span.low < span.high
    graded = GRADED.search(text, max(0, span.start - GRADE_REACH), span.start)
    return a_range and SALARY[0] <= span.size <= SALARY[1] and (len(line) <= SHORT_LINE or graded is not None)


def _meets_the_stay(before: str, after: str, span: Span) -> bool:
    """Whether a sum, as a rule "up to" one, meets what the stay itself costs the person: travel, a room, meals."""
    if CUES["conference"].search(before) or CUES["conference"].search(after):
        return False
    if leads("allowance", before):
        return True
    if TOWARDS.match(after) and CUES["stay"].search(after):
        return True
    bounded = span.low is None
    return bounded and (leads("stay", before) or bool(FOR_STAY.match(after) and CUES["stay"].search(after)))
