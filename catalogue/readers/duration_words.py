"""Phrases of the cue files as patterns: "last*", "~ {own}", "seconded … for"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.numbers import NUMBER

LONGEST_WORD = 30  # characters; what stands further back is not the last word
GAP = r"[^\w.;]{1,4}"
ANY_WORDS = rf"(?:{GAP}\w+){{0,8}}?"
DESCRIBING = (
    rf"(?:{GAP}(?!(?:in|with|at|for|and|to|on|from|by|during|or|who|which|that|of|is|are|will|as|be)\b)\w+){{0,4}}?"
)


@cache
def cue_file() -> dict[str, Any]:
    """duration_cues.yml as it is kept; its header says what the keys mean."""
    kept: dict[str, Any] = yaml.safe_load(
        files("catalogue.readers").joinpath("duration_cues.yml").read_text(encoding="utf-8")
    )
    return kept


@cache
def nouns() -> tuple[str, str]:
    """What an exchange is called, as pieces of a verbose pattern: its own words; those and the wider ones."""
    kept = cue_file()["nouns"]
    own, noun = kept["own"], [*kept["own"], *kept["other"]]
    return rf"(?:{'|'.join(words(one) for one in own)})s?", rf"(?:{'|'.join(words(one) for one in noun)})s?"


def pattern_of(phrases: Iterable[str], where: str) -> re.Pattern[str]:
    """Phrases of the YAML as one pattern, for the text before a place, after it or around it."""
    own, noun = nouns()
    either = "|".join(words(phrase).replace("{own}", own).replace("{noun}", noun) for phrase in phrases)
    shape = {
        "before": rf"\b(?:{either})[^\w.;]{{0,4}}$",
        "after": rf"[^\w.;]{{0,4}}(?:{either})\b",
        "around": rf"\b(?:{either})\b",
    }
    return re.compile(shape[where], re.VERBOSE | re.IGNORECASE)


LAST_WORD = re.compile(r"(\w+)[^\w.;]{0,4}$")
PLAIN = re.compile(r"\w+")


class LeadUp:
    """Phrases that lead up to a place, found by their last word first: only those that end in it are looked for."""

    def __init__(self, phrases: Iterable[str]) -> None:
        by_last: dict[str, list[str]] = {}
        for phrase in phrases:
            last = phrase.split()[-1]
            by_last.setdefault(last.lower() if PLAIN.fullmatch(last) else "", []).append(phrase)
        self.patterns = {last: pattern_of(group, "before") for last, group in by_last.items()}

    def search(self, before: str) -> bool:
        """Whether one of the phrases ends at the end of `before`."""
        last = LAST_WORD.search(before[-LONGEST_WORD:])
        if last is None:
            return False
        plain, other = self.patterns.get(last[1].lower()), self.patterns.get("")
        return bool((plain and plain.search(before)) or (other and other.search(before)))


def words(phrase: str) -> str:
    """A phrase of the YAML as a piece of a verbose pattern."""
    made = ""
    for word in phrase.split():
        if word == "…":
            made += ANY_WORDS
            continue
        if word == "~":
            made += DESCRIBING
            continue
        if made:
            made += GAP
        made += (
            "NUM"
            if word == "{number}"
            else word
            if word in ("{own}", "{noun}")
            else re.escape(word).replace(r"\*", r"\w*")
        )
    return made.replace("NUM", NUMBER)
