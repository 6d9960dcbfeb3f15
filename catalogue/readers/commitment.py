"""How much of the working week an exchange takes, as a share of full time and in days, with the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, islice

from catalogue.readers.commitment_amounts import FULL_TIME_HOURS, WORKING_DAYS, Amount, measured_in
from catalogue.readers.commitment_cues import judge, says_where
from catalogue.readers.commitment_join import NEARLY_FULL, joined, ratios_in, splits_in, worded_in
from catalogue.readers.commitment_patterns import AMOUNT_WORD
from catalogue.readers.duration_quote import quote_around
from catalogue.readers.labels import facts_about
from catalogue.readers.numbers import NUMBER, number_of, tidy
from catalogue.records import Found, Quote, Rejected, Wording

MOST = 40  # amounts looked at in one sentence: what holds more is a table of something else
SUREST = (
    "share",
    "days",
    "sessions",
    "hours",
    "ratio",
    "either",
    "contact",
    "full",
    "presence",
    "split",
    "part",
)  # where several are given, the earlier kind

# "Full-time hours are 36 a week": the week that other hours are a share of.
OWN_FULL_TIME = re.compile(
    r"""(?:full[-\s]time|f\.?t\.?e\.?|w\.?t\.?e\.?|whole[-\s]time)(?:\s(?:hours|equivalent|week|working|contract|is|are|being|of|based|on|a|=))*\s?[:=(–-]?\s?
    (?P<hours>3[3-9](?:\.\d{1,2})?|40)\s?(?:hours|hrs)""",
    re.VERBOSE | re.IGNORECASE,
)
BARE_NUMBER = re.compile(rf"\s*({NUMBER})\s*", re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True)
class Commitment:
    """A share of full time (1.0 is all of it) and days a week; None = not said or no bound on that side."""

    fte_min: float | None
    fte_max: float | None
    days_per_week: float | None


@dataclass(frozen=True)
class Heard:
    """An amount, the piece of the advert that it stands in, and where that is."""

    amount: Amount
    piece: str
    where: str


def read_commitment(wording: Wording) -> Found[Commitment] | None:
    """The share of working time that the exchange takes; None where the advert gives no number for it."""
    return consider_commitments(wording)[0]


def consider_commitments(wording: Wording) -> tuple[Found[Commitment] | None, list[Rejected]]:
    """The exchange's share of working time, and every amount that was not taken, with the reason."""
    rejected: list[Rejected] = []
    hours = full_time_hours(wording.text)
    for label, text in (*facts_about(wording.facts, "commitment"), *facts_about(wording.facts, "contract")):
        said = _found([*_heard(text, f"fact: {label}", rejected, hours, whole=False), *_bare(label, text, hours)])
        if said:
            return said, rejected
    heard = _heard(wording.title, "title", rejected, hours, whole=True)
    for sentence in wording.sentences:
        heard += _heard(sentence.words, "text", rejected, hours, whole=True)
    return _found(heard), rejected


def commitment_in(phrase: str) -> Commitment | None:
    """The share of working time that a short phrase states; None where it gives no number."""
    found = _found(_heard(phrase, "phrase", [], full_time_hours(phrase), whole=False))
    return found.value if found else None


def full_time_hours(text: str) -> float:
    """The hours a week that the text itself calls full time, else the usual 37.5."""
    own = OWN_FULL_TIME.search(text)
    return float(own["hours"]) if own else FULL_TIME_HOURS


def _heard(piece: str, where: str, rejected: list[Rejected], hours: float, *, whole: bool) -> list[Heard]:
    """The amounts of one piece of the advert that nothing forbids; the others go to `rejected`."""
    if not AMOUNT_WORD.search(piece):
        return []
    taken: list[Amount] = []
    for amount in islice(chain(measured_in(piece, hours), ratios_in(piece), worded_in(piece), splits_in(piece)), MOST):
        if any(
            amount.start < other.end and other.start < amount.end
            for other in taken
            if amount.kind not in ("either", "ratio")
        ):
            continue
        placed = replace(amount, kind="presence") if amount.kind == "days" and says_where(piece, amount) else amount
        reason = judge(piece, placed, whole=whole)
        if reason:
            rejected.append(Rejected(piece[amount.start : amount.end], reason))
        else:
            taken.append(placed)
    return [Heard(amount, piece, where) for amount in joined(taken, piece)]


def _bare(label: str, text: str, hours: float) -> list[Heard]:
    """A fact whose label alone says the unit: "Hours per week" → "22.5", "FTE" → "0.6"."""
    match = BARE_NUMBER.fullmatch(text)
    value = number_of(match[1]) if match else None
    if value is None:
        return []
    if "hour" in label.lower():
        value = 1.0 if value >= 37 else value / hours
    elif not re.search(r"[fw]te", label, re.IGNORECASE):
        return []
    if not 0 < value <= 1:
        return []
    return [Heard(Amount(0, len(text), value, value, value * WORKING_DAYS, "share"), text, f"fact: {label}")]


def _found(heard: list[Heard]) -> Found[Commitment] | None:
    """The surest kind that was heard, the first of it; "part time" alone is no number."""
    said = [one for one in heard if one.amount.kind != "part"]
    if not said:
        return None
    best = min(said, key=lambda one: SUREST.index(one.amount.kind))
    amount = best.amount
    if amount.high is None and amount.low is not None and any(one.amount.kind == "either" for one in heard):
        amount = replace(amount, high=1.0)
    if amount.kind == "hours" and (amount.low or 0) >= NEARLY_FULL and any(one.amount.kind == "full" for one in heard):
        amount = replace(amount, low=1.0, high=1.0, days=float(WORKING_DAYS))  # of a shorter full week
    value = Commitment(_tidy(amount.low), _tidy(amount.high), _tidy(amount.days))
    return Found(value, Quote(quote_around(best.piece, amount.start, amount.end), best.where))


def _tidy(value: float | None) -> float | None:
    return None if value is None else tidy(round(value, 2))
