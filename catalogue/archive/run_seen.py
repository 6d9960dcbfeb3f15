"""What a run saw of the adverts that are kept, and which it found listed but could not read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from catalogue.archive import Archive
from catalogue.archive.wordings import plain_address

TELLING_PATH = 12  # characters of a path that hardly two pages of a site end in


def note_unread(archive: Archive, run: int, source: str, addresses: Iterable[str]) -> list[str]:
    """Keys of the known adverts that a run found listed but could not read, written down: they are not gone.

    An address of an interface ends in the path of the page that it stands for.
    """
    asked = {plain_address(address) for address in addresses}
    missing = archive.db.execute(
        "select a.key, s.url from adverts a join snapshots s on s.id = a.latest where a.source = ? and a.last_run <> ?",
        (source, run),
    ).fetchall()
    unread = []
    for key, url in missing:
        page = plain_address(url)
        path = "/" + page.partition("/")[2]
        if page in asked or (len(path) >= TELLING_PATH and any(each.endswith(path) for each in asked)):
            unread.append(key)
    archive.db.executemany("insert or ignore into unread values (?, ?, ?)", [(run, source, key) for key in unread])
    return unread


def keys_seen_in(archive: Archive, run: int, source: str) -> list[tuple[str, int, int]]:
    """(key, latest snapshot, run that brought its wording) of every advert that a run saw, by key."""
    rows = archive.db.execute(
        "select a.key, s.id, s.run from adverts a join snapshots s on s.id = a.latest"
        " where a.source = ? and a.last_run = ? order by a.key",
        (source, run),
    )
    return [(key, snapshot, brought) for key, snapshot, brought in rows]


def latest_snapshot(archive: Archive, source: str, key: str) -> int | None:
    """The latest snapshot of an advert."""
    row = archive.db.execute("select latest from adverts where source = ? and key = ?", (source, key)).fetchone()
    return int(row[0]) if row else None


def seen_in(archive: Archive, run: int, source: str) -> Iterator[tuple[str, list[str]]]:
    """(hash of its wording, labels of its facts) of every advert that a run saw, read anew or known unchanged."""
    rows = archive.db.execute(
        "select s.hash, s.facts, s.json_ld is not null from adverts a join snapshots s on s.id = a.latest"
        " where a.source = ? and a.last_run = ?",
        (source, run),
    )
    for digest, facts, posting in rows:
        yield digest, [*json.loads(facts), *(["JobPosting"] if posting else [])]
