"""Backups of the archive: whole while a crawl writes, sound, rotated, and put back without loss."""

from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from catalogue.archive import Archive
from catalogue.build import build
from catalogue.cli import main
from catalogue.export import export
from catalogue.keeping.backup import BackupError, back_up, copies
from catalogue.keeping.restore import restore
from catalogue.lock import held
from catalogue.records import Advert

NOW = datetime(2026, 3, 5, 4, tzinfo=UTC)
DAY = date(2026, 3, 6)
WORDS = (
    "<p>This secondment lets a policy analyst from a ministry spend six months at a university research centre to"
    " exchange knowledge. The secondee is released by the home employer, who goes on paying the salary.</p>"
)


def advert(number: int) -> Advert:
    title = f"Policy secondment {number} to the research centre"
    facts = {"Closing date": "30 June 2026"}
    return Advert("demo", str(number), f"https://www.example.org/{number}", title, WORDS, facts)


def crawl(path: Path, numbers: range) -> None:
    with Archive(path) as archive:
        run = archive.begin_run("demo", NOW)
        for number in numbers:
            archive.keep(advert(number), run, NOW, b"<html></html>")
        told = {"pages": 9, "adverts": len(numbers), "new": 0, "changed": 0, "dropped": {}, "fill": {}}
        archive.end_run(run, NOW, "healthy", "", **told)


def test_a_copy_is_whole_private_and_one_file(tmp_path: Path) -> None:
    archive = tmp_path / "snapshots.db"
    crawl(archive, range(5))
    made = back_up(archive, tmp_path / "backups", DAY)
    assert made.path.name == "snapshots-2026-03-06.db"
    assert (made.runs, made.snapshots, made.removed) == (1, 5, ())
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in made.path.parent.iterdir()) == [".snapshots.lock", made.path.name]


def test_what_stands_in_the_journal_alone_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "snapshots.db"
    with Archive(path) as archive:
        archive.db.execute("pragma wal_autocheckpoint = 0")
        run = archive.begin_run("demo", NOW)
        archive.keep(advert(1), run, NOW)
        assert back_up(path, tmp_path / "backups", DAY).snapshots == 1


def write_on(path: Path, ready: object, stop: object) -> None:
    with Archive(path) as archive:
        run = archive.begin_run("busy", NOW)
        number = 0
        while not stop.is_set():  # type: ignore[attr-defined]
            number += 1
            archive.keep(Advert("busy", str(number), f"https://example.org/{number}", "A title", WORDS, {}), run, NOW)
            ready.set()  # type: ignore[attr-defined]


def test_copies_taken_while_a_crawl_writes_are_sound(tmp_path: Path) -> None:
    path = tmp_path / "snapshots.db"
    crawl(path, range(3))
    context = multiprocessing.get_context("spawn")
    ready, stop = context.Event(), context.Event()
    writer = context.Process(target=write_on, args=(path, ready, stop))
    writer.start()
    try:
        assert ready.wait(20)
        seen = []
        for day in range(5):
            made = back_up(path, tmp_path / "backups", DAY + timedelta(days=day))
            with closing(sqlite3.connect(made.path)) as db:
                assert db.execute("pragma integrity_check").fetchone()[0] == "ok"
                # An advert and its snapshot are written in one transaction: never one without the other.
                assert db.execute("select count(*) from snapshots").fetchone() == db.execute(
                    "select count(*) from adverts").fetchone()  # fmt: skip
            seen.append(made.snapshots)
    finally:
        stop.set()
        writer.join(20)
    assert seen == sorted(seen)
    assert seen[-1] > 3


def test_the_newest_days_are_kept_and_other_files_left_alone(tmp_path: Path) -> None:
    archive, folder = tmp_path / "snapshots.db", tmp_path / "backups"
    crawl(archive, range(1))
    folder.mkdir()
    others = ["snapshots-2020-01-01.db.gz", "other-2020-01-01.db", "notes.txt"]
    for name in others:
        (folder / name).write_text("mine")
    for day in range(6):
        made = back_up(archive, folder, DAY + timedelta(days=day), keep=3)
    assert [path.name[10:20] for path in copies(archive, folder)] == ["2026-03-11", "2026-03-10", "2026-03-09"]
    assert [path.name for path in made.removed] == ["snapshots-2026-03-08.db"]
    assert all((folder / name).exists() for name in others)


def test_a_second_copy_of_a_day_takes_the_place_of_the_first(tmp_path: Path) -> None:
    archive, folder = tmp_path / "snapshots.db", tmp_path / "backups"
    crawl(archive, range(1))
    back_up(archive, folder, DAY)
    crawl(archive, range(1, 4))
    assert back_up(archive, folder, DAY).snapshots == 4
    assert len(copies(archive, folder)) == 1


def test_put_back_and_built_it_exports_the_same(tmp_path: Path) -> None:
    archive = tmp_path / "snapshots.db"
    crawl(archive, range(4))

    def exported(name: str) -> bytes:
        build([archive], tmp_path / "catalogue.db", today=DAY)
        export(tmp_path / "catalogue.db", "json", out=tmp_path / name)
        return (tmp_path / name).read_bytes()

    before = exported("before.json")
    assert before.count(b"research centre") >= 4
    made = back_up(archive, tmp_path / "backups", DAY)
    crawl(archive, range(4, 9))
    assert exported("more.json") != before
    (tmp_path / "readings.db").unlink()  # a cache; nothing may depend on it
    aside = restore(made.path, archive, NOW).aside
    assert exported("after.json") == before
    assert aside and aside.name == "snapshots-before-2026-03-05T040000Z.db"
    with Archive(aside, read_only=True) as moved:
        assert len(moved.adverts()) == 9


def test_an_old_journal_never_meets_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "snapshots.db"
    crawl(path, range(2))
    made = back_up(path, tmp_path / "backups", DAY)
    killed = Archive(path)  # never closed: its journal stays, as after a kill
    run = killed.begin_run("demo", NOW)
    killed.keep(advert(7), run, NOW)
    assert path.with_name("snapshots.db-wal").exists()
    aside = restore(made.path, path, NOW).aside
    assert not path.with_name("snapshots.db-wal").exists()
    assert aside and aside.with_name(aside.name + "-wal").exists()
    with Archive(path, read_only=True) as back:
        assert len(back.adverts()) == 2
    killed.close()


def broken(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 2] = b"\xff" * 4096
    path.write_bytes(content)


def test_a_damaged_archive_does_not_take_the_place_of_a_sound_copy(tmp_path: Path) -> None:
    archive, folder = tmp_path / "snapshots.db", tmp_path / "backups"
    crawl(archive, range(40))
    good = back_up(archive, folder, DAY).path.read_bytes()
    broken(archive)
    with pytest.raises(BackupError, match="damaged"):
        back_up(archive, folder, DAY)
    assert copies(archive, folder)[0].read_bytes() == good
    assert not list(folder.glob(".*.new*"))


@pytest.mark.parametrize("spoil", ["damaged", "other", "text", "none"])
def test_nothing_but_a_sound_archive_is_put_back(tmp_path: Path, spoil: str) -> None:
    archive, copy = tmp_path / "snapshots.db", tmp_path / "copy.db"
    crawl(archive, range(40))
    before = archive.read_bytes()
    if spoil == "damaged":
        copy.write_bytes(before)
        broken(copy)
    if spoil == "other":
        with closing(sqlite3.connect(copy)) as db:
            db.execute("create table runs (id integer)")
    if spoil == "text":
        copy.write_text("hello " * 1000)
    with pytest.raises(BackupError):
        restore(copy, archive, NOW)
    assert archive.read_bytes() == before
    assert not list(tmp_path.glob("snapshots-before*"))


def hold(path: Path, ready: object, stop: object) -> None:
    with held(path, "a round"):
        ready.set()  # type: ignore[attr-defined]
        stop.wait(30)  # type: ignore[attr-defined]


def test_nothing_is_put_back_while_a_round_is_under_way(tmp_path: Path) -> None:
    archive = tmp_path / "snapshots.db"
    crawl(archive, range(2))
    made = back_up(archive, tmp_path / "backups", DAY)
    context = multiprocessing.get_context("spawn")
    ready, stop = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path / "locks" / "round", ready, stop))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(BackupError, match="under way"):
            restore(made.path, archive, NOW)
    finally:
        stop.set()
        other.join(20)


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))
    assert main(["backup"]) == 1
    assert "there is no archive to copy yet" in capsys.readouterr().err
    crawl(tmp_path / "snapshots.db", range(2))
    assert main(["backup", "--keep", "0"]) == 1
    assert main(["backup", "--keep", "2"]) == 0
    [copy] = (tmp_path / "backups").glob("*.db")
    assert "2 snapshots" in capsys.readouterr().out
    assert main(["restore", str(copy)]) == 0
    assert "catalogue build" in capsys.readouterr().out
    assert main(["backup", "-o", "/proc/nowhere"]) == 1
    assert "was not written" in capsys.readouterr().err
