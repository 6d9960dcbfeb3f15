"""Where an advert stands: whether the catalogue shows it, in which wording, and if not, what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.archive import Archive
from catalogue.archive.confirmed import courses, snapshots
from catalogue.in_words import day_in_words
from catalogue.life_cycle import Course
from catalogue.records import Snapshot
from catalogue.source import Source


def standing(archive: Archive, latest: Snapshot, sources: Mapping[str, Source]) -> Iterator[str]:
    """What stands between an advert and the catalogue, a line each; one line that says so where nothing does.

    `latest`: what the advert says now, whether or not a healthy run has confirmed it.
    """
    advert = latest.advert
    if archive.is_taken_down(advert.source, advert.key, advert.url):
        yield "NOT PUBLISHED: it is on the takedown list"
        return
    source = sources.get(advert.source)
    if source is None:
        yield f"its source {advert.source} is no longer in the registry; what was kept of it stays published"
    elif source.status == "unverified":
        yield f"NOT PUBLISHED: its source {source.id} is unverified; a person makes it active in the registry"
    course = way_of(archive, advert.source, advert.key)
    if course is None:
        yield f"WITHHELD: no healthy run has confirmed it yet; {last_run(archive, advert.source)}"
    elif next(snapshots(archive, course.wordings[-1:])).hash != latest.hash:  # a wording may come back
        yield f"this wording is WITHHELD until a healthy run confirms it; {last_run(archive, advert.source)}"
    elif not course.present:
        yield "its last two healthy runs did not list it any more"
    else:
        yield "a healthy run has confirmed it"


def way_of(archive: Archive, source: str, key: str) -> Course | None:
    """What healthy runs know of an advert; None where none has seen it."""
    return next((course for name, its, course in courses(archive) if (name, its) == (source, key)), None)


def last_run(archive: Archive, source: str) -> str:
    """How the last run of a source ended, in words."""
    runs = archive.runs(source)
    if not runs:
        return f"{source} has no run"
    why = f" ({runs[-1].reason})" if runs[-1].reason else ""
    return f"the last run of {source}, on {day_in_words(runs[-1].started)}, was {runs[-1].verdict}{why}"
