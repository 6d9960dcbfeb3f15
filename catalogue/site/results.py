"""What the list says of what a question finds: sentence, chips, files, orders, what else to try."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.search import widened
from catalogue.site import words
from catalogue.site.addresses import ALL, OPEN, address, instead
from catalogue.site.cards import cards
from catalogue.site.choice_lists import may_fit, with_choices
from catalogue.site.facets import Counts
from catalogue.site.filter_lists import filter_lists, unsaid
from catalogue.site.guided import understood
from catalogue.site.loosening import Looser, Meant
from catalogue.site.named_first import leads
from catalogue.site.parts import Parts
from catalogue.site.published import NAME, PATH, Published, page_words
from catalogue.site.question import Question, chosen_values
from catalogue.site.sentence import chips, sentence


@dataclass(frozen=True)
class Found:
    """What a question finds."""

    question: Question  # with the order that the rows are in
    total: int
    rows: list[sqlite3.Row]  # of the page
    counts: Counts
    chosen: int  # all that is found, as the bits of a number
    published: Published
    parts: Parts
    loosened: list[Looser]
    meant: Meant | None


def page_context(found: Found, today: date) -> dict[str, Any]:
    """Everything that the page shows, in words."""
    question, published = found.question, found.published
    kept, size = question.kept, question.size
    pages = -(-found.total // size)
    around = {n: address((*kept, ("_page", str(n)))) for n in (question.page - 1, question.page + 1) if 0 < n <= pages}
    chosen = dict(chosen_values(question))
    return {
        "database": NAME,
        "table": "opportunities",
        "question": question,
        "total": found.total,
        "sentence": sentence(question, found.total, published),
        "chips": chips(question, published),
        "is_usual": is_usual(question),
        "widened": [
            {"words": typed, "others": others, "url": address(instead(kept, "_search", ("_search", quoted)))}
            for typed, others, quoted in widened(question.search)
        ],
        "meant": found.meant,
        "understood": understood(question, published, found.chosen),
        "unsaid": [*unsaid(question, found.counts, published, chosen), *may_fit(question, found.parts, published)],
        "looser": [{"says": each.says, "count": each.count, "url": address(each.pairs)} for each in found.loosened],
        "cards": cards(found.rows, published, question.search, today, leads(question)),
        "facets": with_choices(
            filter_lists(question, found.counts, published, chosen), question, found.parts, published, today
        ),
        "sorts": sorts(question),
        "hidden": [pair for pair in kept if pair[0] not in ("_search", "_page")],
        "path": PATH,
        "all_url": address([ALL]),
        "pages": pages,
        "previous_url": around.get(question.page - 1),
        "next_url": around.get(question.page + 1),
        "first_url": address(kept),
        "files": files(question),
        "json_url": address((*question.in_files, ("_shape", "objects"), ("_nofacet", "1")), ".json"),
        "built_on": words.day_text(published.meta.get("built_at")),
    }


def is_usual(question: Question) -> bool:
    """Whether the page is the bare list, however its address says so: search engines need only one of them."""
    same = question.filters == (OPEN,) and not question.search and not question.sort_asked
    return same and question.page == 1


def files(question: Question) -> list[dict[str, str]]:
    """The same rows in every format, with the filters written out: a file's address hides nothing."""
    formats = page_words()["files"]
    return [
        {**each, "url": address((*question.in_files, *map(tuple, each.get("with", ()))), f".{suffix}")}
        for suffix, each in formats.items()
    ]


def sorts(question: Question) -> list[dict[str, Any]]:
    """Every order with its address; without words nothing is a best match."""
    rest = tuple(pair for pair in question.kept if pair[0] not in ("_sort", "_sort_desc"))
    usual = "best" if question.search else "soonest"
    return [
        {
            "label": order["label"],
            "chosen": name == question.sort,
            "url": address((*rest, *(() if name == usual and question.sort == name else order_pair(order)))),
        }
        for name, order in page_words()["sorts"].items()
        if question.search or name != "best"
    ]


def order_pair(order: dict[str, Any]) -> tuple[tuple[str, str]]:
    """The part of an address that asks for an order."""
    return (("_sort_desc" if order.get("down") else "_sort", order["column"]),)
