"""From run to catalogue: a bad run publishes nothing new and loses nothing, and every advert is accounted for."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed, history, turns, withheld
from catalogue.archive.run_seen import note_unread
from catalogue.build import build
from catalogue.check import problems
from catalogue.check_runs import correction_problems, run_problems
from catalogue.corrections import Correction
from catalogue.failures import failures_feed
from catalogue.intervals import longest_gap
from catalogue.joining import Sighting
from catalogue.keeping.accept import AcceptError, accept
from catalogue.keeping.takedown import forget
from catalogue.latest import latest_of
from catalogue.records import Advert, Run
from catalogue.search.log import search_rows
from catalogue.source import Source, Terms
from catalogue.tables import check_catalogue
from catalogue.writing import accounts
from crawler.practice.server import PracticeWeb
from crawler.practice.web import Answer, Request, html_answer, text_answer
from tests.forked import run_forked

FIRST = datetime(2026, 3, 5, 4, tzinfo=UTC)
WORDS = (
    "<p>This secondment lets a policy analyst from a ministry spend six months at a university research centre to"
    " exchange knowledge. The secondee is released by the home employer, who goes on paying the salary.</p>"
)
SOURCE = Source(
    id="demo", title="Demo", publisher="Demo Board", sector="policy", kind="scheme", why="a test", platform="json_ld",
    start=("https://example.org/",), terms=Terms("", date(2026, 1, 1), "allow"), licence="none", reuse="facts",
    every="weekly", expect_min=1, expect_max=9, status="active", evidence="invented",
)  # fmt: skip


def advert(key: str, words: str = WORDS, closes: str = "30 June 2026") -> Advert:
    title = f"Policy secondment {key} to the research centre"
    return Advert("demo", key, f"https://example.org/adverts/{key}", title, words, {"Closing date": closes})


def crawl(
    archive: Archive, day: int, *adverts: Advert, verdict: str = "healthy", unread: tuple[str, ...] = (), **more: Any
) -> int:
    """A run on a day after the first, which sees those adverts."""
    now = FIRST + timedelta(days=day)
    run = archive.begin_run("demo", now)
    for each in adverts:
        archive.keep(each, run, now)
    note_unread(archive, run, "demo", unread)
    if verdict != "running":
        told = {"pages": 9, "adverts": len(adverts), "new": 0, "changed": 0, "dropped": {}, "fill": {}} | more
        archive.end_run(run, now, verdict, f"was {verdict}", **told)
    return run


class Built:
    """A catalogue built from an archive on a day, to be asked."""

    def __init__(self, archive: Archive, day: int):
        target = archive.path.with_name("catalogue.db")
        self.counts = build([archive.path], target, today=(FIRST + timedelta(days=day)).date())
        assert check_catalogue(target) == []
        with closing(sqlite3.connect(target)) as db:
            rows = db.execute("select id, status, closes_on, last_seen from opportunities order by id").fetchall()
            self.status = {str(row[0]): row[1] for row in rows}
            self.closes = {str(row[0]): row[2] for row in rows}
            self.versions = db.execute("select [column], before, after from versions order by rowid").fetchall()
            self.issues = db.execute("select [column], problem from issues where [column] = 'status'").fetchall()
            meta = dict(db.execute("select key, value from meta"))
            self.accounts = json.loads(meta["accounts"])
            health = db.execute("select last_verdict, last_healthy_run, age_days, stale from source_health").fetchall()
            self.health = health[-1]


@pytest.fixture(autouse=True)
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(yaml.safe_dump({"demo": entry("https://example.org/")}), encoding="utf-8")
    monkeypatch.setenv("WKEP_SOURCES", str(path))
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))


def entry(start: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Demo", "publisher": "Demo Board", "sector": "policy", "kind": "scheme", "why": "a test",
        "platform": "json_ld", "start": start, "advert_url": "/adverts/", "licence": "none", "reuse": "facts",
        "terms": {"url": "", "read_on": date(2026, 1, 1), "verdict": "allow"}, "every": "weekly",
        "expect": {"min": 1, "max": 40}, "status": "active", "evidence": "invented",
    } | more  # fmt: skip


# --- a bad run publishes nothing new and loses nothing


@pytest.mark.parametrize("verdict", ["partial", "empty", "blocked", "gone", "changed", "error", "running"])
def test_a_bad_run_publishes_nothing_new_and_loses_nothing(archive: Archive, verdict: str) -> None:
    crawl(archive, 0, advert("a"), advert("b"))
    before = Built(archive, 1)
    assert before.status == {"demo:a": "open", "demo:b": "open"}
    for day in (1, 2, 3):
        crawl(archive, day, advert("a", closes="31 July 2026"), advert("c"), verdict=verdict)
    after = Built(archive, 4)
    assert (after.status, after.closes, after.versions) == (before.status, before.closes, [])
    assert after.accounts == {"seen": 3, "adverts": 2, "excluded": 0, "withheld": 1, "forgotten": 0}
    assert len(list(archive.latest())) == 3  # the evidence stays
    crawl(archive, 4, advert("a", closes="31 July 2026"), advert("b"), advert("c"))
    confirmed_now = Built(archive, 5)
    assert set(confirmed_now.status) == {"demo:a", "demo:b", "demo:c"}
    assert confirmed_now.closes["demo:a"] == "2026-07-31"
    assert confirmed_now.accounts["withheld"] == 0


def test_a_source_without_a_healthy_run_is_not_published(archive: Archive) -> None:
    crawl(archive, 0, advert("a"), verdict="partial")
    built = Built(archive, 1)
    assert built.status == {}
    assert built.accounts == {"seen": 1, "adverts": 0, "excluded": 0, "withheld": 1, "forgotten": 0}
    assert withheld(archive) == 1


def test_a_deadline_extended_is_a_version_and_no_new_advert(archive: Archive) -> None:
    crawl(archive, 0, advert("a"))
    crawl(archive, 7, advert("a", closes="31 July 2026"))
    built = Built(archive, 8)
    assert built.status == {"demo:a": "open"}
    assert built.versions == [("closes_on", "2026-06-30", "2026-07-31")]
    assert len(list(history(archive))) == 2


def test_withdrawn_after_two_healthy_runs_and_reopened(archive: Archive) -> None:
    crawl(archive, 0, advert("a"), advert("b"))
    crawl(archive, 1, advert("b"))
    assert Built(archive, 1).status["demo:a"] == "open"
    crawl(archive, 2, advert("b"), verdict="blocked")
    assert Built(archive, 2).status["demo:a"] == "open"
    crawl(archive, 3, advert("b"))
    gone = Built(archive, 3)
    assert gone.status == {"demo:a": "withdrawn", "demo:b": "open"}
    assert gone.versions == [("status", None, "withdrawn")]
    crawl(archive, 4, advert("a"), advert("b"))
    back = Built(archive, 4)
    assert back.status["demo:a"] == "open"
    assert back.versions == [("status", None, "withdrawn"), ("status", "withdrawn", "reopened")]
    assert [turn.what for _, turn, _ in turns(archive)] == ["withdrawn", "reopened"]


def test_an_advert_that_goes_after_its_date_is_closed_and_not_withdrawn(archive: Archive) -> None:
    for day, adverts in ((0, [advert("a"), advert("b")]), (120, [advert("b")]), (121, [advert("b")])):
        crawl(archive, day, *adverts)
    built = Built(archive, 121)
    assert built.status == {"demo:a": "closed", "demo:b": "closed"}
    assert built.versions == []


def test_upcoming_opens_by_its_date(archive: Archive) -> None:
    crawl(archive, 0, replace(advert("a"), facts={"Opening date": "1 April 2026", "Closing date": "30 June 2026"}))
    assert Built(archive, 1).status == {"demo:a": "upcoming"}
    assert Built(archive, 27).status == {"demo:a": "open"}


def test_an_advert_that_could_not_be_read_is_not_gone(archive: Archive) -> None:
    crawl(archive, 0, advert("a"), advert("b"), advert("c"))
    for day in (1, 2, 3):
        crawl(archive, day, advert("b"), unread=("https://www.example.org/adverts/a#top", "https://example.org/x"))
    assert Built(archive, 3).status == {"demo:a": "open", "demo:b": "open", "demo:c": "withdrawn"}


def test_an_interface_names_the_page_by_the_end_of_its_path(archive: Archive) -> None:
    long = replace(advert("a"), url="https://www.example.org/guidance/policy-secondment")
    crawl(archive, 0, long, advert("b"))
    run = archive.begin_run("demo", FIRST)
    assert note_unread(archive, run, "demo", ["https://example.org/api/content/guidance/policy-secondment"]) == ["a"]
    assert note_unread(archive, run, "demo", ["https://example.org/"]) == []


def test_stale_after_90_days_without_a_healthy_run(archive: Archive) -> None:
    crawl(archive, 0, advert("a"), advert("b", closes="1 April 2026"))
    crawl(archive, 60, advert("a"), verdict="blocked")
    assert Built(archive, 90).status == {"demo:a": "open", "demo:b": "closed"}
    stale = Built(archive, 91)
    assert stale.status == {"demo:a": "unknown", "demo:b": "closed"}
    assert (
        stale.issues
        == [
            ("status", "not known: its source could not be read since 2026-03-05"),
            ("status", "not known: its source could not be read since 2026-03-05"),
        ][: len(stale.issues)]
    )
    assert stale.issues


def test_age_of_a_source_counts_from_the_moment_one_asks(tmp_path: Path) -> None:
    with Archive(tmp_path / "old.db") as old:
        run = old.begin_run("demo", datetime(2001, 1, 1, tzinfo=UTC))
        old.keep(advert("a"), run, datetime(2001, 1, 1, tzinfo=UTC))
        told = {"pages": 1, "adverts": 1, "new": 0, "changed": 0, "dropped": {}, "fill": {}}
        old.end_run(run, datetime(2001, 1, 1, tzinfo=UTC), "healthy", "", **told)
        verdict, last, age, stale = Built(old, 1).health
    assert (verdict, last, stale) == ("healthy", "2001-01-01T00:00:00Z", 1)
    assert age > 9000


def test_an_archive_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "first.db"
    with Archive(path) as archive:
        crawl(archive, 0, advert("a"), advert("b"))
        crawl(archive, 1, advert("b"))
        for table in ("stretches", "unread", "takedowns", "kept_readings", "deeds"):
            archive.db.execute(f"drop table {table}")
        for trigger in ("advert_seen_first", "advert_seen_again"):
            archive.db.execute(f"drop trigger if exists {trigger}")
        archive.db.execute("pragma user_version = 1")
    with Archive(path) as archive:
        crawl(archive, 2, advert("b"))
        assert {each.advert.key: each.present for each in confirmed(archive)} == {"a": False, "b": True}


def test_an_archive_of_the_second_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "second.db"
    with Archive(path) as archive:
        run = crawl(archive, 0, advert("a"), advert("b"))
        archive.end_cut_off_runs("demo", FIRST)
        for number, reason in enumerate(
            ("cut off: the crawl ended without a word", "stopped before the end: it was told to stop")
        ):
            cut = crawl(archive, 1 + number, advert("a"), verdict="partial")
            archive.db.execute("update runs set reason = ? where id = ?", (reason, cut))
        archive.db.execute(
            "insert into searches (run, source, query, searched_on, pages, adverts) values (1, 'demo', 'x', '', 1, 2)"
        )
        for trigger in ("advert_taken_out", "snapshot_taken_out", "snapshot_pruned"):
            archive.db.execute(f"drop trigger {trigger}")
        for table in ("finds", "filled", "losses", "listings"):
            archive.db.execute(f"drop table {table}")
        for table, column in (("runs", "since"), ("runs", "cut_off"), ("searches", "new"), ("served", "digest")):
            archive.db.execute(f"alter table {table} drop column {column}")
        archive.db.execute("pragma user_version = 2")
    with Archive(path) as archive:
        assert [(each.since, each.cut_off) for each in archive.runs()] == [(None, False), (None, True), (None, True)]
        [search] = search_rows([archive], {"demo:a"})
        assert (search["adverts"], search["new"], search["included"]) == (2, None, None)  # nobody wrote it down then
        crawl(archive, 9, advert("b"))
        assert run == 1
        assert {each.advert.key for each in confirmed(archive)} == {"a", "b"}


# --- histories

KEYS = "abc"
RUNS = st.lists(
    st.tuples(
        st.sampled_from(["healthy", "healthy", "partial", "blocked", "error", "running"]),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from([WORDS, WORDS + "<p>Now longer.</p>"])),
        st.sets(st.sampled_from(KEYS), max_size=1),
    ),
    max_size=9,
)
numbers = count()


@settings(max_examples=60, deadline=None)
@given(RUNS, st.sets(st.sampled_from(KEYS), max_size=1))
def test_totals_reconcile_and_failed_runs_move_nothing(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[str, dict[str, str], set[str]]], taken: set[str]
) -> None:
    with Archive(tmp_path_factory.getbasetemp() / f"history{next(numbers)}.db") as archive:
        seen: set[str] = set()
        published: dict[str, tuple[str, bool]] = {}
        for day, (verdict, adverts, unread) in enumerate(runs):
            crawl(
                archive, day, *(advert(key, words) for key, words in adverts.items()), verdict=verdict,
                unread=tuple(f"https://example.org/adverts/{key}" for key in unread),
            )  # fmt: skip
            seen |= set(adverts)
            now = {each.advert.key: (each.hash, each.present) for each in confirmed(archive)}
            if verdict != "healthy":
                assert now == published
            assert published.keys() <= now.keys()
            assert all(key in adverts for key, (_, present) in published.items() if now[key][1] > present)
            assert all(key not in adverts for key, (_, present) in published.items() if now[key][1] < present)
            published = now
        archive.db.executemany(
            "insert into takedowns values ('advert', ?, 'asked', '')", [(f"demo:{key}",) for key in taken]
        )
        sightings = {
            each.advert.key: Sighting.of(each, "", included=each.advert.key == "a") for each in latest_of([archive], {})
        }
        told = accounts([archive], sightings)
        assert told["seen"] == len(seen) == sum(told.values()) - told["seen"]
        assert told["forgotten"] == len(seen & taken)
        assert min(told.values()) >= 0


# --- what needs a person


def run_of(day: int, verdict: str = "healthy", reason: str = "") -> Run:
    started = (FIRST + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Run(day, "demo", started, None if verdict == "running" else started, verdict, reason, 1, 1, 0, 0, {}, {})


@pytest.mark.parametrize(
    ("every", "runs", "day", "said"),
    [
        ("weekly", [], 0, ["never crawled"]),
        ("weekly", [run_of(0)], 14, []),
        ("weekly", [run_of(0)], 15, ["overdue: no healthy run since 5 March 2026; it is due weekly"]),
        ("daily", [run_of(0)], 3, ["overdue"]),
        ("30 4 * * 1", [run_of(0)], 14, []),
        ("30 4 * * 1", [run_of(0)], 15, ["it is due by the cron line '30 4 * * 1'"]),
        ("0 4 1 * *", [run_of(0)], 60, []),
        ("0 4 1 * *", [run_of(0)], 63, ["overdue"]),
        ("0 4 1 1 *", [run_of(0)], 91, ["stale: no healthy run since 5 March 2026"]),
        ("daily", [run_of(0)], 91, ["stale"]),
        ("weekly", [run_of(0), run_of(1, "running")], 1, []),
        ("weekly", [run_of(0), run_of(1, "running")], 3, ["running since 6 March 2026, 04:00, for more than a day"]),
        ("weekly", [run_of(0), run_of(1, "blocked", "HTTP 403")], 2, ["was blocked: HTTP 403; the site or its robots"]),
        ("weekly", [run_of(0), run_of(1, "gone")], 2, ["look for its new address"]),
        ("weekly", [run_of(0), run_of(1, "changed")], 2, ["`catalogue accept demo --reason"]),
        ("weekly", [run_of(0, "error")], 1, ["was error", "has not had a healthy run yet"]),
        ("weekly", [run_of(0, "running")], 0, []),
    ],
)
def test_runs_that_need_a_person(every: str, runs: list[Run], day: int, said: list[str]) -> None:
    found = list(run_problems(replace(SOURCE, every=every), runs, FIRST + timedelta(days=day)))
    assert len(found) == len(said), found
    assert all(words in problem for words, problem in zip(said, found, strict=True)), found


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("daily", 1),
        ("weekly", 7),
        ("30 4 * * 1", 7),
        ("30 4 * * mon,thu", 4),
        ("0 4 * * 1-5", 3),
        ("0 */6 * * *", 1),
        ("0 4 1 * *", 31),
        ("0 4 1,15 * *", 17),
        ("0 4 */10 * *", 10),
        ("0 4 1 jan *", 366),
        ("0 4 1 */3 *", 92),
        ("0 4 1 * 1", 7),  # either will do
        ("0 4 * * 0", 7),
        ("0 4 * * 7", 7),
        ("0 4 31 2 *", 4 * 366 + 1),  # never
    ],
)
def test_intervals_of_cron_lines(every: str, days: int) -> None:
    assert longest_gap(every) == days


def test_a_correction_whose_advert_changed(archive: Archive) -> None:
    crawl(archive, 0, advert("a"))
    crawl(archive, 7, advert("a", closes="31 July 2026"))
    made = {
        f"demo:{key}": [Correction(f"demo:{key}", "funding", None, "read it", "ab", date(2026, 3, day))]
        for key, day in (("a", 9), ("z", 1))
    }
    [problem] = correction_problems(made, list(confirmed(archive)))
    assert "demo:a, funding: made on 9 March 2026, but the advert was reworded on 12 March 2026" in problem
    assert not list(correction_problems({"demo:a": [replace(made["demo:a"][0], when=date(2026, 3, 12))]}, []))


def test_check_lists_what_needs_a_person(archive: Archive, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.db"
    now = FIRST + timedelta(days=2)
    assert any("there is no catalogue yet" in each for each in problems(archive.path, catalogue, now=now))
    crawl(archive, 0, advert("a"))
    Built(archive, 1)
    assert problems(archive.path, catalogue, now=now) == []
    crawl(archive, 1, verdict="blocked")
    assert ["was blocked" in each for each in problems(archive.path, catalogue, now=now)] == [True]
    crawl(archive, 365 * 900, advert("a"))
    assert ["run `catalogue build`" in each for each in problems(archive.path, catalogue, now=now)] == [True]
    archive.db.execute("insert into takedowns values ('source', 'demo', 'asked', '')")
    assert any("set its status to blocked" in each for each in problems(archive.path, catalogue, now=now))
    archive.db.execute("delete from snapshots")
    assert any("points to a row of snapshots" in each for each in problems(archive.path, catalogue, now=now))
    archive.close()
    content = bytearray(archive.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    archive.path.write_bytes(content)
    assert any("backup" in each for each in problems(archive.path, catalogue, now=now))


# --- accepted by a person


def test_a_doubtful_run_can_be_accepted(archive: Archive) -> None:
    with pytest.raises(AcceptError, match="never crawled"):
        accept(archive, "demo", "looked", FIRST)
    crawl(archive, 0, *(advert(key) for key in "abcdef"))
    with pytest.raises(AcceptError, match="was healthy"):
        accept(archive, "demo", "looked", FIRST)
    crawl(archive, 1, advert("a"), verdict="partial")
    with pytest.raises(AcceptError, match="write why"):
        accept(archive, "demo", " ", FIRST)
    run = accept(archive, "demo", "the board has shrunk", FIRST)
    assert (run.verdict, run.reason) == (
        "healthy", "accepted by a person (the board has shrunk); was partial: was partial",
    )  # fmt: skip
    assert [(deed["deed"], deed["why"]) for deed in archive.deeds()] == [("accept", "the board has shrunk")]


# --- the feed

ATOM = "{http://www.w3.org/2005/Atom}"


def test_failures_are_a_feed(archive: Archive) -> None:
    crawl(archive, 0, advert("a"))
    for day, verdict in ((1, "blocked"), (2, "gone"), (3, "running")):
        crawl(archive, day, verdict=verdict)
    runs = archive.runs()
    feed = failures_feed(runs, {"demo": "Demo <&> jobs"}, FIRST)
    root = ElementTree.fromstring(feed)
    entries = root.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}title") for each in entries] == ["Demo <&> jobs: gone", "Demo <&> jobs: blocked"]
    assert root.findtext(f"{ATOM}updated") == "2026-03-08T04:00:00Z"
    assert all(each.findtext(f"{ATOM}{name}") for each in entries for name in ("id", "updated", "summary"))
    assert feed == failures_feed(runs, {"demo": "Demo <&> jobs"}, FIRST + timedelta(days=9))


@given(st.text(max_size=60))
def test_any_reason_can_stand_in_the_feed(reason: str) -> None:
    ElementTree.fromstring(failures_feed([replace(run_of(1, "error"), reason=reason)], {}, FIRST).encode())


def test_an_empty_feed_is_a_feed() -> None:
    assert ElementTree.fromstring(failures_feed([], {}, FIRST)).findtext(f"{ATOM}updated") == "2026-03-05T04:00:00Z"


# --- a site that puts walls in the place of pages


class WalledSite:
    """A site of ten adverts, some of whose addresses answer with something else."""

    def __init__(self) -> None:
        self.instead: dict[str, Answer] = {}
        self.listed = [f"/adverts/{number}" for number in range(10)]
        self.asked = 0

    def __call__(self, request: Request, adverts: object, today: date) -> Answer:
        self.asked += 1
        if request.path == "/robots.txt":
            return text_answer("User-agent: *\nAllow: /\n")
        if request.path in self.instead:
            return self.instead[request.path]
        if request.path == "/":
            links = "".join(f'<li><a href="{path}">Secondment {path}</a>' for path in self.listed)
            return html_answer(f"<title>Adverts</title><main><ul>{links}</ul></main>")
        number = request.path.rpartition("/")[2]
        facts = f"<dl><dt>Closing date<dd>30 June 2099<dt>Reference<dd>R{number}</dl>"
        return html_answer(f"<title>Secondment {number}</title><main><h1>Secondment {number}</h1>{facts}{WORDS}</main>")


WAIT = "<p>Our service is being improved tonight, come back later.</p>"
WALL = {
    "login": html_answer("<title>Sign in</title><form><input type=password></form><p>Sign in to go on.</p>"),
    "challenge": html_answer("<title>Just a moment...</title><p>We look at your browser, this takes a second.</p>"),
    "cookie": html_answer("<title>Cookie consent</title><p>Accept our cookies, then we show you this page.</p>"),
    "not_found": html_answer("<title>Page not found</title><h1>Sorry</h1><p>There is nothing at this address now.</p>"),
    "unknown": html_answer(f"<title>Hello</title><main><h1>Hello</h1>{WAIT}</main>"),
    "error": Answer(500, {"Content-Type": "text/html"}, b"<p>Oh dear</p>"),
}  # fmt: skip


class Crawler:
    """Crawls the site in a process of its own, any number of times."""

    def __init__(self, site: WalledSite, base: str, folder: Path):
        self.site, self.folder = site, folder
        sources = {"walled": entry(f"{base}/", delay=0, expect={"min": 3, "max": 40})}
        (folder / "sources.yml").write_text(yaml.safe_dump(sources), encoding="utf-8")

    def run(self, **instead: Answer) -> Run:
        """The run of a crawl in which those paths answer something else."""
        self.site.instead = {path.replace("_", "/"): answer for path, answer in instead.items()}
        environment = os.environ | {
            "WKEP_DATA": str(self.folder), "WKEP_SOURCES": str(self.folder / "sources.yml"),
            "WKEP_ALLOW_LOOPBACK": "1", "WKEP_CONTACT": "https://example.org/about",
        }  # fmt: skip
        command = [sys.executable, "-m", "scrapy", "crawl", "walled", "-L", "ERROR", "-s", "RETRY_TIMES=0"]
        done = run_forked([*command, "-s", "DOWNLOAD_DELAY=0"], environment)
        with Archive(self.folder / "snapshots.db", read_only=True) as archive:
            runs = archive.runs()
        assert runs, done.stderr
        return runs[-1]

    def present(self) -> Mapping[str, bool]:
        """Path of each confirmed advert → whether it is still there."""
        with Archive(self.folder / "snapshots.db", read_only=True) as archive:
            return {"/adverts" + each.advert.url.partition("/adverts")[2]: each.present for each in confirmed(archive)}


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    site = WalledSite()
    with PracticeWeb(date(2026, 3, 5), [], extra={"walled": site}) as web:
        yield Crawler(site, web.base["walled"], tmp_path)


def test_walls_in_the_place_of_pages(crawler: Crawler) -> None:
    """One crawl after another of one site: each wall is told, none is kept, nothing is gone."""
    first = crawler.run()
    assert (first.verdict, first.adverts) == ("healthy", 10), first
    assert first.fill["Reference"] == 1.0
    for kind in ("cookie", "not_found"):
        run = crawler.run(_adverts_3=WALL[kind])
        assert (run.verdict, run.adverts, sum(run.dropped.values())) == ("healthy", 9, 1), run
    assert crawler.present()["/adverts/3"]
    everywhere = {f"_adverts_{number}": WALL["challenge"] for number in range(10)}
    verdicts = [
        crawler.run(_=WALL["login"]),
        crawler.run(**everywhere),
        crawler.run(_=WALL["not_found"]),
        crawler.run(**dict.fromkeys(everywhere, WALL["unknown"])),
        crawler.run(_=WALL["error"]),
    ]
    assert [run.verdict for run in verdicts] == ["blocked", "blocked", "gone", "changed", "error"], verdicts
    assert all(crawler.present().values())
    crawler.site.listed = crawler.site.listed[:6]
    fewer = crawler.run()
    assert (fewer.verdict, fewer.adverts) == ("partial", 6), fewer
    assert "fewer than the usual" in fewer.reason
    assert len(crawler.present()) == 10


def test_an_advert_that_is_gone_is_gone(crawler: Crawler) -> None:
    """Listed and answered with 404 twice, or no longer listed twice: withdrawn."""
    crawler.run()
    crawler.site.listed = crawler.site.listed[1:]
    for _ in range(2):
        assert crawler.run(_adverts_5=Answer(404)).verdict == "healthy"
    assert [path for path, present in sorted(crawler.present().items()) if not present] == ["/adverts/0", "/adverts/5"]


def test_a_source_that_was_taken_down_is_not_asked(crawler: Crawler) -> None:
    run = crawler.run()
    asked = crawler.site.asked
    with Archive(crawler.folder / "snapshots.db") as archive:
        assert forget(archive, "walled", "the publisher objects", FIRST).adverts == 10
    assert crawler.run() == run
    assert crawler.site.asked == asked
    assert crawler.present() == {}
