"""What a page shows of the published file as a whole: made at the first request for it, kept until the next build."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from catalogue.site.facets import FacetIndex
from catalogue.site.published import Published

T = TypeVar("T")

MADE: WeakKeyDictionary[FacetIndex, dict[str, Any]] = WeakKeyDictionary()  # every published file has one FacetIndex


def once(published: Published, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, from the second time on without asking it again; nobody may change it."""
    made = MADE.setdefault(published.facets, {})
    if name not in made:
        made[name] = make()
    answer: T = made[name]
    return answer
