"""A first look at a source that nobody has confirmed: allowed only by its terms, reported, and not published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from changing_site import ChangingSite, entry, runs_in, scrapy, write_registry

from catalogue.archive import Archive
from catalogue.build import build
from catalogue.check import problems
from catalogue.records import Run
from catalogue.source import Source, Terms, stand_in
from catalogue.sources import load_sources
from crawler.first_look.decision import FirstLook, evidence_of, range_for
from crawler.first_look.report import first_report
from crawler.loader import RegistryLoader
from crawler.permission import refusal
from crawler.practice.server import PracticeWeb
from crawler.run_counts import Asked
from crawler.spider_arguments import is_yes

REASON = "The list was never seen; look once"
ALLOW, ASK, DENY = (
    Terms("https://example.org/terms", date(2026, 1, 1), verdict) for verdict in ("allow", "ask", "deny")
)


def source(status: str, terms: Terms, **more: Any) -> Source:
    return stand_in(
        "demo", "Demo", start=("https://example.org/jobs",), status=status, terms=terms, reason=REASON, **more
    )


@pytest.mark.parametrize(
    ("status", "terms", "first_look", "told"),
    [
        ("active", ALLOW, False, None),
        ("active", ALLOW, True, None),
        ("unverified", ALLOW, True, None),
        ("unverified", ALLOW, False, ["nobody has confirmed its route", REASON, "scrapy crawl demo --unverified"]),
        # no wish goes past the terms, and the refusal says what to write
        (
            "unverified",
            ASK,
            True,
            ["example.org/terms", "verdict: allow", "read_on", "scrapy readpage https://example.org"],
        ),
        ("active", ASK, True, ["terms ask; nobody has read its terms"]),
        ("unverified", DENY, True, ["its terms forbid it"]),
        ("blocked", ALLOW, True, ["it is blocked", REASON]),
        ("paused", ALLOW, True, ["it is paused", REASON]),
    ],
)
def test_who_may_be_crawled(status: str, terms: Terms, first_look: bool, told: list[str] | None) -> None:
    problem = refusal(source(status, terms), first_look=first_look)
    assert (problem is None) == (told is None)
    assert all(words in str(problem) for words in told or [])


def test_forbidden_terms_offer_no_look_at_a_page() -> None:
    assert "readpage" not in str(refusal(source("unverified", DENY), first_look=True))


def test_the_loader_lets_a_first_look_pass_and_nothing_else() -> None:
    loader = RegistryLoader({"demo": source("unverified", ALLOW)}, "https://example.org/contact")
    assert loader.list() == []
    assert loader.load_unverified("demo").name == "demo"
    with pytest.raises(KeyError, match="--unverified"):
        loader.load("demo")
    with pytest.raises(KeyError, match="no source"):
        loader.load_unverified("nosuch")


@pytest.mark.parametrize(("written", "yes"), [("1", True), ("yes", True), (None, False), ("0", False), ("True", True)])
def test_yes_and_no(written: str | None, yes: bool) -> None:
    assert is_yes(written) is yes


def test_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        is_yes("perhaps")


# --- the report

NOW = datetime(2026, 11, 3, 4, tzinfo=UTC)
RUN = Run(
    1, "demo", "2026-11-03T03:00:00Z", "2026-11-03T03:10:00Z", "healthy", "8 adverts", 10, 8, 8, 0, {}, {"Pay": 1.0}
)
LOOK = FirstLook(
    RUN, [Asked("https://example.org/jobs", 200, 1000, "listing")], ["robots.txt answers HTTP 404"], 0, 1, {}
)


def test_a_report_says_what_to_change() -> None:
    unknown = source("unverified", ALLOW, evidence="nothing confirmed; assumed: that the list works", expect_max=20)
    text = first_report(unknown, LOOK, "sources/policy.yml", NOW)
    change = text.partition("change its entry in sources/policy.yml:")[2].partition("and take out")[0]
    written = yaml.safe_load(change)["demo"]
    assert written == {
        "expect": {"min": 4, "max": 16}, "status": "active",
        "evidence": "confirmed: 8 adverts on 10 pages (first look, November 2026)",
    }  # fmt: skip
    assert f"take out its line `reason: {REASON}`" in text
    assert "**does not hold**: why:" in text  # no opportunity among them
    assert "Lines above that do not hold: 1;" in text


def test_a_report_on_a_run_that_failed_proposes_nothing() -> None:
    failed = replace(LOOK, run=replace(RUN, verdict="empty", reason="no advert", adverts=0), refused=2)
    text = first_report(source("unverified", ALLOW), failed, "sources/policy.yml", NOW)
    assert "Not yet: the run was empty (no advert)" in text
    assert "status: active" not in text
    assert "**does not hold**: robots.txt allows" in text


def test_evidence_grows_and_claims_no_more() -> None:
    known = source("unverified", ALLOW, evidence="confirmed: two adverts seen (2022); assumed: list page")
    assert evidence_of(known, RUN, NOW) == (
        "confirmed: two adverts seen (2022), 8 adverts on 10 pages (first look, November 2026)"
    )
    assert [range_for(adverts) for adverts in (0, 1, 8)] == [(0, 3), (1, 3), (4, 16)]


# --- over HTTP


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with PracticeWeb(date(2026, 3, 5), [], extra={"board": ChangingSite()}) as web:
        write_registry(tmp_path, board=entry(web.base["board"], status="unverified", reason=REASON))
        monkeypatch.setenv("WKEP_SOURCES", str(tmp_path / "sources.yml"))
        monkeypatch.setenv("WKEP_ALLOW_LOOPBACK", "1")
        yield web.base["board"]


def published(folder: Path) -> int:
    build([folder / "snapshots.db"], folder / "catalogue.db", today=date(2026, 12, 1))
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        return int(db.execute("select count(*) from adverts").fetchone()[0])


def test_a_first_look_from_refusal_to_publication(base: str, tmp_path: Path) -> None:
    refused = scrapy(tmp_path, "crawl", "board")
    assert refused.returncode == 2
    assert "--unverified" in refused.stderr
    looked = scrapy(tmp_path, "crawl", "board", "--unverified")
    assert looked.returncode == 0, looked.stderr
    [report] = (tmp_path / "reports").glob("board-*.md")
    text = report.read_text(encoding="utf-8")
    assert looked.stdout.startswith(text) and str(report) in looked.stdout
    for words in (
        "# First look at board",
        "robots.txt answers HTTP 200: the start address is allowed", f"| {base}/ | listing | 200",
        "5 adverts kept (5 new)", "| Closing date | 100% |", "- closes_on: 2027-06-0", "opportunity: yes",
        "- holds: expect: 2 to 40 adverts, 5 came", "expect: {min: 2, max: 10}", "status: active  # was unverified",
        str(tmp_path / "sources.yml"),
    ):  # fmt: skip
        assert words in text, words
    # kept, and not published: each advert is accounted for as withheld
    assert published(tmp_path) == 0
    told = problems(tmp_path / "snapshots.db", tmp_path / "catalogue.db", now=datetime.now(UTC))
    assert ["a first look on" in each and "5 adverts wait unpublished" in each for each in told] == [True]
    # the keeper makes the change that the report proposes
    entries = yaml.safe_load((tmp_path / "sources.yml").read_text(encoding="utf-8"))
    change = text.partition("change its entry in")[2].partition(":\n\n")[2].partition("and take out")[0]
    entries["board"] |= yaml.safe_load(change)["board"]
    del entries["board"]["reason"]
    write_registry(tmp_path, **entries)
    assert load_sources(tmp_path / "sources.yml", loopback=True)["board"].may_be_crawled
    assert published(tmp_path) == 5


def test_many_first_looks_at_once(base: str, tmp_path: Path) -> None:
    more = {"unread": entry(base, status="unverified", reason=REASON, terms={"url": base, "verdict": "ask"})}
    write_registry(tmp_path, board=entry(base, status="unverified", reason=REASON), **more)
    looked = scrapy(tmp_path, "crawlall", "--unverified")
    assert looked.returncode == 0, looked.stderr
    assert [path.name.partition("-")[0] for path in (tmp_path / "reports").iterdir()] == ["board"]
    assert {run.source for run in runs_in(tmp_path)} == {"board"}
    assert not (tmp_path / "catalogue.db").exists()
    named = scrapy(tmp_path, "crawlall", "--unverified", "unread")
    assert named.returncode == 2
    assert "nobody has read its terms" in named.stderr
    plain = scrapy(tmp_path, "crawlall")
    assert plain.returncode == 2
    assert "no source that may be crawled" in plain.stderr
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert len(archive.adverts()) == 5
