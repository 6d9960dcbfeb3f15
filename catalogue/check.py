"""What needs a person: registry, codebook, corrections, runs, catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from catalogue import tables
from catalogue.archive import Archive, ArchiveError
from catalogue.codebook import CodebookError, load_codebook
from catalogue.corrections import CorrectionError, load_corrections, unused
from catalogue.records import Run
from catalogue.sources import RegistryError, Source, load_sources

OVERDUE = 2  # times the interval of a source without a healthy run, before somebody should look
DAYS = {"daily": 1, "weekly": 7}


def problems(archive_path: Path, catalogue_path: Path, *, now: datetime | None = None) -> list[str]:
    """One line a problem; empty where nothing needs a person."""
    return [
        *knowledge_problems(),
        *archive_problems(archive_path, now or datetime.now(UTC)),
        *catalogue_problems(catalogue_path),
    ]


def knowledge_problems() -> Iterator[str]:
    """What is wrong with registry and codebook."""
    for load, error in ((load_sources, RegistryError), (load_codebook, CodebookError)):
        try:
            load()
        except error as problem:
            yield str(problem)


def archive_problems(path: Path, now: datetime) -> Iterator[str]:
    """Sources whose last run was not healthy or is overdue, and corrections that hang in the air."""
    if not path.exists():
        yield f"{path}: there is no archive yet; `scrapy crawlall` gathers one"
        return
    try:
        archive = Archive(path, read_only=True)
        sources = load_sources()
    except (ArchiveError, RegistryError) as problem:
        yield str(problem)
        return
    with archive:
        runs = archive.runs()
        ids = {f"{snapshot.advert.source}:{snapshot.advert.key}" for snapshot in archive.latest()}
    for source in sources.values():
        if source.may_be_crawled:
            yield from run_problems(source, [run for run in runs if run.source == source.id], now)
    try:
        yield from unused(load_corrections(load_codebook()), ids)
    except (CorrectionError, CodebookError) as problem:
        yield str(problem)


def run_problems(source: Source, runs: list[Run], now: datetime) -> Iterator[str]:
    """What the runs of a source say needs a person."""
    ended = [run for run in runs if run.ended]
    if not ended:
        yield f"{source.id}: never crawled; run `scrapy crawl {source.id}`"
        return
    last = ended[-1]
    if last.verdict != "healthy":
        yield f"{source.id}: last run ({last.started[:10]}) was {last.verdict}: {last.reason}"
    healthy = [run for run in ended if run.verdict == "healthy"]
    interval = DAYS.get(source.every, 7)
    if healthy and (now.date() - date.fromisoformat(healthy[-1].started[:10])).days > OVERDUE * interval:
        yield f"{source.id}: no healthy run since {healthy[-1].started[:10]}; it is due {source.every}"


def catalogue_problems(path: Path) -> list[str]:
    """What is wrong with the published file."""
    if not path.exists():
        return [f"{path}: there is no catalogue yet; `catalogue build` builds one"]
    return [f"{path}: {problem}" for problem in tables.check_catalogue(path)]
