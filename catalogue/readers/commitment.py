"""How much of the working week an exchange takes, in full-time equivalents and days a week, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalogue.readers.commitment_amounts import AMOUNT_WORD, EITHER, FULL, FULL_TIME_HOURS, PART, WORKING_DAYS, Amount, measured_in
from catalogue.readers.commitment_cues import judge
from catalogue.readers.duration_join import PART_TIME
from catalogue.readers.duration_lengths import lengths_in
from catalogue.readers.duration_quote import quote_around
from catalogue.readers.labels import facts_about
from catalogue.readers.numbers import NUMBER, number_of, tidy
from catalogue.records import Found, Quote, Rejected, Wording

NEAR = 60  # characters between "full time" and the part-time share that goes with it
SUREST = ("share", "days", "sessions", "hours", "ratio", "either", "contact", "full", "part")  # where several are given, the earlier kind

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
        if heard := [*_heard(text, f"fact: {label}", rejected, hours, whole=False), *_bare(label, text, hours)]:
            if said := _found(heard):
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
    for amount in (*measured_in(piece, hours), *_ratio(piece), *_worded(piece)):
        if any(amount.start < other.end and other.start < amount.end for other in taken if amount.kind not in ("either", "ratio")):
            continue
        reason = judge(piece, amount, whole=whole)
        if reason:
            rejected.append(Rejected(piece[amount.start : amount.end], reason))
        else:
            taken.append(amount)
    return [Heard(amount, piece, where) for amount in _joined(taken, piece)]


def _worded(piece: str) -> Iterable[Amount]:
    """ "Full time or part time" (up to full time), "full time", "part time"; in this order."""
    for match in EITHER.finditer(piece):
        yield Amount(match.start(), match.end(), None, 1.0, None, "either")
    for match in FULL.finditer(piece):
        yield Amount(match.start(), match.end(), 1.0, 1.0, float(WORKING_DAYS), "full")
    for match in PART.finditer(piece):
        yield Amount(match.start(), match.end(), None, None, None, "part")


def _ratio(piece: str) -> Iterable[Amount]:
    """ "3 months (or 6 months part-time)": the part-time share is the one length by the other."""
    if not PART_TIME.search(piece):
        return
    lengths = lengths_in(piece)
    for first, second in zip(lengths, lengths[1:], strict=False):
        gap = piece[first.end : second.start]
        if len(gap) > NEAR or "or" not in gap or first.low != first.high or second.low != second.high or not first.low or not second.high:
            continue
        if PART_TIME.match(piece[second.end : second.end + 12].lstrip(" -,(")) and first.low < second.high and "up to" not in gap:
            yield Amount(first.start, second.end, round(first.low / second.high, 1), 1.0, None, "ratio")


def _joined(amounts: list[Amount], piece: str) -> list[Amount]:
    """Amounts with "full time" and a part-time share made one: "full-time or part-time (50%)" is 0.5 to 1."""
    worded = [one for one in amounts if one.kind in ("full", "either")]
    joined = []
    for amount in amounts:
        if amount.kind not in ("share", "days", "sessions", "hours") or amount.low == 1.0:
            joined.append(amount)
            continue
        beside = any(_near(amount, other) and (other.kind == "either" or _alternative(amount, other, piece)) for other in worded)
        a_floor = amount.low is not None and amount.high is None and PART.search(piece) is not None
        joined.append(replace(amount, high=1.0, days=None) if beside or a_floor else amount)
    return joined


def _near(one: Amount, other: Amount) -> bool:
    return max(one.start, other.start) - min(one.end, other.end) <= NEAR


def _alternative(one: Amount, other: Amount, piece: str) -> bool:
    gap = piece[min(one.end, other.end) : max(one.start, other.start)]
    return re.search(r"\bor\b|\bto\b|/", gap) is not None


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
    value = Commitment(_tidy(amount.low), _tidy(amount.high), _tidy(amount.days))
    return Found(value, Quote(quote_around(best.piece, amount.start, amount.end), best.where))


def _tidy(value: float | None) -> float | None:
    return None if value is None else tidy(round(value, 2))
