"""The store of runs and snapshots, data/snapshots.db: private, evidence, append-only but for takedown and retention.

A transaction a kept advert, in write-ahead mode: whatever was reported as kept is there after a kill at any moment, and
the next crawl goes on from it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from catalogue.archive.file import ArchiveFile, utc_text
from catalogue.archive.rows import FILLED, packed_page, snapshot_from
from catalogue.archive.wordings import plain_address, wording_hash
from catalogue.records import Advert, Snapshot


class Archive(ArchiveFile):
    """An open archive: its runs, and the adverts that they kept."""

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
        """Everything that was forgotten, pruned or accepted: when, what, why, how much; oldest first."""
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
