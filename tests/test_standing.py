"""Where an advert stands: each reason for which the catalogue does not show it, or not in its last wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogue.archive import Archive
from catalogue.archive.confirmed import snapshots
from catalogue.archive.run_seen import latest_snapshot
from catalogue.records import Advert
from catalogue.source import stand_in
from catalogue.standing import standing

FIRST = datetime(2026, 3, 5, 4, tzinfo=UTC)


def kept(folder: Path, runs: Sequence[tuple[str, str | None]]) -> Archive:
    """An archive in which each run ended with a verdict and saw the advert in a wording, or not at all."""
    archive = Archive(folder / "snapshots.db")
    for number, (verdict, words) in enumerate(runs):
        now = FIRST + timedelta(days=number)
        run = archive.begin_run("demo", now)
        if words:
            archive.keep(Advert("demo", "a", "https://demo.example/a", "A stay", f"<p>{words}</p>"), run, now)
        archive.end_run(run, now, verdict, "as told", pages=1, adverts=1, new=0, changed=0, dropped={}, fill={})
    return archive


@pytest.mark.parametrize(
    ("runs", "status", "told"),
    [
        ([("healthy", "one")], "active", ["a healthy run has confirmed it"]),
        (
            [("partial", "one")],
            "active",
            [
                "WITHHELD: no healthy run has confirmed it yet; "
                "the last run of demo, on 5 March 2026, was partial (as told)"
            ],
        ),
        (
            [("healthy", "one"), ("changed", "two")],
            "active",
            [
                "this wording is WITHHELD until a healthy run confirms it; "
                "the last run of demo, on 6 March 2026, was changed (as told)"
            ],
        ),
        (
            [("healthy", "one"), ("healthy", None), ("healthy", None)],
            "active",
            ["its last two healthy runs did not list it any more"],
        ),
        (
            [("healthy", "one")],
            "unverified",
            [
                "NOT PUBLISHED: its source demo is unverified; a person makes it active in the registry",
                "a healthy run has confirmed it",
            ],
        ),
        (
            [("healthy", "one")],
            None,
            [
                "its source demo is no longer in the registry; what was kept of it stays published",
                "a healthy run has confirmed it",
            ],
        ),
    ],
)
def test_each_reason_is_told(
    tmp_path: Path, runs: list[tuple[str, str | None]], status: str | None, told: list[str]
) -> None:
    sources = {"demo": stand_in("demo", "Demo", status=status)} if status else {}
    with kept(tmp_path, runs) as archive:
        [latest] = snapshots(archive, [latest_snapshot(archive, "demo", "a") or 0])
        assert list(standing(archive, latest, sources)) == told


def test_a_takedown_comes_before_all_else(tmp_path: Path) -> None:
    with kept(tmp_path, [("healthy", "one")]) as archive:
        [latest] = snapshots(archive, [latest_snapshot(archive, "demo", "a") or 0])
        archive.db.execute(
            "insert into takedowns (kind, what, reason, since) values ('advert', 'demo:a', 'asked', '2026-03-06')"
        )
        assert list(standing(archive, latest, {})) == ["NOT PUBLISHED: it is on the takedown list"]
