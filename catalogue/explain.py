"""`catalogue explain ID`: every hop of one advert, from its words to its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from catalogue.archive import Archive
from catalogue.archive.confirmed import snapshots
from catalogue.archive.file import ArchiveError
from catalogue.archive.run_seen import latest_snapshot
from catalogue.classify import classify
from catalogue.corrections import load_corrections
from catalogue.in_words import day_in_words, moment_in_words
from catalogue.normalise import codebook_in_use, read_wording, wording_of
from catalogue.readers.commitment import consider_commitments
from catalogue.readers.dates import consider_dates
from catalogue.readers.duration import consider_durations
from catalogue.readers.pay import consider_pay
from catalogue.readers.place import consider_place
from catalogue.records import Found, Rejected, Snapshot, Wording
from catalogue.sources import load_sources
from catalogue.standing import standing

TEXT = 3_000  # characters of the text that are printed


def explain(advert_id: str, archive_path: Path) -> str:
    """How one advert was read: text, facts, finds, rejects with reasons, cues that fired, corrections, the row."""
    if not archive_path.exists():
        raise ArchiveError(f"{archive_path}: there is no archive yet; `scrapy crawlall` gathers one")
    source, _, key = advert_id.partition(":")
    with Archive(archive_path, read_only=True) as archive:
        number = latest_snapshot(archive, source, key)
        if number is None:
            raise ArchiveError(
                f"{advert_id}: no such advert in {archive_path}; ids are SOURCE:KEY, as the catalogue shows them"
            )
        [snapshot] = snapshots(archive, [number])
        return "\n".join(lines(snapshot, list(standing(archive, snapshot, load_sources()))))


def lines(snapshot: Snapshot, standing: Iterable[str]) -> Iterator[str]:
    """The explanation, line by line; `standing`: what there is between the advert and the catalogue."""
    codebook, wording = codebook_in_use(), wording_of(snapshot)
    yield f"{snapshot.advert.id}  {wording.title}"
    yield f"  {snapshot.advert.url}"
    first, worded, last = map(moment_in_words, (snapshot.advert_first_seen, snapshot.first_seen, snapshot.last_seen))
    yield f"  first seen {first}; in this wording since {worded}; last seen {last}"
    yield from (f"  {line}" for line in standing)
    yield "\nFACTS"
    yield from (f"  {label}: {text}" for label, text in wording.facts.items())
    yield "\nTEXT"
    yield from (f"  {line}" for line in wording.text[:TEXT].splitlines())
    if len(wording.text) > TEXT:
        yield f"  … and {len(wording.text) - TEXT} characters more"
    yield "\nREADERS"
    yield from reader_lines(wording)
    yield "\nCUES"
    coding = classify(wording, codebook)
    for fired in coding.fired:
        off = f"   OFF: {fired.off}" if fired.off else ""
        yield f"  {fired.dimension}.{fired.code} {fired.weight:+g}  «{fired.cue}» in {fired.where}: {fired.words}{off}"
    yield "\nROW"
    reading = read_wording(snapshot.advert.id, wording, codebook, whole=True)
    yield f"  opportunity: {reading.included}" + (f" ({reading.exclusion_reason})" if reading.exclusion_reason else "")
    yield from (f"  {column}: {value!r}" for column, value in reading.columns.items())
    corrections = load_corrections(codebook).get(snapshot.advert.id, [])
    if corrections:
        yield "\nCORRECTIONS"
        before = {**reading.columns, "included": reading.included}
        for each in corrections:
            change = f"{before.get(each.field)!r} → {each.value!r}"
            yield f"  {each.field}: {change} ({each.reason}; {each.who}, {day_in_words(each.when.isoformat())})"


def reader_lines(wording: Wording) -> Iterator[str]:
    """What each reader took, and what it did not take and why."""
    for name, consider in (
        ("duration", consider_durations),
        ("commitment", consider_commitments),
        ("pay", consider_pay),
        ("place", consider_place),
    ):
        found, rejected = consider(wording)
        yield from finding_lines(name, found, rejected)
    dates = consider_dates(wording)
    for name in ("opening", "closing", "start", "interviews"):
        yield from finding_lines(name, getattr(dates, name), ())
    yield from finding_lines("dates", None, dates.rejected)
    yield from (f"  issue: {issue.column}: {issue.problem} «{issue.words}»" for issue in dates.issues)


def finding_lines(name: str, found: Found[Any] | None, rejected: Iterable[Rejected]) -> Iterator[str]:
    """One find and the rejects beside it."""
    if found is not None:
        yield f"  {name}: {found.value}  «{found.quote.words}» in {found.quote.where}"
    for each in rejected:
        yield f"  {name}: not «{each.words}»: {each.reason}"
