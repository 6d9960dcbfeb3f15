"""Which parts of an address can be answered: the rest is set aside before Datasette sees it, or refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode

from catalogue.export_filters import OPERATORS
from catalogue.search import match_query
from catalogue.site.addresses import COLUMNS

MOST_DIGITS = 18  # of any number that SQLite takes for a whole one
LIMITS = ("_timelimit", "_ttl")  # how long a question may take and an answer be kept is for the site to say


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


def cleaned(query_string: str, leave_out: tuple[str, ...] = ()) -> str:
    """A query string of the list that Datasette itself can always answer.

    It refuses a search without a word and an order that it does not know; and a search may be turned on another table.
    `leave_out`: keys that are not wanted.
    """
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="replace")
    if not any(key.startswith("_") for key, _ in pairs):
        return query_string
    return urlencode([pair for pair in sound_pairs(pairs) if pair[0] not in leave_out])


def sound_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parts of an address that can be answered."""
    for key, value in pairs:
        if key in ("_searchmode", "_fts_table", "_fts_pk") or (key == "_search" and not match_query(value)):
            continue
        if key in ("_sort", "_sort_desc") and value not in COLUMNS:
            continue
        if is_readable(key, value):
            yield key, value


def readable(query_string: str, *, of_view: bool) -> str:
    """A query string of any table without the parts that Datasette cannot read and takes for its own fault then.

    `of_view`: the next page of a view is named by a number, that of a table by any text.
    """
    pairs = parse_qsl(query_string, keep_blank_values=True, errors="replace")
    kept = [pair for pair in pairs if is_readable(*pair) and not (of_view and is_no_page(*pair))]
    return query_string if kept == pairs else urlencode(kept)


def is_readable(key: str, value: str) -> bool:
    """Whether Datasette is shown a part of an address."""
    return key not in LIMITS and (key != "_through" or is_join(value))


def is_no_page(key: str, value: str) -> bool:
    """Whether a part names the next page of a view by anything but a number that SQLite can hold."""
    return key == "_next" and not (value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS)


def is_join(written: str) -> bool:
    """Whether Datasette can read a `_through`: {"table": …, "column": …, "value": …}, all of them text."""
    try:
        told = json.loads(written)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and all(isinstance(told.get(name), str) for name in ("table", "column", "value"))
