"""Runs that ask only for what is new: since when, how each platform does it, and that they miss nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from changing_site import WORDS, ChangingSite, entry, runs_in, scrapy, write_registry
from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed
from catalogue.build import build
from catalogue.check_runs import run_problems
from catalogue.platforms import load_platforms
from catalogue.records import Advert, Run
from catalogue.search.log import Search, note_searches, search_rows
from catalogue.source import Terms, stand_in
from catalogue.writing import stale_sources
from crawler.gathered import Gathered
from crawler.increment import FULL, OVERLAP, check_since, day_near, since_of
from crawler.loader import spider_for
from crawler.outcome import Outcome
from crawler.practice.server import PracticeWeb
from crawler.source_spider import SourceSpider
from crawler.verdict import judge
from crawler.verdict.drift import Past

NOW = datetime(2026, 9, 20, 4, tzinfo=UTC)


def run(days_ago: float, verdict: str = "healthy", since: str | None = None, adverts: int = 20) -> Run:
    started = (NOW - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Run(1, "demo", started, started, verdict, "", 9, adverts, 0, 0, {}, {}, since)


@pytest.mark.parametrize(
    ("asked", "whole_every", "runs", "since"),
    [
        (None, None, [run(1)], None),  # the registry does not want it
        (None, 7, [], None),  # everything first
        (None, 7, [run(1)], "2026-09-17"),  # the day of the last run less the overlap
        ("auto", None, [run(1)], "2026-09-17"),
        ("auto", None, [run(7)], None),  # everything again in time
        (None, 3, [run(3)], None),
        (None, 7, [run(6), run(1, since="2026-09-10")], "2026-09-17"),
        (None, 7, [run(8), run(1, since="2026-09-10")], None),  # an increment is no whole run
        (None, 7, [run(3), run(2, "changed")], None),  # one that failed is made good as a whole
        (None, 7, [run(3), run(2, "blocked", since="2026-09-10")], "2026-09-15"),
        ("full", 7, [run(1)], None),
        ("2026-01-31", None, [], "2026-01-31"),
    ],
)
def test_since_when(asked: str | None, whole_every: int | None, runs: list[Run], since: str | None) -> None:
    found = since_of(asked, whole_every, runs, NOW)
    assert (found.isoformat() if found else None) == since
    assert timedelta(days=2) == OVERLAP


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-01", "2026-09-01"),
        ("2026-09-24T14:47:26.356776913", "2026-09-24"),
        ("28 Sep", "2026-09-28"),
        ("Date Placed: 1st October", "2026-10-01"),
        ("2 January", "2027-01-02"),  # the nearest one
        ("20 Dec", "2026-12-20"),
        ("Posted on: 17 February 2025", "2025-02-17"),
        ("Thu, 10 Jul 2026 21:42:12 GMT", "2026-07-10"),
        ("31 June", None),
        ("29 Feb", "2028-02-29"),
        ("10 Foo 2026", None),
        ("2026-13-01", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_days_of_listings(text: str, day: str | None) -> None:
    found = day_near(text, date(2026, 9, 20) if "29 Feb" not in text else date(2027, 12, 1))
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("since", "platform", "told"),
    [
        ("auto", "watched_page", "cannot be asked for what is new alone"),
        ("2026-09-01", "madgex", "cannot be asked"),
        ("yesterday", "nhs_jobs", "write a day such as"),
        ("auto", "nosuch", "cannot be asked"),
    ],
)
def test_what_cannot_be_asked_is_told(since: str, platform: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_since(since, platform)


@pytest.mark.parametrize("since", [None, FULL])
def test_everything_can_always_be_asked_for(since: str | None) -> None:
    assert check_since(since, "watched_page") == since


# --- each platform


def spider_of(platform: str, since: str | None, **more: Any) -> SourceSpider:
    options = {"searches": [{"keyword": "secondment"} if platform == "nhs_jobs" else "secondment"]}
    source = stand_in(
        "demo", "Demo", platform=platform, start=("https://site.example/list/",), terms=Terms("", None, "allow"),
        status="active", options=options, **more,
    )  # fmt: skip
    return spider_for(source)(since=since)


def asked(spider: SourceSpider, body: str, kind: str = "text/html", **known: Any) -> tuple[list[str], list[str]]:
    """(addresses of adverts, addresses of further listings) that a listing leads to."""
    url = "https://site.example/list/"
    made = {"text/html": HtmlResponse, "text/xml": XmlResponse}.get(kind, TextResponse)
    response = made(url, body=body.encode(), headers={"Content-Type": kind}, encoding="utf-8", request=Request(url))
    answers = list(spider.parse_listing(response, **known))
    assert not any(isinstance(each, Gathered) for each in answers)
    adverts = [each.url for each in answers if each.callback == spider.parse_advert]
    return adverts, [each.url for each in answers if each.callback != spider.parse_advert]


@pytest.mark.parametrize(
    ("platform", "asks"),
    [
        ("nhs_jobs", "publishedFrom=2026-09-18"),
        ("govuk", "filter_public_timestamp=from%3A2026-09-18"),
        ("wordpress", "modified_after=2026-09-18T00%3A00%3A00"),
        ("ukri", "https://site.example/list/feed/"),
    ],
)
def test_sites_that_are_asked_by_a_parameter(platform: str, asks: str) -> None:
    assert all(asks in each.url for each in spider_of(platform, "2026-09-18").first_requests())
    assert not any(asks in each.url for each in spider_of(platform, None).first_requests())


def test_jobs_ac_uk_stops_at_the_first_page_of_old_cards() -> None:
    card = (
        '<div class="j-search-result__result" data-advert-id="{n}"><div class="j-search-result__text">'
        '<a href="/job/ABC{n:03}/x">Post</a><div>Date Placed: {day}</div></div></div>'
    )
    new = "".join(card.format(n=n, day="19 Sep") for n in range(20))
    old = "".join(card.format(n=n, day="3 Sep") for n in range(20, 45))
    known = {"address": "https://site.example/", "search": "secondment"}
    mixed = new + "".join(card.format(n=n, day="3 Sep") for n in range(20, 25))
    adverts, more = asked(spider_of("jobs_ac_uk", "2026-09-18"), mixed, **known)
    assert (len(adverts), len(more)) == (20, 1)
    assert asked(spider_of("jobs_ac_uk", "2026-09-18"), old, **known) == ([], [])
    adverts, more = asked(spider_of("jobs_ac_uk", None), old, **known)
    assert (len(adverts), len(more)) == (25, 1)


def test_euraxess_and_oracle_stop_at_old_adverts() -> None:
    card = (
        '<article class="ecl-content-item"><ul>'
        '<li class="ecl-content-block__primary-meta-item">Posted on: {day}</li></ul>'
        '<h3 class="ecl-content-block__title"><a href="/jobs/{n}">Offer</a></h3></article>'
    )
    following = '<li class="ecl-pagination__item--next"><a href="?page=1">Next</a></li>'
    page = card.format(n=1, day="19 September 2026") + card.format(n=2, day="1 September 2026") + following
    assert [len(each) for each in asked(spider_of("euraxess", "2026-09-18"), page)] == [1, 1]
    old = card.format(n=2, day="1 September 2026") + following
    assert asked(spider_of("euraxess", "2026-09-18"), old) == ([], [])
    answer = (
        '{"items": [{"TotalJobsCount": 500, "requisitionList": [{"Id": "1", "PostedDate": "2026-09-19"},'
        ' {"Id": "2", "PostedDate": "2026-09-02"}]}]}'
    )
    known = {"address": "https://site.example/sites/CX_1", "search": ""}
    adverts, more = asked(spider_of("oracle", "2026-09-18"), answer, "application/json", **known)
    assert (len(adverts), len(more)) == (1, 1)
    old = answer.replace("2026-09-19", "2026-09-01")
    assert asked(spider_of("oracle", "2026-09-18"), old, "application/json", **known) == ([], [])


SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://site.example/funding/a/1001</loc><lastmod>2026-09-19</lastmod></url>"
    "<url><loc>https://site.example/funding/b/1002</loc><lastmod>2026-09-01T10:00:00Z</lastmod></url>"
    "<url><loc>https://site.example/funding/c/1003</loc></url></urlset>"
)


@pytest.mark.parametrize("platform", ["nihr", "sitemap_pages", "json_ld"])
def test_sitemaps_say_what_has_changed(platform: str) -> None:
    spider = spider_of(platform, "2026-09-18", advert_url="/funding/")
    adverts, _ = asked(spider, SITEMAP, "text/xml")
    assert [each[-4:] for each in adverts] == ["1001", "1003"]  # one that says no day may be new
    assert len(asked(spider_of(platform, None, advert_url="/funding/"), SITEMAP, "text/xml")[0]) == 3


FEED = (
    "<rss version='2.0'><channel><item><title>A</title><link>https://site.example/JobDetails.aspx?jobid=1</link>"
    "<pubDate>Sat, 19 Sep 2026 10:00:00 GMT</pubDate></item><item><title>B</title>"
    "<link>https://site.example/JobDetails.aspx?jobid=2</link><pubDate>1 Sep 2026 10:00:00</pubDate></item>"
    "</channel></rss>"
)


@pytest.mark.parametrize("platform", ["rss", "w4mp"])
def test_feeds_say_what_is_new(platform: str) -> None:
    assert [each[-1] for each in asked(spider_of(platform, "2026-09-18"), FEED, "text/xml")[0]] == ["1"]
    assert len(asked(spider_of(platform, None), FEED, "text/xml")[0]) == 2


def test_a_feed_that_is_too_short_leads_to_the_listing() -> None:
    spider = spider_of("ukri", "2026-08-01")
    response = TextResponse("https://site.example/list/feed/", body=FEED.encode(), encoding="utf-8")
    answers = list(spider.parse_feed(response))  # type: ignore[attr-defined]
    assert [each.url.partition("?")[2] for each in answers][2:] == [
        "filter_status%5B%5D=open&filter_status%5B%5D=upcoming&filter_submitted=true"
    ]
    spider = spider_of("ukri", "2026-09-18")
    assert len(list(spider.parse_feed(response))) == 1  # type: ignore[attr-defined]


def test_the_registry_knows_which_platforms_can_do_it() -> None:
    able = {name for name, platform in load_platforms().items() if "since" in platform.keys}
    assert able == set(
        "euraxess govuk jobs_ac_uk json_ld nhs_jobs nihr oracle rss sitemap_pages ukri w4mp wordpress".split()
    )


# --- an increment misses nothing


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"adverts": 0}, "healthy"),
        ({"adverts": 1}, "healthy"),  # fewer than expected, and than usual
        ({"adverts": 0, "errors": 1}, "error"),
        ({"adverts": 0, "unread": {"no answer in time": 2}}, "empty"),
        ({"adverts": 3, "statuses": {200: 1, 503: 8}}, "partial"),
        ({"adverts": 5, "labels": {"Pay": 5}}, "changed"),
    ],
)
def test_verdicts_of_increments(change: dict[str, Any], verdict: str) -> None:
    past = Past.of([Run(1, "demo", "", "", "healthy", "", 9, 40, 0, 0, {}, {"Pay": 1.0, "Closing date": 1.0})])
    outcome = {"finish": "finished", "pages": 9, "adverts": 5, "errors": 0, "statuses": {200: 9}, "expect_min": 10}
    assert judge(Outcome(**{**outcome, "since": "2026-09-01", **change}), past)[0] == verdict  # type: ignore[arg-type]


def advert(key: str) -> Advert:
    facts = {"Closing date": "30 June 2027"}
    return Advert(
        "demo", key, f"https://example.org/adverts/{key}", f"Policy secondment {key} to a centre", WORDS, facts
    )


def crawl(archive: Archive, day: int, *keys: str, since: date | None = None) -> int:
    now = NOW + timedelta(days=day)
    number = archive.begin_run("demo", now, since)
    for key in keys:
        archive.keep(advert(key), number, now)
    told = {"pages": 1, "adverts": len(keys), "new": 0, "changed": 0, "dropped": {}, "fill": {}}
    archive.end_run(number, now, "healthy", "", **told)
    return number


def test_what_an_increment_does_not_see_is_not_gone_and_what_it_sees_is_confirmed(archive: Archive) -> None:
    day = NOW.date()
    crawl(archive, 0, "a", "b")
    for number in range(1, 6):
        crawl(archive, number, "c", since=day)
    assert {each.advert.key: each.present for each in confirmed(archive)} == {"a": True, "b": True, "c": True}
    assert {each.advert.key: each.present for each in archive.latest()} == {"a": True, "b": True, "c": True}
    crawl(archive, 7, "b")
    crawl(archive, 8, "a", since=day)  # seen in between: not missed twice in a row
    crawl(archive, 9, "b")
    assert {each.advert.key: each.present for each in confirmed(archive)} == {"a": True, "b": True, "c": False}
    crawl(archive, 10, "b")
    assert not {each.advert.key: each.present for each in confirmed(archive)}["a"]
    assert [each.since for each in archive.runs()][:2] == [None, day.isoformat()]


def test_increments_do_not_hide_that_a_source_is_ill_or_old() -> None:
    source = stand_in("demo", "Demo", status="active", terms=Terms("", None, "allow"), every="daily")
    ill = [run(3), run(2, "changed"), run(1, since="2026-09-10")]
    assert "was changed" in next(iter(run_problems(source, ill, NOW)))
    assert list(run_problems(source, [run(2), run(1, since="2026-09-10")], NOW)) == []
    old = [run(100), run(1, since="2026-09-10")]
    assert "stale" in next(iter(run_problems(source, old, NOW)))
    assert stale_sources({"demo": source}, old, NOW.date()) == {"demo"}


# --- what each search gave


def test_the_search_log_counts_what_is_new_and_what_screening_lets_in(archive: Archive) -> None:
    first = crawl(archive, 0, "a", "b")
    note_searches(archive, first, "demo", NOW, [Search("policy", 1, 3, {"a", "b"}), Search("nurse", 1, 1, {"b"})])
    second = crawl(archive, 1, "b", "c")
    note_searches(archive, second, "demo", NOW, [Search("policy", 2, 2, ["b", "c"]), Search("nurse", 1, 0)])
    told = ("run", "query", "pages", "adverts", "new", "included")
    rows = [tuple(row[name] for name in told) for row in search_rows([archive], {"demo:b", "demo:c", "other:a"})]
    assert rows == [
        (first, "policy", 1, 3, 2, 1), (first, "nurse", 1, 1, 1, 1),
        (second, "policy", 2, 2, 1, 2), (second, "nurse", 1, 0, 0, 0),
    ]  # fmt: skip
    twice = list(search_rows([archive, archive], set()))
    assert [row["run"] for row in twice] == [1, 1, 2, 2, 3, 3, 4, 4]


# --- over HTTP


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChangingSite]:
    board = ChangingSite()
    with PracticeWeb(date(2026, 3, 5), [], extra={"board": board}) as web:
        write_registry(tmp_path, board=entry(web.base["board"], since=7))
        monkeypatch.setenv("WKEP_SOURCES", str(tmp_path / "sources.yml"))
        monkeypatch.setenv("WKEP_ALLOW_LOOPBACK", "1")
        yield board


def test_a_source_with_since_is_gathered_whole_and_then_by_increments(site: ChangingSite, tmp_path: Path) -> None:
    assert scrapy(tmp_path, "crawl", "board").returncode == 0
    site.listed = [0]
    assert scrapy(tmp_path, "crawl", "board").returncode == 0
    assert scrapy(tmp_path, "crawl", "board", "-a", "since=full").returncode == 0
    whole, increment, fewer = runs_in(tmp_path)
    assert (whole.since, whole.verdict, whole.adverts) == (None, "healthy", 5)
    assert increment.since is not None and increment.reason.startswith("1 advert since ")
    assert (fewer.since, fewer.verdict) == (None, "partial")
    refused = scrapy(tmp_path, "crawl", "board", "-a", "since=soon")
    assert refused.returncode == 2 and "write a day such as 2026-09-01" in refused.stderr
    build([tmp_path / "snapshots.db"], tmp_path / "catalogue.db", today=date(2026, 12, 1))
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        log = db.execute("select query, pages, adverts, new, included from search_log order by run").fetchall()
        assert log[0] == ("(everything)", 1, 5, 5, 5)
        assert log[1] == ("(everything)", 1, 1, 0, 1)
        assert db.execute("select count(*) from opportunities where status = 'withdrawn'").fetchone() == (0,)


def test_a_page_that_comes_as_the_same_bytes_is_not_read_again(site: ChangingSite, tmp_path: Path) -> None:
    scrapy(tmp_path, "crawl", "board", "-a", "since=full")
    with Archive(tmp_path / "snapshots.db") as archive:
        digests = [row[0] for row in archive.db.execute("select digest from served")]
        assert len(set(digests)) == 5 and all(digests)
        archive.db.execute("update snapshots set hash = 'as read before'")
    site.asked.clear()
    scrapy(tmp_path, "crawl", "board", "-a", "since=full")
    assert len(site.asked) == 6  # the site names no validators, so its pages come again
    last = runs_in(tmp_path)[-1]
    assert (last.adverts, last.changed, last.new) == (5, 0, 0)  # else another wording would have been seen
