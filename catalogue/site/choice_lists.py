"""Filters beside the list that no column has by itself: how much time, which region, closing when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalogue.site.addresses import Pairs, address, open_or_all
from catalogue.site.guided import filters_of, region_counts
from catalogue.site.parts import Parts
from catalogue.site.published import Published, page_words
from catalogue.site.question import Question
from catalogue.site.scales import choice_mask

Asked = Mapping[str, Any]  # a question of `guided`
Chosen = tuple[str, Pairs, int]  # label, filters, how many rows the other filters leave of it


def with_choices(
    lists: list[dict[str, Any]], question: Question, parts: Parts, published: Published, today: date
) -> list[dict[str, Any]]:
    """The filter lists, and behind those that page_words.yml names (`beside`) the guided questions' choices."""
    behind: dict[str, dict[str, Any]] = {
        asked["beside"]: choice_list(asked, question, parts, published, today)
        for asked in page_words()["guided"]
        if "beside" in asked
    }
    return [each for of_column in lists for each in (of_column, behind.get(of_column["column"])) if each]


def choice_list(asked: Asked, question: Question, parts: Parts, published: Published, today: date) -> dict[str, Any]:
    """The choices of one question that lead to something, in the shape of a filter list."""
    columns = columns_of(asked)
    rest = tuple(pair for pair in question.kept if pair[0].partition("__")[0] not in columns)
    given = set(question.filters)
    options = []
    for label, pairs, count in choices_of(asked, question, parts, published, today):
        chosen = given.issuperset(pairs)
        if count or chosen:
            url = address(open_or_all(rest if chosen else (*rest, *pairs)))
            options.append({"label": label, "count": count, "chosen": chosen, "url": url})
    is_open = any(option["chosen"] for option in options)
    return {"column": asked["name"], "label": asked["chip"], "options": options, "open": is_open, "meanings": ""}


def choices_of(asked: Asked, question: Question, parts: Parts, published: Published, today: date) -> Iterator[Chosen]:
    """Every choice, counted as if nothing of this question were chosen."""
    within = others_of(asked, parts)
    if asked.get("regions"):
        for region, count in region_counts(published, within).items():
            yield region, (("region", region),), count
        return
    for choice in asked["choices"].values():
        pairs = tuple(filters_of(choice, today))
        label = choice["label"]
        yield f"{label[:1].upper()}{label[1:]}", pairs, (choice_mask(published, pairs) & within).bit_count()


def may_fit(question: Question, parts: Parts, published: Published) -> Iterator[dict[str, Any]]:
    """What a choice of such a list leaves out though it may fit, as page_words.yml has it."""
    for asked in page_words()["guided"]:
        columns = columns_of(asked)
        if "beside" not in asked or not any(key.partition("__")[0] in columns for key, _ in question.filters):
            continue
        within = others_of(asked, parts)
        rest = tuple(pair for pair in question.kept if pair[0].partition("__")[0] not in columns)
        for other in asked.get("may_fit", ()):
            pairs = tuple(other["filters"].items())
            count = (choice_mask(published, pairs) & within).bit_count()
            if count and not set(pairs) <= set(question.filters):
                yield {"count": count, "label": other["label"], "url": address(open_or_all((*rest, *pairs)))}


def others_of(asked: Asked, parts: Parts) -> int:
    """The rows that fit all that was asked for but for this question."""
    return parts.without(*(pair for column in columns_of(asked) for pair in parts.of_column(column)))


def columns_of(asked: Asked) -> frozenset[str]:
    """The columns that the choices of a list filter by; of a list of regions that alone."""
    if asked.get("regions"):
        return frozenset(("region",))
    keys = [key for choice in asked["choices"].values() for key in choice.get("filters", ())]
    days = ["closes_on"] * any("days" in choice for choice in asked["choices"].values())
    return frozenset(key.partition("__")[0] for key in (*keys, *days))
