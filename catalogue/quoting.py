"""Pure: quotes as they may be published: verbatim, short, with nothing personal in them."""

from __future__ import annotations

from catalogue.personal import find_personal
from catalogue.records import Quote

QUOTE = 200  # characters of a quote that may be published


def published(quote: Quote | None) -> Quote | None:
    """A quote as it may be published; None where nothing of it may."""
    words = publishable(quote.words) if quote else ""
    return Quote(words, quote.where) if quote and words else None


def publishable(words: str) -> str:
    """The longest piece of a quote with nothing personal in it, cut at a word: verbatim, at most QUOTE characters."""
    pieces, start = [], 0
    for private in find_personal(words):
        pieces.append(words[start : private.start])
        start = private.end
    longest = max([*pieces, words[start:]], key=len).strip()
    return longest if len(longest) <= QUOTE else longest[: QUOTE + 1].rsplit(" ", 1)[0][:QUOTE]
