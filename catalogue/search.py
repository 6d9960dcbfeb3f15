"""What a person types into the search box, as a question that the search index can always answer."""

from __future__ import annotations

import re
from unicodedata import category

LONGEST = 200  # characters that are looked at; more is pasted text, not a search
MOST_TERMS = 12  # each term is a look into the index; twelve words tell any two adverts apart
SHORTEST_BEGINNING = 2  # letters; every word that begins with one letter is half the index

TERM = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


def match_query(text: str) -> str | None:
    """The FTS5 query for typed text; None where it holds no letter or digit.

    All terms must be there. "Words in quotation marks" stand together, OR between two terms takes either, and the last
    word may be the beginning of a word. Never a query that the index refuses.
    """
    groups: list[list[str]] = []
    either = False
    last_word = ""
    for term in TERM.finditer(text[:LONGEST].replace("\0", " ")):
        word = term["word"]
        if word in ("AND", "OR"):
            either = word == "OR" and bool(groups)
            continue
        words = plain(word if word is not None else term["phrase"])
        if not words:
            continue
        if either:
            groups[-1].append(f'"{words}"')
        elif len(groups) < MOST_TERMS:
            groups.append([f'"{words}"'])
        else:
            break
        either = False
        last_word = words if word is not None else ""
    if not groups:
        return None
    if len(last_word) >= SHORTEST_BEGINNING:
        groups[-1][-1] += "*"
    return " AND ".join(group[0] if len(group) == 1 else f"({' OR '.join(group)})" for group in groups)


def plain(words: str) -> str:
    """Words as typed, evened out; the index cuts them as it cuts adverts. Empty where it would find no word in them."""
    has_word = any(
        letter.isalnum() or category(letter) == "Co" for letter in words
    )  # what the index takes for a letter
    return " ".join(words.split()) if has_word else ""
