"""Whose a sum of money is: the person's own pay, something given to the person, or other money."""

from __future__ import annotations

import re

from catalogue.readers.pay_rate import Period
from catalogue.readers.pay_span import Span
from catalogue.readers.word_lists import load_patterns

CUES = load_patterns("pay_cues.yml")
LARGEST = 1_000_000  # pounds: sums from here on are funds and turnovers, nobody's pay
# Pounds: a sum of this size beside a salary word is a year's; no month, week or day in the UK is paid so much.
SALARY = (10_000, 400_000)
ABOUT_BEFORE, ABOUT_AFTER = 140, 90  # characters on either side in which words still speak of a sum
SHORT_LINE = 80  # characters: a heading or a table cell, not a sentence
HEADING = 40  # characters: a line so short that only names what stands on the next
SENTENCE_BREAK = re.compile(r"[.!?]\s+(?=[A-Z(])|\n|;")

# "Salary costs", "backfill costs": money that the person or the employer is given.
MET_FOR = re.compile(
    r"\b(?:salary|staff|staffing|backfill|replacement|locum|cover|living|travel|accommodation|employment|pay)\s$",
    re.IGNORECASE,
)
STAY = re.compile(
    r"\s(?:for|over|during)\s(?:the\s|a\s)?(?:\w+[ -])?(?:weeks?|months?|placement|internship|secondment|project)\b",
    re.I,
)
# Words that tie a cue to the sum after it: "stipend, now about £…", "expenses of up to £…", "fees, at £…".
TIE = re.compile(
    r"""[\s,:(–—-]*
    (?:(?:of|at|is|are|was|be|the|an?|up|to|in|for|from|currently|now|about|around|approximately|approx|circa|c\.?|worth|value|sum|rate
      |total|amount|maximum|minimum|max|range|ranging|between|within|region|annual|current|per|annum|year|month|week|hour|day|fellow
      |person|additional|equivalent|limit|set|starting|starts|costs?)
    [\s,:(–—-]*){0,9}""",
    re.IGNORECASE | re.VERBOSE,
)
# Words that tie a sum to the cue after it: "£2,000 towards your living costs", "£500 (non-refundable) fee",
# "£3,000 Inner London weighting"; one word more may stand between, "£10 administration fee", but none that sets apart.
TIE_ON = re.compile(
    r"""[\s,)(–—-]*
    (?:(?:of|for|towards?|to|cover|covering|in|as|the|an?|your|their|his|her|its|support|basic|per|annum|pa|p\.a\.?|year|month|week
      |inner|outer|london|non-refundable|gross|tax-free|help|with|meet|salary\ssupport)
    [\s,)(–—-]*){0,7}
    (?:(?!(?:plus|and|or|with|inc\w*|exc\w*|but|if|less)\b)\w+\s(?=\w))?""",
    re.IGNORECASE | re.VERBOSE,
)


def owner_rank(text: str, span: Span) -> tuple[int, str]:
    """3: pay by name, 2: given to the person, 1: money at a rate; 0 with the reason why it is not the person's."""
    if span.size >= LARGEST:
        return 0, "too large for a person's pay"
    if is_tied("other", text, span) or is_tied("on_top", text, span):
        return 0, "tied to words about other money"
    before, after = about(text, span)
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
    if _leads("grant", before):
        return 0, "the size of a grant"
    if CUES["given"].search(before) or CUES["given"].search(after):
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


def about(text: str, span: Span) -> tuple[str, str]:
    """The words before and after a sum in its sentence, as far as the next sum; a short heading before it counts."""
    before = text[max(span.past, span.at - ABOUT_BEFORE) : span.at]
    breaks = list(SENTENCE_BREAK.finditer(before.rstrip()))
    if breaks:
        lead = before[breaks[-1].end() :]
        heading = before[: breaks[-1].start()].rsplit("\n", 1)[-1] if not lead.strip(" –-•:") else ""
        before = (heading if len(heading) < HEADING else "") + lead
    after = text[span.end : min(span.next, span.end + ABOUT_AFTER)]
    cut = SENTENCE_BREAK.search(after)
    return before, after[: cut.start()] if cut else after


def is_tied(kind: str, text: str, span: Span) -> bool:
    """A cue of the kind stands right before or after the sum, with nothing but linking words between."""
    before, after = about(text, span)
    if _leads(kind, before):
        return True
    tie = TIE_ON.match(after)
    reach = after[: tie.end() + 1 if tie else 1]
    cues = (CUES[kind].match(after, word.start()) for word in re.finditer(r"\b\w", reach))
    return any(cue and (kind != "charged" or MET_FOR.search(after, 0, cue.start()) is None) for cue in cues)


def _leads(kind: str, before: str) -> bool:
    cues = list(CUES[kind].finditer(before))
    if not cues or TIE.fullmatch(before, cues[-1].end()) is None:
        return False
    # "backfill costs of £300": what is met for the person is no charge.
    return kind != "charged" or MET_FOR.search(before, 0, cues[-1].start()) is None


def _stands_alone(text: str, span: Span) -> bool:
    """A salary range in a short line of its own needs no word beside it."""
    begin = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[begin : end if end >= 0 else len(text)]
    a_range = span.low is not None and span.high is not None and span.low < span.high
    return a_range and SALARY[0] <= span.size <= SALARY[1] and len(line) <= SHORT_LINE
