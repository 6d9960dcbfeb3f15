"""What was reworded between two texts, as the first words that differ, short enough to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from catalogue.personal import without_personal
from catalogue.records import split_sentences
from catalogue.text import shorten

SHOWN = 160  # characters on each side; a quote may have 200
AROUND = 4  # unchanged words before a change, so that one sees what it is about
MOST = 400  # sentences that are compared; an advert rarely has a hundred


def reworded(before: str, after: str) -> tuple[str | None, str | None]:
    """(old words, new words) of the first passage that differs; None for a side that has none, both where all is equal.

    Nothing personal is shown.
    """
    old, new = sentences_of(before), sentences_of(after)
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = " ".join(old[start:end]), " ".join(new[begin:stop])
        return around_change(gone, come) if gone and come else (shown(gone), shown(come))
    return None, None


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, a line each; personal pieces are taken out first, since context gives them away."""
    return [" ".join(each.words.split()) for each in split_sentences(without_personal(text))[:MOST]]


def around_change(gone: str, come: str) -> tuple[str | None, str | None]:
    """Two passages from shortly before the first word in which they differ."""
    old, new = gone.split(), come.split()
    same = next((place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    return shown(from_word(old, same)), shown(from_word(new, same))


def from_word(words: Sequence[str], place: int) -> str:
    """The words from some before a place on; an ellipsis stands for what is left out."""
    start = max(0, place - AROUND)
    return ("… " if start else "") + " ".join(words[start:])


def shown(words: str) -> str | None:
    """Words as they are shown, or None."""
    return shorten(words, SHOWN) or None
