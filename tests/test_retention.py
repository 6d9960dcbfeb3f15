"""Takedown and retention: forgotten is gone for good, pruned loses no coded fact, and both are logged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.archive.served import Served, note_served
from catalogue.archive.wordings import plain_address
from catalogue.build import build
from catalogue.cli import main
from catalogue.codebook import load_codebook
from catalogue.columns import TABLES
from catalogue.keeping.deeds import RetentionError
from catalogue.keeping.pruned import as_of_today
from catalogue.keeping.retention import keep_days, prune
from catalogue.keeping.takedown import forget
from catalogue.keeping.takedown_lifted import lift
from catalogue.latest import latest_of
from catalogue.normalise import read_snapshot
from catalogue.reading_cache import unpack
from catalogue.records import Advert
from catalogue.tables import check_catalogue
from crawler.gathered import Gathered
from crawler.run_report import RunReport

FIRST = datetime(2026, 3, 5, 4, tzinfo=UTC)
TODAY = date(2026, 3, 9)
SECRET = "Quillfeather"  # a word that stands in one advert only
WORDS = (
    "<p>This secondment lets a policy analyst from a ministry spend six months at a university research centre to"
    " exchange knowledge. The secondee is released by the home employer, who goes on paying the salary. {}</p>"
)


def advert(key: str, word: str = "", source: str = "demo") -> Advert:
    url = f"https://www.example.org/adverts/{key}?utm_source=feed"
    title = f"Policy secondment {key} to the research centre"
    return Advert(source, key, url, title, WORDS.format(word), {"Closing date": "30 June 2026", "Contact": word or "-"})


def crawl(archive: Archive, day: int, *adverts: Advert, source: str = "demo") -> list[str]:
    """A healthy run on a day after the first; what became of each advert."""
    now = FIRST + timedelta(days=day)
    run = archive.begin_run(source, now)
    kept = [archive.keep(each, run, now, f"<html>{each.html}</html>".encode()) for each in adverts]
    for each in adverts:
        note_served(archive, Served(source, each.url, {"ETag": each.key}, "", (each.key,)), run, now)
    told = {"pages": 9, "adverts": len(adverts), "new": 0, "changed": 0, "dropped": {}, "fill": {}}
    archive.end_run(run, now, "healthy", "", **told)
    return kept


def entry(source: str) -> dict[str, Any]:
    return {
        "title": source, "publisher": "Demo Board", "sector": "policy", "kind": "scheme", "why": "a test",
        "platform": "json_ld", "start": "https://example.org/", "advert_url": "/adverts/", "licence": "none",
        "terms": {"url": "", "read_on": date(2026, 1, 1), "verdict": "allow"}, "every": "weekly", "reuse": "facts",
        "expect": {"min": 1, "max": 40}, "status": "active", "evidence": "invented",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(yaml.safe_dump({source: entry(source) for source in ("demo", "other")}), encoding="utf-8")
    monkeypatch.setenv("WKEP_SOURCES", str(path))
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """Three adverts of two sources, one of which names a person and was reworded, and a catalogue of them."""
    crawl(archive, 0, advert("a", SECRET), advert("b"))
    crawl(archive, 1, advert("a", f"{SECRET} again"), advert("b"))
    crawl(archive, 1, advert("c", source="other"), source="other")
    build([archive.path], archive.path.with_name("catalogue.db"), today=TODAY)
    return archive


def everywhere(folder: Path) -> list[str]:
    """Files of a data folder in which the secret word or the address of its advert stand."""
    found = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if SECRET.encode() in content or b"adverts/a?" in content:
            found.append(path.name)
    return found


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


# --- forget


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ("demo:a", "advert demo:a"),
        ("https://www.example.org/adverts/a", "address example.org/adverts/a"),
        ("http://example.org/adverts/a/?utm_campaign=x#top", "address example.org/adverts/a"),
    ],
)
def test_an_advert_is_forgotten_everywhere(kept: Archive, named: str, what: str, tmp_path: Path) -> None:
    raw = [blob for (blob,) in kept.db.execute("select html from snapshots where key = 'a'")]
    assert any(raw[0] in path.read_bytes() for path in tmp_path.glob("snapshots.db*"))
    readings = [
        blob for (blob,) in rows(tmp_path / "readings.db", "select reading from readings where wording like '%a%'")
    ]
    deed = forget(kept, named, "asked by the host", FIRST, tmp_path / "readings.db")
    assert (deed.what, deed.adverts, deed.snapshots) == (what, 1, 2)
    assert {each.advert.key for each in kept.latest()} == {"b", "c"}
    assert everywhere(tmp_path) == ["catalogue.db"]
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != "catalogue.db")
    assert not any(blob in stored for blob in raw)
    assert readings
    assert rows(tmp_path / "readings.db", "select count(*) from readings where wording like 'demo\na\n%'") == [(0,)]
    build([kept.path], tmp_path / "catalogue.db", today=TODAY)
    assert everywhere(tmp_path) == []
    assert {row[0] for row in rows(tmp_path / "catalogue.db", "select id from adverts")} == {"demo:b", "other:c"}
    assert kept.db.execute("pragma foreign_key_check").fetchall() == []


def test_what_is_forgotten_stays_out_of_later_crawls(kept: Archive) -> None:
    forget(kept, "https://example.org/adverts/a", "asked by the host", FIRST)
    moved = replace(advert("a"), url="https://example.org/new-place/a")
    renamed = replace(advert("a"), key="zz")
    assert crawl(kept, 2, advert("a"), advert("b"), moved, renamed) == [
        "forgotten",
        "unchanged",
        "forgotten",
        "forgotten",
    ]
    assert {each.advert.key for each in kept.latest()} == {"b", "c"}


def test_an_address_that_was_never_seen_can_be_forgotten(kept: Archive) -> None:
    assert forget(kept, "https://example.org/adverts/new", "asked beforehand", FIRST).adverts == 0
    assert crawl(kept, 2, advert("new")) == ["forgotten"]


def test_a_whole_source_is_forgotten(kept: Archive) -> None:
    assert forget(kept, "demo", "the publisher objects", FIRST).adverts == 2
    assert [each.advert.key for each in kept.latest()] == ["c"]
    assert crawl(kept, 2, advert("n")) == ["forgotten"]
    assert kept.is_taken_down("demo")
    assert not kept.is_taken_down("other")


def test_a_forgotten_advert_is_left_out_of_merged_archives(kept: Archive, tmp_path: Path) -> None:
    with Archive(tmp_path / "second.db") as second:
        crawl(second, 3, advert("a"), advert("d"))
        forget(kept, "demo:a", "asked by the host", FIRST)
        assert [each.advert.key for each in latest_of([kept, second], {})] == ["b", "d", "c"]
    counts = build([kept.path, tmp_path / "second.db"], tmp_path / "merged.db", today=TODAY)
    assert counts["adverts"] == 3
    assert check_catalogue(tmp_path / "merged.db") == []


def test_a_takedown_by_mistake_is_lifted_and_the_next_crawl_keeps_it_again(kept: Archive) -> None:
    address = "https://example.org/adverts/a"
    forget(kept, address, "asked by the host", FIRST)
    forget(kept, "other", "the publisher objects", FIRST)
    assert lift(kept, address, "the wrong one", FIRST) == (
        "address example.org/adverts/a",
        ["advert demo:a"],
    )
    assert crawl(kept, 2, advert("a")) == ["forgotten"]
    assert lift(kept, "demo:a", "the wrong one", FIRST) == ("advert demo:a", [])
    assert crawl(kept, 3, advert("a")) == ["new"]
    assert kept.is_taken_down("other")
    last = kept.deeds()[-1]
    assert (last["deed"], last["what"], last["why"]) == ("allow", "advert demo:a", "the wrong one")


@pytest.mark.parametrize("named", ["demo:b", "https://example.org/adverts/b", "", "demo"])
def test_what_is_not_on_the_list_is_not_lifted(kept: Archive, named: str) -> None:
    forget(kept, "demo:a", "asked by the host", FIRST)
    with pytest.raises(RetentionError, match=r"not on the takedown list \(demo:a\)"):
        lift(kept, named, "a mistake", FIRST)
    with pytest.raises(RetentionError, match="--reason"):
        lift(kept, "demo:a", " ", FIRST)
    assert kept.is_taken_down("demo", "a")


@pytest.mark.parametrize("named", ["nobody", "nobody:1", "", "not an address"])
def test_what_is_not_known_is_not_forgotten(kept: Archive, named: str) -> None:
    with pytest.raises(RetentionError, match="no advert"):
        forget(kept, named, "asked", FIRST)
    assert kept.deeds() == []


def test_a_reason_is_needed(kept: Archive) -> None:
    with pytest.raises(RetentionError, match="write why"):
        forget(kept, "demo:a", "  ", FIRST)


def test_an_archive_in_use_is_said(kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.db.execute("pragma busy_timeout = 50")
    with closing(sqlite3.connect(kept.path, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from snapshots").fetchone()
        with pytest.raises(ArchiveError, match="give the command again"):
            forget(kept, "demo:a", "asked", FIRST)
    assert forget(kept, "demo:a", "asked", FIRST).adverts == 0  # the rest of the work is done now


def test_a_refused_advert_is_counted_and_not_written_out(kept: Archive) -> None:
    forget(kept, "demo:a", "asked", FIRST)
    report = RunReport(get_crawler())
    report.archive, report.run = kept, kept.begin_run("demo", FIRST)
    with pytest.raises(DropItem, match="taken down"):
        report.keep(Gathered(advert("a"), b""))
    report.keep(Gathered(advert("b"), b""))
    assert (dict(report.dropped), report.kept.total()) == ({"taken down": 1}, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/a", "http://www.EXAMPLE.org/a/#x", True),
        ("https://example.org/a?utm_source=x&id=2", "https://example.org/a?id=2", True),
        ("https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1", True),
        ("https://example.org/a?id=2", "https://example.org/a?id=3", False),
        ("https://example.org/a", "https://example.org/A", False),
        ("https://example.org/a", "https://example.net/a", False),
    ],
)
def test_addresses_that_name_the_same_page(one: str, other: str, same: bool) -> None:
    assert (plain_address(one) == plain_address(other)) is same


@given(st.text(max_size=80).filter(lambda text: "[" not in text and "]" not in text))
def test_any_address_is_made_plain(url: str) -> None:
    assert "#" not in plain_address(url)


# --- prune


def opportunities(path: Path) -> list[tuple[Any, ...]]:
    return [
        row
        for table in ("opportunities", "quotes", "classifications", "issues", "excluded", "versions")
        for row in rows(path, f"select * from {table}")
    ]


def test_pruning_loses_no_coded_fact(kept: Archive, tmp_path: Path) -> None:
    before = opportunities(tmp_path / "catalogue.db")
    later = FIRST + timedelta(days=182)
    [deed] = prune(kept, later, 180)
    assert deed.snapshots == 4
    assert {each.advert.html for each in kept.latest()} == {""}
    assert all(not kept.page(each.id) for each in kept.latest())
    (tmp_path / "readings.db").unlink()  # from nothing
    build([kept.path], tmp_path / "anew.db", today=TODAY)
    assert opportunities(tmp_path / "anew.db") == before
    assert check_catalogue(tmp_path / "anew.db") == []
    found = rows(
        tmp_path / "anew.db", f"select count(*) from opportunities_fts where opportunities_fts match '{SECRET}'"
    )
    assert found == [(1,)]
    assert prune(kept, later, 180)[0].snapshots == 0


@pytest.mark.parametrize(("days", "pruned"), [(181, 0), (180, 1), (179, 4), (0, 4)])
def test_a_page_is_old_when_it_was_last_seen_long_ago(kept: Archive, days: int, pruned: int) -> None:
    """One wording was last seen on the first day, three a day later."""
    assert prune(kept, FIRST + timedelta(days=180, hours=1), days)[0].snapshots == pruned


def test_a_pruned_page_that_is_seen_again_is_kept_anew(kept: Archive) -> None:
    prune(kept, FIRST + timedelta(days=400), 180)
    assert crawl(kept, 400, advert("b")) == ["unchanged"]
    [again] = [each for each in kept.latest() if each.advert.key == "b"]
    assert again.advert == advert("b")
    assert b"six months" in kept.page(again.id)
    assert len(list(kept.kept_readings())) == 3


def test_a_pruned_reading_follows_the_codebook_of_today(kept: Archive) -> None:
    prune(kept, FIRST + timedelta(days=400), 0)
    _, _, _, packed = next(kept.kept_readings())
    reading = unpack(packed)
    old = replace(
        reading,
        columns={
            name: value for name, value in reading.columns.items() if name != "modality"
        } | {"scheme": "apprenticeship", "sectors_to": ["academia", "moon"]},
        exclusion_reason="out of fashion",
        classifications=(replace(reading.classifications[0], code="no longer asked"), *reading.classifications),
    )  # fmt: skip
    new = as_of_today(old, load_codebook())
    assert (new.columns["modality"], new.columns["scheme"], new.columns["sectors_to"]) == (None, None, ["academia"])
    assert new.exclusion_reason == "other"
    assert new.classifications == reading.classifications
    assert {column.name for column in TABLES["opportunities"].columns} <= set(new.columns)
    assert as_of_today(reading, load_codebook()).quotes == reading.quotes


def test_a_reading_is_that_of_the_page(kept: Archive) -> None:
    read = {each.id: read_snapshot(each) for each in kept.latest()}
    prune(kept, FIRST + timedelta(days=400), 0)
    stored = {number: unpack(packed) for number, _, _, packed in kept.kept_readings()}
    assert {number: stored[number] for number in read} == read


@pytest.mark.parametrize(("text", "days"), [("", 180), ("30", 30), ("0", 0)])
def test_days_are_set_by_the_environment(text: str, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WKEP_KEEP_PAGES_DAYS", text)
    assert keep_days() == days


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "²"])
def test_days_that_are_no_number_are_said(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WKEP_KEEP_PAGES_DAYS", text)
    with pytest.raises(RetentionError, match="whole number of days"):
        keep_days()


# --- both are logged, and the commands


def test_deeds_are_logged(kept: Archive) -> None:
    forget(kept, "demo:a", "asked by the host", FIRST)
    prune(kept, FIRST + timedelta(days=400), 180)
    assert [(deed["deed"], deed["what"], deed["why"], deed["adverts"], deed["snapshots"]) for deed in kept.deeds()] == [
        ("forget", "advert demo:a", "asked by the host", 1, 2),
        ("prune", "pages not seen since 11 October 2026", "raw pages are kept for 180 days", 0, 2),
    ]
    assert kept.deeds()[0]["done_at"] == "2026-03-05T04:00:00Z"
    assert kept.takedowns() == {("advert", "demo:a"): "asked by the host"}


def test_the_commands(kept: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept.close()
    assert main(["forget", "demo:a", "--reason", "asked by the host"]) == 0
    assert {row[0] for row in rows(tmp_path / "catalogue.db", "select id from adverts")} == {"demo:b", "other:c"}
    assert main(["forget", "nobody", "--reason", "asked"]) == 1
    assert main(["prune", "--older-than", "0"]) == 0
    assert main(["prune", "--older-than", "-1"]) == 1
    assert main(["prune"]) == 0
    assert main(["accept", "demo", "--reason", "looked"]) == 1
    assert main(["failures", "-o", str(tmp_path / "failures.atom")]) == 0
    assert (tmp_path / "failures.atom").read_text(encoding="utf-8").startswith("<?xml")
    assert main(["failures"]) == 0
    said = capsys.readouterr()
    assert "1 advert with 2 snapshots forgotten" in said.out
    assert "2 pruned; what was read of them stays" in said.out
    assert "no source that is known" in said.err
    assert "its last run was healthy" in said.err


def test_commands_that_need_an_archive_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prune"]) == 1
    assert main(["failures"]) == 1
    assert "there is no archive yet" in capsys.readouterr().err
