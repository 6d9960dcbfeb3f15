"""Filters that people take for one: a choice of the guided questions, and the two ends of a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from catalogue.site.addresses import Pairs
from catalogue.site.published import page_words
from catalogue.site.today import day_of

DAYS = ("_on", "_seen", "_at")  # how names of columns with days end


@dataclass(frozen=True)
class Together:
    """Parts of an address, and how a chip and the sentence put them; both are empty for a part that stands alone."""

    pairs: Pairs
    answer: str = ""
    said: str = ""
    label: str = ""  # what a chip calls the question; empty where it is the column's own


def together(filters: Pairs) -> list[Together]:
    """The filters, those that belong together as one, in the order in which the first of each stands."""
    left, found = list(filters), []
    for each in (*choices_in(filters), *spans_in(filters)):
        if set(each.pairs) <= set(left):
            found.append(each)
            left = [pair for pair in left if pair not in each.pairs]
    found += [Together((pair,)) for pair in left]
    return sorted(found, key=lambda each: min(map(filters.index, each.pairs)))


def choices_in(filters: Pairs) -> Iterator[Together]:
    """The guided choices that page_words.yml has words for."""
    given = set(filters)
    return (each for each in said_choices() if given.issuperset(each.pairs))


@cache
def said_choices() -> tuple[Together, ...]:
    """Every choice with words of its own."""
    return tuple(
        Together(tuple(choice["filters"].items()), choice["label"], choice["said"], question["chip"])
        for question in page_words()["guided"]
        for choice in question["choices"].values()
        if "said" in choice
    )


def spans_in(filters: Pairs) -> Iterator[Together]:
    """From one day to another."""
    given = dict(filters)
    for key, value in filters:
        column, _, operator = key.partition("__")
        end = f"{column}__lte"
        first, last = day_of(value), day_of(given.get(end))
        if operator == "gte" and column.endswith(DAYS) and first and last:
            days = f"{short(first, last)} to {short(last)}"
            yield Together(((key, value), (end, given[end])), days, f"from {days}")


def short(day: date, before: date | None = None) -> str:
    """ "3 March 2031", or "3 March" before another day of the same year."""
    year = "" if before and before.year == day.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"
