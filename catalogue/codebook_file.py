"""One file of the codebook, read and checked: a question, its answers and the words that earn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from catalogue.codebook_yaml import CodebookError, check_keys, read_yaml
from catalogue.cues import Cue
from catalogue.phrases import NO_LISTS, Phrase, PhraseError, read_phrase

DIMENSION_KEYS = {
    "version", "dimension", "label", "question", "answers", "choice", "otherwise", "threshold", "title_factor",
    "late_factor", "unless", "codes",
}  # fmt: skip
DIMENSION_NEEDS = {"version", "dimension", "label", "question", "answers", "otherwise", "codes"}
CODE_KEYS = {"code", "label", "definition", "include", "exclude", "cues"}
CUE_KEYS = {"cue", "weight", "where", "group", "times", "unless", "yes", "no"}
PLACES = (None, "title", "text", "fact")


@dataclass(frozen=True)
class Code:
    """One answer to a dimension's question."""

    code: str
    label: str
    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Dimension:
    """One question, its answers, and how their weights are weighed."""

    name: str
    label: str
    question: str
    answers: str  # "one" | "many"
    choice: str  # of several codes over the threshold: "strongest" | "first" (in the order of the file)
    otherwise: str | None  # the answer when nothing fires
    threshold: float  # summed weight a code needs
    title_factor: float  # what a weight is multiplied by in the title
    late_factor: float  # and in the last two thirds of a long text
    unless: tuple[Phrase, ...]  # phrases that switch a sentence off for all cues
    codes: tuple[Code, ...]


def read_lists(file: str, written: bytes) -> dict[str, str]:
    """Phrases that several cues share, by name and joined by |; a list may take in one that stands before it."""
    raw = read_yaml(file, written)
    check_keys(file, raw, {"lists"}, {"lists"})
    lists: dict[str, str] = {}
    for name, phrases in raw["lists"].items():
        joined = "|".join(phrases)
        for other, known in lists.items():
            joined = joined.replace(f"<{other}>", known)
        if "<" in joined:
            raise CodebookError(f"{file}: list {name} takes in one that does not stand before it: {joined}; move it up")
        lists[name] = joined
    return lists


def read_dimension(file: str, written: bytes, lists: Mapping[str, str] = NO_LISTS) -> Dimension:
    """One dimension from its YAML; CodebookError where a rule is broken."""
    raw = read_yaml(file, written)
    check_keys(file, raw, DIMENSION_KEYS, DIMENSION_NEEDS)
    if raw["answers"] not in ("one", "many"):
        raise CodebookError(f"{file}: answers is {raw['answers']!r}; write one or many")
    if raw.get("choice", "strongest") not in ("strongest", "first"):
        raise CodebookError(f"{file}: choice is {raw['choice']!r}; write strongest or first")
    codes = tuple(_read_code(file, raw["dimension"], code, lists) for code in raw["codes"])
    names = [code.code for code in codes]
    if len(set(names)) < len(names):
        raise CodebookError(f"{file}: two codes have one name; join them: {', '.join(names)}")
    if raw["otherwise"] is not None and raw["otherwise"] not in names:
        raise CodebookError(f"{file}: otherwise is {raw['otherwise']!r}, which is no code here; add it or write null")
    return Dimension(
        raw["dimension"], raw["label"], raw["question"], raw["answers"], raw.get("choice", "strongest"),
        raw["otherwise"], raw.get("threshold", 1), raw.get("title_factor", 1), raw.get("late_factor", 1),
        tuple(_read_phrase(f"{file}: unless", words, lists) for words in raw.get("unless", ())), codes,
    )  # fmt: skip


def _read_code(file: str, dimension: str, raw: Any, lists: Mapping[str, str]) -> Code:
    place = f"{file}: code {raw.get('code') if isinstance(raw, dict) else raw!r}"
    check_keys(place, raw, CODE_KEYS, {"code", "label", "definition"})
    if not isinstance(raw["code"], str):
        raise CodebookError(f"{place}: YAML reads this as {type(raw['code']).__name__}; put the code in quotes")
    cues = tuple(_read_cue(place, dimension, raw["code"], cue, lists) for cue in raw.get("cues") or ())
    order = [(cue.phrase.words.casefold(), cue.where or "") for cue in cues]
    for before, after in pairwise(order):
        if before == after:
            raise CodebookError(f"{place}, cue {after[0]!r}: stands here twice; strike one out")
        if before > after:
            raise CodebookError(f"{place}, cue {after[0]!r}: out of order; put it before {before[0]!r}")
    include, exclude = tuple(raw.get("include") or ()), tuple(raw.get("exclude") or ())
    return Code(raw["code"], raw["label"], raw["definition"].strip(), include, exclude, cues)


def _read_cue(place: str, dimension: str, code: str, raw: Any, lists: Mapping[str, str]) -> Cue:
    place = f"{place}, cue {raw.get('cue') if isinstance(raw, dict) else raw!r}"
    check_keys(place, raw, CUE_KEYS, {"cue", "yes"})
    if raw.get("where") not in PLACES:
        raise CodebookError(
            f"{place}: where is {raw['where']!r}; write title, text or fact, or leave it out for anywhere"
        )
    weight = raw.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight:
        raise CodebookError(f"{place}: weight is {weight!r}; write a number that is not 0")
    if bool(raw.get("unless")) != bool(raw.get("no")):
        raise CodebookError(f"{place}: unless and no belong together; add the missing one (no = an example it forbids)")
    unless = tuple(_read_phrase(f"{place}: unless", words, lists) for words in raw.get("unless", ()))
    phrase = _read_phrase(place, raw["cue"], lists)
    group = raw.get("group")
    if not isinstance(group, str | None):
        raise CodebookError(f"{place}: group is {group!r}; write a word")
    times = raw.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        raise CodebookError(f"{place}: times is {times!r}; write a whole number from 1")
    return Cue(dimension, code, phrase, weight, raw.get("where"), unless, raw["yes"], raw.get("no"), group, times)


def _read_phrase(place: str, words: Any, lists: Mapping[str, str]) -> Phrase:
    if not isinstance(words, str):
        raise CodebookError(f"{place}: {words!r} is no text; put the phrase in quotes")
    try:
        return read_phrase(words.replace("| ", "|"), lists)  # a long phrase is broken behind a |
    except PhraseError as wrong:
        raise CodebookError(f"{place}: phrase {words!r}: {wrong}") from wrong
