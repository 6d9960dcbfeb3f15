"""Names of organisations in running text: a run of capitalised words, and whether it looks like an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.yaml_files import load_yaml

LONGEST = 110  # characters: a longer run of capitals is a list or a heading, no name

# A capitalised word: University, NHS, GO-Science, King's, R&D.
CAPITALISED = r"[A-ZÀ-Þ][\w&’'-]*"
# Small words within a name: "Department of Health and Social Care". No "in": "University of Leeds in March".
JOINING = r"(?:of|for|and|the|de|&)"
# "Environment, Food and Rural Affairs": commas stand only in the names of departments and the like, before an "and".
LISTED = (
    rf"(?:Department|Ministry|Institute|School|Office|Secretariat|Centre) (?:of|for) "
    rf"{CAPITALISED}(?:, {CAPITALISED}){{1,3}},? (?:and|&) "
)
NAME = re.compile(rf"(?:{LISTED})?{CAPITALISED}(?:(?: {JOINING}){{0,2}} {CAPITALISED}){{0,11}}")
# Passed over before a name: a colon or dash, an article, "our partner".
LEAD = re.compile(r"[\s:–-]{1,3}(?:(?:either|both|our partners?|one of)\s)?(?:(?:the|a|an)\s)?")
POSSESSIVE = re.compile(r"['’]s? ")
ENDING = re.compile(r"(?:['’]s?|[-’'])$")
# Owners that are part of the name: King's College, Women's Health Trust.
OWNING = ("King", "Queen", "Women", "Children", "People", "Guy", "Majesty", "Master", "Saint")


@cache
def load_words() -> dict[str, Any]:
    """The word lists of organisations.yml."""
    return load_yaml(Path(__file__).with_name("organisations.yml"))


@cache
def words_of(kind: str) -> frozenset[str]:
    """One plain list of organisations.yml."""
    return frozenset(load_words()[kind])


def name_at(text: str, start: int) -> str | None:
    """The name that begins behind the cue that ends at `start`, an article passed over; None where none does."""
    lead = LEAD.match(text, start)
    match = NAME.match(text, lead.end()) if lead else None
    return plain_name(match.group()) if match else None


def name_before(text: str, end: int) -> str | None:
    """The name that ends just before `end`; None where none does."""
    slice_ = text[max(end - LONGEST - 1, 0) : end].rstrip()
    names = [match for match in NAME.finditer(slice_) if match.end() == len(slice_)]
    return plain_name(names[-1].group().removeprefix("The ")) if names else None


def plain_name(words: str) -> str | None:
    """The name without a possessive ending; None where the words begin or run on as no name does."""
    name = ENDING.sub("", _owner(words))
    first, last = name.split()[0], name.split()[-1]
    if len(name) > LONGEST or last in words_of("no_names_end"):
        return None
    if first in words_of("no_names") and not is_organisation(name):
        return None
    return name


def is_organisation(name: str) -> bool:
    """Whether a run of capitalised words holds a noun of organisations, or is a body that is known by its name."""
    words = name.split()
    if not words:
        return False
    if any(name == body or name.startswith(body + " ") for body in _bodies_by_first().get(words[0], ())):
        return True
    return len(words) > 1 and any(word in words_of("nouns") for word in words)


def any_of(phrases: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, the longest first; a hyphen is a space.

    Phrases are grouped by their first letter, so that most words of a text are passed over after one look.
    """
    shelves: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        rest = re.escape(phrase[1:]).replace(r"\ ", "[ -]").replace(r"\-", "[ -]")
        shelves.setdefault(re.escape(phrase[0]), []).append(rest)
    options = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in shelves.items())
    return re.compile(rf"\b(?:{options})\b", flags)


@cache
def _bodies_by_first() -> dict[str, list[str]]:
    shelves: dict[str, list[str]] = {}
    for body in words_of("bodies"):
        shelves.setdefault(body.split()[0], []).append(body)
    return shelves


def _owner(words: str) -> str:
    """The owner alone: "NICE's Science Policy" → "NICE"; "King's College Hospital" stays whole."""
    match = POSSESSIVE.search(words)
    if match is None or words[: match.start()].endswith(OWNING):
        return words
    owner = words[: match.start()]
    return owner if is_organisation(owner) else words
