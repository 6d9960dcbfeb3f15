"""Finding cues in a sentence: its words are looked up once, and only cues all of whose words occur are tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from catalogue.phrases import WORD, Phrase, Sighting, rarest

REMEMBERED = 100_000  # words; a hostile text may bring any number of new ones
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
    group: str | None = None  # of the cues of one code and group that stand in an advert only the heaviest counts
    times: int = 1  # in how many sentences it must stand before it counts


class CueIndex:
    """All cues by groups of words: of each group of a cue a word must occur, or the cue cannot stand there."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._cues = tuple(cues)
        groups = {group: number for number, group in enumerate(distinct_groups(self._cues))}
        self._needs = [frozenset(groups[group] for group in cue.phrase.groups) for cue in self._cues]
        self._by_group: dict[int, list[int]] = {}  # rarest group → cues
        for number, cue in enumerate(self._cues):
            self._by_group.setdefault(groups[rarest(cue.phrase.groups)], []).append(number)
        self._whole: dict[str, set[int]] = {}  # word → groups
        self._beginning: dict[str, set[int]] = {}
        for group, number in groups.items():
            for word in group:
                shelf = self._beginning if word.endswith("*") else self._whole
                shelf.setdefault(word.rstrip("*"), set()).add(number)
        self._lengths = sorted({len(beginning) for beginning in self._beginning})
        self._by_word: dict[str, frozenset[int]] = {}  # remembered: the same words come again and again

    def find(self, spaced: str) -> list[tuple[Cue, Sighting]]:
        """Every cue that stands in a sentence prepared by `spaced`, with its place; in order of places."""
        there: set[int] = set()
        for word in spaced.split():
            known = self._by_word.get(word)
            there |= self._groups_of(word) if known is None else known
        found = []
        for group in there & self._by_group.keys():
            for number in self._by_group[group]:
                if self._needs[number] <= there:
                    sighting = self._cues[number].phrase.find(spaced)
                    if sighting is not None:
                        found.append((sighting.first, number, sighting))
        return [(self._cues[number], sighting) for _, number, sighting in sorted(found, key=itemgetter(0, 1))]

    def _groups_of(self, word: str) -> frozenset[int]:
        groups = set(self._whole.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                groups |= self._beginning.get(word[:length], set())
        if len(self._by_word) < REMEMBERED:
            self._by_word[word] = frozenset(groups)
        return frozenset(groups)


def distinct_groups(cues: Iterable[Cue]) -> list[frozenset[str]]:
    """Every group of words that some cue needs, in an order that does not vary from run to run."""
    return sorted({group for cue in cues for group in cue.phrase.groups}, key=sorted)


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
