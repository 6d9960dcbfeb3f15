"""What an advert is, by the codebook: each answer with the cues that earned it and the words they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalogue.codebook import Codebook, Dimension
from catalogue.cues import Cue, quote_around
from catalogue.phrases import Phrase, spaced
from catalogue.records import Classification, Quote, Wording
from catalogue.screening import screen

EARLY = 3000  # characters: a text this short has no "deep down"; about the first screen or two of a page
Codes = Mapping[str, str | list[str] | None]


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


@dataclass(frozen=True)
class Coding:
    """All answers for one advert; `fired` holds every cue that stood in it, the losing and switched-off ones too."""

    opportunity: bool
    exclusion_reason: str | None
    screening_quote: Quote | None
    codes: Codes
    classifications: tuple[Classification, ...]
    fired: tuple[Fired, ...]
    scores: Mapping[str, Mapping[str, float]]  # dimension → code → summed weight


@dataclass(frozen=True)
class Passage:
    """A title, a fact or a sentence of the text, as cues are looked for in it."""

    where: str  # "title" | "text" | "fact: <label>"
    words: str
    quoted: str  # what a quote is cut from: the words without the fact's label
    late: bool = False


def classify(wording: Wording, codebook: Codebook) -> Coding:
    """The answers to every dimension of the codebook, with their evidence."""
    fired = find_fired(wording, codebook)
    counted = [one for one in fired if one.off is None]
    scores = {name: score(dimension, counted) for name, dimension in codebook.dimensions.items()}
    codes = {name: answer(dimension, scores[name]) for name, dimension in codebook.dimensions.items()}
    verdict = screen(scores.get("opportunity", {}), scores.get("exclusion_reason", {}))
    codes["opportunity"] = "yes" if verdict.opportunity else "no"
    codes["exclusion_reason"] = verdict.exclusion_reason
    earned = tuple(
        Classification(one.dimension, one.code, one.cue, one.words, one.where)
        for one in counted
        if one.weight > 0 and one.code in _listed(codes[one.dimension])
    )
    decisive = "opportunity" if verdict.opportunity else "exclusion_reason"
    best = max(
        (one for one in earned if one.dimension == decisive), key=lambda one: _weight(one, counted), default=None
    )
    quote = Quote(best.words, best.where) if best else None
    return Coding(verdict.opportunity, verdict.exclusion_reason, quote, codes, earned, tuple(fired), scores)


def find_fired(wording: Wording, codebook: Codebook) -> list[Fired]:
    """Every cue that stands in the advert, once: where it counts, else where it was switched off."""
    found: dict[int, Fired] = {}
    for passage in passages(wording):
        line = spaced(passage.words)
        for cue, sighting in codebook.index.find(line):
            known = found.get(id(cue))
            if known is not None and known.off is None:
                continue
            if cue.where not in (None, passage.where.split(":")[0]):
                continue
            dimension = codebook.dimensions[cue.dimension]
            off = switched_off(line, cue, dimension)
            if known is not None and off is not None:
                continue
            weight = cue.weight * _factor(passage, dimension)
            words = quote_around(passage.words, sighting)
            if words not in passage.quoted:  # the label of a fact is no part of its words
                words = passage.quoted[:200]
            found[id(cue)] = Fired(cue.dimension, cue.code, cue.phrase.words, weight, words, passage.where, off)
    return list(found.values())


def passages(wording: Wording) -> Iterator[Passage]:
    """Title, facts, then sentences: the order in which they weigh."""
    yield Passage("title", wording.title, wording.title)
    for label, text in wording.facts.items():
        yield Passage(f"fact: {label}", f"{label}: {text}", text)
    deep = max(EARLY, len(wording.text) // 3)
    for sentence in wording.sentences:
        yield Passage("text", sentence.words, sentence.words, sentence.start > deep)


def switched_off(line: str, cue: Cue, dimension: Dimension) -> str | None:
    """The phrase that forbids the cue in this sentence, or None."""
    for phrase in cue.unless:
        if phrase.find(line):
            return f"unless: {phrase.words}"
    return next((f"not in this dimension with: {phrase.words}" for phrase in _standing(dimension.unless, line)), None)


def score(dimension: Dimension, counted: list[Fired]) -> dict[str, float]:
    """Summed weight of each code that a cue spoke for or against."""
    sums: dict[str, float] = {}
    for one in counted:
        if one.dimension == dimension.name:
            sums[one.code] = sums.get(one.code, 0) + one.weight
    return sums


def answer(dimension: Dimension, sums: Mapping[str, float]) -> str | list[str] | None:
    """The code or codes whose weight suffices, in codebook order; what is answered otherwise where none does."""
    enough = [code.code for code in dimension.codes if sums.get(code.code, 0) >= dimension.threshold]
    if dimension.answers == "many":
        return enough or ([dimension.otherwise] if dimension.otherwise else [])
    if not enough:
        return dimension.otherwise
    if dimension.choice == "first":
        return enough[0]
    return max(enough, key=lambda code: sums[code])  # the first of equals


def _standing(phrases: tuple[Phrase, ...], line: str) -> Iterator[Phrase]:
    return (phrase for phrase in phrases if phrase.find(line))


def _factor(passage: Passage, dimension: Dimension) -> float:
    if passage.where == "title":
        return dimension.title_factor
    return dimension.late_factor if passage.late else 1


def _listed(codes: str | list[str] | None) -> list[str]:
    return codes if isinstance(codes, list) else [codes] if codes else []


def _weight(one: Classification, counted: list[Fired]) -> float:
    return max(fired.weight for fired in counted if (fired.dimension, fired.cue) == (one.dimension, one.cue))
