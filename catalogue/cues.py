"""Finding cues in a sentence: its words are cut once, and only cues whose own word occurs in it are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogue.phrases import WORD, Phrase, Sighting

QUOTE_LIMIT = 200  # characters: the longest quote that may be published


@dataclass(frozen=True)
class Cue:
    """Words that earn a code (or, with a negative weight, speak against it), with an example of each use."""

    dimension: str
    code: str
    phrase: Phrase
    weight: float
    where: str | None  # "title" | "text" | "fact"; None = anywhere
    unless: tuple[Phrase, ...]
    yes: str
    no: str | None


class CueIndex:
    """All cues by the word without which they cannot fire."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._whole: dict[str, list[Cue]] = {}
        self._beginning: dict[str, list[Cue]] = {}
        self._by_word: dict[str, tuple[Cue, ...]] = {}  # remembered: the same words come again and again
        for cue in cues:
            for anchor in dict.fromkeys(cue.phrase.anchors):
                shelf = self._beginning if anchor.endswith("*") else self._whole
                shelf.setdefault(anchor.rstrip("*"), []).append(cue)
        self._lengths = sorted({len(beginning) for beginning in self._beginning})

    def find(self, spaced: str) -> Iterator[tuple[Cue, Sighting]]:
        """Every cue that stands in a sentence prepared by `spaced`, with its place; each cue once."""
        words = dict.fromkeys(spaced.split())  # in their order, so that the same text gives the same order every time
        tried: set[int] = set()
        for word in words:
            for cue in self._anchored(word):
                if id(cue) in tried or not cue.phrase.required <= words.keys():
                    continue
                tried.add(id(cue))
                sighting = cue.phrase.find(spaced)
                if sighting is not None:
                    yield cue, sighting

    def _anchored(self, word: str) -> tuple[Cue, ...]:
        known = self._by_word.get(word)
        if known is None:
            cues = list(self._whole.get(word, ()))
            for length in self._lengths:
                cues += self._beginning.get(word[:length], ()) if length <= len(word) else ()
            known = self._by_word[word] = tuple(cues)
        return known


def quote_around(sentence: str, sighting: Sighting) -> str:
    """The sentence, or where it is long the verbatim piece of it around the words sighted, cut at words."""
    if len(sentence) <= QUOTE_LIMIT:
        return sentence
    places = [(match.start(), match.end()) for match in WORD.finditer(sentence)]
    first, last = sighting.first, min(sighting.last, len(places)) - 1
    while places[last][1] - places[first][0] > QUOTE_LIMIT and last > first:
        last -= 1
    while True:  # widen by a word on each side while it fits
        wider = (max(first - 1, 0), min(last + 1, len(places) - 1))
        if wider == (first, last) or places[wider[1]][1] - places[wider[0]][0] > QUOTE_LIMIT:
            return sentence[places[first][0] : places[last][1]][:QUOTE_LIMIT]
        first, last = wider
