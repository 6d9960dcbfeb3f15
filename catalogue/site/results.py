"""What the list says of what a question finds: sentence, chips, filters, orders."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.site import words
from catalogue.site.cards import cards
from catalogue.site.facets import Counts
from catalogue.site.published import NAME, PATH, Published, page_words
from catalogue.site.question import Question, address, chosen_values, facet_key, without


@dataclass(frozen=True)
class Found:
    """What a question finds."""

    total: int
    rows: list[sqlite3.Row]  # of the page
    counts: Counts
    published: Published


def page_context(question: Question, found: Found, today: date) -> dict[str, Any]:
    """Everything that the page shows, in words."""
    kept, size = question.kept, question.size
    data = tuple(pair for pair in kept if pair[0] != "_size")
    pages = -(-found.total // size)
    around = {n: address((*kept, ("_page", str(n)))) for n in (question.page - 1, question.page + 1) if 0 < n <= pages}
    chosen = chosen_values(question)
    return {
        "database": NAME,
        "table": "opportunities",
        "question": question,
        "total": found.total,
        "sentence": sentence(question, found, chosen),
        "chips": chips(question, found.published, chosen),
        "cards": cards(found.rows, found.published, question.search, today),
        "facets": facets(question, found, chosen),
        "sorts": sorts(question),
        "hidden": [pair for pair in kept if pair[0] not in ("_search", "_page")],
        "path": PATH,
        "pages": pages,
        "previous_url": around.get(question.page - 1),
        "next_url": around.get(question.page + 1),
        "csv_url": address((*data, ("_stream", "on"), ("_dl", "on")), ".csv"),
        "json_url": address((*data, ("_shape", "objects"), ("_nofacet", "1")), ".json"),
        "built_on": words.day_text(found.published.meta.get("built_at")),
    }


def sentence(question: Question, found: Found, chosen: Mapping[str, list[Any]]) -> str:
    """ "23 open opportunities by secondment, in Wales, with “nurse”, closing soonest first"."""
    noun = "opportunity" if found.total == 1 else "opportunities"
    parts, before = [], ""
    for column, values in chosen.items():
        facet = page_words()["facets"][column]
        for value in values:
            label = facet["is_null"] if value is None else facet["phrase"].format(lower(column, value, found.published))
            if column == "status" and value is not None and len(values) == 1:
                before = f"{label} "
            else:
                parts.append(label)
    facets_chosen = {facet_key(column, value) for column, values in chosen.items() for value in values}
    parts += [named_filter(*pair) for pair in question.filters if pair not in facets_chosen]
    parts += [f"with “{question.search}”"] if question.search else []
    parts += [page_words()["sorts"][question.sort]["phrase"]] if question.sort else [f"by {question.sort_column}"]
    return f"{found.total:,} {before}{noun} " + ", ".join(parts)


def lower(column: str, value: str, published: Published) -> str:
    """A label as it stands within a sentence."""
    label = published.meaning(column, value).label
    return label if column == "nation" or label[:2].isupper() else label[:1].lower() + label[1:]


def chips(question: Question, published: Published, chosen: Mapping[str, list[Any]]) -> list[dict[str, str]]:
    """Every part of the question with the address that leaves it out."""
    named = {
        facet_key(column, value): f"{page_words()['facets'][column]['label']}: {published.meaning(column, value).label}"
        for column, values in chosen.items()
        for value in values
    }
    parts = [(key, value, named.get((key, value)) or named_filter(key, value)) for key, value in question.filters]
    parts += [("_search", question.search, f"Words: {question.search}")] if question.search else []
    return [{"label": label, "url": address(without(question.kept, key, value))} for key, value, label in parts]


def named_filter(key: str, value: str) -> str:
    """ "closes on: from Monday 3 March 2031" for a filter that is none of the usual ones."""
    column, _, operator = key.partition("__")
    said = page_words()["operators"].get(operator or "exact", f"{operator} {{}}")
    shown = words.day_text(value) if column.endswith("_on") or column.endswith(("_seen", "_at")) else value
    return f"{column.replace('_', ' ')}: {said.format(shown)}"


def facets(question: Question, found: Found, chosen: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Every filter with its values, counts and addresses, in the order of the codebook."""
    base = address(question.kept)
    joint = "&" if "?" in base else "?"
    result = []
    for column, facet in page_words()["facets"].items():
        counts = found.counts[column]
        values = [*counts, *(value for value in chosen.get(column, ()) if value not in counts)]
        values.sort(key=lambda value: found.published.meaning(column, value).position)
        options = []
        for value in values:
            meaning = found.published.meaning(column, value)
            is_chosen = value in chosen.get(column, ())
            pair = facet_key(column, value)
            url = (
                address(without(question.kept, *pair))
                if is_chosen
                else f"{base}{joint}{address([pair])[len(PATH) + 1 :]}"
            )
            options.append({"label": meaning.label, "count": counts.get(value, 0), "url": url, "chosen": is_chosen})
        result.append({"column": column, "label": facet["label"], "options": options, "open": column in chosen})
    return result


def sorts(question: Question) -> list[dict[str, Any]]:
    """Every order with its address."""
    rest = tuple(pair for pair in question.kept if pair[0] not in ("_sort", "_sort_desc"))
    return [
        {
            "label": order["label"],
            "chosen": name == question.sort,
            "url": address(
                rest
                if name == "soonest"
                else (*rest, ("_sort_desc" if order.get("down") else "_sort", order["column"]))
            ),
        }
        for name, order in page_words()["sorts"].items()
    ]
