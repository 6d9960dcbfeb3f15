"""How long an exchange lasts, in elapsed days, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.readers.duration_labels import asks_how_long
from catalogue.readers.duration_lengths import Length, whole_days
from catalogue.readers.duration_quote import quote_around
from catalogue.readers.duration_runs import UNTIL
from catalogue.readers.duration_verdict import ENOUGH
from catalogue.readers.duration_weighed import Weighed, answering, best_of, said_again, weigh, without_contact
from catalogue.readers.labels import facts_about
from catalogue.records import Found, Quote, Rejected, Wording


@dataclass(frozen=True)
class Duration:
    """Elapsed days; None = no bound said on that side. Whole numbers, save parts of one day (half a day is 0.5)."""

    min_days: float | None
    max_days: float | None


def read_duration(wording: Wording) -> Found[Duration] | None:
    """The exchange's own length; None where the advert does not say."""
    return consider_durations(wording)[0]


def consider_durations(wording: Wording) -> tuple[Found[Duration] | None, list[Rejected]]:
    """The exchange's own length, and every length of time that was not taken, with the reason."""
    rejected: list[Rejected] = []
    start = _start(wording)
    for label, text in (*facts_about(wording.facts, "duration"), *facts_about(wording.facts, "contract")):
        if best := best_of(weigh(text, f"fact: {label}", rejected, whole=False, start=start)):
            return _found(best), rejected
    weighed = weigh(wording.title, "title", rejected, whole=True)
    above = ""
    for sentence in wording.sentences:
        under = weigh(sentence.words, "text", rejected, whole=True, start=start)
        weighed += answering(under) if under and asks_how_long(above) else under
        above = sentence.words
    weighed = said_again(without_contact(weighed, rejected))
    best = best_of([one for one in weighed if one.weight >= ENOUGH])
    rejected += [
        Rejected(
            one.piece[one.length.start : one.length.end],
            "nothing says that it is the length of the exchange" if one.weight < ENOUGH else "another is surer",
        )
        for one in weighed
        if best is None or one.length is not best.length
    ]
    return (_found(best) if best else None), rejected


def duration_in(phrase: str) -> Duration | None:
    """The length that a short phrase states; None where it states something else."""
    weighed = [*weigh(phrase, "phrase", [], whole=True), *weigh(phrase, "phrase", [], whole=False)]
    best = next((one for one in weighed if one.weight >= ENOUGH), weighed[0] if weighed else None)
    return _duration(best.length) if best else None


def band(duration: Duration) -> str | None:
    """The code of the dimension duration_band, by the longest stay that is said (else the shortest)."""
    days = duration.max_days if duration.max_days is not None else duration.min_days
    if days is None:
        return None
    limits = ((7, "up to a week"), (31, "up to a month"), (184, "1–6 months"), (366, "6–12 months"), (731, "1–2 years"))
    return next((code for limit, code in limits if days <= limit), "over 2 years")


def _start(wording: Wording) -> str | None:
    """The exchange's start, needed only where the advert gives an end instead of a length."""
    if not any(UNTIL.search(text) for text in (wording.text, *wording.facts.values())):
        return None
    try:
        from catalogue.readers.dates import read_start  # noqa: PLC0415 only adverts with an end need a start
    except ImportError:
        return None
    found = read_start(wording)
    return found.value if found else None


def _duration(length: Length) -> Duration:
    return Duration(whole_days(length.low), whole_days(length.high))


def _found(one: Weighed) -> Found[Duration]:
    return Found(_duration(one.length), Quote(quote_around(one.piece, one.length.start, one.length.end), one.where))
