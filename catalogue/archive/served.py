"""What advert pages were served with, so that the next run can ask whether they have changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.archive import Archive
from catalogue.archive.file import utc_text


@dataclass(frozen=True)
class Served:
    """A page as it was served: what proves it unchanged, and which adverts were made of it."""

    source: str
    url: str
    validators: Mapping[str, str]  # ETag, Last-Modified; empty where it had none
    asked_with: str  # what the adverts are made of beside the page, as a hash
    keys: tuple[str, ...]
    digest: str = ""  # of its bytes: a site that names no validators may serve the same page again


# The page as it was last served, if every advert that was made of it still has its own page.
WHOLE = (
    "source = ? and url = ? and asked_with = ? and fetched >= ? and not exists"
    " (select 1 from json_each(served.keys) each where not exists (select 1 from adverts a"
    " join snapshots s on s.id = a.latest where a.source = served.source and a.key = each.value"
    " and length(s.html) > 0))"
)


def note_served(archive: Archive, page: Served, run: int, now: datetime) -> bool:
    """Note how a page was served; whether that was done.

    It is not where nothing proves the page unchanged, nor where one of its adverts was not kept in this run: "not
    modified" would then mean something else than what is kept.
    """
    if not any([*page.validators.values(), page.digest]):
        archive.db.execute("delete from served where source = ? and url = ?", (page.source, page.url))
        return False
    kept = archive.db.execute(
        "select count(*) from adverts where source = ? and last_run = ? and key in (select value from json_each(?))",
        (page.source, run, json.dumps(page.keys)),
    ).fetchone()[0]
    if kept < len(set(page.keys)):
        archive.db.execute("delete from served where source = ? and url = ?", (page.source, page.url))
        return False
    archive.db.execute(
        "insert or replace into served values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.source,
            page.url,
            page.validators.get("ETag", ""),
            page.validators.get("Last-Modified", ""),
            page.asked_with,
            json.dumps(page.keys),
            utc_text(now),
            page.digest,
        ),
    )
    return True


def has_served(archive: Archive, source: str) -> bool:
    """Whether any page of a source can be asked for with "if it has changed"."""
    row = archive.db.execute("select exists (select 1 from served where source = ?)", (source,)).fetchone()
    return bool(row[0])


def validators_of(
    archive: Archive, source: str, url: str, asked_with: str, since: datetime
) -> Iterator[tuple[str, str]]:
    """(header, text) of what proves a page unchanged, if it was served whole since a moment and all of it is kept yet.

    None where an advert of the page was pruned: the page is wanted whole again.
    """
    row = archive.db.execute(
        f"select etag, last_modified from served where {WHOLE}",  # noqa: S608 (our words)
        (source, url, asked_with, utc_text(since)),
    ).fetchone()
    for name, text in zip(("ETag", "Last-Modified"), row or (), strict=False):
        if text:
            yield name, text


def is_same(archive: Archive, source: str, url: str, asked_with: str, since: datetime, digest: str) -> bool:
    """Whether a page came as the same bytes as the last time, since a moment, and all of it is kept yet."""
    row = archive.db.execute(
        f"select digest from served where {WHOLE}",  # noqa: S608 (our words)
        (source, url, asked_with, utc_text(since)),
    ).fetchone()
    return bool(row) and bool(digest) and row[0] == digest


def keys_of(archive: Archive, source: str, url: str) -> list[str]:
    """Keys of the adverts that a page was noted to hold."""
    row = archive.db.execute("select keys from served where source = ? and url = ?", (source, url)).fetchone()
    return list(json.loads(row[0])) if row else []


def see_again(archive: Archive, source: str, url: str, run: int, now: datetime) -> int:
    """Move last seen of every advert of a page that has not changed; how many adverts were not seen yet in this run."""
    return archive.db.execute(
        "update adverts set last_seen = ?, last_run = ? where source = ? and last_run <> ? and key in"
        " (select each.value from served, json_each(served.keys) each where served.source = ? and served.url = ?)",
        (utc_text(now), run, source, run, source, url),
    ).rowcount
