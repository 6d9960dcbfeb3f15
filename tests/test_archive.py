"""The archive keeps every wording once, and says so truly."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.archive import Archive
from catalogue.archive.confirmed import history
from catalogue.archive.file import ArchiveError
from catalogue.archive.wordings import strip_tags, wording_hash
from catalogue.records import Advert

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ADVERT = Advert(
    "demo", "a1", "https://example.org/a1", "Policy secondment", "<p>Six months in a ministry.</p>", {"Salary": "£1"}
)


def kept(archive: Archive, advert: Advert, when: datetime = NOON) -> str:
    run = archive.begin_run(advert.source, when)
    outcome = archive.keep(advert, run, when, b"<html>as served</html>")
    archive.end_run(run, when, "healthy", "", pages=1, adverts=1, new=0, changed=0, dropped={}, fill={})
    return outcome


def test_unchanged_wording_adds_no_snapshot(archive: Archive) -> None:
    assert kept(archive, ADVERT) == "new"
    reformatted = replace(ADVERT, html="<p class=x>Six   months in\n a <b>ministry.</b></p>")
    assert kept(archive, reformatted, NOON + timedelta(days=1)) == "unchanged"
    [snapshot] = archive.latest()
    assert (snapshot.first_seen, snapshot.last_seen) == ("2026-03-05T12:00:00Z", "2026-03-06T12:00:00Z")


@pytest.mark.parametrize(
    "change",
    [{"title": "Policy secondments"}, {"html": "<p>Nine months in a ministry.</p>"}, {"facts": {"Salary": "£2"}}],
)
def test_new_wording_adds_a_snapshot_and_keeps_the_old(archive: Archive, change: dict[str, object]) -> None:
    kept(archive, ADVERT)
    assert kept(archive, replace(ADVERT, **change), NOON + timedelta(days=1)) == "changed"
    [latest] = archive.latest()
    assert latest.advert == replace(ADVERT, **change)
    assert latest.advert_first_seen == "2026-03-05T12:00:00Z"
    assert [snapshot.advert for snapshot in history(archive)] == [ADVERT, replace(ADVERT, **change)]
    assert archive.page(latest.id) == b"<html>as served</html>"


def test_an_advert_missed_by_two_healthy_runs_is_not_present(archive: Archive) -> None:
    other = replace(ADVERT, key="b2")
    kept(archive, ADVERT)
    for day in (1, 2):
        [seen] = [s for s in archive.latest() if s.advert.key == "a1"]
        assert seen.present
        kept(archive, other, NOON + timedelta(days=day))
    [seen] = [s for s in archive.latest() if s.advert.key == "a1"]
    assert not seen.present


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "snapshots.db"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(ArchiveError, match=r"snapshots\.db.*backup"):
        Archive(broken)


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "snapshots.db"
    with Archive(path) as one, Archive(path) as two:
        assert kept(one, ADVERT) == "new"
        assert kept(two, ADVERT) == "unchanged"
        assert kept(two, replace(ADVERT, key="b2")) == "new"
        assert len(list(one.latest())) == 2


def test_the_archive_is_private(tmp_path: Path) -> None:
    with Archive(tmp_path / "snapshots.db"):
        assert (tmp_path / "snapshots.db").stat().st_mode & 0o077 == 0


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_html_can_be_hashed_and_stripped(html: str) -> None:
    assert len(wording_hash(replace(ADVERT, html=html))) == 32
    assert "\x00<" not in strip_tags(html)


KEEPER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from catalogue.archive import Archive
from catalogue.records import Advert
archive = Archive(Path(sys.argv[1]))
run = archive.begin_run("demo", datetime.now(UTC))
for number in range(100_000):
    advert = Advert("demo", f"k{number}", "https://example.org", "Title", "<p>Words</p>" * 50)
    archive.keep(advert, run, datetime.now(UTC))
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 40, 133])
def test_what_was_reported_as_kept_survives_a_kill(tmp_path: Path, after: int) -> None:
    path = tmp_path / "snapshots.db"
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(path)], stdout=subprocess.PIPE, text=True)
    assert keeper.stdout
    reported = [int(keeper.stdout.readline()) for _ in range(after)]
    os.kill(keeper.pid, signal.SIGKILL)
    reported += [int(line) for line in keeper.stdout.read().split()]
    keeper.wait()
    keeper.stdout.close()
    with Archive(path) as archive:
        there = {snapshot.advert.key for snapshot in archive.latest()}
        assert {f"k{number}" for number in reported} <= there
        assert kept(archive, ADVERT) == "new"
    assert sqlite3.connect(path).execute("pragma integrity_check").fetchone() == ("ok",)
