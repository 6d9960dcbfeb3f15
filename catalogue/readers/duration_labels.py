"""Labels of a length inside a text: "Duration: six months", and the question or heading that the next line answers."""

from __future__ import annotations

import re

from catalogue.readers.duration_words import cue_file, nouns

LONGEST_LABEL, LONGEST_HEADING = 45, 70  # characters; what is longer is a sentence of its own

_kept = cue_file()["labels"]
_NAMES, _OTHERS = ("|".join(_kept[key]) for key in ("names", "of_something_else"))
LABEL = re.compile(rf"(?:^|\s)(?:{_NAMES})\b[^:.;\d]{{0,30}}[:–—-]\s*(?:up\sto\s)?$", re.IGNORECASE)
HEADING = re.compile(rf"(?:[\w&/’']+\s){{0,3}}(?:{_NAMES})\b[\w\s&/,’']{{0,40}}[:?]?", re.IGNORECASE)
HOW_LONG = re.compile(
    rf"""(?:q?\d{{0,2}}[.:)]?\s)? (?:
      how\slong\b [^?]*? \b(?:last|be|is|are|for|spend|{nouns()[0]})\b
      | (?:what\sis|what[’']s)\sthe\s(?:\w+\s)?(?:{_NAMES})\b ) [^?]*\?""",
    re.VERBOSE | re.IGNORECASE,
)
OTHERS = re.compile(rf"\b(?:{_OTHERS})\b", re.IGNORECASE)


def is_label(lead: str) -> bool:
    """Whether the words of a sentence before a length are its label: "Contract length: "."""
    return len(lead) <= LONGEST_LABEL and LABEL.search(lead) is not None and not OTHERS.search(lead)


def asks_how_long(line: str) -> bool:
    """Whether a line is a heading or a question that the next one answers with the length of the exchange."""
    if len(line) > LONGEST_HEADING or OTHERS.search(line):
        return False
    return bool(HOW_LONG.fullmatch(line) or (HEADING.fullmatch(line) and not any(sign.isdigit() for sign in line)))
