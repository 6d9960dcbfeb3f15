"""Addresses of the list: the parts of a question put together, with one part more, one less or another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from catalogue.columns import TABLES
from catalogue.site.published import PATH

COLUMNS = TABLES["opportunities"].by_name
Pairs = tuple[tuple[str, str], ...]
OPEN = ("status", "open")
ALL = ("_all", "on")  # in the address of the list's page: closed ones too. Files hold what their address says


def address(pairs: Iterable[tuple[str, str]], suffix: str = "") -> str:
    """The address of the list for these parts."""
    query = "&".join(map(encoded, pairs))
    return f"{PATH}{suffix}{'?' + query if query else ''}"


@lru_cache(maxsize=4096)  # the same few parts stand in most of the fifty links of a page
def encoded(pair: tuple[str, str]) -> str:
    """One part of an address."""
    return urlencode([pair])


def facet_key(column: str, value: str | None) -> tuple[str, str]:
    """The part of an address that chooses a value of a filter."""
    if value is None:
        return f"{column}__isnull", "1"
    return (f"{column}__arraycontains" if COLUMNS[column].is_list else column), value


def without(pairs: Pairs, *left_out: tuple[str, str]) -> Pairs:
    """The parts but for some; without a filter by status they ask for all."""
    return open_or_all(tuple(pair for pair in pairs if pair not in left_out))


def instead(pairs: Pairs, column: str, *new: tuple[str, str]) -> Pairs:
    """The parts with new ones in place of every filter by a column."""
    return open_or_all((*(pair for pair in pairs if pair[0].partition("__")[0] != column and pair != ALL), *new))


def has_status(pairs: Pairs) -> bool:
    """Whether any part filters by status."""
    return any(key.partition("__")[0] == "status" for key, _ in pairs)


def open_or_all(pairs: Pairs) -> Pairs:
    """The parts, with the word for "all" where no filter by status is left: without it the page shows what is open."""
    return pairs if has_status(pairs) or ALL in pairs else (*pairs, ALL)
