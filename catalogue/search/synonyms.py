"""Which words a search takes for the same thing: the glossary's true equivalents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from catalogue.glossary import Term, folded, load_glossary

MOST_OTHERS = 8  # each is one more look into the index, and more would not be read on the page


def others_of(words: str) -> tuple[str, ...]:
    """Other words for the same thing, as the glossary writes them; empty where it knows none."""
    return published_synonyms().get(folded(words), ())


@cache
def published_synonyms() -> Mapping[str, tuple[str, ...]]:
    """Folded words → other words, of the glossary in the package."""
    return synonyms(load_glossary())


@cache
def longest_run() -> int:
    """How many words the longest term has that is searched alike."""
    return max((words.count(" ") + 1 for words in published_synonyms()), default=1)


def synonyms(terms: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
    """Folded words → the other words of every term that they stand in; also for the plain plural of the words."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for term in terms:
        alike = (term.name, *term.also) if term.searched else ()
        for words in alike:
            others = {folded(other): other for other in alike if folded(other) != folded(words)}
            found[folded(words)] |= {key: other for key, other in others.items() if key not in found[folded(words)]}
    singular = {words: tuple(others.values())[:MOST_OTHERS] for words, others in found.items() if others}
    return {plural(words): others for words, others in singular.items()} | singular


def plural(words: str) -> str:
    """The words with an English plural at the end."""
    if words.endswith("y") and words[-2:-1] not in tuple("aeiou"):
        return f"{words[:-1]}ies"
    return words if words.endswith("s") else f"{words}s"
