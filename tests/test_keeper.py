"""What a keeper meets in a year: slips on the command line, files out of place, decisions that must not be lost."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from changing_site import entry, scrapy
from test_retention import advert, crawl

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.archive.upgrade import VERSION
from catalogue.build import build
from catalogue.check import problems
from catalogue.cli import main
from catalogue.commands import build as build_command
from catalogue.explain import explain
from catalogue.failures import failures_feed
from catalogue.keeping.backup import BackupError, back_up
from catalogue.keeping.restore import restore
from catalogue.keeping.retention import prune
from catalogue.keeping.takedown import forget
from catalogue.life_cycle import STALE_DAYS
from catalogue.search.log import Search, note_searches, search_rows
from crawler.commands.newsource import is_of_another
from crawler.round import chosen

FIRST = datetime(2026, 3, 5, 4, tzinfo=UTC)
ISO = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a registry of two sources, both on the public web."""
    entries = {name: entry(f"https://{name}.example.org") for name in ("demo", "other")}
    (tmp_path / "sources.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    monkeypatch.setenv("WKEP_SOURCES", str(tmp_path / "sources.yml"))
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))
    return tmp_path


# --- days


def test_what_a_keeper_reads_has_days_as_people_write_them(archive: Archive, folder: Path) -> None:
    crawl(archive, 0, advert("a"))
    build([archive.path], folder / "catalogue.db")
    archive.db.execute("update runs set started = '2000-03-03T04:00:00Z'")
    run = archive.begin_run("demo", FIRST)
    told: dict[str, Any] = {"pages": 1, "adverts": 1, "new": 0, "changed": 0, "dropped": {}, "fill": {}}
    archive.end_run(run, FIRST, "partial", "it was cut short", **told)
    crawl(archive, 365 * 900, advert("c", source="other"), source="other")
    now = datetime.now(UTC) + timedelta(days=STALE_DAYS)
    lines = [*problems(archive.path, folder / "catalogue.db", now=now), failure_words(archive)]
    lines.append(explain("demo:a", archive.path).partition("FACTS")[0])
    assert any("(5 March 2026) was partial" in line for line in lines)
    assert any("no healthy run since 3 March 2000" in line for line in lines)
    assert any("a healthy run ended on" in line for line in lines)
    assert [line for line in lines if ISO.search(line.replace(str(folder), ""))] == []
    assert "read 1 page and kept 1 advert." in lines[-2]


def failure_words(archive: Archive) -> str:
    """The summaries of the feed of failures; its machine parts keep their ISO moments."""
    feed = failures_feed(archive.runs(), {}, FIRST)
    return " ".join(re.findall(r"<summary>(.*?)</summary>", feed))


# --- check


def test_check_says_each_thing_once(folder: Path) -> None:
    (folder / "sources.yml").write_text("demo:\n", encoding="utf-8")
    Archive(folder / "snapshots.db").close()
    told = problems(folder / "snapshots.db", folder / "catalogue.db")
    assert len([line for line in told if "write a mapping of keys" in line]) == 1


def test_check_says_that_a_registry_is_empty(folder: Path) -> None:
    (folder / "sources.yml").write_text("# nothing yet\n", encoding="utf-8")
    told = problems(folder / "snapshots.db", folder / "catalogue.db")
    assert any("sources.yml: holds no source" in line for line in told)


def test_check_says_when_a_catalogue_does_not_know_of_a_decision(archive: Archive, folder: Path) -> None:
    crawl(archive, 0, advert("a"), advert("b"))
    build([archive.path], folder / "catalogue.db")
    now = datetime.now(UTC)
    assert to_be_built(archive, folder) == []
    forget(archive, "demo:a", "asked by the host", now + timedelta(seconds=2))
    [told] = to_be_built(archive, folder)
    assert "advert demo:a was taken down on" in told and "may still be published" in told
    archive.db.execute("delete from deeds")
    assert to_be_built(archive, folder) == []


def to_be_built(archive: Archive, folder: Path) -> list[str]:
    """What `catalogue check` says that a build would mend."""
    return [line for line in problems(archive.path, folder / "catalogue.db", now=FIRST) if "catalogue build" in line]


def test_a_run_that_was_told_to_stop_asks_for_no_mending(archive: Archive, folder: Path) -> None:
    crawl(archive, 0, advert("a"))
    run = archive.begin_run("demo", FIRST)
    counts: dict[str, Any] = {"pages": 1, "adverts": 1, "new": 0, "changed": 0, "dropped": {}, "fill": {}}
    archive.end_run(run, FIRST, "partial", "it was told to stop", **counts, cut_off=True)
    [told] = [line for line in problems(archive.path, folder / "catalogue.db", now=FIRST) if "told to stop" in line]
    assert "nothing needs mending" in told
    assert "`scrapy crawl demo`" in told
    assert "accept" not in told


# --- explain


def test_a_wording_that_came_back_is_not_withheld(archive: Archive) -> None:
    for day, word in enumerate(("", "for now", "")):
        crawl(archive, day, advert("a", word))
    assert "a healthy run has confirmed it" in explain("demo:a", archive.path)


# --- archives of other releases


def of_version(folder: Path, version: int) -> Path:
    path = folder / "snapshots.db"
    with Archive(path) as archive:
        crawl(archive, 0, advert("a"))
        archive.db.execute(f"pragma user_version = {version}")
        if version < VERSION:
            archive.db.execute("alter table searches drop column included")
    return path


def test_an_archive_of_the_release_before_can_be_read_at_once(folder: Path) -> None:
    path = of_version(folder, VERSION - 1)
    assert build([path], folder / "catalogue.db")["adverts"] == 1
    with Archive(path, read_only=True) as archive:
        assert archive.version() == VERSION
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            archive.begin_run("demo", FIRST)


def test_bringing_up_to_date_adds_no_stretch(folder: Path) -> None:
    path = folder / "snapshots.db"
    stretches = "select snapshot, since, until from stretches order by 1, 2"
    with Archive(path) as archive:
        for day in range(3):
            crawl(archive, day, advert("a"))
        before = archive.db.execute(stretches).fetchall()
        archive.db.execute(f"pragma user_version = {VERSION - 1}")
    with Archive(path) as archive:
        assert archive.db.execute(stretches).fetchall() == before


@pytest.mark.parametrize("read_only", [True, False])
def test_an_archive_of_a_newer_release_is_left_alone(folder: Path, read_only: bool) -> None:
    path = of_version(folder, VERSION + 1)
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"written by a newer release \(version \d+, this one knows") as error:
        Archive(path, read_only=read_only)
    assert "damaged" not in str(error.value)
    assert path.read_bytes() == before


# --- putting a copy back


def test_what_was_taken_down_stays_down_when_a_copy_is_put_back(folder: Path) -> None:
    path, now = folder / "snapshots.db", FIRST + timedelta(days=9)
    with Archive(path) as archive:
        crawl(archive, 0, advert("a"), advert("b"), advert("c"))
        crawl(archive, 0, advert("d", source="other"), source="other")
        forget(archive, "demo:c", "asked before the copy", FIRST)
    made = back_up(path, folder / "backups", date(2026, 3, 6))
    with Archive(path) as archive:
        forget(archive, "https://www.example.org/adverts/a", "asked by the host", now)
        forget(archive, "other", "asked by the publisher", now)
    restored = restore(made.path, path, now)
    assert restored.carried == 3  # the address, the advert that it led to, and the source
    with Archive(path) as archive:
        assert {each.advert.id for each in archive.latest()} == {"demo:b"}
        assert archive.takedowns()["address", "example.org/adverts/a"] == "asked by the host"
        assert archive.is_taken_down("other")
        assert crawl(archive, 10, advert("a"), advert("b")) == ["forgotten", "unchanged"]
    assert restore(made.path, path, now + timedelta(seconds=1)).carried == 3
    assert sorted(each.name for each in folder.glob("snapshots.db*")) == ["snapshots.db"]


def test_a_list_that_cannot_be_read_is_told_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "snapshots.db"
    with Archive(path) as archive:
        crawl(archive, 0, advert("a"))
    made = back_up(path, folder / "backups", date(2026, 3, 6))
    path.write_bytes(b"no database at all" * 99)
    assert main(["restore", str(made.path)]) == 0
    assert "its takedown list cannot be read: give `catalogue forget` again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        ("nowhere.db", "nowhere.db: no such file; `catalogue backup` writes"),
        ("backups", "backups: is a folder; name one of the copies in it"),
        ("sources.yml", "sources.yml: cannot be put back: file is not a database"),
        ("catalogue.db", "catalogue.db: is no archive"),
    ],
)
def test_what_cannot_be_put_back_is_named(folder: Path, copy: str, told: str) -> None:
    (folder / "backups").mkdir()
    with Archive(folder / "snapshots.db") as archive:
        crawl(archive, 0, advert("a"))
    build([folder / "snapshots.db"], folder / "catalogue.db")
    with pytest.raises(BackupError) as error:
        restore(folder / copy, folder / "snapshots.db", FIRST)
    assert told in str(error.value)
    assert ".new" not in str(error.value)


# --- what is private


def test_texts_of_adverts_can_be_read_by_their_owner_alone(archive: Archive, folder: Path) -> None:
    crawl(archive, 0, advert("a"))
    build([archive.path], folder / "catalogue.db")
    modes = {path.name: path.stat().st_mode & 0o077 for path in folder.glob("*.db*")}
    assert [name for name, others in modes.items() if others] == ["catalogue.db"]


# --- what searches found


def searched(archive: Archive, day: int, *keys: str) -> int:
    """A healthy run whose one search finds some adverts; its number."""
    crawl(archive, day, *(advert(key) for key in keys))
    run = archive.last_run()
    note_searches(archive, run, "demo", FIRST + timedelta(days=day), [Search("secondment", 1, len(keys), set(keys))])
    return run


def test_old_finds_are_dropped_and_their_counts_stay(archive: Archive) -> None:
    searched(archive, 0, "a", "b")
    young = searched(archive, 200, "a", "b", "c")
    before = list(search_rows([archive], {"demo:a", "demo:c"}))
    assert [row["included"] for row in before] == [1, 2]
    _, finds = prune(archive, FIRST + timedelta(days=201), 180, {"demo:a", "demo:c"})
    assert finds.snapshots == 2
    assert archive.db.execute("select distinct run from finds").fetchall() == [(young,)]
    assert list(search_rows([archive], {"demo:a", "demo:c"})) == before
    # What is in the catalogue may change; the count of what is no longer known does not.
    assert [row["included"] for row in search_rows([archive], {"demo:b"})] == [1, 1]
    deed = archive.deeds()[-1]
    assert (deed["deed"], deed["what"]) == ("prune", "finds of searches before 26 March 2026")
    assert "180 days" in deed["why"]


def test_finds_are_kept_until_there_is_a_catalogue_to_count_them_by(
    archive: Archive, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    searched(archive, 0, "a", "b")
    assert main(["prune", "--older-than", "0"]) == 0
    assert "finds of searches: all kept" in capsys.readouterr().out
    assert archive.db.execute("select count(*) from finds").fetchone() == (2,)
    build([archive.path], folder / "catalogue.db")
    assert main(["prune", "--older-than", "0"]) == 0
    assert ": 2 pruned; how many of each search" in capsys.readouterr().out
    assert archive.db.execute("select count(*) from finds").fetchone() == (0,)
    assert build([archive.path], folder / "catalogue.db")["search_log"] == 1
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        assert db.execute("select included from search_log").fetchall() == [(2,)]


# --- slips on the command line of `catalogue`


def test_a_feed_into_a_folder_that_is_not_there(
    archive: Archive, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["failures", "-o", str(folder / "nowhere" / "feed.atom")]) == 1
    assert "cannot be written (No such file or directory); is the folder there" in capsys.readouterr().err


def test_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["build", "--today", "3-3-2026"])
    assert ended.value.code == 2
    assert "'3-3-2026' is no day; write one such as 2026-03-05" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("problem", "code", "told"),
    [
        (sqlite3.DatabaseError("database disk image is malformed"), 1, "malformed: is the disk full"),
        (PermissionError(13, "Permission denied"), 1, "not writable, or a file there damaged"),
        (KeyboardInterrupt(), 130, "stopped; what was there stays as it was"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_whatever_happens_a_command_ends_with_a_line(
    problem: BaseException,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise problem

    monkeypatch.setattr(build_command, "build", fail)
    if code == 0:
        monkeypatch.setattr("sys.stderr.close", lambda: None)
    assert main(["build"]) == code
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


# --- slips on the command line of `scrapy`


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("crawl", "demo", "-a", "sample=x"), "sample=x: write a whole number above nought"),
        (("crawl", "demo", "-a", "sampel=5"), "-a sampel: no such argument; there are sample, since, unverified"),
        (("crawl", "demo", "--nosuch"), "--nosuch: no such option; `scrapy crawl -h`"),
        (("crawlall", "--sample", "x"), "--sample=x: write a whole number above nought"),
        (("crawlall", "--nosuch"), "--nosuch: no such option; `scrapy crawlall -h`"),
        (("readpage", "x.html", "--nosuch"), "--nosuch: no such option; `scrapy readpage -h`"),
        (("newsource", "https://a.example.org/", "--nosuch"), "--nosuch: no such option; `scrapy newsource -h`"),
        (("newsource", "https://a.example.org/", "--id", "demo"), "--id demo: is the id of another source"),
        (("schedule", "demo"), "demo: takes no names"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_a_slip_is_told_before_anything_is_asked_for(folder: Path, command: tuple[str, ...], told: str) -> None:
    ended = scrapy(folder, *command)
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (folder / "snapshots.db").exists()


@pytest.mark.parametrize("command", ["crawl demo", "crawlall", "crawlall --due", "schedule"])
def test_without_a_contact_nothing_begins(folder: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawls.CONTACT", "")
    ended = scrapy(folder, *command.split())
    assert ended.returncode == 2
    assert "set WKEP_CONTACT to a web or mail address" in ended.stderr
    assert not (folder / "snapshots.db").exists()


@pytest.mark.parametrize("command", [("list",), ("crawl", "demo"), ("crawlall",)], ids=" ".join)
def test_a_registry_that_cannot_be_read_is_one_line(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "sources.yml").write_text("demo: [\n", encoding="utf-8")
    ended = scrapy(folder, *command)
    assert ended.returncode == 2
    assert "sources.yml: line 2" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_source_named_twice_is_gathered_once() -> None:
    assert [source.id for source in chosen(["other", "demo", "other"])] == ["other", "demo"]


def test_an_id_is_taken_unless_it_is_the_same_source() -> None:
    assert is_of_another("demo", "https://elsewhere.example.org/")
    assert not is_of_another("demo", "https://demo.example.org/")
    assert not is_of_another("nobody", "https://elsewhere.example.org/")
