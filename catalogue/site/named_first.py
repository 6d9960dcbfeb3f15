"""Who said "I am a nurse" sees first the adverts that name nurses: the profession meant, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from catalogue.site.addresses import facet_key
from catalogue.site.once import once
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question


def choice_of(question: Question) -> Mapping[str, Any] | None:
    """The choice of "I am …" that led to a question; None where nobody said so, or its filters are gone."""
    choice: Mapping[str, Any] | None = page_words()["guided"][0]["choices"].get(question.iam)
    return choice if choice and set(choice["filters"].items()) <= set(question.filters) else None


def leads(question: Question) -> str:
    """The profession that stands first in the list, where somebody named it and asked for no order; else empty."""
    choice = choice_of(question)
    if choice is None or question.search or question.sort_asked:
        return ""
    profession = str(choice["profession"])
    return "" if facet_key("professions", profession) in question.filters else profession


def led_by(profession: str, published: Published) -> list[int]:
    """Rowids, closing soonest first: of adverts that name a profession, then that leave it open, then for others."""

    def ordered() -> list[int]:
        masks = published.overview.beside.masks["professions"]
        left_open = reduce(or_, (masks.get(word, 0) for word in (None, *wider(profession))))
        named, may_fit = (bits_of(mask, published) for mask in (masks.get(profession, 0), left_open))

        def group(row: int) -> int:
            return 0 if named[row] == "1" else 1 if may_fit[row] == "1" else 2

        return sorted(published.orders["soonest"], key=group)

    return once(published, f"led by {profession}", ordered)


def bits_of(mask: int, published: Published) -> str:
    """A set of rows as a row of digits, by rowid."""
    return f"{mask:0{published.facets.size}b}"[::-1]


def wider(profession: str) -> list[str]:
    """Words that take a profession in: an advert for clinicians is one for nurses."""
    return [word for word, professions in page_words()["takes_in"].items() if profession in professions]


def is_for_others(named: Sequence[str], profession: str) -> bool:
    """Whether an advert names professions, and neither this one nor a word that takes it in."""
    return bool(named) and not {profession, *wider(profession)} & set(named)
