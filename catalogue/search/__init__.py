"""What a person types into the search box, as a question that the search index can always answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from catalogue.search.families import family_marks, stranger_marks
from catalogue.search.synonyms import longest_run, others_of

LONGEST = 200  # characters that are looked at; more is pasted text, not a search
MOST_TERMS = 12  # each term is a look into the index; twelve words tell any two adverts apart
SHORTEST_BEGINNING = 3  # letters; what begins with one or two is half the index
LONGEST_SHORT_NAME = 4  # letters of a word in capitals that is whole: POST is no beginning of "postgraduate"

TERM = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


@dataclass(frozen=True)
class Typed:
    """A word, or a phrase in quotation marks, with its place in the typed text."""

    words: str
    bare: bool  # not in quotation marks
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """Words that stand next to each other and must all be there, or any of the others instead."""

    typed: tuple[Typed, ...]
    others: tuple[str, ...]  # other words for the same thing
    beginning: bool = False  # the last word may be the beginning of one

    @property
    def words(self) -> str:
        """The words as typed."""
        return " ".join(typed.words for typed in self.typed)

    @property
    def start(self) -> int:
        """Where the words begin in the typed text."""
        return self.typed[0].start

    @property
    def end(self) -> int:
        """Where they end."""
        return self.typed[-1].end


def match_query(text: str, *, widen: bool = True) -> str | None:
    """The FTS5 query for typed text; None where it holds no letter or digit.

    All terms must be there. "Words in quotation marks" stand together, OR between two terms takes either, and the last
    word may be the beginning of a word. Words of the glossary are searched with others for the same thing; in quotation
    marks they stand for themselves alone, and so they do unless `widen`. A word that the index keeps apart from others
    of its stem (families.py) is asked for by its mark. Never a query that the index refuses.
    """
    return " AND ".join(in_query(either, widen=widen) for either in asked_for(text)) or None


def in_query(either: tuple[Asked, ...], *, widen: bool) -> str:
    """Alternatives as the index reads them."""
    choices: list[str] = []
    for asked in either:
        words = [in_index(typed.words, exact=not widen) for typed in asked.typed]
        words[-1] += "*" * (asked.beginning and words[-1] == f'"{asked.typed[-1].words}"')
        choices.append(words[0] if len(words) == 1 else f"({' AND '.join(words)})")
        choices += [in_index(other) for other in asked.others if widen]
    choices = list(dict.fromkeys(choices))
    return choices[0] if len(choices) == 1 else f"({' OR '.join(choices)})"


def in_index(words: str, *, exact: bool = False) -> str:
    """Words as the index has them; `exact`: a word that is no form of a family, and no other of its stem."""
    mark = family_marks().get(words.lower()) or (stranger_marks().get(words.lower()) if exact else None)
    return f'"{mark or words}"'


@lru_cache(maxsize=32)  # a page asks it of its one search again and again
def asked_for(text: str) -> tuple[tuple[Asked, ...], ...]:
    """What must be there, each with its alternatives, in the order of the typed text."""
    groups = typed_groups(text)
    if not groups:
        return ()
    result: list[tuple[Asked, ...]] = []
    place = 0
    while place < len(groups):
        asked, taken = longest_term(groups, place)
        result.append(asked)
        place += taken
    *before, last = result[-1]
    if may_be_begun(last):
        last = Asked(last.typed, last.others, beginning=True)
    return (*result[:-1], (*before, last))


def may_be_begun(last: Asked) -> bool:
    """Whether the last word may be the beginning of one; a word of the glossary is whole, and so is a short name."""
    word = last.typed[-1]
    is_short_name = word.words.isupper() and len(word.words) <= LONGEST_SHORT_NAME
    return word.bare and len(word.words) >= SHORTEST_BEGINNING and not last.others and not is_short_name


def longest_term(groups: list[list[Typed]], place: int) -> tuple[tuple[Asked, ...], int]:
    """(what is asked from one place on, how many groups it takes): the longest run of words that is in the glossary."""
    for length in range(min(longest_run(), len(groups) - place), 1, -1):
        run = groups[place : place + length]
        if any(len(group) > 1 or not group[0].bare for group in run):
            continue
        others = others_of(" ".join(group[0].words for group in run))
        if others:
            return (Asked(tuple(group[0] for group in run), others),), length
    return tuple(Asked((typed,), others_of(typed.words) if typed.bare else ()) for typed in groups[place]), 1


def typed_groups(text: str) -> list[list[Typed]]:
    """Words and phrases; those with OR between them stand in one group."""
    groups: list[list[Typed]] = []
    either = False
    for term in TERM.finditer(text[:LONGEST].replace("\0", " ")):
        word = term["word"]
        if word in ("AND", "OR"):
            either = word == "OR" and bool(groups)
            continue
        words = plain(word if word is not None else term["phrase"])
        if not words:
            continue
        typed = Typed(words, word is not None, term.start(), term.end())
        if either:
            groups[-1].append(typed)
        elif len(groups) < MOST_TERMS:
            groups.append([typed])
        else:
            break
        either = False
    return groups


def widened(text: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(words as typed, other words that are searched too, the whole search with these words in quotation marks)."""
    places: dict[tuple[str, ...], list[Asked]] = {}
    for either in asked_for(text):
        for asked in either:
            if asked.others:
                places.setdefault(tuple(typed.words.lower() for typed in asked.typed), []).append(asked)
    for same in places.values():
        quoted = text
        for asked in reversed(same):
            quoted = f'{quoted[: asked.start]}"{asked.words}"{quoted[asked.end :]}'
        yield same[0].words, same[0].others, quoted


def plain(words: str) -> str:
    """Words as typed, evened out; the index cuts them as it cuts adverts. Empty where it would find no word in them."""
    has_word = any(
        letter.isalnum() or category(letter) == "Co" for letter in words
    )  # what the index takes for a letter
    return " ".join(words.split()) if has_word else ""
