"""The small phrase language of the codebook: what a phrase means, and where it stands in a sentence.

hands on experience     these words one after the other; case-blind, hyphens and spaces are one, quotes straight
second*                 any ending: second, seconded, secondment
(host|placement) site   one of several words or phrases
work … minister         up to four words between (… or ...)
[annual] travel grant   a word or phrase that may be missing
# weeks                 a number, in figures or in words
^ secondment            the sentence begins here
fellowship $            the sentence ends here
<clinicians> may apply  one of the phrases of that list
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

# A number with its thousands and a letter behind ("20,000", "8a"), a word with its apostrophes ("master's", "R&D"),
# or a sign that carries meaning.
WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*|[^\W_]+(?:['’&][^\W_]+)*|[£%]")
GAP = r"(?: [^ ]+){0,4}?"  # four words: a clause away is another thought
NUMBER = r" (?:\d[^ ]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty)(?= )"
WHOLE_SIGNS = {"…": GAP, "...": GAP, "^": r"\A", "$": r"(?= \Z)", "#": NUMBER, "*": " [^ ]+"}
SIGN = re.compile(r"[()\[\]|^$]|…|\.\.\.|<[a-z_]+>|[^\s()\[\]|^$…<>.-]+|-|(?P<strange>\S)")
NO_LISTS: Mapping[str, str] = MappingProxyType({})


class PhraseError(ValueError):
    """A phrase that is not in the phrase language; says what to write instead."""


@dataclass(frozen=True)
class Sighting:
    """Where a phrase stands: word numbers in the sentence, last one not included."""

    first: int
    last: int


@dataclass(frozen=True)
class Phrase:
    """A phrase, ready to be looked for; of each of its `groups` a word must occur (a trailing * = begins so)."""

    words: str
    groups: frozenset[frozenset[str]]  # a cheap test before the pattern
    source: str = field(repr=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase as a pattern over `spaced` text; compiled at first use because most phrases seldom come near."""
        return re.compile(self.source)

    def find(self, spaced: str) -> Sighting | None:
        """The first place where the phrase stands in a sentence prepared by `spaced`."""
        match = self.pattern.search(spaced)
        if match is None:
            return None
        return Sighting(spaced.count(" ", 0, match.start()), spaced.count(" ", 0, match.end()))


def spaced(sentence: str) -> str:
    """The words of a sentence in lower case, one space around each."""
    return f" {' '.join(WORD.findall(sentence))} ".lower().replace("’", "'")


def read_phrase(words: str, lists: Mapping[str, str] = NO_LISTS) -> Phrase:
    """A phrase of the phrase language, with `lists` of phrases by name; PhraseError where it cannot be read."""
    signs = [sign.group() for sign in SIGN.finditer(_with_lists(words, lists)) if sign.group() != "-"]
    strange = next((sign["strange"] for sign in SIGN.finditer(words) if sign["strange"]), None)
    if strange:
        raise PhraseError(f"{strange!r} has no meaning here; leave it out")
    phrase, rest = _read_options(words, signs, "")
    if rest:
        raise PhraseError(f"{rest[0]!r} closes nothing; strike it out or open a bracket")
    if not phrase.groups:
        raise PhraseError("needs a plain word in each variant: … [optional] # and * alone could stand anywhere")
    return phrase


def _with_lists(words: str, lists: Mapping[str, str]) -> str:
    for name in set(re.findall(r"<([a-z_]+)>", words)):
        if name not in lists:
            raise PhraseError(f"there is no list <{name}>; known are {', '.join(sorted(lists)) or 'none'}")
        words = words.replace(f"<{name}>", f"({lists[name]})")
    return words


def _read_options(words: str, signs: list[str], closing: str) -> tuple[Phrase, list[str]]:
    """Variants parted by | up to a closing bracket, as one phrase, and the signs that are left behind it."""
    options = []
    while True:
        option, signs = _read_sequence(words, signs)
        options.append(option)
        if not signs or signs[0] != "|":
            break
        signs = signs[1:]
    if closing and (not signs or signs[0] != closing):
        raise PhraseError(f"a bracket is not closed; add {closing!r}")
    if len(options) == 1:
        return options[0], signs[1:] if closing else signs
    either = Phrase(words, groups_of_either(options), f"(?:{'|'.join(option.source for option in options)})")
    return either, signs[1:] if closing else signs


def _read_sequence(words: str, signs: list[str]) -> tuple[Phrase, list[str]]:
    """Signs one after the other up to a | or a closing bracket, and the signs that are left from there."""
    parts: list[Phrase] = []
    while signs and signs[0] not in ("|", ")", "]"):
        sign, signs = signs[0], signs[1:]
        if sign == "(":
            part, signs = _read_options(words, signs, ")")
        elif sign == "[":
            inner, signs = _read_options(words, signs, "]")
            part = Phrase(words, frozenset(), f"(?:{inner.source})?")
        elif sign in WHOLE_SIGNS:
            part = Phrase(words, frozenset(), WHOLE_SIGNS[sign])
        else:
            part = _read_word(sign)
        parts.append(part)
    if not parts:
        raise PhraseError("a variant is empty; strike out the | or bracket beside it")
    groups = frozenset[frozenset[str]]().union(*(part.groups for part in parts))
    return Phrase(words, groups, "".join(part.source for part in parts)), signs


def _read_word(sign: str) -> Phrase:
    ending = "*" if sign.endswith("*") else ""
    plain = WORD.findall(sign.removesuffix("*").lower().replace("’", "'"))
    if len(plain) != 1 or "*" in sign.removesuffix("*"):
        raise PhraseError(f"{sign!r} is no word; write words with spaces between, and * only at the end of one")
    word = plain[0]
    source = f" {re.escape(word)}[^ ]*" if ending else f" {re.escape(word)}(?= )"
    return Phrase(sign, frozenset({frozenset({word + ending})}), source)


def groups_of_either(options: list[Phrase]) -> frozenset[frozenset[str]]:
    """The groups of variants: what all of them need, and one word of the rarest group of each."""
    shared = frozenset.intersection(*(option.groups for option in options))
    if not all(option.groups for option in options):
        return shared
    return shared | {frozenset[str]().union(*(rarest(option.groups) for option in options))}


def rarest(groups: frozenset[frozenset[str]]) -> frozenset[str]:
    """The group whose commonest word is likely to be the rarest: long words are rarer than short ones."""
    return max(groups, key=lambda group: (min(map(len, group)), -len(group), sorted(group)))
