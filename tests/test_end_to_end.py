"""The whole route over real HTTP on loopback: practice sites → spiders → archive → build → site → export."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from catalogue.archive import Archive
from catalogue.corrections import Correction
from catalogue.explain import explain
from catalogue.yaml_files import load_yaml
from crawler.practice.adverts import PracticeAdvert, each_advert
from crawler.practice.server import PracticeWeb
from tests.forked import run_forked

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]


@dataclass
class Gathered:
    """Two crawls of the same practice web and what was built from them."""

    data: Path
    environment: dict[str, str]
    truth: dict[str, PracticeAdvert]  # address → advert
    requests: list[Any]
    snapshots: list[int]  # after the first crawl, after the second

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command that begins as a keeper's does, from nothing."""
        return subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def tell(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command that is forked."""
        return run_forked([str(BIN / command[0]), *command[1:]], self.environment)

    def rows(self, sql: str) -> list[sqlite3.Row]:
        with sqlite3.connect(self.data / "catalogue.db") as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql).fetchall()


def snapshots_in(data: Path) -> int:
    with sqlite3.connect(data / "snapshots.db") as db:
        return int(db.execute("select count(*) from snapshots").fetchone()[0])


def environment_of(data: Path) -> dict[str, str]:
    """What the commands need to gather the practice sites into a folder."""
    return {
        **os.environ,
        "WKEP_DATA": str(data),
        "WKEP_SOURCES": str(data / "sources.yml"),
        "WKEP_ALLOW_LOOPBACK": "1",
        "WKEP_CONTACT": "https://example.org/contact",
    }


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathered]:
    data = tmp_path_factory.mktemp("data")
    with PracticeWeb(date.today()) as web:  # noqa: DTZ011 (the day where the test runs, as in the demo)
        web.write_sources(data / "sources.yml")
        environment = environment_of(data)
        truth = {web.address(advert): advert for adverts in web.adverts.values() for advert in each_advert(adverts)}
        it = Gathered(data, environment, truth, web.requests, [])
        for _ in range(2):
            done = it.run("scrapy", "crawlall")
            assert done.returncode == 0, done.stderr[-3000:]
            it.snapshots.append(snapshots_in(data))
        yield it


def test_every_advert_is_gathered_and_a_second_crawl_adds_no_snapshot(gathered: Gathered) -> None:
    with Archive(gathered.data / "snapshots.db", read_only=True) as archive:
        urls = {snapshot.advert.url for snapshot in archive.latest()}
        runs = archive.runs()
    assert set(gathered.truth) <= urls
    assert gathered.snapshots[0] == gathered.snapshots[1] >= 228
    assert {(run.source, run.verdict, run.reason) for run in runs if run.verdict != "healthy"} == set()
    half = len(runs) // 2
    assert [run.new for run in runs][half:] == [0] * half


def test_no_request_was_made_before_robots_txt_or_without_a_contact(gathered: Gathered) -> None:
    first: dict[str, str] = {}
    for request in gathered.requests:
        first.setdefault(request.site, request.path)
        assert "https://example.org/contact" in request.agent
    assert set(first.values()) == {"/robots.txt"}


def test_every_advert_is_accounted_for(gathered: Gathered) -> None:
    [counts] = gathered.rows(
        "select (select count(*) from adverts) as adverts, (select count(*) from excluded) as excluded,"
        " (select count(*) from opportunities) as opportunities"
    )
    assert counts["adverts"] + counts["excluded"] == gathered.snapshots[0]
    assert counts["opportunities"] < counts["adverts"]


def test_the_same_post_on_several_sites_is_one_row(gathered: Gathered) -> None:
    groups: dict[str, set[str]] = {}
    for row in gathered.rows("select url, opportunity from adverts"):
        group = gathered.truth[row["url"]].truth.get("same_as") if row["url"] in gathered.truth else None
        if group:
            groups.setdefault(group, set()).add(row["opportunity"])
    joined = [group for group, opportunities in groups.items() if len(opportunities) == 1]
    assert len(joined) >= 0.8 * len(groups)
    whose = Counter(
        (row["opportunity"], gathered.truth[row["url"]].truth.get("same_as") or row["url"])
        for row in gathered.rows("select url, opportunity from adverts")
        if row["url"] in gathered.truth
    )
    opportunities = Counter(opportunity for opportunity, _ in whose)
    assert max(opportunities.values()) == 1, "two different posts were joined"


# What the catalogue must at least get right of the practice web's truth; raised as readers and codebook get better.
FLOORS = {"opportunity": 0.90, "exchange_form": 0.90, "scheme": 0.95, "closes_on": 0.97, "nation": 0.92, "pay": 0.95}
# The adverts of the other sites were coded before anybody saw what the rules said of them (0.885 of the screening was
# right then); rules have been mended by their misses since.
KNOWN_SITES = {"funding", "nhsjobs", "academicjobs", "govuk", "board", "scotland", "trust", "schemes"}
NEW_FLOORS = FLOORS | {"opportunity": 0.95, "exchange_form": 0.86, "scheme": 0.92}


@pytest.mark.parametrize(("known", "floors"), [(True, FLOORS), (False, NEW_FLOORS)], ids=["known", "new"])
def test_the_catalogue_agrees_with_a_careful_coder(gathered: Gathered, known: bool, floors: dict[str, float]) -> None:
    joined = "select a.url as advert_url, o.* from adverts a join opportunities o on o.id = a.opportunity"
    told = {row["advert_url"]: row for row in gathered.rows(joined)}
    right: dict[str, list[bool]] = {name: [] for name in floors}
    for url, advert in gathered.truth.items():
        truth, row = advert.truth, told.get(url)
        if known is not (advert.site in KNOWN_SITES):
            continue
        right["opportunity"].append(truth["opportunity"] == (row is not None))
        if row is None or not truth["opportunity"]:
            continue
        for name in ("exchange_form", "scheme"):
            right[name].append(truth[name] == row[name])
        right["closes_on"].append((str(truth["closes"])[:10] if truth.get("closes") else None) == row["closes_on"])
        right["nation"].append(truth.get("nation") == row["nation"])
        pay = truth.get("pay") or {}
        right["pay"].append((pay.get("min"), pay.get("max")) == (row["pay_min"], row["pay_max"]))
    shares = {name: sum(found) / len(found) for name, found in right.items()}
    assert all(shares[name] >= floor for name, floor in floors.items()), shares


def test_nothing_personal_is_published(gathered: Gathered) -> None:
    with sqlite3.connect(gathered.data / "catalogue.db") as db:
        published = "\n".join(db.iterdump())
    assert "01632 960" not in published
    private = [
        "bettina.crale@example.org",
    ]
    assert not [words for words in private if words in published]
    roles = set(load_yaml(ROOT / "catalogue" / "personal" / "words.yml")["roles"])
    assert roles


def test_the_same_archive_gives_the_same_bytes(gathered: Gathered, tmp_path: Path) -> None:
    exports = []
    for turn in ("one", "two"):
        built = gathered.run(
            "catalogue",
            "build",
            "--today",
            "2026-03-05",
            "-o",
            str(tmp_path / turn / "catalogue.db"),
            str(gathered.data / "snapshots.db"),
        )
        assert built.returncode == 0, built.stderr
        environment = {**gathered.environment, "WKEP_DATA": str(tmp_path / turn)}
        for kind in ("csv", "json", "jsonl"):
            target = tmp_path / turn / f"out.{kind}"
            subprocess.run(
                [str(BIN / "catalogue"), "export", "--format", kind, "-o", str(target)],
                env=environment,
                check=True,
                capture_output=True,
            )
        exports.append([(tmp_path / turn / f"out.{kind}").read_bytes() for kind in ("csv", "json", "jsonl")])
    assert exports[0] == exports[1]
    rows = json.loads(exports[0][1])
    assert (
        len(rows) == len(list(csv.DictReader(exports[0][0].decode().splitlines()))) == len(exports[0][2].splitlines())
    )


def test_a_build_that_goes_wrong_leaves_the_old_file(gathered: Gathered, tmp_path: Path) -> None:
    target = tmp_path / "catalogue.db"
    target.write_bytes(b"the old catalogue")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no archive at all" * 99)
    done = gathered.tell("catalogue", "build", "-o", str(target), str(broken))
    assert done.returncode == 1
    assert "broken.db" in done.stderr
    assert target.read_bytes() == b"the old catalogue"
    assert not list(tmp_path.glob("*.new"))


def test_the_site_needs_no_more_flags_than_the_readme_says(gathered: Gathered) -> None:
    site = Datasette([str(gathered.data / "catalogue.db")], metadata=load_yaml(ROOT / "metadata.yml"))
    [some] = gathered.rows("select id, title from opportunities order by id limit 1")

    async def statuses() -> list[int]:
        paths = [
            "/",
            "/catalogue/opportunities?_search=policy",
            "/about",
            "/catalogue/opportunities.json?_shape=objects",
        ]
        return [(await site.client.get(path)).status_code for path in paths]

    assert asyncio.run(statuses()) == [200] * 4
    assert some["title"]


@pytest.mark.parametrize("source", ["practice-funding", "practice-nhsjobs", "practice-trust"])
def test_explain_shows_every_hop(gathered: Gathered, source: str) -> None:
    [some] = gathered.rows(f"select id from adverts where source = '{source}' order by id limit 1")
    done = gathered.tell("catalogue", "explain", some["id"])
    assert done.returncode == 0, done.stderr
    for heading in ("FACTS", "TEXT", "READERS", "CUES", "ROW"):
        assert f"\n{heading}\n" in done.stdout
    assert gathered.tell("catalogue", "explain", "nosuch:1").returncode == 1


def test_explain_shows_what_a_correction_changed(gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    [some] = gathered.rows("select id, scheme from opportunities where scheme = 'fellowship' order by id limit 1")
    word = Correction(some["id"], "scheme", "exchange", "it calls itself so", "keeper", date(2026, 3, 5))
    monkeypatch.setattr("catalogue.explain.load_corrections", lambda codebook: {some["id"]: [word]})
    for name in ("WKEP_DATA", "WKEP_SOURCES", "WKEP_ALLOW_LOOPBACK"):
        monkeypatch.setenv(name, gathered.environment[name])
    told = explain(some["id"], gathered.data / "snapshots.db")
    assert "scheme: 'fellowship' → 'exchange' (it calls itself so; keeper, 5 March 2026)" in told


def test_check_says_what_needs_a_person(gathered: Gathered) -> None:
    done = gathered.run("catalogue", "check")
    assert done.stdout.splitlines()[-1] == "nothing needs a person", done.stdout
    assert done.returncode == 0


def test_a_sample_keeps_nothing(gathered: Gathered, tmp_path: Path) -> None:
    environment = {**gathered.environment, "WKEP_DATA": str(tmp_path)}
    with PracticeWeb(date(2026, 3, 5), ["funding"]) as web:
        web.write_sources(tmp_path / "sources.yml")
        environment["WKEP_SOURCES"] = str(tmp_path / "sources.yml")
        command = [
            str(BIN / "scrapy"),
            "crawl",
            "practice-funding",
            "-a",
            "sample=3",
            "-O",
            str(tmp_path / "sample.jsonl"),
        ]
        assert run_forked(command, environment).returncode == 0
    adverts = [json.loads(line) for line in (tmp_path / "sample.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(adverts) == 3
    assert {"source", "key", "url", "title", "html", "facts"} <= set(adverts[0])
    assert not (tmp_path / "snapshots.db").exists()


def test_readpage_reads_a_saved_page_and_says_what_the_catalogue_makes_of_it(
    gathered: Gathered, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><main><h1>Policy secondment for nurses</h1><dl><dt>Closing date</dt><dd>5 March 2027</dd></dl>"
        "<p>Nurses employed by an NHS trust can be seconded to the ministry for six months. Apply by 5 March 2027.</p>"
        "</main>",
        encoding="utf-8",
    )
    done = gathered.tell("scrapy", "readpage", str(page), "--url", "https://unknown.example/post", "--coded")
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert read["title"] == "Policy secondment for nurses"
    assert read["facts"] == {"Closing date": "5 March 2027"}
    assert read["coded"]["columns"]["closes_on"] == "2027-03-05"
    assert read["coded"]["columns"]["duration_min_days"] == 183
    assert gathered.tell("scrapy", "readpage", "nosuchfile.html").returncode != 0


def test_an_advert_that_vanishes_before_its_day_is_withdrawn(tmp_path: Path) -> None:
    environment = environment_of(tmp_path)
    today = date.today()  # noqa: DTZ011 (the day of the crawl)
    with PracticeWeb(today, ["hsc"]) as web:
        web.write_sources(tmp_path / "sources.yml")
        for days in (0, 6, 6):  # the site stops showing one of its adverts after five days
            web.today = today + timedelta(days=days)
            assert run_forked([str(BIN / "scrapy"), "crawl", "practice-hsc"], environment).returncode == 0
    assert run_forked([str(BIN / "catalogue"), "build"], environment).returncode == 0
    with sqlite3.connect(tmp_path / "catalogue.db") as db:
        status = dict(db.execute("select id, status from opportunities"))
    assert status.pop("practice-hsc:50234") == "withdrawn"
    assert set(status.values()) == {"open"}
