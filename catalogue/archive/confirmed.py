"""What healthy runs confirm: the part of the archive that a catalogue is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from catalogue.archive import Archive
from catalogue.archive.rows import snapshot_from
from catalogue.life_cycle import Course, Stretch, Turn, course_of
from catalogue.records import Snapshot

SNAPSHOT = """
select s.id, s.source, s.key, s.url, s.title, s.facts, s.json_ld, s.html, s.first_seen, a.last_seen, a.first_seen,
    s.hash
from snapshots s join adverts a on a.source = s.source and a.key = s.key where s.id = ?
"""


def confirmed(archive: Archive, *, whole: bool = True) -> Iterator[Snapshot]:
    """The wording of every advert as of the last healthy run that saw it, by source and key; read row by row.

    Without `whole`, facts and pages are empty where that saves time.
    An advert that no healthy run has seen is not there: it waits until one does.
    """
    started = dict(archive.db.execute("select id, started from runs"))
    known = {(source, key): course for source, key, course in courses(archive)}
    for latest in archive.latest(whole=whole):
        course = known.get((latest.advert.source, latest.advert.key))
        if course is None:
            continue
        holds = course.wordings[-1]
        snapshot = latest if latest.id == holds else next(snapshots(archive, [holds]))
        yield replace(snapshot, last_seen=started[course.last_run], present=course.present)


def history(archive: Archive) -> Iterator[Snapshot]:
    """Every confirmed wording of the adverts that have had more than one, by source and key, oldest first."""
    for _, _, course in courses(archive):
        if len(course.wordings) > 1:
            yield from snapshots(archive, course.wordings)


def turns(archive: Archive) -> Iterator[tuple[str, Turn, str]]:
    """(advert id, turn, when its run began): every time an advert was withdrawn or reopened."""
    started = dict(archive.db.execute("select id, started from runs"))
    for source, key, course in courses(archive):
        for turn in course.turns:
            yield f"{source}:{key}", turn, started[turn.run]


def courses(archive: Archive) -> Iterator[tuple[str, str, Course]]:
    """(source, key, course) of every advert that a healthy run has seen, by source and key."""
    healthy: dict[str, list[int]] = defaultdict(list)
    increments: dict[str, set[int]] = defaultdict(set)  # they see what is new and miss nothing
    for source, run, since in archive.db.execute(
        "select source, id, since from runs where verdict = 'healthy' order by id"
    ):
        healthy[source].append(run)
        if since:
            increments[source].add(run)
    unread: dict[tuple[str, str], set[int]] = defaultdict(set)
    for source, key, run in archive.db.execute("select source, key, run from unread"):
        unread[source, key].add(run)
    rows = archive.db.execute(
        "select s.source, s.key, t.snapshot, s.hash, t.since, t.until from snapshots s join stretches t"
        " on t.snapshot = s.id order by s.source, s.key, s.id"
    )
    for (source, key), group in groupby(rows, key=itemgetter(0, 1)):
        stretches = [Stretch(*row[2:]) for row in group]
        missed_by_none = unread.get((source, key), set()) | increments.get(source, set())
        course = course_of(stretches, healthy.get(source, ()), missed_by_none)
        if course:
            yield source, key, course


def snapshots(archive: Archive, numbers: Sequence[int]) -> Iterator[Snapshot]:
    """Those snapshots, in the order asked for."""
    for number in numbers:
        row = archive.db.execute(SNAPSHOT, (number,)).fetchone()
        yield snapshot_from(row, present=True, filled=archive.filled(number).get(number))


def withheld(archive: Archive) -> int:
    """How many adverts of the archive wait for a healthy run to confirm them."""
    kept: int = archive.db.execute("select count(*) from adverts").fetchone()[0]
    return kept - sum(1 for _ in courses(archive))
