"""What to try where a question finds little or nothing: leave a part out, leave a word out, spell a word otherwise."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from catalogue.search import asked_for, match_query
from catalogue.site.addresses import Pairs, address, instead, without
from catalogue.site.parts import SEARCHED, Parts, search_mask
from catalogue.site.published import Published
from catalogue.site.question import Question
from catalogue.site.sentence import label, quoted
from catalogue.site.together import together

SMALLEST = 3  # letters; a word in small letters that has no more is a small word
MOST_WORDS = 6  # of a search, each left out for a try; a longer list is not read


@dataclass(frozen=True)
class Looser:
    """The question but for one part."""

    says: str  # what is left out
    pairs: Pairs
    count: int
    any_word: bool = False  # nothing is left out, but one word of the search is enough


@dataclass(frozen=True)
class Meant:
    """A search that was probably meant."""

    search: str
    url: str
    count: int
    everywhere: bool  # counted without the filters, as it finds nothing within them


def loosened(
    conn: sqlite3.Connection, published: Published, question: Question, parts: Parts, found: int = 0
) -> list[Looser]:
    """Every part of a question that finds little, with how much more there is without it; the best first.

    Any word instead of all comes last. `found`: how many the question finds as it stands.
    """
    left_out = [(f"without “{label(each, published)}”", each.pairs) for each in together(question.filters)]
    words = (("_search", question.search),)
    if question.search:
        left_out.append((f"without the search for {quoted(question.search)}", words))
    tries = [
        Looser(says, without(question.kept, *pairs), parts.without(*pairs).bit_count()) for says, pairs in left_out
    ]
    asked = asked_for(question.search)
    if 1 < len(asked) <= MOST_WORDS:
        others = parts.without(*words)

        def tried(says: str, search: str, *, any_word: bool = False) -> Looser:
            count = (others & search_mask(conn, published.facets, search)).bit_count()
            return Looser(says, instead(question.kept, "_search", ("_search", search)), count, any_word)

        places = [(either[0].start, either[-1].end) for either in asked]
        for start, end in places:
            search = " ".join(f"{question.search[:start]} {question.search[end:]}".split())
            if match_query(search):
                tries.append(tried(f"without the word {quoted(question.search[start:end])}", search))
        told = [word for start, end in places if tells(word := question.search[start:end])]
        if len(told) > 1:
            tries.append(tried("with any of these words, best match first", " OR ".join(told), any_word=True))
    return sorted((each for each in tries if each.count > found), key=lambda each: (each.any_word, -each.count))


def tells(word: str) -> bool:
    """Whether a word by itself says what one looks for; "a", "in" and "the" do not."""
    return len(word) > SMALLEST or not word.islower()


def meant(conn: sqlite3.Connection, published: Published, question: Question, parts: Parts) -> Meant | None:
    """The search with words that adverts have, in place of those that none has; None where there is nothing better."""
    asked = [asked for either in asked_for(question.search) for asked in either]
    found = parts.masks.get(("_search", question.search), 0)
    if found and len(asked) == len(asked_for(question.search)):
        return None  # adverts have all the words
    begun = {word for each in asked if each.beginning for word in re.findall(r"\w+", each.typed[-1].words.lower())[-1:]}
    widened = {word.lower() for each in asked if each.others for typed in each.typed for word in typed.words.split()}

    def known(word: str) -> bool:
        if word.lower() in widened:
            return True
        ways = (f'"{word}"', f'"{word}"*') if word.lower() in begun else (f'"{word}"',)
        return any(conn.execute(f"{SEARCHED} limit 1", (way,)).fetchone() for way in ways)

    search = published.overview.spelling.corrected(question.search, known)
    if search is None or not match_query(search):
        return None
    mask = search_mask(conn, published.facets, search)
    within = (mask & parts.without(("_search", question.search))).bit_count()
    new = ("_search", search)
    if within:
        return Meant(search, address(instead(question.kept, "_search", new)), within, everywhere=False)
    everywhere = (mask & parts.every).bit_count()
    return Meant(search, address([("_all", "on"), new]), everywhere, everywhere=True) if everywhere else None
