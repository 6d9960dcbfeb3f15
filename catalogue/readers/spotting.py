"""Codes that an advert earns by phrases of a word list: the method that several readers share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from catalogue.cues import Cue, CueIndex, quote_around
from catalogue.phrases import Sighting, read_phrase, spaced
from catalogue.records import Quote, Sentence, Wording
from catalogue.yaml_files import load_yaml

ADVERTS_REMEMBERED = 4  # several word lists are looked for in one advert after the other: its words are cut once


@dataclass(frozen=True)
class Passage:
    """A piece of the advert in which phrases are looked for; `line` is its words as `spaced` gives them.

    The line of a fact begins with its label, since a label says what is meant; its quote never does.
    """

    where: str  # "title" | "text" | "fact: <label>"
    words: str
    line: str

    def quote(self, sighting: Sighting) -> str:
        """The words around the sighting, at most 200 characters."""
        if not self.where.startswith("fact"):
            return quote_around(self.words, sighting)
        return quote_around(self.words, Sighting(0, 1))


class WordList:
    """A YAML file of codes with their cues (see approvals.yml for its keys), ready to be looked for."""

    def __init__(self, path: Path) -> None:
        content = load_yaml(path)
        self.codes: dict[str, dict[str, Any]] = content["codes"]
        self._nowhere = tuple(read_phrase(phrase) for phrase in content.get("unless", ()))

    @cached_property
    def index(self) -> CueIndex:
        """The cues by the word without which they cannot stand; made at first use."""
        return CueIndex(
            Cue(
                dimension="",
                code=code,
                phrase=read_phrase(cue),
                weight=1,
                where=None,
                unless=tuple(read_phrase(phrase) for phrase in entry.get("unless", ())),
                yes="",
                no=None,
            )
            for code, entry in self.codes.items()
            for cue in entry.get("cues", ())
        )

    def quotes(self, wording: Wording) -> dict[str, Quote]:
        """Code → the words of its first sighting, in the order of the file; codes without one are left out."""
        found: dict[str, Quote] = {}
        for passage in passages(wording):
            for cue, sighting in self.index.find(passage.line):
                if cue.code in found or any(phrase.find(passage.line) for phrase in (*cue.unless, *self._nowhere)):
                    continue
                found[cue.code] = Quote(passage.quote(sighting), passage.where)
        return {code: found[code] for code in self.codes if code in found}


def passages(wording: Wording) -> Iterator[Passage]:
    """Facts first, then the title, then the sentences in order."""
    for label, text in wording.facts.items():
        if not text.strip():
            continue
        yield Passage(f"fact: {label}", text, spaced(f"{label}: {text}"))
    yield Passage("title", wording.title, spaced(wording.title))
    yield from _lines(wording.sentences)


@lru_cache(maxsize=ADVERTS_REMEMBERED)
def _lines(sentences: tuple[Sentence, ...]) -> tuple[Passage, ...]:
    return tuple(Passage("text", sentence.words, spaced(sentence.words)) for sentence in sentences)
