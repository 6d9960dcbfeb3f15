"""Rows of the tables beside `opportunities`: adverts, excluded, versions, and sources that the registry has lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from catalogue.archive import Archive
from catalogue.archive.confirmed import history, turns
from catalogue.joining import Sighting
from catalogue.programmes.merged import MergedProgramme
from catalogue.programmes.of import Round
from catalogue.reading_cache import ReadingCache, wording_key
from catalogue.records import Opportunity, Reading, Run, Snapshot
from catalogue.rewording import reworded
from catalogue.source import Source, stand_in

# Columns whose change is told; what follows from them (band, summary) or varies with our own rules is left out.
TOLD = (
    *("title", "host", "exchange_form", "scheme", "duration_min_days", "duration_max_days", "fte_min", "fte_max"),
    *("opens_on", "closes_on", "closes_kind", "starts_on", "funding", "pay_min", "pay_max", "place_text", "nation"),
    *("modality", "application_route"),
)
# What programmes.yml says of a programme and no round does.
KNOWN = (
    *("form", "scheme", "sectors_from", "sectors_to", "usual_min_days", "usual_max_days"),
    *("rolling", "ended", "paused", "link", "evidence", "confirmed"),
)


def known_sources(
    registry: Mapping[str, Source], sightings: Iterable[Sighting], runs: Iterable[Run]
) -> dict[str, Source]:
    """The registry, and a stub for each source of which the archive holds something but the registry nothing."""
    lost = ({each.source for each in sightings} | {run.source for run in runs}) - set(registry)
    return {**registry, **{source: lost_source(source) for source in sorted(lost)}}


def lost_source(source: str) -> Source:
    """A stand-in for a source that the registry no longer has."""
    known = {"why": "its adverts are in the archive", "status": "paused", "reason": "no longer in the registry"}
    return stand_in(source, source, **known, expect_max=0)


def advert_row(sighting: Sighting, reading: Reading, opportunity: str, why_joined: str | None) -> dict[str, Any]:
    """The row of an advert of an opportunity."""
    return {
        "id": sighting.id,
        "opportunity": opportunity,
        "source": sighting.source,
        "key": sighting.key,
        "url": reading.url,
        "title": reading.title,
        "first_seen": sighting.first_seen,
        "last_seen": sighting.last_seen,
        "posted_on": reading.hints["posted_on"],
        "why_joined": why_joined,
    }


def round_of(opportunity: Opportunity, source: Source) -> Round:
    """An opportunity as a possible round of a programme; on a job board the host stands for who runs the scheme."""
    columns = opportunity.columns
    runs_it = columns.get("host") if source.kind == "job_board" else None
    lengths = [days for days in (columns["duration_min_days"], columns["duration_max_days"]) if days is not None]
    return Round(
        id=opportunity.id,
        title=columns["title"],
        publisher=runs_it or source.publisher,
        programme=columns.get("programme"),
        funder=columns.get("funder"),
        opens_on=columns.get("opens_on"),
        closes_on=columns.get("closes_on"),
        days=round(lengths[-1]) if lengths else None,
    )


def programme_row(merged: MergedProgramme, rounds: Mapping[str, Round]) -> dict[str, Any]:
    """The row of a programme; it is run by who is known to run it, else by who runs its latest round."""
    programme, known = merged.programme, merged.known
    run_by = known.run_by if known else None
    before = {key: getattr(known, key) or None for key in KNOWN} if known else {}
    proofs = {key: [str(each) for each in getattr(known, key)] for key in ("known_rounds", "pages")} if known else {}
    return {
        **before,
        **proofs,
        "id": programme.id,
        "name": programme.name,
        "publisher": run_by or (rounds[programme.rounds[-1]].publisher if programme.rounds else None),
        "rounds": list(programme.rounds),
        "usual_opening_months": list(programme.usual_opening_months),
        "usual_closing_months": list(programme.usual_closing_months),
        "typical_days": programme.typical_days,
    }


def excluded_row(sighting: Sighting, reading: Reading) -> dict[str, Any]:
    """The row of an advert that is no opportunity."""
    return {
        "id": sighting.id,
        "source": sighting.source,
        "url": reading.url,
        "title": reading.title,
        "exclusion_reason": reading.exclusion_reason or "other",
        "quote": reading.screening_quote.words if reading.screening_quote else None,
    }


def version_rows(
    archives: Sequence[Archive], cache: ReadingCache, opportunity_of: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A row per column that changed between one wording of an advert and the next; oldest first."""
    for archive in archives:
        for advert_id, group in groupby(history(archive), key=lambda each: each.advert.id):
            opportunity = opportunity_of.get(advert_id)
            if opportunity is None:
                continue
            for before, after in pairwise(group):
                yield from changes(opportunity, advert_id, before, after, cache)


def turn_rows(
    archives: Sequence[Archive],
    cache: ReadingCache,
    sightings: Mapping[str, Sighting],
    opportunity_of: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """A row each time an advert was withdrawn or reopened; one that went after its closing date was not withdrawn."""
    for archive in archives:
        before: dict[str, str] = {}
        for advert_id, turn, when in turns(archive):
            opportunity = opportunity_of.get(advert_id)
            if opportunity is None:
                continue
            closes = cache.get(sightings[advert_id].wording).columns["closes_on"]
            if turn.what == "withdrawn" and closes and closes < when[:10]:
                continue
            told = {"opportunity": opportunity, "advert": advert_id, "changed_at": when, "column": "status"}
            yield {**told, "before": before.get(advert_id), "after": turn.what}
            before[advert_id] = turn.what


def changes(
    opportunity: str, advert_id: str, before: Snapshot, after: Snapshot, cache: ReadingCache
) -> Iterator[dict[str, Any]]:
    """A row per column that differs between two wordings; where none does, one row with the words that do."""
    old, new = cache.get(wording_key(before)), cache.get(wording_key(after))
    told = {"opportunity": opportunity, "advert": advert_id, "changed_at": after.first_seen}
    was, now = {**old.columns, "title": old.title}, {**new.columns, "title": new.title}
    different = [column for column in TOLD if was.get(column) != now.get(column)]
    for column in different:
        yield {**told, "column": column, "before": text_of(was.get(column)), "after": text_of(now.get(column))}
    if not different:
        words = reworded(old.text, new.text)
        yield {**told, "column": "wording", "before": words[0], "after": words[1]}


def text_of(value: Any) -> str | None:
    """A value as the table of versions shows it."""
    return None if value is None else str(value)
