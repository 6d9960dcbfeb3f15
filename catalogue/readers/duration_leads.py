"""The words that lead up to a length, with and without the small ones between."""

from __future__ import annotations

import re

# Small words that may stand between a cue and the length.
SMALL = frozenset(
    (
        "a about additional also an another anywhere approx approximately around at average be between c circa "
        "currently each either expected flexible from full funded further generally initial initially just least "
        "maximum minimum normally of on one only ordinarily our paid part period possibly potentially roughly single "
        "some standard the their this time to total typically up usually whole your"
    ).split()
)
WORD = re.compile(r"\w+")
MOST_SMALL, SMALL_GAP = 8, 3  # so many of them in a row, so many characters between two


def leads_of(before: str) -> tuple[str, ...]:
    """The words before a length as they stand, and without the small ones where there are such."""
    trimmed = without_small(before)
    return (before,) if trimmed == before else (before, trimmed)


def without_small(before: str) -> str:
    """The words before a length without the small ones that lead up to it."""
    cut = len(before)
    for word in reversed(list(WORD.finditer(before))[-MOST_SMALL:]):
        gap = before[word.end() : cut]
        if len(gap) > SMALL_GAP or "." in gap or ";" in gap or word.group().lower() not in SMALL:
            break
        cut = word.start()
    return before[:cut]
