"""A site that does everything wrong, crawled beside a healthy one; and markup made to hurt whoever reads it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from parsel import Selector
from scrapy.http import HtmlResponse
from scrapy.utils.sitemap import Sitemap

from catalogue.archive import Archive
from catalogue.archive.wordings import strip_tags
from catalogue.build import build
from catalogue.records import Run
from catalogue.text import plain_text
from crawler.guard.markup import MOST_ATTRIBUTES, MOST_TAGS, refusal_of_markup
from crawler.page import json_ld, main_region, next_listing, title_of
from crawler.page_facts import labelled_facts, words
from crawler.practice.hostile import BODIES, BOMBS, ENDLESS, FORMULA, LAUGHS, LURES, MOVES, SCRIPT
from crawler.practice.hostile_bombs import PACKED, SIZE
from crawler.practice.hostile_server import HostileWeb
from crawler.practice.server import PracticeWeb

BUDGET = 120  # pages
MEMORY = 400  # megabytes at the most, of the whole command
TIME = 40  # seconds at the most
TOOLS = Path(sys.executable).parent
# Runs a command and says how much memory it took at its peak, in kilobytes.
MEASURE = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"
    " print(f'peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}'); sys.exit(code)"
)
SETTINGS = ("DOWNLOAD_TIMEOUT=1", "RETRY_TIMES=0", "FIRST_REST=0.2", "LOG_LEVEL=INFO")
QUICK = [part for setting in SETTINGS for part in ("-s", setting)]


@dataclass(frozen=True)
class Crawled:
    """What a crawl of both sites did."""

    seconds: float
    megabytes: float
    exit_code: int
    log: str
    runs: dict[str, Run]
    titles: dict[str, str]  # path on the hostile site → title
    asked: list[str]  # paths on the hostile site
    healthy_adverts: int
    folder: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The hostile site beside a healthy one, in one `scrapy crawlall`."""
    folder = tmp_path_factory.mktemp("hostile")
    with HostileWeb() as bad, PracticeWeb(date(2026, 9, 1), ["trust"]) as good:
        registry = {"hostile": bad.source(BUDGET), **good.sources()}
        (folder / "sources.yml").write_text(yaml.safe_dump(registry))
        own = {"WKEP_SOURCES": str(folder / "sources.yml"), "WKEP_DATA": str(folder), "WKEP_ALLOW_LOOPBACK": "1"}
        command = [str(TOOLS / "scrapy"), "crawlall", "--no-build", "-s", f"LOG_FILE={folder / 'log'}", *QUICK]
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            env={**os.environ, **own, "WKEP_CONTACT": "https://example.org/practice"},
            capture_output=True,
            text=True,
            timeout=2 * TIME,
            check=False,
        )
        seconds = time.monotonic() - began
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        adverts = [snapshot.advert for snapshot in archive.latest()]
        runs = {run.source: run for run in archive.runs()}
    return Crawled(
        seconds=seconds,
        megabytes=int(done.stdout.split("peak ")[-1]) / 1024,
        exit_code=done.returncode,
        log=(folder / "log").read_text(),
        runs=runs,
        titles={each.url.split("/advert/")[1]: each.title for each in adverts if each.source == "hostile"},
        asked=bad.asked,
        healthy_adverts=sum(each.source != "hostile" for each in adverts),
        folder=folder,
    )


def test_the_crawl_ends_in_bounds(crawled: Crawled) -> None:
    run = crawled.runs["hostile"]
    print(f"{crawled.seconds:.1f} s, {crawled.megabytes:.0f} MB, {run.pages} pages, {len(crawled.asked)} requests")
    assert crawled.seconds < TIME
    assert crawled.megabytes < MEMORY
    assert run.pages <= BUDGET
    assert len(crawled.asked) <= BUDGET + 5 + 2  # the hops of one chain, and robots.txt


def test_its_counts_are_true(crawled: Crawled) -> None:
    run = crawled.runs["hostile"]
    assert run.verdict == "partial"
    assert run.reason == "stopped before the end: listings cut at the page budget"
    told = dict(run.dropped)
    assert told.pop("seen in this run") > 10  # the same advert under ever new session ids
    assert told == {
        "a host that is not plainly written": 1,
        "a link to another site": 1,  # [::1], which is loopback but not the site
        "an address that is neither http nor https": 3,
        "an address that is not on the public web (IPv4 in IPv6)": 1,
        "an address that is not on the public web (link-local)": 1,
        "an address that is not on the public web (private)": 2,
        "an odd spelling of an IP address": 2,
        "answer broken off": 1,
        "answers over the size cap": len(PACKED) + 1,
        "answers that are no text": 1,
        "connection failed": 3,
        "headers over the size cap": 1,
        "links that cannot be read": 1,
        "listings cut at the page budget": 1,
        "more than five redirects": 1,
        "moved": 1,
        "no answer in time": 3,
        "no title": 4,
        "pages of too many elements": 1,
        "redirects in a circle": 2,
        "redirects that cannot be read": 1,
        "redirects to an address that is neither http nor https": 3,
        "redirects to an address that is not on the public web (IPv4 in IPv6)": 1,
        "redirects to an address that is not on the public web (link-local)": 1,
        "redirects to an address that is not on the public web (private)": 1,
        "redirects to an odd spelling of an IP address": 1,
    }


def test_what_can_be_read_is_kept_as_plain_words(crawled: Crawled) -> None:
    titles = crawled.titles
    assert titles["script"] == SCRIPT
    assert titles["formula"] == FORMULA
    assert titles["nul"] == "Placement with holes"
    assert titles["utf-16"] == "Wide placement"
    assert titles["too-long"] == "Placement of length"
    assert {titles[f"good-{number}"] for number in (2, 3)} == {"Placement 2", "Placement 3"}
    assert "smuggled" not in titles.values()
    assert len(titles) == crawled.runs["hostile"].adverts == crawled.runs["hostile"].new


def test_the_other_source_is_untouched(crawled: Crawled) -> None:
    run = crawled.runs["practice-trust"]
    assert (run.verdict, run.dropped) == ("healthy", {})
    assert run.adverts == crawled.healthy_adverts > 0
    assert crawled.exit_code == 0


def test_what_would_be_published_of_it_is_plain_words(crawled: Crawled, tmp_path: Path) -> None:
    copy = tmp_path / "snapshots.db"
    with sqlite3.connect(crawled.folder / "snapshots.db") as archive, sqlite3.connect(copy) as other:
        archive.backup(other)
        other.execute("update runs set verdict = 'healthy'")  # a run like this one publishes nothing
    build([copy], tmp_path / "catalogue.db", today=date(2026, 9, 1))
    with sqlite3.connect(tmp_path / "catalogue.db") as db:
        titles = {title for (title,) in db.execute("select title from adverts union select title from excluded")}
    assert {SCRIPT, FORMULA} <= titles


def test_no_lure_is_followed_and_no_line_forged(crawled: Crawled) -> None:
    assert not [path for path in crawled.asked if path.startswith("/advert/a") or "passwd" in path]
    lines = crawled.log.splitlines()
    assert not [line for line in lines if line.startswith("2026-01-01")]
    assert "\x1b" not in crawled.log and "\u2028" not in crawled.log
    for lure in LURES:
        if not lure.startswith(("javascript", "data")):
            assert any("not read" in line and lure in line for line in lines)


def test_the_site_does_all_that_it_promises() -> None:
    assert set(BODIES) >= {"nul", "broken", "utf-16", "image", "empty", "header", "storm-429", "script", "formula"}
    assert set(MOVES) >= {"to-private", "to-metadata", "to-file", "to-other", "to-circle"}
    assert set(ENDLESS) == {"drip", "drip-head", "silent", "flood", "flood-head"}
    assert SIZE == 200 * 1024 * 1024
    assert all(len(make()) < 500_000 for make in PACKED.values())
    assert set(BOMBS) == {*(f"bomb-{name}" for name in PACKED), "tags"}


# --- markup: read without going to the network, to files or out of memory

CALLED = "http://127.0.0.1:{port}/"
XML = {
    "billion laughs": LAUGHS.decode(),
    "external dtd": '<?xml version="1.0"?><!DOCTYPE a SYSTEM "{called}evil.dtd"><a>words</a>',
    "external entity": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "{called}e">]><a>words &e;</a>',
    "file entity": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>words &e;</a>',
    "parameter entity": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % p SYSTEM "{called}p"> %p;]><a>words</a>',
    "xinclude": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{called}x" parse="text"/>words</a>',
    "xinclude of a file": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" '
    'parse="text"/>words</a>',
    "stylesheet": '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{called}s.xsl"?><a>words</a>',
    "schema": '<a xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="{called}x">words</a>',
    "quadratic": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + "x" * 50_000 + '">]><a>' + "&b;" * 20_000 + "</a>",
}


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    """A listener that nobody should call; its address and who called."""
    calls: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", calls
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", XML)
def test_xml_and_html_are_read_without_entities_files_or_network(name: str, trap: tuple[str, list[str]]) -> None:
    address, calls = trap
    text = XML[name].replace("{called}", address)
    began = time.monotonic()
    feed = Selector(text=text, type="xml")
    shown = " ".join(feed.xpath("//text()").getall())
    sitemap = list(Sitemap(text.replace("<a", "<urlset").encode()))
    page = Selector(text=text)
    shown += words(page) + plain_text(main_region(page)) + strip_tags(text) + str(sitemap)
    assert time.monotonic() - began < 2
    assert len(shown) < 4 * len(text) + 1_000
    assert "root:" not in shown
    assert calls == []


PAGES = {
    "10,000 deep": "<div>" * 10_000 + "down here" + "</div>" * 10_000,
    "90,000 deep": "<b>" * 90_000 + "down here",
    "deep tables": "<table><tr><td>" * 10_000,
    "deep lists": "<ul><li>" * 20_000,
    "deep quotes": "<blockquote><p>" * 20_000,
    "huge text": "x" * 9_000_000,
    "huge words": "word " * 1_000_000,
    "many elements": "<p>a</p>" * (MOST_TAGS // 2 - 10),
    "many labels": "<b>Hours:</b> 3 " * 10_000,
    "many headings": "<h1>Advert</h1>" * 20_000,
    "many elements and more": "<p>a" * MOST_TAGS,
    "many attributes": "<p " + " ".join(f"a{number}=1" for number in range(MOST_ATTRIBUTES - 10)) + ">",
    "too many attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
    "attributes without spaces": "<p " + 'a="1"' * 100_000 + ">",
    "attributes with holes": "<\0p " + "a\0 " * 100_000 + ">",
    "attributes behind a quote": '<p ">' + "<p " + "a " * 100_000 + '><p ">',
    "attributes behind a value": '<p a==">' + "<p " + "a/" * 100_000 + '><p b==">',
    "json in an attribute": "<p data-x='" + '{"a": 1, "b c": 2} ' * 50_000 + "'>",
    "quotes never closed": '<a b="x' * 90_000,
    "scripts never closed": "<script>" * 90_000,
    "comments never closed": "<!--" * 90_000 + "x" * 5_000_000,
    "huge attribute": f"<p title='{'x' * 5_000_000}'>",
    "nul bytes": "\0".join("<p>words</p>" * 1_000),
    "never closed": "<!--" + "<p>words" * 10_000,
    "never a tag": "<" * 90_000,
    "entities": "&amp;" * 500_000,
    "no such entities": "&nosuch;" * 100_000,
    "big numbers": "&#99999999999;" * 20_000,
    "deep json": '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    "long number": '<script type="application/ld+json">{"@type": "JobPosting", "a": ' + "9" * 100_000 + "}</script>",
    "nothing": "",
}
REFUSED = {"many elements and more", "quotes never closed", "too many attributes"}
REFUSED |= {f"attributes {which}" for which in ("without spaces", "with holes", "behind a quote", "behind a value")}
SECONDS = 6.0  # of the processor, the most that a page may take to be read; one is usual


@pytest.mark.parametrize("name", PAGES)
def test_pages_that_are_made_to_hurt(name: str) -> None:
    html = f"<title>Placement</title><main><h1>Placement</h1>{PAGES[name]}</main>"
    began = time.process_time()
    assert bool(refusal_of_markup(html)) is (name in REFUSED)
    if name in REFUSED:
        assert time.process_time() - began < 1
        return
    page = Selector(text=html)
    region = main_region(page)
    labelled_facts(page)
    title_of(page)
    json_ld(page)
    next_listing(page)
    strip_tags(region)
    plain_text(region)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("body", "header", "words_in_it"),
    [
        (b"<h1>caf\xe9</h1>", b"text/html; charset=iso-8859-1", "café"),
        (b"<h1>caf\xc3\xa9 \xff\xfe</h1>", b"text/html; charset=utf-8", "café"),
        pytest.param("<h1>café</h1>".encode("utf-16"), b"text/html; charset=utf-16", "café", id="utf-16"),
        pytest.param("<h1>café</h1>".encode("utf-16-le"), b"text/html; charset=utf-16le", "café", id="utf-16le"),
        (b"<h1>cafe</h1>", b"text/html; charset=klingon", "cafe"),
        (b"<h1>ca\0fe</h1>", b"text/html", "cafe"),
        (b"<h1>cafe</h1>", b"text/html; charset=unicode_escape", "cafe"),
    ],
)
def test_encodings_that_are_broken_or_odd(body: bytes, header: bytes, words_in_it: str) -> None:
    page = HtmlResponse("https://example.org/", body=body, headers={"Content-Type": header})
    assert words_in_it in words(page.css("h1"))
