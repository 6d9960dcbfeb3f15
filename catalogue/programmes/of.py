"""Programmes: opportunities that are rounds or streams of one scheme, and when it usually opens and closes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from catalogue.duplicates.candidate import stem
from catalogue.programmes.months import recent_dates, usual_months
from catalogue.readers.scheme_names import GENERIC, find_scheme, strip_round

FEWEST = 2  # rounds: a scheme seen once may never come back
TOKEN = re.compile(r"[^\W_]+")
# The short name in brackets and the possessive are printed in one year and left out in another.
PASSING = re.compile(r"\([^)]{0,60}\)|['’]s\b")


@dataclass(frozen=True)
class Round:
    """What is known of an opportunity that may be a round of a programme. Dates are ISO 8601; None = not stated."""

    id: str
    title: str
    publisher: str
    programme: str | None = None
    funder: str | None = None
    opens_on: str | None = None
    closes_on: str | None = None
    days: int | None = None  # how long the exchange lasts


@dataclass(frozen=True)
class Programme:
    """A scheme that recurs: its rounds by closing date, their usual months (1 to 12), the median length in days."""

    id: str
    name: str
    rounds: tuple[str, ...]
    usual_opening_months: tuple[int, ...]
    usual_closing_months: tuple[int, ...]
    typical_days: int | None


def rounds_of(items: Sequence[Round], fewest: int = FEWEST) -> list[Programme]:
    """Programmes of two rounds (or `fewest`) or more, by id; the order of `items` does not matter.

    Rounds belong together where the scheme has one name, its round set aside, and one publisher or funder.
    """
    programmes = (programme_of(rounds) for rounds in _together(items) if len(rounds) >= fewest)
    return sorted(programmes, key=lambda programme: programme.id)


def programme_of(rounds: Sequence[Round]) -> Programme:
    """The programme that these opportunities are rounds of; its name is that of the latest round."""
    ordered = sorted(rounds, key=lambda one: (one.closes_on or "", one.id))
    days = [one.days for one in ordered if one.days is not None]
    opened, closed = recent_dates([one.opens_on for one in ordered], [one.closes_on for one in ordered])
    publisher = min(one.publisher for one in ordered)
    return Programme(
        id="-".join([*TOKEN.findall(publisher.lower()), *min(scheme_key(one) for one in ordered)]),
        name=scheme_name(ordered[-1]),
        rounds=tuple(one.id for one in ordered),
        usual_opening_months=usual_months(opened),
        usual_closing_months=usual_months(closed),
        typical_days=round(median(days)) if days else None,
    )


def scheme_name(one: Round) -> str:
    """What the scheme is called, without year, round and stream; empty where the opportunity names none."""
    return strip_round(one.programme) if one.programme else find_scheme(one.title) or ""


def scheme_key(one: Round) -> tuple[str, ...]:
    """The telling words of the scheme's name, without those of its publisher; empty where it has none."""
    words = [stem(word) for word in TOKEN.findall(PASSING.sub(" ", scheme_name(one)).lower()) if word not in GENERIC]
    owners = {stem(word) for word in TOKEN.findall(one.publisher.lower())}
    return tuple(word for word in words if word not in owners) or tuple(words)


def _together(items: Sequence[Round]) -> Iterator[list[Round]]:
    """Opportunities that share a scheme's name and an owner, directly or through others."""
    shelves: dict[tuple[str, tuple[str, ...]], list[Round]] = defaultdict(list)
    groups = {one.id: [one] for one in items}
    for one in sorted(items, key=lambda one: one.id):
        key = scheme_key(one)
        for owner in (one.publisher, one.funder):
            if key and owner:
                shelves[owner.lower(), key].append(one)
    for shelf in shelves.values():
        first = groups[shelf[0].id]
        for one in shelf[1:]:
            if groups[one.id] is not first:
                for moved in groups[one.id]:
                    first.append(moved)
                    groups[moved.id] = first
    yield from {id(group): group for group in groups.values()}.values()
