"""The words of each tribe for time in somebody else's workplace, from glossary.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from catalogue.yaml_files import load_yaml

KEYS = frozenset(("means", "also", "said_by", "not_to_confuse", "searched", "family", "strangers"))
PLACE = Path(str(files("catalogue").joinpath("glossary.yml")))


class GlossaryError(ValueError):
    """A glossary that cannot be used; the message names the file, the term and the mend."""


@dataclass(frozen=True)
class Term:
    """One term; glossary.yml explains the keys."""

    name: str
    means: str
    also: tuple[str, ...]
    said_by: str
    not_to_confuse: str = ""
    searched: bool = True
    family: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


@cache
def load_glossary(path: Path = PLACE) -> tuple[Term, ...]:
    """Every term, in the order of the file. Raises GlossaryError, or YamlError where the file is no YAML."""
    terms = tuple(term_of(path, str(name), entry) for name, entry in load_yaml(path).items())
    names: dict[str, str] = {}
    for term in terms:
        other = names.setdefault(folded(term.name), term.name)
        if other != term.name:
            raise GlossaryError(f"{path}: {term.name}: stands there as {other} too; keep one of them")
    return terms


def term_of(path: Path, name: str, entry: object) -> Term:
    """One entry, checked. Raises GlossaryError."""
    where = f"{path}: {name}"
    if not isinstance(entry, dict):
        raise GlossaryError(f"{where}: holds no mapping; write `means: …` and `said_by: …` below it")
    if unknown := sorted(map(str, set(entry) - KEYS)):
        raise GlossaryError(f"{where}: no such key: {', '.join(unknown)}; use {', '.join(sorted(KEYS))}")
    for key in ("means", "said_by"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise GlossaryError(f"{where}: {key} is missing; say it in words")
    also = entry.get("also", [])
    for key in ("also", "family", "strangers"):
        words = entry.get(key, [])
        if not isinstance(words, list) or not all(isinstance(each, str) and folded(each) for each in words):
            raise GlossaryError(f"{where}: {key} is no list of words; write {key}: [first, second]")
    folded_words = [folded(words) for words in (name, *also)]
    if len(set(folded_words)) < len(folded_words):
        raise GlossaryError(f"{where}: the same words stand twice in it; name each once")
    if not isinstance(entry.get("searched", True), bool):
        raise GlossaryError(f"{where}: searched is neither true nor false")
    return Term(
        name,
        entry["means"].strip(),
        tuple(also),
        entry["said_by"].strip(),
        str(entry.get("not_to_confuse", "")).strip(),
        entry.get("searched", True),
        tuple(entry.get("family", ())),
        tuple(entry.get("strangers", ())),
    )


def folded(words: str) -> str:
    """Words as they are compared: small letters, and all between two words is a space."""
    return " ".join(re.findall(r"\w+", words.lower()))
