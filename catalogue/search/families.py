"""Words that the index keeps apart though its stemmer takes them for one: secondment and second, attachment and attach.

Beside such a word the index holds a mark of our own, in the same column. A search for a form of the family asks for the
mark alone; one for a stranger finds what it would find anyway, and the mark tells which rows have that very word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from catalogue.glossary import folded, load_glossary

MARK = "xq"  # no English word ends so, and no stemmer takes it for an ending


@cache
def family_marks() -> Mapping[str, str]:
    """Folded form of a family → its mark."""
    return {folded(form): f"{folded(term.family[0])}{MARK}" for term in load_glossary() for form in term.family}


@cache
def stranger_marks() -> Mapping[str, str]:
    """Folded word with the stem of a family that is none of it → its mark."""
    return {folded(word): f"{folded(word)}{MARK}" for term in load_glossary() for word in term.strangers}


@cache
def kept_apart() -> re.Pattern[str]:
    """A pattern of every such word."""
    words = sorted({*family_marks(), *stranger_marks()}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def with_marks(text: str | None) -> str | None:
    """A text as the index takes it: with a mark at its end for each word that is kept apart."""
    if not text:
        return text
    marks = {**stranger_marks(), **family_marks()}
    found = [marks[word.lower()] for word in kept_apart().findall(text)]
    return " ".join((text, *found))
