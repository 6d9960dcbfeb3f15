"""Words about a sum of money in its sentence, and those that are tied to it."""

from __future__ import annotations

import re

from catalogue.readers.pay_span import Span
from catalogue.readers.word_lists import load_patterns

CUES = load_patterns("pay_cues.yml")
ABOUT_BEFORE, ABOUT_AFTER = 140, 90  # characters on either side in which words still speak of a sum
HEADING = 40  # characters: a line so short that only names what stands on the next
SENTENCE_BREAK = re.compile(r"[.!?]\s+(?=[A-Z(])|\n|;")
# "Salary costs", "backfill costs": money that the person or the employer is given.
MET_FOR = re.compile(
    r"\b(?:salary|staff|staffing|backfill|replacement|locum|cover|living|travel|accommodation|subsistence|maintenance|relocation|employment|pay)\s$",
    re.IGNORECASE,
)
# Words that tie a cue to the sum after it: "stipend, now about £…", "expenses of up to £…", "fees, at £…".
TIE = re.compile(
    r"""[\s,:(–—-]*
    (?:(?:of|at|is|are|was|be|the|an?|up|to|in|for|from|currently|now|about|around|approximately|approx|circa|c\.?|worth|value|sum|rate
      |total|amount|maximum|minimum|max|range|ranging|between|within|region|annual|current|per|annum|year|month|week|hour|day|fellow
      |person|additional|equivalent|limit|set|first|starting|starts|costs?)
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
# "£4,100 to cover travel and meals"
TOWARDS = re.compile(r"\W{0,3}(?:in\stotal\s)?(?:to\s(?:cover|support|meet|help)|towards?)\b", re.IGNORECASE)


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
    if leads(kind, before):
        return True
    tie = TIE_ON.match(after)
    reach = after[: tie.end() + 1 if tie else 1]
    if kind == "charged" and TOWARDS.match(after):
        return False  # "£7,000 to cover the costs of a placement" is given
    cues = (CUES[kind].match(after, word.start()) for word in re.finditer(r"\b\w", reach))
    return any(cue and (kind != "charged" or MET_FOR.search(after, 0, cue.start()) is None) for cue in cues)


def leads(kind: str, before: str) -> bool:
    """Whether a cue of the kind leads up to the sum, with nothing but linking words between."""
    cues = list(CUES[kind].finditer(before))
    if not cues or TIE.fullmatch(before, cues[-1].end()) is None:
        return False
    # "backfill costs of £300": what is met for the person is no charge.
    return kind != "charged" or MET_FOR.search(before, 0, cues[-1].start()) is None
