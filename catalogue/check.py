"""What needs a person: registry, codebook, corrections, runs, catalogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from catalogue import tables
from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed
from catalogue.archive.file import ArchiveError
from catalogue.check_runs import (
    correction_problems,
    damage,
    first_look_problems,
    loss_problems,
    run_problems,
    takedown_problems,
    telling,
)
from catalogue.codebook import CodebookError, load_codebook
from catalogue.corrections import CorrectionError, load_corrections, unused
from catalogue.in_words import moment_in_words
from catalogue.lost_facts import SHOWN, listing_of, losses_of
from catalogue.records import Run
from catalogue.source import Source
from catalogue.source_check import RegistryError
from catalogue.sources import load_sources, registry_path
from catalogue.text import one_line, plain_text, shorten

# What a person decides that a catalogue built before does not know of.
DECIDED = {
    "forget": "and {what} was taken down on {when}, so that it may still be published",
    "accept": "and {what} was accepted on {when}",
}


def problems(archive_path: Path, catalogue_path: Path, *, now: datetime | None = None) -> list[str]:
    """One line a problem; empty where nothing needs a person."""
    found = [
        *knowledge_problems(),
        *archive_problems(archive_path, now or datetime.now(UTC)),
        *catalogue_problems(catalogue_path),
        *age_problems(archive_path, catalogue_path),
    ]
    return list(dict.fromkeys(found))  # a registry that cannot be read is in the way of several


def knowledge_problems() -> Iterator[str]:
    """What is wrong with registry and codebook."""
    for load, error in ((load_sources, RegistryError), (load_codebook, CodebookError)):
        try:
            known = load()
        except error as problem:
            yield str(problem)
            continue
        if load is load_sources and not known:
            yield f"{registry_path()}: holds no source; the header of catalogue/sources/academia.yml explains an entry"


def archive_problems(path: Path, now: datetime) -> Iterator[str]:
    """Damage, sources that need a look, and corrections that hang in the air or are overtaken."""
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
        try:
            yield from archive_content(archive, sources, now)
        except sqlite3.Error as problem:
            yield f"{path}: cannot be read to its end ({problem}); put back the latest backup"


def archive_content(archive: Archive, sources: Mapping[str, Source], now: datetime) -> Iterator[str]:
    """What the content of an archive says that needs a person."""
    wrong = list(damage(archive.db))
    yield from wrong
    if wrong:
        return
    runs = archive.runs()
    for source in sources.values():
        if archive.is_taken_down(source.id):
            continue
        own = [run for run in runs if run.source == source.id]
        yield from first_look_problems(source, own, str(archive.path.with_name("reports")))
        if source.may_be_crawled:
            yield from run_problems(source, own, now)
            yield from change_problems(archive, source, own)
    yield from takedown_problems(sources, archive.takedowns())
    try:
        corrections = load_corrections(load_codebook())
    except (CorrectionError, CodebookError) as problem:
        yield str(problem)
        return
    yield from unused(corrections, {f"{source}:{key}" for source, key, _ in archive.adverts()})
    if corrections:
        wanted = set(corrections)
        adverts = [each for each in confirmed(archive) if each.advert.id in wanted]
        yield from correction_problems(corrections, adverts)


def change_problems(archive: Archive, source: Source, runs: Sequence[Run]) -> Iterator[str]:
    """What a source lost when it changed, and what a listing says in which nothing was found."""
    if not runs or (last := telling(runs)).verdict not in ("changed", "empty"):
        return
    yield from loss_problems(source.id, losses_of(archive, last.id))
    listing = listing_of(archive, last.id)
    if listing:
        words = shorten(one_line(plain_text(listing[1].decode("utf-8", "replace"))), SHOWN)
        yield f"{source.id}: what its listing {listing[0]} says now: {words or '(no words at all)'}"


def catalogue_problems(path: Path) -> list[str]:
    """What is wrong with the published file."""
    if not path.exists():
        return [f"{path}: there is no catalogue yet; `catalogue build` builds one"]
    return [f"{path}: {problem}" for problem in tables.check_catalogue(path)]


def age_problems(archive_path: Path, catalogue_path: Path) -> Iterator[str]:
    """Whether the catalogue is older than what healthy runs have brought, or a person has decided, since."""
    if not archive_path.exists() or not catalogue_path.exists():
        return
    try:
        with Archive(archive_path, read_only=True) as archive:
            ended = max((run.ended or "" for run in archive.runs() if run.verdict == "healthy"), default="")
            deeds = archive.deeds()
        with closing(sqlite3.connect(f"{catalogue_path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            built = db.execute("select value from meta where key = 'built_at'").fetchone()
    except (ArchiveError, sqlite3.Error):
        return  # the other checks say what is wrong
    if not built:
        return
    moment = str(built[0])
    since = f"{catalogue_path}: was built on {moment_in_words(moment)}"
    if moment < ended:
        yield f"{since}, a healthy run ended on {moment_in_words(ended)}; run `catalogue build`"
    for deed in deeds:
        if deed["deed"] in DECIDED and deed["done_at"] > moment:
            told = DECIDED[deed["deed"]].format(what=deed["what"], when=moment_in_words(deed["done_at"]))
            yield f"{since}, {told}; run `catalogue build`"
