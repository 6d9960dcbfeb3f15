"""What the address of the list asks for: search, filters, order, page; and addresses of like questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from catalogue.columns import TABLES
from catalogue.export_filters import OPERATORS
from catalogue.search import match_query
from catalogue.site.published import PATH, page_words

PAGE_SIZE, MOST = 50, 1000  # opportunities on a page, and most that an address may ask for
COLUMNS = TABLES["opportunities"].by_name
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """A query string, taken apart."""

    filters: Pairs  # column or column__operator, value
    search: str
    sort: str  # a name of `sorts`, or empty for a column of the person's own
    sort_column: str
    down: bool
    page: int
    size: int
    ignored: tuple[str, ...]  # parts that mean nothing here

    @property
    def kept(self) -> Pairs:
        """The parts that a link to another view of the same question keeps; the page is not one of them."""
        search = (("_search", self.search),) if self.search else ()
        order = () if self.sort == "soonest" else (("_sort_desc" if self.down else "_sort", self.sort_column),)
        size = () if self.size == PAGE_SIZE else (("_size", str(self.size)),)
        return (*self.filters, *search, *order, *size)


def question_of(query_string: str) -> Question:
    """The question that a query string asks; what cannot be understood is set aside and named."""
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="replace")
    special = {key: value for key, value in pairs if is_special(key)}
    filters = tuple((key, value) for key, value in pairs if is_filter(key))
    search = special.get("_search", "").strip()
    wordless = ("search without a letter or digit",) if search and not match_query(search) else ()
    sort, column, down = order_of(special.get("_sort"), special.get("_sort_desc"))
    return Question(
        filters=tuple(dict.fromkeys(filters)),
        search="" if wordless else search,
        sort=sort,
        sort_column=column,
        down=down,
        page=number(special.get("_page"), 1, 10**6),
        size=number(special.get("_size"), PAGE_SIZE, MOST),
        ignored=(*unknown_filters(query_string), *wordless),
    )


def is_special(key: str) -> bool:
    """Whether a part of the address is about the view, as Datasette has it."""
    return key.startswith("_") and "__" not in key


def is_filter(key: str) -> bool:
    """Whether a part of the address filters by a column that there is."""
    column, _, operator = key.partition("__")
    return column in COLUMNS and (operator in OPERATORS or key == column)


def unknown_filters(query_string: str) -> list[str]:
    """Parts of an address that look like filters and are none. Datasette takes them as true or false as it happens."""
    keys = {key for key, _ in parse_qsl(query_string, keep_blank_values=True, errors="replace")}
    return sorted(key for key in keys if not is_special(key) and not is_filter(key))


def order_of(up: str | None, down: str | None) -> tuple[str, str, bool]:
    """(name of the order or "", column, greatest first); the usual order where the address names none that there is."""
    column = up or down or ""
    for name, order in page_words()["sorts"].items():
        if order["column"] == column and bool(order.get("down")) == (not up):
            return name, column, not up
    return ("", column, not up) if column in COLUMNS else ("soonest", "closing_order", False)


def number(written: str | None, otherwise: int, most: int) -> int:
    """A whole number from 1 to `most`, or the usual one."""
    return (
        int(written) if written and written.isascii() and written.isdigit() and 1 <= int(written) <= most else otherwise
    )


def address(pairs: Iterable[tuple[str, str]], suffix: str = "") -> str:
    """The address of the list for these parts."""
    query = urlencode(list(pairs))
    return f"{PATH}{suffix}{'?' + query if query else ''}"


def without(pairs: Pairs, key: str, value: str) -> Pairs:
    """The parts but for one."""
    return tuple(pair for pair in pairs if pair != (key, value))


def facet_key(column: str, value: str | None) -> tuple[str, str]:
    """The part of an address that chooses a value of a filter."""
    if value is None:
        return f"{column}__isnull", "1"
    return (f"{column}__arraycontains" if COLUMNS[column].is_list else column), value


def cleaned(query_string: str) -> str:
    """A query string of the list that Datasette itself can always answer.

    It refuses a search without a word and an order that it does not know; and a search may be turned on another table.
    """
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="replace")
    return urlencode(list(sound_pairs(pairs))) if any(key.startswith("_") for key, _ in pairs) else query_string


def sound_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parts of an address that can be answered."""
    for key, value in pairs:
        if key in ("_searchmode", "_fts_table", "_fts_pk") or (key == "_search" and not match_query(value)):
            continue
        if key in ("_sort", "_sort_desc") and value not in COLUMNS:
            continue
        if key == "_through" and not value.startswith('{"table"'):
            continue
        yield key, value


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
