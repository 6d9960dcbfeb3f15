"""What the person, or the person's employer, is paid for the time of the exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.readers.labels import facts_about
from catalogue.readers.pay_bands import band_pay
from catalogue.readers.pay_owner import LARGEST, owner_rank, unsaid_period
from catalogue.readers.pay_rate import Period
from catalogue.readers.pay_span import Span, find_spans
from catalogue.readers.pay_ties import SENTENCE_BREAK, is_tied
from catalogue.records import Found, Quote, Rejected, Wording

# The cheap pass: without one of these no sum in a text is in pounds.
POUNDS = re.compile(r"£|GBP|pounds|per (?:annum|hour|day|week|month|year)", re.IGNORECASE)


@dataclass(frozen=True)
class Pay:
    """Pounds before tax; `min` is null in "up to £X", `max` in "at least £X", `period` where no rate follows."""

    min: float | None
    max: float | None
    period: Period | None


def read_pay(wording: Wording) -> Found[Pay] | None:
    """The person's own pay, in pounds, with its words, or None; the quote stands in a fact, the title or the text."""
    return consider_pay(wording)[0]


def consider_pay(wording: Wording) -> tuple[Found[Pay] | None, list[Rejected]]:
    """As `read_pay`, with the sums that were seen and not taken."""
    for label, words in facts_about(wording.facts, "pay"):
        if (span := _first_span(words)) is not None:
            return _found(words, span, f"fact: {label}", speaks_of_pay=True), []
    rejected: list[Rejected] = []
    for words, where in ((wording.title, "title"), (wording.text, "text")):
        ranked = max(_own_sums(words, rejected), key=lambda own: own[0], default=None)  # the first of the highest
        if ranked is not None:
            return _found(words, ranked[1], where), rejected
    band = band_pay(wording)
    return (Found(Pay(band.low, band.high, "year"), band.quote) if band else None), rejected


def pay_in(phrase: str) -> Pay | None:
    """What a phrase that speaks of pay says, or None: no sum, not in pounds, or money asked of the person."""
    span = _first_span(phrase)
    return _found(phrase, span, "text", speaks_of_pay=True).value if span else None


def _first_span(phrase: str) -> Span | None:
    if not any(c.isdigit() for c in phrase) and not POUNDS.search(phrase):
        return None
    spans = [s for s in find_spans(phrase, loose=True) if s.size < LARGEST and not is_tied("charged", phrase, s)]
    if not spans:
        return None
    first = spans[0]
    # "£52,000 (starting from £52,000)": the same sum said twice, the second time with its bound.
    again = next((s for s in spans[1:] if s.size == first.size and s.low != s.high), None)
    return again if again and first.low == first.high else first


def _own_sums(text: str, rejected: list[Rejected]) -> Iterator[tuple[int, Span]]:
    """(rank, span) of the sums that are the person's own, in order; the others go to `rejected`."""
    if not POUNDS.search(text):
        return
    refused: Span | None = None
    for span in find_spans(text):
        rank, reason = owner_rank(text, span)
        if rank == 1 and refused and not SENTENCE_BREAK.search(text, refused.end, span.start):
            # "a fee of £120 for the first day and £80 per day from then on"
            rank, reason = 0, "follows a sum that is not the person's"
        if rank:
            yield rank, span
            continue
        refused = span
        rejected.append(Rejected(text[span.start : span.end], reason))


def _found(text: str, span: Span, where: str, speaks_of_pay: bool = False) -> Found[Pay]:
    period = span.period or unsaid_period(text, span, speaks_of_pay)
    return Found(Pay(span.low, span.high, period), Quote(text[span.start : span.end], where))
