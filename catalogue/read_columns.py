"""Which reader fills which columns: the list of facts, the dates, and the columns of several values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from catalogue.personal import without_personal
from catalogue.quoting import publishable
from catalogue.readers.commitment import read_commitment
from catalogue.readers.dates import consider_dates
from catalogue.readers.duration import band, read_duration
from catalogue.readers.organisations import read_funder, read_host, read_programme
from catalogue.readers.pay import read_pay
from catalogue.readers.people import read_professions
from catalogue.readers.place import read_place
from catalogue.readers.route import read_application_route, read_approvals
from catalogue.records import Found, Issue, Quote, Wording


@dataclass(frozen=True)
class Fact:
    """A reader, the columns that its find fills, and the name under which its quote is kept."""

    quoted_as: str
    read: Callable[[Any], Found[Any] | None]  # of a wording
    columns: Mapping[str, Callable[[Any], Any]]  # column → what of the find stands there
    words: str | None = None  # column of the words themselves


FACTS = (
    Fact("host", read_host, {"host": without_personal}),
    Fact("funder", read_funder, {"funder": without_personal}),
    Fact("programme", read_programme, {"programme": without_personal}),
    Fact(
        "duration",
        read_duration,
        {
            "duration_min_days": attrgetter("min_days"),
            "duration_max_days": attrgetter("max_days"),
            "duration_band": band,
        },
        words="duration_text",
    ),
    Fact(
        "commitment",
        read_commitment,
        {name: attrgetter(name) for name in ("fte_min", "fte_max", "days_per_week")},
        words="commitment_text",
    ),
    Fact(
        "pay",
        read_pay,
        {"pay_min": attrgetter("min"), "pay_max": attrgetter("max"), "pay_period": attrgetter("period")},
        words="pay_text",
    ),
    Fact(
        "place",
        read_place,
        {
            "place_text": lambda place: without_personal(place.text),
            "nation": attrgetter("nation"),
            "region": attrgetter("region"),
        },
    ),
    Fact("application_route", read_application_route, {"application_route": str}),
)
DATES = (  # read from all dates together
    Fact("opens_on", attrgetter("opening"), {"opens_on": str}),
    Fact(
        "closes_on",
        attrgetter("closing"),
        {"closes_on": attrgetter("on"), "closes_at": attrgetter("at"), "closes_kind": attrgetter("kind")},
        words="closes_text",
    ),
    Fact("starts_on", attrgetter("start"), {"starts_on": str}, words="starts_text"),
)
LISTS: Mapping[str, Callable[[Wording], Iterable[Found[Any]]]] = {  # column of several values → its reader
    "professions": read_professions,
    "approvals": read_approvals,
}


@dataclass
class Filled:
    """What readers have filled so far: columns, the quotes behind them, and what could not be read."""

    columns: dict[str, Any] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def fill(self, fact: Fact, found: Found[Any] | None) -> None:
        """The columns of a fact, and its quote; without a find they are null."""
        for column, part in fact.columns.items():
            self.columns[column] = None if found is None else part(found.value)
        if fact.words:
            self.columns[fact.words] = None if found is None else publishable(found.quote.words) or None
        if found is not None:
            self.quotes[fact.quoted_as] = found.quote


def read_columns(wording: Wording) -> Filled:
    """Every column that the readers fill."""
    filled = Filled()
    for fact in FACTS:
        filled.fill(fact, fact.read(wording))
    fill_dates(filled, wording)
    for column, read in LISTS.items():
        many = list(read(wording))
        filled.columns[column] = [each.value for each in many]
        if many:
            filled.quotes[column] = many[0].quote
    return filled


def fill_dates(filled: Filled, wording: Wording) -> None:
    """When it opens, closes and starts, which are read together: one day is not two of them."""
    dates = consider_dates(wording)
    for fact in DATES:
        filled.fill(fact, fact.read(dates))
    filled.columns["closes_kind"] = filled.columns["closes_kind"] or "not_stated"
    filled.issues += dates.issues
