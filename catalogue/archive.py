"""The store of runs and snapshots, data/snapshots.db: append-only, private, evidence.

A transaction a kept advert, in write-ahead mode: whatever was reported as kept is there after a kill at any moment, and
the next crawl goes on from it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalogue.records import Advert, Run, Snapshot

SCHEMA = """
create table if not exists runs (
    id integer primary key,
    source text not null,
    started text not null,
    ended text,
    verdict text not null default 'running',
    reason text not null default '',
    pages integer not null default 0,
    adverts integer not null default 0,
    new integer not null default 0,
    changed integer not null default 0,
    dropped text not null default '{}',
    fill text not null default '{}'
);
create table if not exists snapshots (
    id integer primary key,
    source text not null,
    key text not null,
    hash text not null,
    url text not null,
    title text not null,
    facts text not null,
    json_ld text,
    html blob not null,
    page blob,
    first_seen text not null,
    run integer not null references runs
);
create table if not exists adverts (
    source text not null,
    key text not null,
    first_seen text not null,
    last_seen text not null,
    last_run integer not null references runs,
    latest integer not null references snapshots,
    primary key (source, key)
) without rowid;
create table if not exists searches (
    run integer not null references runs,
    source text not null,
    query text not null,
    searched_on text not null,
    pages integer not null,
    adverts integer not null
);
create index if not exists runs_by_source on runs (source, id);
create index if not exists snapshots_by_advert on snapshots (source, key, id);
pragma user_version = 1;
"""
BUSY_MS = 30_000  # another crawl may be writing; a kept advert takes about a millisecond
FAST = 1  # zlib level: half the time of the default for about a tenth more bytes


class ArchiveError(RuntimeError):
    """An archive that cannot be used; the message names the file and the mend."""


def wording_hash(advert: Advert) -> str:
    """What makes two wordings the same: title, facts and the words of the page, whatever the markup and spacing."""
    words = " ".join(strip_tags(advert.html).split())
    facts = sorted(advert.facts.items())
    return hashlib.sha256(json.dumps([advert.title, facts, words], ensure_ascii=False).encode()).hexdigest()[:32]


def strip_tags(html: str) -> str:
    """The text between tags, quickly and roughly: for comparing wordings only."""
    pieces = html.split("<")
    return pieces[0] + " ".join(piece.partition(">")[2] for piece in pieces[1:])


def utc_text(moment: datetime) -> str:
    """A moment as the archive writes it: 2026-03-05T04:10:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Archive:
    """An open archive. Use as a context manager; one per process, any number of processes per file."""

    def __init__(self, path: Path, *, read_only: bool = False):
        self.path = path
        try:
            if read_only:
                self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.db = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
                self.db.execute("pragma journal_mode = wal")
                self.db.execute("pragma synchronous = normal")
                self.db.executescript(SCHEMA)
                path.chmod(0o600)
            self.db.execute("select 1 from runs limit 1")
        except (sqlite3.Error, OSError) as problem:
            raise ArchiveError(
                f"{path}: cannot be opened as an archive ({problem}). Is the folder there and writable? If the file is "
                "damaged, move it aside and put back the latest backup; a new crawl starts a new archive."
            ) from problem

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.db.close()

    # --- runs

    def begin_run(self, source: str, now: datetime) -> int:
        """A new run of a source, marked running; its number."""
        number = self.db.execute("insert into runs (source, started) values (?, ?)", (source, utc_text(now))).lastrowid
        assert number is not None
        return number

    def end_run(
        self,
        run: int,
        now: datetime,
        verdict: str,
        reason: str,
        *,
        pages: int,
        adverts: int,
        new: int,
        changed: int,
        dropped: Mapping[str, int],
        fill: Mapping[str, float],
    ) -> None:
        """Write down how a run ended and what it counted."""
        self.db.execute(
            "update runs set ended=?, verdict=?, reason=?, pages=?, adverts=?, new=?, changed=?, dropped=?, fill=?"
            " where id=?",
            (
                utc_text(now),
                verdict,
                reason,
                pages,
                adverts,
                new,
                changed,
                json.dumps(dict(sorted(dropped.items()))),
                json.dumps(dict(sorted(fill.items()))),
                run,
            ),
        )

    def runs(self, source: str | None = None) -> list[Run]:
        """Every run, or every run of one source, oldest first."""
        names = [each.name for each in fields(Run)]
        rows = self.db.execute(
            f"select {', '.join(names)} from runs where ?1 is null or source = ?1 order by id",  # noqa: S608 (our names)
            (source,),
        )
        found = (dict(zip(names, row, strict=True)) for row in rows)
        return [Run(**{**run, "dropped": json.loads(run["dropped"]), "fill": json.loads(run["fill"])}) for run in found]

    def log_search(self, run: int, source: str, query: str, now: datetime, pages: int, adverts: int) -> None:
        """Write down one search of a run: its words, and how many pages and adverts it gave."""
        self.db.execute(
            "insert into searches values (?, ?, ?, ?, ?, ?)", (run, source, query, utc_text(now), pages, adverts)
        )

    def searches(self) -> list[dict[str, Any]]:
        """Every search of every run, oldest first."""
        names = ("run", "source", "query", "searched_on", "pages", "adverts")
        return [dict(zip(names, row, strict=True)) for row in self.db.execute("select * from searches order by rowid")]

    # --- adverts

    def keep(self, advert: Advert, run: int, now: datetime, page: bytes = b"") -> str:
        """Keep what an advert says: "new", "changed" (a snapshot was added) or "unchanged" (last seen moved)."""
        digest, moment = wording_hash(advert), utc_text(now)
        known = self.db.execute(
            "select s.hash from adverts a join snapshots s on s.id = a.latest where a.source = ? and a.key = ?",
            (advert.source, advert.key),
        ).fetchone()
        if known and known[0] == digest:
            self.db.execute(
                "update adverts set last_seen = ?, last_run = ? where source = ? and key = ?",
                (moment, run, advert.source, advert.key),
            )
            return "unchanged"
        row = (
            advert.source,
            advert.key,
            digest,
            advert.url,
            advert.title,
            json.dumps(dict(advert.facts), ensure_ascii=False),
            json.dumps(advert.json_ld, ensure_ascii=False) if advert.json_ld else None,
            zlib.compress(advert.html.encode("utf-8", "surrogatepass"), FAST),
            zlib.compress(page, FAST) if page else None,
            moment,
            run,
        )
        self.db.execute("begin immediate")
        try:
            snapshot = self.db.execute(
                "insert into snapshots (source, key, hash, url, title, facts, json_ld, html, page, first_seen, run)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            ).lastrowid
            self.db.execute(
                "insert into adverts values (?, ?, ?, ?, ?, ?) on conflict (source, key) do update set"
                " last_seen = excluded.last_seen, last_run = excluded.last_run, latest = excluded.latest",
                (advert.source, advert.key, moment, moment, run, snapshot),
            )
            self.db.execute("commit")
        except BaseException:
            self.db.execute("rollback")
            raise
        return "changed" if known else "new"

    def latest(self) -> Iterator[Snapshot]:
        """The latest snapshot of every advert, ordered by source and key; read row by row."""
        rows = self.db.execute(
            "select s.id, s.source, s.key, s.url, s.title, s.facts, s.json_ld, s.html, s.first_seen, a.last_seen,"
            " a.first_seen, s.hash, a.last_run from adverts a join snapshots s on s.id = a.latest"
            " order by a.source, a.key"
        )
        absent_before = self.runs_that_must_list()
        for row in rows:
            yield snapshot_from(row, present=row[12] >= absent_before.get(row[1], 0))

    def runs_that_must_list(self) -> dict[str, int]:
        """Source → number of its last healthy run but one: an advert last seen before it was missed twice."""
        rows = self.db.execute(
            "select source, id from (select source, id, row_number() over (partition by source order by id desc)"
            " as back from runs where verdict = 'healthy') where back = 2"
        )
        return {str(source): int(run) for source, run in rows}

    def history(self) -> Iterator[Snapshot]:
        """Every snapshot of the adverts whose wording has changed, by source and key, oldest first."""
        rows = self.db.execute(
            "select s.id, s.source, s.key, s.url, s.title, s.facts, s.json_ld, s.html, s.first_seen, a.last_seen,"
            " a.first_seen, s.hash from adverts a join snapshots s on s.source = a.source and s.key = a.key"
            " where a.latest > (select min(o.id) from snapshots o where o.source = a.source and o.key = a.key)"
            " order by s.source, s.key, s.id"
        )
        for row in rows:
            yield snapshot_from(row, present=True)

    def page(self, snapshot: int) -> bytes:
        """The page of a snapshot as it was served; empty where it was not kept."""
        row = self.db.execute("select page from snapshots where id = ?", (snapshot,)).fetchone()
        return zlib.decompress(row[0]) if row and row[0] else b""


def snapshot_from(row: tuple[Any, ...], *, present: bool) -> Snapshot:
    """A snapshot from its row in `latest`."""
    number, source, key, url, title, facts, json_ld, html, first_seen, last_seen, advert_first_seen, digest = row[:12]
    advert = Advert(
        source=source,
        key=key,
        url=url,
        title=title,
        html=zlib.decompress(html).decode("utf-8", "surrogatepass"),
        facts=json.loads(facts),
        json_ld=json.loads(json_ld) if json_ld else None,
    )
    return Snapshot(number, advert, first_seen, last_seen, advert_first_seen, present, digest)
