"""The filters beside the list: every value with its meaning, its count and the address that chooses it."""

from __future__ import annotations

from typing import Any

from catalogue.columns import TABLES
from catalogue.site.addresses import Pairs, address, facet_key, instead, open_or_all, without
from catalogue.site.facets import Counts
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question, several

Chosen = dict[str, list[str | None]]


def filter_lists(question: Question, counts: Counts, published: Published, chosen: Chosen) -> list[dict[str, Any]]:
    """Every filter with its values, in the order of the codebook."""
    result, kept = [], question.kept
    for column, facet in page_words()["facets"].items():
        here = chosen.get(column, [])
        values = [*counts[column], *(value for value in here if value not in counts[column])]
        options = []
        for value in sorted(values, key=lambda value: published.meaning(column, value).position):
            number = counts[column].get(value, 0)
            if not number and value not in here:
                continue
            label = published.label(column, value)
            url = address(chosen_or_not(kept, column, value, here))
            options.append({"label": label, "count": number, "chosen": value in here, "url": url})
        shown = {"column": column, "label": facet["label"], "options": options, "open": column in chosen}
        result.append({**shown, "meanings": published.meanings[column]})
    return result


def chosen_or_not(kept: Pairs, column: str, value: str | None, here: list[str | None]) -> Pairs:
    """The parts of the address behind a value: without it where it is chosen, with it where it is not.

    A column that has one value lets the one chosen before go, and so do "not stated" and a value beside it.
    """
    pair = facet_key(column, value)
    if value in here:
        return without(kept, pair)
    many = TABLES["opportunities"].by_name[column].is_list
    if many and value not in (None, wide_of(column)) and None not in here:
        return (*kept, pair)
    return open_or_all(instead(kept, column, pair))


def wide_of(column: str) -> str | None:
    """The answer that takes in all others of a filter, if it has one."""
    wide = page_words()["facets"][column].get("wide")
    return str(wide["value"]) if wide else None


def unsaid(question: Question, counts: Counts, published: Published, chosen: Chosen) -> list[dict[str, Any]]:
    """What a choice leaves out though it may fit: adverts that do not say, and answers that take in all others."""
    found = []
    narrowed: Chosen = {
        key.removesuffix("__in"): [*several(value)] for key, value in question.filters if key.endswith("__in")
    }
    for column, values in {**narrowed, **chosen}.items():
        facet = page_words()["facets"].get(column)
        if facet is None or column == "status" or None in values:
            continue
        others: list[tuple[str | None, str]] = [(None, facet["is_null"])]
        wide = facet.get("wide")  # the answer that takes in the others
        others += [(wide["value"], wide["said"])] if wide and wide["value"] not in values else []
        for value, label in others:
            number = counts[column].get(value, 0)
            if number:
                pair = facet_key(column, value)
                found.append({"count": number, "label": label, "url": address(instead(question.kept, column, pair))})
    return found
