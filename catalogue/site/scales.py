"""The rows that a guided choice stands for, as the bits of a number; choices ask for days and numbers too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, eq, ge, le, lt, or_
from typing import Any

from catalogue.columns import TABLES
from catalogue.site.once import once
from catalogue.site.parts import known_mask
from catalogue.site.published import Published

COLUMNS = TABLES["opportunities"].by_name
COMPARED: dict[str, Callable[[Any, Any], bool]] = {"": eq, "lt": lt, "lte": le, "gte": ge}


def choice_mask(published: Published, pairs: Iterable[tuple[str, str]]) -> int:
    """Rows that fit all these filters of page_words.yml. KeyError for a column whose values are not known at once."""
    indexes = (published.facets, published.overview.beside)

    def mask_of(key: str, value: str) -> int:
        known = known_mask(indexes, key, value)
        if known is not None:
            return known
        # Every day and every number is looked at, on every page: for each bound once a file.
        return once(published, f"scale {key}={value}", lambda: scale_mask(published, key, value))

    return reduce(and_, (mask_of(*pair) for pair in pairs))


def scale_mask(published: Published, key: str, value: str) -> int:
    """Rows whose number or day is less than one, or more, or the same, or not stated."""
    column, _, operator = key.partition("__")
    masks = published.overview.scales.masks[column]
    if operator == "isnull":
        return masks.get(None, 0)
    bound = float(value) if COLUMNS[column].type in ("number", "integer") else value
    fits = COMPARED[operator]
    return reduce(or_, (mask for each, mask in masks.items() if each is not None and fits(each, bound)), 0)
