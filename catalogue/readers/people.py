"""Who may take part: the professions that an advert opens itself to, and the sentence that says so (people.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from catalogue.cues import QUOTE_LIMIT
from catalogue.readers.labels import facts_about
from catalogue.readers.names import any_of
from catalogue.records import Found, Quote, Wording
from catalogue.text import shorten
from catalogue.yaml_files import load_yaml

WORDS = load_yaml(Path(__file__).with_name("people.yml"))
PASSAGE = 8  # sentences below a heading that are still about who may take part; lists of bullets are seldom longer
HEADING_LENGTH = 60  # characters: a longer line is a sentence

TOKEN = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*")
OPENS = any_of(WORDS["opens"])
SURE = any_of(WORDS["sure"])
OTHERS = re.compile(any_of(WORDS["others"]).pattern + r"[^.;:()]{0,120}", re.IGNORECASE)
SHUTS = re.compile(any_of(WORDS["shuts"]).pattern + r"[^.;:)]{0,160}", re.IGNORECASE)
HEADING = re.compile(rf"(?:{'|'.join(re.escape(line) for line in WORDS['headings'])})\s*[:?]*", re.IGNORECASE)


def plain_words(words: str) -> tuple[str, ...]:
    """The words in lower case, hyphens as spaces."""
    return tuple(TOKEN.findall(words.lower().replace("’", "'")))


LABELS = {plain_words(word): label for label, words in WORDS["professions"].items() for word in words}
FIRST_WORDS = {words[0] for words in LABELS}
MOST_WORDS = max(map(len, LABELS))


def read_professions(wording: Wording) -> list[Found[str]]:
    """The labels of people.yml that may take part, each with its words, in the order of the file."""
    found: dict[str, Found[str]] = {}
    for words, where in _about_eligibility(wording):
        for label, place in _named(words):
            found.setdefault(label, Found(label, Quote(_piece(words, place), where)))
    return [found[label] for label in WORDS["professions"] if label in found]


def read_eligibility(wording: Wording) -> Found[str] | None:
    """The sentence that says who may take part, at most 200 characters of it; None where the advert does not say."""
    for label, text in facts_about(wording.facts, "eligibility"):
        if text.strip():
            words = _piece(text, 0)
            return Found(words, Quote(words, f"fact: {label}"))
    said = [one.words for one in wording.sentences if not one.words.endswith("?") and SURE.search(one.words)]
    spoken = [words for words in said if SURE.search(_open_words(words))]
    naming = (words for words in spoken if any(_named(words)))
    opening = (one.words for one in wording.sentences if OPENS.search(one.words) and any(_named(one.words)))
    for words in chain(naming, _below_headings(wording), spoken, opening):
        piece = _piece(words, 0)
        return Found(piece, Quote(piece))
    return None


def _about_eligibility(wording: Wording) -> Iterator[tuple[str, str]]:
    """Passages in which a profession named is one that may take part, with where they stand."""
    for label, text in facts_about(wording.facts, "eligibility"):
        yield text, f"fact: {label}"
    yield wording.title, "title"
    for sentence in wording.sentences:
        if OPENS.search(sentence.words):
            yield sentence.words, "text"
    for words in _below_headings(wording):
        yield words, "text"


def _below_headings(wording: Wording) -> Iterator[str]:
    left = 0
    for sentence in wording.sentences:
        if len(sentence.words) < HEADING_LENGTH and HEADING.match(sentence.words):
            left = PASSAGE
        elif left:
            left = 0 if sentence.words.endswith("?") else left - 1
            if left:
                yield sentence.words


def _named(words: str) -> Iterator[tuple[str, int]]:
    """(label, where its words begin) of the professions that a passage opens the scheme to; the longest words win."""
    tokens = [(match.group().lower().replace("’", "'"), match.start()) for match in TOKEN.finditer(_open_words(words))]
    place = 0
    while place < len(tokens):
        step = 1
        if tokens[place][0] in FIRST_WORDS:
            for count in range(MOST_WORDS, 0, -1):
                label = LABELS.get(tuple(word for word, _ in tokens[place : place + count]))
                if label:
                    yield label, tokens[place][1]
                    step = count
                    break
        place += step


def _open_words(words: str) -> str:
    """The passage with blanks for who is shut out ("except doctors") and who is met there ("working with nurses")."""
    return OTHERS.sub(_blank, SHUTS.sub(_blank, words))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _piece(words: str, place: int) -> str:
    """A verbatim piece of at most 200 characters that holds the word at `place`."""
    start = words.rfind(" ", 0, place - QUOTE_LIMIT // 2) + 1 if place > QUOTE_LIMIT // 2 else 0
    piece = words[start:]
    return piece if len(piece) <= QUOTE_LIMIT else shorten(piece, QUOTE_LIMIT).rstrip("…")
