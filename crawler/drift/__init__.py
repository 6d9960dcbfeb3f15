"""What a person needs after a site has changed: lost facts, old and new fragment, and what can be filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from catalogue.archive import Archive
from catalogue.archive.confirmed import snapshots
from catalogue.archive.run_seen import keys_seen_in
from catalogue.archive.wordings import plain_address
from catalogue.lost_facts import NOWHERE, Loss, fill_in, note_losses
from catalogue.readers.labels import load_labels, plain_label
from catalogue.records import Advert, Facts, Snapshot
from crawler.drift.fragments import POSTING, Fragment, counterpart, fragment_about, text_of
from crawler.generic import GenericReading, read_generic

MOST = 100  # adverts that are read by the generic reader at the end of a run, some seconds; the next run goes on
# Topic of a lost label, as readers/labels.yml has it → field of the generic reading.
FIELDS = {
    "closes": "closes",
    "posted": "posted",
    "starts": "starts",
    "pay": "salary",
    "place": "place",
    "host": "organisation",
}


@dataclass(frozen=True)
class Pair:
    """An advert of a changed run beside its wording before."""

    now: Snapshot
    before: Snapshot


def note_change(archive: Archive, source: str, run: int, lost: Sequence[str]) -> None:
    """Write down where each lost label stood and what stands there now, and fill in what a page says all the same."""
    pairs = list(pairs_of(archive, source, run))
    note_losses(archive, run, losses(archive, lost, pairs))
    known = archive.filled()
    for pair in [each for each in pairs if each.now.id not in known][:MOST]:
        reading = read_generic(text_of(archive.page(pair.now.id)), pair.now.advert.url)
        fill_in(archive, pair.now.id, fillings(reading, lost, pair.now.advert.facts))


def pairs_of(archive: Archive, source: str, run: int) -> Iterator[Pair]:
    """Every advert of a run that has another wording than in the last healthy run that saw it."""
    for key, snapshot, _ in keys_seen_in(archive, run, source):
        row = archive.db.execute(
            "select s.id from snapshots s join stretches t on t.snapshot = s.id join runs r on r.source = s.source"
            " and r.id between t.since and t.until where s.source = ? and s.key = ? and s.id <> ? and r.id < ?"
            " and r.verdict = 'healthy' order by r.id desc limit 1",
            (source, key, snapshot, run),
        ).fetchone()
        if row:
            now, before = snapshots(archive, [snapshot, row[0]])
            yield Pair(now, before)


def losses(archive: Archive, lost: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Loss]:
    """Each lost label, shown by the first advert that had it."""
    for label in lost:
        pair = next((each for each in pairs if has_label(each.before.advert, label)), None)
        if pair is None:
            continue
        text = pair.before.advert.facts.get(label, "")
        old = fragment_about(text_of(archive.page(pair.before.id)), label, text)
        new = counterpart(text_of(archive.page(pair.now.id)), label, text, old)
        before, after = (old or Fragment(text, "")).shown, (new or Fragment(NOWHERE, "")).shown
        yield Loss(label, pair.now.advert.key, before.words, before.path, after.words, after.path)


def note_lost_calls(archive: Archive, source: str, run: int, pages: Collection[str]) -> None:
    """Write down, for pages that no longer show their calls, where a call stood that the last healthy run saw."""
    row = archive.db.execute(
        "select max(r.id) from runs r join adverts a on a.source = r.source and a.last_run = r.id"
        " where r.source = ? and r.verdict = 'healthy' and r.id < ?",
        (source, run),
    ).fetchone()
    now = [each for _, number, _ in keys_seen_in(archive, run, source) for each in snapshots(archive, [number])]
    for before in snapshots(archive, seen_last_by(archive, source, row[0] or 0)):
        address = plain_address(before.advert.url)
        page = next((each for each in now if plain_address(each.advert.url) == address), None)
        if page is None or address not in {plain_address(each) for each in pages}:
            continue
        title = before.advert.title.rpartition(": ")[2]  # a call bears the name of its page too
        old = fragment_about(text_of(archive.page(before.id)), title, title)
        new = counterpart(text_of(archive.page(page.id)), title, title, old)
        was, came = (old or Fragment(title, "")).shown, (new or Fragment(NOWHERE, "")).shown
        loss = Loss(f"call “{title}”", page.advert.key, was.words, was.path, came.words, came.path)
        note_losses(archive, run, [loss])


def seen_last_by(archive: Archive, source: str, run: int) -> list[int]:
    """Snapshots of the adverts that a run saw and no later one."""
    rows = archive.db.execute(
        "select latest from adverts where source = ? and last_run = ? order by key", (source, run)
    )
    return [int(row[0]) for row in rows]


def has_label(advert: Advert, label: str) -> bool:
    """Whether an advert states a fact; its JobPosting counts as one."""
    return label in advert.facts or (label == POSTING and advert.json_ld is not None)


def fillings(reading: GenericReading, lost: Sequence[str], facts: Facts) -> dict[str, tuple[str, str]]:
    """Label → (text, how it was found) of the lost facts that the generic reader finds on a page."""
    printed = {plain_label(label): text for label, text in reading.facts.items()}
    found: dict[str, tuple[str, str]] = {}
    for label in lost:
        field = next((name for topic, name in FIELDS.items() if is_about(label, topic)), None)
        text = printed.get(plain_label(label))
        if text:
            found[label] = (text, "label")
        elif field and (said := getattr(reading, field)):
            found[label] = (said, reading.found_by.get(field, "page"))
    return {label: each for label, each in found.items() if label not in facts}


def is_about(label: str, topic: str) -> bool:
    """Whether labels.yml has a label under a topic."""
    plain = plain_label(label)
    return any(plain == each or (each.endswith("*") and plain.startswith(each[:-1])) for each in load_labels()[topic])
