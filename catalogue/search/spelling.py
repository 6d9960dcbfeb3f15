"""Words that were probably meant where a search has a word that no advert has (the door for rapidfuzz)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters; a shorter word has too many neighbours
LONG = 6  # letters from which two slips are one word still: "shaddowig" but not "nusre"
WORD = re.compile(r"[^\W\d_]{4,}")
TYPED = re.compile(r"[^\W\d_]+")
NEIGHBOURS = 20  # looked at for the commonest of the nearest


def counted_words(texts: Iterable[str]) -> Counter[str]:
    """Every word of four letters and more, in small letters, with the number of texts that have it."""
    counted: Counter[str] = Counter()
    for text, times in Counter(texts).items():  # hosts and places stand in many adverts
        for word in set(WORD.findall(text.lower())):
            counted[word] += times
    return counted


class Spelling:
    """The words that a suggestion is chosen from."""

    def __init__(self, counted: Counter[str]):
        self.counted = counted
        self.words = sorted(counted)

    def nearest(self, word: str) -> str | None:
        """The word that differs least, by letters changed, left out, put in or swapped; the commonest of several."""
        if len(word) < SHORTEST:
            return None
        slips = 1 if len(word) < LONG else 2
        found = process.extract(
            word.lower(), self.words, scorer=OSA.distance, score_cutoff=slips, limit=NEIGHBOURS, processor=None
        )
        near = [(distance, -self.counted[other], other) for other, distance, _ in found if distance]
        return min(near)[2] if near else None

    def corrected(self, text: str, known: Callable[[str], bool]) -> str | None:
        """The text with each word that is not known replaced by its nearest; None where there is nothing to replace."""
        pieces, end = [], 0
        for word in TYPED.finditer(text):
            if word[0] in ("AND", "OR", "NOT") or known(word[0]):
                continue
            nearest = self.nearest(word[0])
            if nearest:
                pieces += [text[end : word.start()], nearest]
                end = word.end()
        return "".join((*pieces, text[end:])) if pieces else None
