"""Which cues stand in an advert: each once, with the weight it got where it stood, or why it did not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.codebook import Codebook, Dimension
from catalogue.cues import QUOTE_LIMIT, Cue, quote_around
from catalogue.phrases import Sighting, spaced
from catalogue.records import Wording

EARLY = 3000  # characters: a text this short has no "deep down"; about the first screen or two of a page


@dataclass(frozen=True)
class Fired:
    """A cue that stands in the advert, with the weight it got; `off` says why it did not count."""

    dimension: str
    code: str
    cue: str
    weight: float
    words: str
    where: str
    off: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Passage:
    """A title, a fact or a sentence of the text, as cues are looked for in it."""

    where: str  # "title" | "text" | "fact: <label>"
    words: str
    quoted: str  # what a quote is cut from: the words without the fact's label
    late: bool = False


def find_fired(wording: Wording, codebook: Codebook) -> list[Fired]:
    """Every cue that stands in the advert, once: where it counts, else where it was switched off."""
    found: dict[int, Fired] = {}
    stood: dict[int, int] = {}  # cue that must stand in several sentences → in how many it did
    for passage in passages(wording):
        line = spaced(passage.words)
        silenced: dict[str, str | None] = {}  # dimension → the phrase that switches it off in this passage
        quotes: dict[Sighting, str] = {}  # several cues often stand on the same words
        for cue, sighting in codebook.index.find(line):
            known = found.get(id(cue))
            if known is not None and known.off is None:
                continue
            if cue.where not in (None, passage.where.split(":")[0]):
                continue
            dimension = codebook.dimensions[cue.dimension]
            if cue.dimension not in silenced:
                silenced[cue.dimension] = silenced_by(line, dimension)
            off = switched_off(line, cue) or silenced[cue.dimension]
            if known is not None and off is not None:
                continue
            if cue.times > 1 and off is None:
                stood[id(cue)] = stood.get(id(cue), 0) + 1
                if stood[id(cue)] < cue.times:
                    continue
            weight = cue.weight * _factor(passage, dimension)
            if sighting not in quotes:
                quotes[sighting] = quote_from(passage, sighting)
            found[id(cue)] = Fired(
                cue.dimension, cue.code, cue.phrase.words, weight, quotes[sighting], passage.where, off, cue.group
            )
    return list(found.values())


def quote_from(passage: Passage, sighting: Sighting) -> str:
    """A verbatim piece of the passage around the words sighted; the label of a fact is no part of its words."""
    words = quote_around(passage.words, sighting)
    return words if words in passage.quoted else passage.quoted[:QUOTE_LIMIT]


def passages(wording: Wording) -> Iterator[Passage]:
    """Title, facts, then sentences: the order in which they weigh."""
    yield Passage("title", wording.title, wording.title)
    for label, text in wording.facts.items():
        yield Passage(f"fact: {label}", f"{label}: {text}", text)
    deep = max(EARLY, len(wording.text) // 3)
    for sentence in wording.sentences:
        yield Passage("text", sentence.words, sentence.words, sentence.start > deep)


def switched_off(line: str, cue: Cue) -> str | None:
    """The phrase that forbids the cue in this sentence, or None."""
    return next((f"unless: {phrase.words}" for phrase in cue.unless if phrase.find(line)), None)


def silenced_by(line: str, dimension: Dimension) -> str | None:
    """The phrase that forbids every cue of the dimension in this sentence, or None."""
    standing = (phrase for phrase in dimension.unless if phrase.find(line))
    return next((f"not in this dimension with: {phrase.words}" for phrase in standing), None)


def _factor(passage: Passage, dimension: Dimension) -> float:
    if passage.where == "title":
        return dimension.title_factor
    return dimension.late_factor if passage.late else 1
