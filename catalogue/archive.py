"""The store of runs and snapshots, data/snapshots.db: append-only but for retention.py, private, evidence.

A transaction a kept advert, in write-ahead mode: whatever was reported as kept is there after a kill at any moment, and
the next crawl goes on from it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from catalogue.archive_schema import ADDED, FROM_VERSION_1, FROM_VERSION_2, SCHEMA, VERSION
from catalogue.records import Advert, Facts, Run, Snapshot

TELLING_PATH = 12  # characters of a path that hardly two pages of a site end in
BUSY_MS = 30_000  # another crawl may be writing; a kept advert takes about a millisecond
AS_KEPT: Mapping[str, Callable[[Any], Any]] = {"dropped": json.loads, "fill": json.loads, "cut_off": bool}
FILLED = "Read by the generic reader"  # label of the fact that names those which no spider read
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


def packed_page(advert: Advert, page: bytes) -> tuple[str, str | None, bytes, bytes | None]:
    """(facts, JobPosting, html, page) of an advert as the archive holds them."""
    return (
        json.dumps(dict(advert.facts), ensure_ascii=False),
        json.dumps(advert.json_ld, ensure_ascii=False) if advert.json_ld else None,
        zlib.compress(advert.html.encode("utf-8", "surrogatepass"), FAST),
        zlib.compress(page, FAST) if page else None,
    )


def plain_address(url: str) -> str:
    """An address without what does not say which page it is: scheme, www, fragment, tracking, a slash at the end."""
    parts = urlsplit(url)
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, True) if not pair[0].lower().startswith("utm_")))
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


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
                self.bring_up_to_date()
                path.chmod(0o600)
            self.db.execute("select 1 from runs limit 1")
            if self.version() != VERSION:
                raise sqlite3.DatabaseError(f"it has version {self.version()}, not {VERSION}; the next crawl mends it")
        except (sqlite3.Error, OSError) as problem:
            raise ArchiveError(
                f"{path}: cannot be opened as an archive ({problem}). Is the folder there and writable? If the file is "
                "damaged, move it aside and put back the latest backup; a new crawl starts a new archive."
            ) from problem

    def version(self) -> int:
        """The version of the file's tables."""
        return int(self.db.execute("pragma user_version").fetchone()[0])

    def bring_up_to_date(self) -> None:
        """Fill the tables that an older version did not have. Raises sqlite3.DatabaseError for a newer version."""
        if self.version() > VERSION:
            raise sqlite3.DatabaseError(f"it was written by a newer release, version {self.version()}")
        if self.version() == VERSION:
            return
        self.db.execute("begin immediate")
        for (table, column), kind in ADDED.items():
            if column not in {row[1] for row in self.db.execute(f"pragma table_info({table})")}:
                self.db.execute(f"alter table {table} add column {column} {kind}")
        for statement in (*FROM_VERSION_1.split(";"), FROM_VERSION_2):
            self.db.execute(statement)
        self.db.execute(f"pragma user_version = {VERSION}")
        self.db.execute("commit")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.db.close()

    # --- runs

    def begin_run(self, source: str, now: datetime, since: date | None = None) -> int:
        """A new run of a source, marked running; its number. `since`: it asks only for what is newer than this day."""
        number = self.db.execute(
            "insert into runs (source, started, since) values (?, ?, ?)",
            (source, utc_text(now), since.isoformat() if since else None),
        ).lastrowid
        assert number is not None
        return number

    def end_cut_off_runs(self, source: str, now: datetime) -> int:
        """Write down that the runs of a source which never ended were cut off; how many.

        Only for who knows that no other process gathers the source at this moment.
        """
        return self.db.execute(
            "update runs set ended = ?, verdict = 'error', cut_off = 1, reason = ?, adverts ="
            " (select count(*) from adverts where last_run = runs.id) where source = ? and ended is null",
            (utc_text(now), "cut off: the crawl ended without a word, as after a kill or a power cut", source),
        ).rowcount

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
        cut_off: bool = False,
    ) -> None:
        """Write down how a run ended and what it counted. `cut_off`: it was told to stop before its own end."""
        # With a verdict a run is reported: from here on all that it kept survives a power cut too.
        self.db.execute("pragma synchronous = full")
        self.db.execute(
            "update runs set ended=?, verdict=?, reason=?, pages=?, adverts=?, new=?, changed=?, dropped=?, fill=?,"
            " cut_off=? where id=?",
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
                cut_off,
                run,
            ),
        )

    def runs(self, source: str | None = None, *, after: int = 0) -> list[Run]:
        """Every run, or every run of one source, oldest first; those alone whose number is above `after`."""
        names = [each.name for each in fields(Run)]
        rows = self.db.execute(
            f"select {', '.join(names)} from runs where id > ?2 and (?1 is null or source = ?1) order by id",  # noqa: S608 (our names)
            (source, after),
        )
        found = (dict(zip(names, row, strict=True)) for row in rows)
        return [Run(**{**run, **{name: read(run[name]) for name, read in AS_KEPT.items()}}) for run in found]

    def last_run(self) -> int:
        """The number of the latest run; 0 where there is none."""
        return int(self.db.execute("select coalesce(max(id), 0) from runs").fetchone()[0])

    # --- adverts

    def keep(self, advert: Advert, run: int, now: datetime, page: bytes = b"") -> str:
        """Keep what an advert says: "new", "changed" (a snapshot was added) or "unchanged" (last seen moved).

        "forgotten": nothing is kept of what is on the takedown list.
        """
        if self.is_taken_down(advert.source, advert.key, advert.url):
            return "forgotten"
        digest, moment = wording_hash(advert), utc_text(now)
        known = self.db.execute(
            "select s.hash, length(s.html) from adverts a join snapshots s on s.id = a.latest"
            " where a.source = ? and a.key = ?",
            (advert.source, advert.key),
        ).fetchone()
        if known and known[0] == digest:
            if not known[1]:
                self.fill_again(advert, page)
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
            *packed_page(advert, page),
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

    def fill_again(self, advert: Advert, page: bytes) -> None:
        """Give the latest snapshot of an advert back what was pruned of it: its page is here again."""
        self.db.execute("begin immediate")
        number = self.db.execute(
            "update snapshots set facts = ?, json_ld = ?, html = ?, page = ? where id ="
            " (select latest from adverts where source = ? and key = ?) returning id",
            (*packed_page(advert, page), advert.source, advert.key),
        ).fetchone()
        self.db.execute("delete from kept_readings where snapshot = ?", number)
        self.db.execute("commit")

    def adverts(self) -> list[tuple[str, str, str]]:
        """(source, key, address) of every advert that was kept, whatever became of its run; by source and key."""
        rows = self.db.execute(
            "select a.source, a.key, s.url from adverts a join snapshots s on s.id = a.latest order by 1, 2"
        )
        return [(source, key, url) for source, key, url in rows]

    def latest(self, *, whole: bool = True) -> Iterator[Snapshot]:
        """The latest snapshot of every advert, ordered by source and key; read row by row.

        `whole`: with facts and page, which take most of the time; without, they are empty.
        """
        page = "s.facts, s.json_ld, s.html" if whole else "'{}', null, null"
        rows = self.db.execute(
            f"select s.id, s.source, s.key, s.url, s.title, {page}, s.first_seen, a.last_seen,"  # noqa: S608 (our words)
            " a.first_seen, s.hash, a.last_run from adverts a join snapshots s on s.id = a.latest"
            " order by a.source, a.key"
        )
        absent_before = self.runs_that_must_list()
        filled = self.filled() if whole else {}
        for row in rows:
            yield snapshot_from(row, present=row[12] >= absent_before.get(row[1], 0), filled=filled.get(row[0]))

    def filled(self, snapshot: int | None = None) -> dict[int, dict[str, str]]:
        """Snapshot → label → text of the facts that the generic reader filled in; one of the labels says which."""
        found: dict[int, dict[str, str]] = {}
        rows = self.db.execute(
            "select snapshot, label, text, found_by from filled where ?1 is null or snapshot = ?1 order by 1, 2",
            (snapshot,),
        )
        for number, label, text, found_by in rows:
            facts = found.setdefault(number, {})
            facts[label] = text
            facts[FILLED] = " | ".join(filter(None, (facts.get(FILLED), f"{label} (from its {found_by})")))
        return found

    def runs_that_must_list(self) -> dict[str, int]:
        """Source → number of its last healthy run but one: an advert last seen before it was missed twice."""
        rows = self.db.execute(
            "select source, id from (select source, id, row_number() over (partition by source order by id desc)"
            " as back from runs where verdict = 'healthy' and since is null) where back = 2"
        )
        return {str(source): int(run) for source, run in rows}

    # --- what a run saw

    def note_unread(self, run: int, source: str, addresses: Iterable[str]) -> list[str]:
        """Keys of the known adverts that a run found listed but could not read, written down: they are not gone.

        An address of an interface ends in the path of the page that it stands for.
        """
        asked = {plain_address(address) for address in addresses}
        missing = self.db.execute(
            "select a.key, s.url from adverts a join snapshots s on s.id = a.latest"
            " where a.source = ? and a.last_run <> ?",
            (source, run),
        ).fetchall()
        unread = []
        for key, url in missing:
            page = plain_address(url)
            path = "/" + page.partition("/")[2]
            if page in asked or (len(path) >= TELLING_PATH and any(each.endswith(path) for each in asked)):
                unread.append(key)
        self.db.executemany("insert or ignore into unread values (?, ?, ?)", [(run, source, key) for key in unread])
        return unread

    def keys_seen_in(self, run: int, source: str) -> list[tuple[str, int, int]]:
        """(key, latest snapshot, run that brought its wording) of every advert that a run saw, by key."""
        rows = self.db.execute(
            "select a.key, s.id, s.run from adverts a join snapshots s on s.id = a.latest"
            " where a.source = ? and a.last_run = ? order by a.key",
            (source, run),
        )
        return [(key, snapshot, brought) for key, snapshot, brought in rows]

    def latest_of(self, source: str, key: str) -> int | None:
        """The latest snapshot of an advert."""
        row = self.db.execute("select latest from adverts where source = ? and key = ?", (source, key)).fetchone()
        return int(row[0]) if row else None

    def seen_in(self, run: int, source: str) -> Iterator[tuple[str, list[str]]]:
        """(hash of its wording, labels of its facts) of every advert that a run saw, read anew or known unchanged."""
        rows = self.db.execute(
            "select s.hash, s.facts, s.json_ld is not null from adverts a join snapshots s on s.id = a.latest"
            " where a.source = ? and a.last_run = ?",
            (source, run),
        )
        for digest, facts, posting in rows:
            yield digest, [*json.loads(facts), *(["JobPosting"] if posting else [])]

    # --- takedowns

    def is_taken_down(self, source: str, key: str = "", url: str = "") -> bool:
        """Whether an advert, its address or its whole source is on the takedown list."""
        row = self.db.execute(
            "select 1 from takedowns where (kind = 'source' and what = ?) or (kind = 'advert' and what = ?)"
            " or (kind = 'address' and what = ?) limit 1",
            (source, f"{source}:{key}", plain_address(url)),
        ).fetchone()
        return row is not None

    def takedowns(self) -> dict[tuple[str, str], str]:
        """(kind, what) → reason of everything on the takedown list; kind is source, advert or address."""
        return {(kind, what): why for kind, what, why in self.db.execute("select kind, what, reason from takedowns")}

    def deeds(self) -> list[dict[str, Any]]:
        """Everything that was forgotten or pruned: when, what, why, how much; oldest first."""
        names = ("id", "done_at", "deed", "what", "why", "adverts", "snapshots")
        return [dict(zip(names, row, strict=True)) for row in self.db.execute("select * from deeds order by id")]

    def kept_readings(self) -> Iterator[tuple[int, str, bool, bytes]]:
        """(snapshot, wording key, included, packed reading) of every snapshot whose page was pruned."""
        rows = self.db.execute("select snapshot, wording, included, reading from kept_readings order by snapshot")
        yield from ((number, wording, bool(included), reading) for number, wording, included, reading in rows)

    def page(self, snapshot: int) -> bytes:
        """The page of a snapshot as it was served; empty where it was not kept."""
        row = self.db.execute("select page from snapshots where id = ?", (snapshot,)).fetchone()
        return zlib.decompress(row[0]) if row and row[0] else b""


def snapshot_from(row: tuple[Any, ...], *, present: bool, filled: Facts | None = None) -> Snapshot:
    """A snapshot from its row in `latest`; what the spider read comes before what was filled in."""
    number, source, key, url, title, facts, json_ld, html, first_seen, last_seen, advert_first_seen, digest = row[:12]
    advert = Advert(
        source=source,
        key=key,
        url=url,
        title=title,
        html=zlib.decompress(html).decode("utf-8", "surrogatepass") if html else "",  # empty: pruned
        facts={**(filled or {}), **json.loads(facts)},
        json_ld=json.loads(json_ld) if json_ld else None,
    )
    return Snapshot(number, advert, first_seen, last_seen, advert_first_seen, present, digest)
