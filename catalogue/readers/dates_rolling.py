"""How a call closes that names no closing date: it rolls, or it is open until filled; by dates_cues.yml."""

from __future__ import annotations

import re

from catalogue.readers.dates_cues import CUES, any_of
from catalogue.readers.dates_roles import QUOTE_LENGTH
from catalogue.readers.labels import facts_about
from catalogue.records import Found, Quote, Wording

ROLLING = any_of(CUES["rolling"])
ROLLING_SURE = any_of(CUES["rolling_sure"])
UNTIL_FILLED = any_of(CUES["until_filled"])
APPLYING = any_of(CUES["applying"])
ROLLING_FACT = any_of(CUES["rolling_facts"])
KINDS = (("until_filled", UNTIL_FILLED), ("rolling", ROLLING))
# Words that need no word of applying beside them: "until all 24 places are filled", "the programme is rolling".
SURE = {"until_filled": any_of(CUES["until_filled_sure"]), "rolling": ROLLING_SURE}


# The cheap first pass: every phrase of the lists above holds one of these.
TRIGGER = re.compile(
    r"""rolling|year|\bany\b|deadline|closing|ongoing|continu|open.{1,3}ended|throughout|until|\b(?:once|when|as\ssoon)\b
    |always|none""",
    re.VERBOSE | re.IGNORECASE,
)


def find_kind(wording: Wording) -> Found[str] | None:
    """ "rolling" or "until_filled" with its words: a fact about closing, or a sentence about applying."""
    for label, words in facts_about(wording.facts, "closes"):
        for kind, pattern in KINDS:
            match = pattern.search(words)
            if match:
                return Found(kind, Quote(match.group(), f"fact: {label}"))
        if match := ROLLING_FACT.match(words):
            return Found("rolling", Quote(match.group(), f"fact: {label}"))
    likely = [sentence for sentence in wording.sentences if TRIGGER.search(sentence.words)]
    for kind, pattern in KINDS:
        sure = SURE[kind]
        for sentence in likely:
            match = sure.search(sentence.words)
            if match is None and (plain := pattern.search(sentence.words)) and APPLYING.search(sentence.words):
                match = plain
            if match:
                whole = len(sentence.words) <= QUOTE_LENGTH
                return Found(kind, Quote(sentence.words if whole else match.group()))
    return None
