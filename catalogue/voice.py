"""How a page speaks: whether the plain words of its opening are those of a call or those of a report, story or guide.

A cue knows its own subject; a page from a site that nobody has seen says the same in words that no cue names. What
generalises is the voice: calls say *apply*, *each* and *should*, reports say *was*, *said* and *first*. The weights
stand in `codebook/voice.yml`, which says where they come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.codebook_yaml import CodebookError, check_keys, read_yaml
from catalogue.phrases import spaced
from catalogue.records import Wording

KEYS = {"opening", "few", "middle", "strength", "title", "text", "topics"}


@dataclass(frozen=True)
class Voice:
    """The weighed words, and how their mean becomes a weight to set beside the evidence; the keys of voice.yml."""

    opening: int  # words of the text that are listened to
    few: int  # weighed words; fewer than these say proportionally less
    middle: float  # the mean weight at which a page speaks neither way
    strength: float  # what one point of the mean is worth in evidence
    title: Mapping[str, float]
    text: Mapping[str, float]

    def hear(self, wording: Wording) -> Heard:
        """What the opening sounds like; 0 where no weighed word stands."""
        title = {f"{word} (title)": self.title[word] for word in words(wording.title) if word in self.title}
        text = {word: self.text[word] for word in words(wording.text, self.opening) if word in self.text}
        standing = title | text
        total = sum(standing.values()) - self.middle * len(standing)
        return Heard(self.strength * total / max(len(standing), self.few), standing)


@dataclass(frozen=True)
class Heard:
    """Above 0 the voice of a call, below 0 of a page about something; with the weighed words that stood there."""

    weight: float
    words: Mapping[str, float]


SILENT = Heard(0, {})


def words(text: str, first: int | None = None) -> dict[str, None]:
    """The different words of the text, or of its first so many, in lower case and in their order."""
    return dict.fromkeys(spaced(text).split()[:first])


def read_voice(file: str, written: bytes) -> Voice:
    """The weighed words from their YAML; CodebookError where a rule is broken."""
    raw = read_yaml(file, written)
    check_keys(file, raw, KEYS, KEYS)
    for place in ("title", "text"):
        for word, weight in raw[place].items():
            _check_word(f"{file}: {place}", word, weight, raw["topics"])
    return Voice(raw["opening"], raw["few"], raw["middle"], raw["strength"], raw["title"], raw["text"])


def _check_word(place: str, word: Any, weight: Any, topics: list[str]) -> None:
    if not isinstance(word, str) or spaced(word).split() != [word]:
        raise CodebookError(f"{place}: {word!r} is not one word in lower case; mend or quote it")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight:
        raise CodebookError(f"{place}: weight of {word!r} is {weight!r}; write a number that is not 0")
    if word in topics:
        raise CodebookError(f"{place}: {word!r} is a topic; a topic says nothing of how a page speaks: strike it out")
