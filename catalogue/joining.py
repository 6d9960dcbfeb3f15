"""Adverts that offer the same thing → one opportunity: the first seen gives the id, the fullest gives the values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.duplicates import Candidate, find_joins, join_duplicates
from catalogue.life_cycle import status_on
from catalogue.records import Issue, Opportunity, Quote, Reading, Snapshot
from catalogue.source import Source
from catalogue.summary import summary_of

# Columns that belong together: where one is filled, the whole group comes from the same advert.
GROUPS = (
    ("duration_min_days", "duration_max_days", "duration_band", "duration_text"),
    ("fte_min", "fte_max", "days_per_week", "commitment_text"),
    ("closes_on", "closes_at", "closes_kind", "closes_text"),
    ("starts_on", "starts_text"),
    ("pay_min", "pay_max", "pay_period", "pay_text"),
    ("place_text", "nation", "region"),
)
NOT_STATED = {None, "unclear", "not_stated", ""}


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of an advert beside its wording."""

    id: str
    source: str
    key: str
    wording: str  # key of its reading
    first_seen: str
    last_seen: str
    changed_at: str | None  # when its latest wording was first seen, if it was not the first
    present: bool
    included: bool

    @classmethod
    def of(cls, snapshot: Snapshot, wording: str, *, included: bool) -> Sighting:
        """The sighting of an advert's latest snapshot."""
        advert = snapshot.advert
        return cls(
            id=advert.id,
            source=advert.source,
            key=advert.key,
            wording=wording,
            first_seen=snapshot.advert_first_seen,
            last_seen=snapshot.last_seen,
            changed_at=snapshot.first_seen if snapshot.first_seen > snapshot.advert_first_seen else None,
            present=snapshot.present,
            included=included,
        )


@dataclass(frozen=True)
class Joins:
    """Which adverts make one opportunity, and why."""

    groups: tuple[tuple[Sighting, ...], ...]  # in the order of the opportunities' ids
    opportunity_of: Mapping[str, str]  # advert id → opportunity id
    reason_of: Mapping[str, str]  # advert id → why it was joined with others

    @classmethod
    def of(cls, candidates: Sequence[Candidate], sightings: Mapping[str, Sighting]) -> Joins:
        """Joins of the adverts that are opportunities."""
        joins = find_joins(candidates)
        groups: list[tuple[Sighting, ...]] = []
        opportunity_of: dict[str, str] = {}
        for ids in join_duplicates(candidates, joins):
            group = tuple(sightings[each] for each in ids)
            groups.append(group)
            opportunity_of |= {each: first_seen(group).id for each in ids}
        reasons: dict[str, str] = {}
        for join in joins:
            if opportunity_of[join.a] == opportunity_of[join.b]:
                reasons.setdefault(join.a, join.reason)
                reasons.setdefault(join.b, join.reason)
        return cls(tuple(sorted(groups, key=lambda group: first_seen(group).id)), opportunity_of, reasons)


def first_seen(sightings: Sequence[Sighting]) -> Sighting:
    """The advert that was seen first: its id is the opportunity's, so that it stays when others join."""
    return min(sightings, key=lambda each: (each.first_seen, each.id))


def joined_opportunity(
    sightings: Sequence[Sighting],
    readings: Mapping[str, Reading],
    sources: Mapping[str, Source],
    today: date,
    stale: Collection[str] = (),
) -> Opportunity:
    """The opportunity that adverts offer together; `readings` by advert id, `stale`: sources not to be relied on."""
    first = first_seen(sightings)
    order = sorted(sightings, key=lambda each: (-readings[each.id].columns["completeness"], each.first_seen, each.id))
    fullest = readings[order[0].id]
    columns: dict[str, Any] = dict(fullest.columns)
    quotes: dict[str, Quote] = dict(fullest.quotes)
    for other in order[1:]:
        fill_gaps(columns, quotes, readings[other.id])
    source = sources.get(first.source)
    fresh = [each for each in sightings if each.source not in stale]
    present = any(each.present for each in fresh)
    said = next(
        (readings[each.id].hints["said_status"] for each in order if readings[each.id].hints["said_status"]), None
    )
    columns |= {
        "id": first.id,
        "title": fullest.title,
        "source": first.source,
        "url": readings[first.id].url,
        "publisher": source.publisher if source else None,
        "status": status_on(
            today,
            opens_on=columns["opens_on"],
            closes_on=columns["closes_on"],
            closes_kind=columns["closes_kind"],
            said=said,
            present=present,
            stale=not fresh,
        ),
        "first_seen": first.first_seen,
        "last_seen": max(each.last_seen for each in sightings),
        "changed_at": max((each.changed_at for each in sightings if each.changed_at), default=None),
        "completeness": max(readings[each.id].columns["completeness"] for each in sightings),
        "checked": "machine",
    }
    columns["summary"] = summary_of(columns)
    issues = tuple(issue for each in order for issue in readings[each.id].issues) + disagreements(order, readings)
    if not fresh:
        issues += (Issue("status", f"not known: its source could not be read since {columns['last_seen'][:10]}"),)
    return Opportunity(first.id, columns, quotes, fullest.classifications, issues)


def fill_gaps(columns: dict[str, Any], quotes: dict[str, Quote], other: Reading) -> None:
    """Take from another advert what is not stated so far."""
    grouped = {column for group in GROUPS for column in group}
    for group in (*GROUPS, *((column,) for column in other.columns if column not in grouped)):
        if any(stated(columns.get(column)) for column in group):
            continue
        if not any(stated(other.columns.get(column)) for column in group):
            continue
        for column in group:
            columns[column] = other.columns.get(column)
            if column in other.quotes:
                quotes[column] = other.quotes[column]
        for name in QUOTED_AS.get(group[0], ()):
            if name in other.quotes:
                quotes[name] = other.quotes[name]


QUOTED_AS = {
    "duration_min_days": ("duration",),
    "fte_min": ("commitment",),
    "pay_min": ("pay",),
    "place_text": ("place",),
}


def stated(value: Any) -> bool:
    """Whether a column holds something that an advert states."""
    return bool(value) if isinstance(value, list) else value not in NOT_STATED


def disagreements(order: Sequence[Sighting], readings: Mapping[str, Reading]) -> tuple[Issue, ...]:
    """Closing dates that differ between the adverts of one opportunity."""
    days = {readings[each.id].columns["closes_on"]: each.id for each in reversed(order)}
    days.pop(None, None)
    if len(days) < 2:
        return ()
    return (Issue("closes_on", "adverts differ: " + ", ".join(f"{day} in {who}" for day, who in sorted(days.items()))),)
