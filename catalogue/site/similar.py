"""Opportunities like one: those that share most of its codes, a rare code counting more than a common one.

Every code keeps its rows as the bits of a number (facets.py). The shared codes of all rows are added up at once, plane
of bits by plane of bits, as a machine adds: some hundred operations on numbers instead of one sum for each row.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from math import log2
from typing import Any

from datasette.utils import tilde_encode

from catalogue.columns import TABLES
from catalogue.site import words
from catalogue.site.published import PATH, Published

MOST = 5  # one screen of a phone
FEWEST_SHARED = 3  # codes; what shares two of twenty is like anything
FINE = 4  # steps of weight per halving of how many rows have a code
TOLD = 4  # shared codes that are named, the rarest
TIES = 400  # rows of equal weight that are put into order; beyond it they are alike in everything that counts
OPEN = ("open", "upcoming")
VAGUE = {None, "unclear", "other", "any"}  # to be silent, or vague, on the same question is no likeness
NOT_LIKENESS = ("status", "source")
FOUND = "select rowid, id, title, host, status, opens_on, closes_on, closes_at, closes_kind from opportunities"


def similar(
    conn: sqlite3.Connection,
    published: Published,
    row: Mapping[str, Any],
    today: date,
    leave_out: Collection[str] = (),
    most: int = MOST,
) -> list[dict[str, Any]]:
    """At most `most` opportunities like the one of `row` (with its rowid), open ones first, with what they share.

    `leave_out`: ids that are shown elsewhere on the page, such as other rounds of its programme.
    """
    shared = codes_of(row, published)
    places = published.places["soonest"]
    hidden = published.facets.mask([row["rowid"], *rowids_of(conn, leave_out)])
    status = published.facets.masks["status"]
    now_open = union(status.get(each, 0) for each in OPEN) & ~hidden
    rest = union(status.values()) & ~hidden & ~now_open
    ids: list[int] = []
    for among in (now_open, rest):
        ids += best([(weight, mask) for weight, mask, _ in shared], among, most - len(ids), places)
    found = {each["rowid"]: dict(each) for each in conn.execute(f"{FOUND} where rowid in ({marks(ids)})", ids)}
    told = ((found[id], shared_by(id, shared)) for id in ids)
    return [shown(each, names, today) for each, names in told if len(names) >= FEWEST_SHARED]


def codes_of(row: Mapping[str, Any], published: Published) -> list[tuple[int, int, str]]:
    """(weight, rows that have it, label) of every code of an opportunity, the rarest first.

    The weight grows by FINE each time that half as many opportunities have the code; what all have weighs nothing.
    """
    codes = []
    for index in (published.alike, published.facets):
        for column, masks in index.masks.items():
            if column in NOT_LIKENESS:
                continue
            known = TABLES["opportunities"].by_name[column]
            value = row[column]
            for code in json.loads(value) if known.is_list and value else [value]:
                if code in VAGUE or code not in masks:
                    continue
                weight = round(FINE * log2(published.size / masks[code].bit_count()))
                label = published.label(column, code) if known.codes else f"{code[:1].upper()}{code[1:]}"
                codes.append((weight, masks[code], label))
    return sorted(codes, key=lambda each: (-each[0], each[2]))


def best(shared: Sequence[tuple[int, int]], among: int, most: int, places: Sequence[int]) -> list[int]:
    """The rows of greatest weight among some, greatest first; equal ones by `places`.

    `shared`: (weight, rows). A row that shares nothing is none of them.
    """
    if most <= 0:
        return []
    planes = added(shared)
    among &= union(mask for _, mask in shared)
    sure, even = 0, among
    for plane in reversed(planes):
        with_more = sure | even & plane
        if with_more.bit_count() > most:
            even &= plane
        else:
            sure, even = with_more, even & ~plane
    ids = [*bits(sure), *sorted(islice(bits(even), TIES), key=places.__getitem__)[: max(0, most - sure.bit_count())]]
    weights = {id: sum((plane >> id & 1) << place for place, plane in enumerate(planes)) for id in ids}
    return sorted(ids, key=lambda id: (-weights[id], places[id]))


def added(shared: Sequence[tuple[int, int]]) -> list[int]:
    """The sum of weights of every row: bit n of a row's sum stands in number n, at the row's place."""
    planes: list[int] = []
    for weight, mask in shared:
        for place in range(weight.bit_length()):
            carry, at = mask if weight >> place & 1 else 0, place
            while carry:
                planes += [0] * (at + 1 - len(planes))
                planes[at], carry = planes[at] ^ carry, planes[at] & carry
                at += 1
    return planes


def union(masks: Any) -> int:
    """All rows of several sets."""
    all_rows = 0
    for mask in masks:
        all_rows |= mask
    return all_rows


def bits(mask: int) -> Iterator[int]:
    """The rows of a set, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def shared_by(id: int, shared: Sequence[tuple[int, int, str]]) -> list[str]:
    """Labels of the codes that a row shares, the rarest first."""
    return list(dict.fromkeys(label for _, mask, label in shared if mask >> id & 1))


def rowids_of(conn: sqlite3.Connection, ids: Collection[str]) -> list[int]:
    """Numbers of the rows of some opportunities."""
    return [each[0] for each in conn.execute(f"select rowid from opportunities where id in ({marks(ids)})", [*ids])]  # noqa: S608 question marks


def marks(values: Collection[Any]) -> str:
    """A question mark for each value."""
    return ", ".join("?" for _ in values)


def shown(row: Mapping[str, Any], names: Sequence[str], today: date) -> dict[str, Any]:
    """One like opportunity as the page shows it."""
    closes, away = words.closing_text(row, today)
    return {**row, "url": f"{PATH}/{tilde_encode(row['id'])}", "closes": closes, "away": away, "shares": names[:TOLD]}
