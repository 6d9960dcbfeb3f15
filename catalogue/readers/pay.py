"""What the person, or the person's employer, is paid for the time of the exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from catalogue.readers.labels import facts_about
from catalogue.readers.pay_bands import band_pay
from catalogue.readers.pay_span import Period, Span, find_spans
from catalogue.records import Found, Quote, Rejected, Wording


@dataclass(frozen=True)
class Pay:
    """Pounds, before tax; `min` is null in "up to £X", `max` in "at least £X", `period` where the rate is not said."""

    min: float | None
    max: float | None
    period: Period | None


LARGEST = 1_000_000  # pounds: sums from here on are funds and turnovers, nobody's pay
# A sum of this size beside a salary word is a year's: no month's, week's or day's salary in the UK reaches it.
SALARY = (10_000, 400_000)
ABOUT_BEFORE, ABOUT_AFTER = 140, 90  # characters on either side in which words still speak of a sum
SHORT_LINE = 80  # characters: a heading or a table cell, not a sentence
# Words that tie a cue to the sum after it: "stipend, currently £…", "expenses up to the value of £…", "fees, at £…".
TIE = re.compile(
    r"""[\s,:(–—-]*(?:(?:of|at|is|are|was|be|the|a|an|up|to|in|for|from|currently|about|around|approximately|approx|circa|c\.?|worth|value|sum|rate|total|amount
    |maximum|minimum|max|range|ranging|between|within|region|annual|current|per|annum|year|month|week|hour|day|fellow|person|additional|equivalent|limit|set|starting|starts|costs?)
    [\s,:(–—-]*){0,9}""",
    re.IGNORECASE | re.VERBOSE,
)
# Words that tie a sum to the cue after it: "£5,000 towards your maintenance", "£500 (non-refundable) fee", "£3,000 London weighting".
TIE_ON = re.compile(
    r"""[\s,)(–—-]*(?:(?:of|for|towards?|to|cover|covering|in|as|the|a|an|your|their|his|her|its|support|basic|per|annum|pa|p\.a\.?|year|month|week|inner|outer|london
    |non-refundable|gross|tax-free|help|with|meet|salary\ssupport)[\s,)(–—-]*){0,7}
    (?:(?!(?:plus|and|or|with|inc\w*|exc\w*|but|if|less)\b)\w+\s(?=\w))?""",
    re.IGNORECASE | re.VERBOSE,
)
SENTENCE_BREAK = re.compile(r"[.!?]\s+(?=[A-Z(])|\n|;")


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    text = files("catalogue.readers").joinpath("pay_cues.yml").read_text(encoding="utf-8")
    return {kind: _pattern(words) for kind, words in yaml.safe_load(text).items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    ways = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?!\w)", re.IGNORECASE)


def read_pay(wording: Wording) -> Found[Pay] | None:
    """The person's own pay, in pounds, with its words, or None; the quote stands in a fact, the title or the text."""
    return consider_pay(wording)[0]


def consider_pay(wording: Wording) -> tuple[Found[Pay] | None, list[Rejected]]:
    """As `read_pay`, with the sums that were seen and not taken."""
    rejected: list[Rejected] = []
    for label, text in facts_about(wording.facts, "pay"):
        if (span := _first_span(text)) is not None:
            return Found(_pay(text, span, SALARY[0]), Quote(text[span.start : span.end], f"fact: {label}")), rejected
    for words, where in ((wording.title, "title"), (wording.text, "text")):
        best = max(_own_sums(words, rejected), key=lambda scored: scored[0], default=None)
        if best is not None:
            span = best[1]
            return Found(_pay(words, span), Quote(words[span.start : span.end], where)), rejected
    band = band_pay(wording)
    if band is None:
        return None, rejected
    low, high, quote = band
    return Found(Pay(low, high, "year"), quote), rejected


def pay_in(phrase: str) -> Pay | None:
    """What a phrase that speaks of pay says, or None: no sum, no pounds, or money that the person is asked for."""
    span = _first_span(phrase)
    return _pay(phrase, span, SALARY[0]) if span else None


def _first_span(phrase: str) -> Span | None:
    spans = [s for s in find_spans(phrase, loose=True) if s.size < LARGEST and not _tied(_cues()["charged"], phrase, s)]
    if not spans:
        return None
    first = spans[0]
    # "£52,000 (starting from £52,000)": the same sum said twice, the second time with its bound.
    again = next((s for s in spans[1:] if s.size == first.size and s.low != s.high), None)
    return again if again and first.low == first.high else first


def _own_sums(text: str, rejected: list[Rejected]) -> Iterator[tuple[int, Span]]:
    """(rank, span) of the sums that are the person's own; the earliest of a rank comes first."""
    if "£" not in text and "GBP" not in text and "pounds" not in text and not re.search(r"per (?:annum|hour|month)", text):
        return
    refused_until = -1
    for span in find_spans(text):
        rank, reason = _rank(text, span)
        same_sentence = not SENTENCE_BREAK.search(text, refused_until, span.start) if refused_until >= 0 else False
        if rank == 1 and same_sentence:
            rank, reason = 0, "follows a sum that is not the person's"
        if rank:
            yield rank, span
            continue
        refused_until = span.end
        rejected.append(Rejected(text[span.start : span.end], reason))


def _rank(text: str, span: Span) -> tuple[int, str]:
    """3: pay by name, 2: given to the person, 1: money at a rate; 0 with the reason why it is not the person's."""
    cues = _cues()
    if span.size >= LARGEST:
        return 0, "too large for a person's pay"
    if _tied(cues["other"], text, span) or _tied(cues["on_top"], text, span):
        return 0, "tied to words about other money"
    if _tied(cues["earned"], text, span):
        return 3, ""
    before, after = _about(text, span)
    # What leads up to a sum says more than what follows it.
    for words in (before, after):
        if cues["earned"].search(words):
            return 3, ""
        if cues["other"].search(words):
            return 0, "stands among words about other money"
    if _leads(cues["grant"], before):
        return 0, "the size of a grant"
    if cues["given"].search(before) or cues["given"].search(after):
        return 2, ""
    if span.period or _alone(text, span):
        return 1, ""
    return 0, "no word says that it is the person's"


def _alone(text: str, span: Span) -> bool:
    """A salary range in a short line of its own needs no word beside it."""
    line = text[text.rfind("\n", 0, span.start) + 1 : (text.find("\n", span.end) + 1 or len(text) + 1) - 1]
    a_range = span.low is not None and span.high is not None and span.low < span.high
    return a_range and SALARY[0] <= span.size <= SALARY[1] and len(line) <= SHORT_LINE


def _about(text: str, span: Span) -> tuple[str, str]:
    """The words before and after a sum in its own sentence, as far as the next sum; a short heading before it counts."""
    before = text[max(span.past, span.at - ABOUT_BEFORE) : span.at]
    breaks = list(SENTENCE_BREAK.finditer(before.rstrip()))
    if breaks:
        heading = before[: breaks[-1].start()].rsplit("\n", 1)[-1] if before[breaks[-1].end() :].strip(" –-•:") == "" else ""
        before = (heading if len(heading) < 40 else "") + before[breaks[-1].end() :]
    after = text[span.end : min(span.next, span.end + ABOUT_AFTER)]
    cut = SENTENCE_BREAK.search(after)
    return before, after[: cut.start()] if cut else after


def _tied(cue: re.Pattern[str], text: str, span: Span) -> bool:
    before, after = _about(text, span)
    if _leads(cue, before):
        return True
    tie = TIE_ON.match(after)
    return any(cue.match(after, at) for at in _word_starts(after, tie.end() if tie else 0))


def _leads(cue: re.Pattern[str], before: str) -> bool:
    """The last such cue reaches the sum by linking words alone."""
    last = None
    for last in cue.finditer(before):
        pass
    return last is not None and bool(TIE.fullmatch(before[last.end() :]))


def _word_starts(after: str, reach: int) -> Iterator[int]:
    yield from (m.start() for m in re.finditer(r"\b\w", after[: reach + 1]))


def _pay(text: str, span: Span, salary_from: float | None = None) -> Pay:
    """`salary_from`: in words known to speak of pay, a sum from here on needs no salary word to be a year's."""
    low = span.low if span.low is None or span.high is None else min(span.low, span.high)
    return Pay(low, span.high, span.period or _unsaid_period(text, span, salary_from))


def _unsaid_period(text: str, span: Span, salary_from: float | None) -> Period | None:
    """The period where it can be only one: the hour of a living wage, one sum for the whole, a year's salary."""
    cues = _cues()
    before, after = _about(text, span)
    words = f"{before} {text[span.start:span.end]} {after}"
    if cues["hourly"].search(words):
        return "hour"
    a_salary = SALARY[0] <= span.size <= SALARY[1]
    if a_salary and cues["yearly"].search(before):
        return "year"
    if cues["once"].search(words):
        return "total"
    return "year" if a_salary and salary_from else None
