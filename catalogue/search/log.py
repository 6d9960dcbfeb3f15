"""What each search of a run gave: pages, adverts, new ones, and those that screening let in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.archive import Archive
from catalogue.archive.file import utc_text

EVERYTHING = "(everything)"  # the query of a run that asked without words


@dataclass(frozen=True)
class Search:
    """One search of a run and what it gave; `keys`: of the adverts that it found, each once."""

    query: str
    pages: int
    adverts: int  # as listed, so that one which stands on two pages counts twice
    keys: Collection[str] = ()


def note_searches(archive: Archive, run: int, source: str, now: datetime, searches: Iterable[Search]) -> None:
    """Write down the searches of a run, once its adverts are kept."""
    new = {
        str(key)
        for (key,) in archive.db.execute(
            "select a.key from adverts a where a.source = ? and a.last_run = ? and not exists"
            " (select 1 from stretches t join snapshots s on s.id = t.snapshot"
            " where s.source = a.source and s.key = a.key and t.since < ?)",
            (source, run, run),
        )
    }
    for each in searches:
        counted = len(new.intersection(each.keys))
        archive.db.execute(
            "insert into searches (run, source, query, searched_on, pages, adverts, new) values (?, ?, ?, ?, ?, ?, ?)",
            (run, source, each.query, utc_text(now), each.pages, each.adverts, counted),
        )
        archive.db.executemany(
            "insert or ignore into finds values (?, ?, ?)", [(run, each.query, key) for key in each.keys]
        )


def searches_of(archive: Archive) -> list[dict[str, Any]]:
    """Every search of every run, oldest first."""
    names = ("run", "source", "query", "searched_on", "pages", "adverts", "new", "included")
    rows = archive.db.execute(f"select {', '.join(names)} from searches order by rowid")  # noqa: S608 (our names)
    return [dict(zip(names, row, strict=True)) for row in rows]


def search_rows(archives: Sequence[Archive], included: Collection[str]) -> Iterator[dict[str, Any]]:
    """A row per search of all archives, the runs of later archives moved up behind those of earlier ones.

    `included`: ids of the adverts that are part of the catalogue. A search of a run that did not write down what it
    found has no count of them; one whose finds were dropped has the count of that day.
    """
    above = 0
    for archive in archives:
        let_in = counts_of(archive, included)
        for search in searches_of(archive):
            count = search["included"]
            if count is None and search["new"] is not None:
                count = let_in.get((search["run"], search["query"]), 0)
            yield {**search, "run": search["run"] + above, "included": count}
        above += archive.last_run()


def counts_of(archive: Archive, included: Collection[str]) -> Mapping[tuple[int, str], int]:
    """(run, query) → adverts that it found and that are part of the catalogue."""
    counts: dict[tuple[int, str], int] = {}
    rows = archive.db.execute("select f.run, f.query, r.source, f.key from finds f join runs r on r.id = f.run")
    for run, query, source, key in rows:
        if f"{source}:{key}" in included:
            counts[run, query] = counts.get((run, query), 0) + 1
    return counts


def drop_finds(archive: Archive, before: str, included: Collection[str]) -> int:
    """Drop which adverts the searches of runs that began before a moment found, and keep how many of them are part of
    the catalogue; how many finds were dropped."""
    counts = counts_of(archive, included)
    db = archive.db
    db.execute("begin immediate")
    searches = db.execute(
        "select s.rowid, s.run, s.query from searches s join runs r on r.id = s.run"
        " where r.started < ? and s.new is not null and s.included is null",
        (before,),
    ).fetchall()
    db.executemany(
        "update searches set included = ? where rowid = ?",
        [(counts.get((run, query), 0), number) for number, run, query in searches],
    )
    dropped = db.execute("delete from finds where run in (select id from runs where started < ?)", (before,)).rowcount
    db.execute("commit")
    return dropped
