"""Phrases of the cue files as patterns: "last*", "~ {own}", "seconded … for"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.numbers import NUMBER

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
