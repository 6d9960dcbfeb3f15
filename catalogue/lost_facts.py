"""What the adverts of a changed run no longer say, and what stands there now; kept in the archive, never published."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.archive import Archive

SHOWN = 300  # characters of a fragment: enough to see what a page has become, too little to stand for it
NOWHERE = "(nothing like it on the page)"


@dataclass(frozen=True)
class Loss:
    """One label that adverts had before, with the piece of page it stood in then and the nearest piece now."""

    label: str
    key: str  # of the advert that is compared
    before: str  # words
    before_path: str  # tags that lead to it: "main > dl.facts > dd"
    after: str
    after_path: str


def note_losses(archive: Archive, run: int, losses: Iterable[Loss]) -> None:
    """Write down what a run found to be lost."""
    archive.db.executemany(
        "insert or replace into losses values (?, ?, ?, ?, ?, ?, ?)",
        [(run, each.label, each.key, each.before, each.before_path, each.after, each.after_path) for each in losses],
    )


def losses_of(archive: Archive, run: int) -> list[Loss]:
    """What a run found to be lost, by label."""
    rows = archive.db.execute(
        "select label, key, before, before_path, after, after_path from losses where run = ? order by label", (run,)
    )
    return [Loss(*row) for row in rows]


def fill_in(archive: Archive, snapshot: int, found: Mapping[str, tuple[str, str]]) -> None:
    """Add facts to a snapshot that no spider read: label → (text, how it was found).

    They lie apart from what the spider read, so that the next run is not taken for one that has these labels again.
    """
    archive.db.executemany(
        "insert or replace into filled values (?, ?, ?, ?)",
        [(snapshot, label, text, found_by) for label, (text, found_by) in found.items()],
    )


def keep_listing(archive: Archive, source: str, run: int, url: str, page: bytes) -> None:
    """Keep a listing in which a run found nothing, in the place of the one kept before: the evidence for a person."""
    archive.db.execute("insert or replace into listings values (?, ?, ?, ?)", (source, run, url, zlib.compress(page)))


def listing_of(archive: Archive, run: int) -> tuple[str, bytes] | None:
    """(address, page) of the listing that a run kept, or None."""
    row = archive.db.execute("select url, page from listings where run = ?", (run,)).fetchone()
    return (str(row[0]), zlib.decompress(row[1])) if row else None
