"""How a call closes that names no closing date: it rolls, or it is open until filled; by dates_cues.yml."""

from __future__ import annotations

from catalogue.readers.dates_cues import CUES, any_of
from catalogue.readers.dates_roles import QUOTE_LENGTH
from catalogue.readers.labels import facts_about
from catalogue.records import Found, Quote, Wording

ROLLING = any_of(CUES["rolling"])
UNTIL_FILLED = any_of(CUES["until_filled"])
APPLYING = any_of(CUES["applying"])
ROLLING_FACT = any_of(CUES["rolling_facts"])
KINDS = (("until_filled", UNTIL_FILLED), ("rolling", ROLLING))


def find_kind(wording: Wording) -> Found[str] | None:
    """ "rolling" or "until_filled" with its words: a fact about closing, or a sentence about applying."""
    for label, words in facts_about(wording.facts, "closes"):
        for kind, pattern in KINDS:
            match = pattern.search(words)
            if match:
                return Found(kind, Quote(match.group(), f"fact: {label}"))
        if match := ROLLING_FACT.match(words):
            return Found("rolling", Quote(match.group(), f"fact: {label}"))
    for kind, pattern in KINDS:
        if not pattern.search(wording.text):
            continue
        for sentence in wording.sentences:
            match = pattern.search(sentence.words)
            if match and APPLYING.search(sentence.words):
                whole = len(sentence.words) <= QUOTE_LENGTH
                return Found(kind, Quote(sentence.words if whole else match.group()))
    return None
