"""Numbers as adverts write them: "six", "twenty-four", "1½", "one and a half", "1,200"."""

from __future__ import annotations

import re

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

WORTH = {
    **{word: float(n) for n, word in enumerate((*ONES, *TEENS), 1)},
    **{word: 10.0 * n for n, word in enumerate(TENS, 2)},
    "couple": 2.0,
    "dozen": 12.0,
    "hundred": 100.0,
    "half": 0.5,
    "quarter": 0.25,
    "¼": 0.25,
    "½": 0.5,
    "¾": 0.75,
}

DASH = r"[-‐‑‒–—−]"

# A piece for other verbose patterns, without groups of its own.
NUMBER = rf"""(?:
    (?: \d{{1,3}}(?:,\d{{3}}){{1,3}}                        # 1,200
      | \d{{1,3}}\s[13]/[24](?![/\d])                         # 1 1/2; "3/4" alone is more often three or four
      | \d{{1,6}}(?:\.\d{{1,3}})?(?:\s?[¼½¾])?              # 12, 8.5, 1½
      | \.\d{{1,2}}                                         # .5
      | [¼½¾]
      | (?:
            (?:{"|".join(TENS)})(?:(?:{DASH}|\s)(?:{"|".join(ONES)}))?   # twenty, twenty-four
          | (?:{"|".join(TEENS)})
          | (?:one|two|three|a)\shundred
          | a\scouple\sof | a\sdozen
          | (?:{"|".join(ONES)})
        )\b
    )
    (?:\s(?:and|&)\s(?:a|one)\s(?:half|quarter)\b)?         # one and a half
)"""

WHOLE = re.compile(NUMBER, re.VERBOSE | re.IGNORECASE)
PIECES = re.compile(r"\d/\d|\d[\d,]*(?:\.\d+)?|\.\d+|[¼½¾]|[a-z]+", re.IGNORECASE)


def number_of(words: str) -> float | None:
    """What a written number is worth; None where the words are not one number."""
    words = " ".join(words.split())
    if not WHOLE.fullmatch(words):
        return None
    total = 0.0
    for piece in PIECES.findall(words.lower()):
        if "/" in piece:
            total += int(piece[0]) / int(piece[-1])
        elif piece[0].isdigit() or piece[0] == ".":
            total += float(piece.replace(",", ""))
        elif piece == "hundred":
            total = max(total, 1.0) * WORTH[piece]
        else:
            total += WORTH.get(piece, 0.0)  # "and", "a" and "of" are worth nothing; "a half" is a half
    if words.lower().endswith(("and one half", "and one quarter", "& one half", "& one quarter")):
        total -= 1.0  # the "one" of "one half" names the part
    return total


def tidy(value: float) -> float:
    """A number without a needless fraction: 3.0 becomes 3, 0.5 stays."""
    return int(value) if value == int(value) else value
