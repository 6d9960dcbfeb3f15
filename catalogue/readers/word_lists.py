"""Lists of cue words in YAML, as patterns: one pattern a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from catalogue.yaml_files import load_yaml


@cache
def load_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """Kind of cue → the pattern that finds its words, of a YAML file beside this one that holds lists of words."""
    return {kind: word_pattern(words) for kind, words in load_yaml(Path(__file__).with_name(name)).items()}


def word_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, whole and in any case; * stands for the rest of a word."""
    ways = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?!\w)", re.IGNORECASE)
