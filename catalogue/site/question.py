"""What the address of the list asks for: search, filters, order, page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from catalogue.export_filters import ExportError, listed
from catalogue.search import match_query
from catalogue.site.addresses import ALL, COLUMNS, OPEN, Pairs, facet_key, has_status, open_or_all
from catalogue.site.answerable import is_filter, is_special, unknown_filters
from catalogue.site.published import page_words

RELEVANCE = "relevance"  # an order that no column has, of the page alone
PAGE_SIZE, MOST = 50, 1000  # opportunities on a page of JSON, and most that an address may ask for
LIST_SIZE = 25  # opportunities on a page of the list, as far as a thumb scrolls


@dataclass(frozen=True)
class Question:
    """A query string, taken apart."""

    filters: Pairs  # column or column__operator, value
    search: str
    sort: str  # a name of `sorts`, or empty for a column of the person's own
    sort_column: str
    down: bool
    sort_asked: bool  # whether the address names an order
    page: int
    size: int
    ignored: tuple[str, ...]  # parts that mean nothing here
    iam: str = ""  # choice of the guided filters that led here

    @property
    def kept(self) -> Pairs:
        """The parts that a link to another view of the same question keeps; the page is not one of them."""
        search = (("_search", self.search),) if self.search else ()
        order = (("_sort_desc" if self.down else "_sort", self.sort_column),) if self.sort_asked else ()
        size = () if self.size == LIST_SIZE else (("_size", str(self.size)),)
        iam = (("_iam", self.iam),) if self.iam else ()
        return open_or_all((*self.filters, *search, *order, *size, *iam))

    @property
    def in_files(self) -> Pairs:
        """The parts that a file with the same rows needs in its address."""
        of_the_page = (ALL, ("_sort", RELEVANCE))
        return tuple(pair for pair in self.kept if pair not in of_the_page and pair[0] not in ("_size", "_iam"))


def page_question(query_string: str) -> Question:
    """The question of the list's page: what is open, unless the address filters by status or asks for all."""
    question = question_of(query_string)
    if has_status(question.filters) or ALL in parse_qsl(query_string):
        return question
    return replace(question, filters=(OPEN, *question.filters))


def question_of(query_string: str) -> Question:
    """The question that a query string asks; what cannot be understood is set aside and named.

    Filtered by what it says and by nothing else: the page of the list asks `page_question`.
    """
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="replace")
    special = {key: value for key, value in pairs if is_special(key)}
    filters = tuple((key.removesuffix("__exact"), value) for key, value in pairs if is_filter(key))
    search = special.get("_search", "").strip()
    wordless = ("search without a letter or digit",) if search and not match_query(search) else ()
    sort, column, down, sort_asked = order_of(special.get("_sort"), special.get("_sort_desc"))
    if not sort_asked or (sort == "best" and (wordless or not search)):
        sort, sort_asked = "best" if search and not wordless else "soonest", False
        column, down = page_words()["sorts"][sort]["column"], False
    return Question(
        filters=tuple(dict.fromkeys(filters)),
        search="" if wordless else search,
        sort=sort,
        sort_column=column,
        down=down,
        sort_asked=sort_asked,
        page=number(special.get("_page"), 1, 10**6),
        size=number(special.get("_size"), LIST_SIZE, MOST),
        ignored=(*unknown_filters(query_string), *wordless),
        iam=iam if (iam := special.get("_iam", "")) in page_words()["guided"][0]["choices"] else "",
    )


def order_of(up: str | None, down: str | None) -> tuple[str, str, bool, bool]:
    """(name of the order or "", column, greatest first, whether the address names an order that there is)."""
    column = up or down or ""
    for name, order in page_words()["sorts"].items():
        if order["column"] == column and bool(order.get("down")) == (not up):
            return name, column, not up, True
    return "", column, not up, column in COLUMNS


def number(written: str | None, otherwise: int, most: int) -> int:
    """A whole number from 1 to `most`, or the usual one."""
    return (
        int(written) if written and written.isascii() and written.isdigit() and 1 <= int(written) <= most else otherwise
    )


def several(value: str) -> list[str]:
    """The values of an `__in`; none where they cannot be read."""
    try:
        return listed(value)
    except ExportError:
        return []


def chosen_values(question: Question) -> Mapping[str, list[Any]]:
    """Filter → values that are chosen, null for "not stated"; filters of another kind are left out."""
    chosen: dict[str, list[Any]] = {}
    for column in page_words()["facets"]:
        for key, value in question.filters:
            if (key, value) == facet_key(column, None):
                chosen.setdefault(column, []).append(None)
            elif (key, value) == facet_key(column, value):
                chosen.setdefault(column, []).append(value)
    return chosen
