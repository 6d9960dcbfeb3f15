"""How long an exchange lasts, in elapsed days, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.readers.duration_bounds import with_bounds
from catalogue.readers.duration_cues import CONTACT, ENOUGH, RATE, is_rate, judge
from catalogue.readers.duration_join import PART_TIME, Pair, join_neighbours, span
from catalogue.readers.duration_lengths import Length, lengths_in, whole_days
from catalogue.readers.duration_quote import quote_around
from catalogue.readers.duration_runs import UNTIL, runs_in, until_in
from catalogue.readers.labels import facts_about
from catalogue.records import Found, Quote, Rejected, Wording

Value = tuple[float | None, float | None]
SUPPORT = 2  # weight from which another mention of the same length makes it surer
STREAMS_NEAR = 400  # characters over which a list of streams may run on


@dataclass(frozen=True)
class Duration:
    """Elapsed days; None = no bound said on that side. Whole numbers, save parts of one day (half a day is 0.5)."""

    min_days: float | None
    max_days: float | None


@dataclass(frozen=True)
class Weighed:
    """A length of a piece of the advert and how strongly its words vouch for it."""

    length: Length
    piece: str
    where: str
    weight: int


def read_duration(wording: Wording) -> Found[Duration] | None:
    """The exchange's own length; None where the advert does not say."""
    return consider_durations(wording)[0]


def consider_durations(wording: Wording) -> tuple[Found[Duration] | None, list[Rejected]]:
    """The exchange's own length, and every length of time that was not taken, with the reason."""
    rejected: list[Rejected] = []
    start = _start(wording)
    for label, text in (*facts_about(wording.facts, "duration"), *facts_about(wording.facts, "contract")):
        if best := _best(_weighed(text, f"fact: {label}", rejected, whole=False, start=start)):
            return _found(best), rejected
    weighed = _weighed(wording.title, "title", rejected, whole=True)
    for sentence in wording.sentences:
        weighed += _weighed(sentence.words, "text", rejected, whole=True, start=start)
    weighed = _said_again(_without_contact(weighed, rejected))
    best = _best([one for one in weighed if one.weight >= ENOUGH])
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
    weighed = [*_weighed(phrase, "phrase", [], whole=True), *_weighed(phrase, "phrase", [], whole=False)]
    best = next((one for one in weighed if one.weight >= ENOUGH), weighed[0] if weighed else None)
    return _duration(best.length) if best else None


def band(duration: Duration) -> str | None:
    """The code of the dimension duration_band, by the longest stay that is said (else the shortest)."""
    days = duration.max_days if duration.max_days is not None else duration.min_days
    if days is None:
        return None
    limits = ((7, "up to a week"), (31, "up to a month"), (184, "1–6 months"), (366, "6–12 months"), (731, "1–2 years"))
    return next((code for limit, code in limits if days <= limit), "over 2 years")


def _weighed(
    piece: str, where: str, rejected: list[Rejected], *, whole: bool, start: str | None = None
) -> list[Weighed]:
    """The lengths of one piece of the advert that nothing forbids; the others go to `rejected`."""
    runs = [*runs_in(piece), *until_in(piece, start)]
    plain = [
        length
        for length in lengths_in(piece)
        if not any(run.start < length.end and length.start < run.end for run in runs)
    ]
    every = sorted((*runs, *(with_bounds(length, piece) for length in plain)), key=lambda one: one.start)
    allowed = []
    for rate in [length for length in every if is_rate(piece, length)]:
        every.remove(rate)  # "12 months, two days a week" is one length, no pair of them
        rejected.append(Rejected(piece[rate.start : rate.end], RATE))
    for length in join_neighbours(every, piece):
        verdict = judge(piece, length, whole=whole)
        if verdict.against:
            rejected.append(Rejected(piece[length.start : length.end], verdict.against))
        else:
            allowed.append(Weighed(length, piece, where, verdict.weight))
    return allowed


def _without_contact(weighed: list[Weighed], rejected: list[Rejected]) -> list[Weighed]:
    """The lengths but for days that are elsewhere spread over something longer: "six days", "six days over a year"."""
    contact = {one.words.lower() for one in rejected if one.reason == CONTACT}
    if not contact:
        return weighed
    return [one for one in weighed if one.piece[one.length.start : one.length.end].lower() not in contact]


def _said_again(weighed: list[Weighed]) -> list[Weighed]:
    """The lengths, each that several sentences state one surer."""
    said: dict[Value, set[str]] = {}
    for one in weighed:
        if one.weight >= SUPPORT:
            said.setdefault(_value(one), set()).add(one.piece)
    return [
        replace(one, weight=one.weight + 1) if said.get(_value(one), set()) - {one.piece} else one for one in weighed
    ]


def _value(one: Weighed) -> Value:
    return one.length.low, one.length.high


def _best(weighed: list[Weighed]) -> Weighed | None:
    """The surest, the first of equals, together with equals that are other streams of the same exchange."""
    if not weighed:
        return None
    best = max(weighed, key=lambda one: one.weight)
    for other in weighed:
        if _is_stream_beside(best, other) or _adds_part_time(best, other):
            best = replace(best, length=span(Pair(best.length, other.length, "", "", "")))
    return best


def _adds_part_time(one: Weighed, other: Weighed) -> bool:
    """Whether the other says the same as surely, and how long it is part time: "three months, or six half time"."""
    length = one.length
    says_more = length.low == length.high == other.length.low and (other.length.high or 0) > (length.high or 0)
    words = other.piece[other.length.start : other.length.end]
    return other.weight == one.weight and says_more and PART_TIME.search(words) is not None


def _is_stream_beside(one: Weighed, other: Weighed) -> bool:
    """Whether both are streams of a list: as sure as each other, in the same unit and sentence, with a ";" between."""
    if other.piece is not one.piece or other.weight != one.weight or other.length.unit != one.length.unit:
        return False
    between = one.piece[one.length.end : other.length.start]
    return ";" in between and len(between) <= STREAMS_NEAR


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
