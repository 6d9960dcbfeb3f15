"""Sources and their health: the page of one, all of them, what needs a person, and the feed of failures."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from row_pages import SOURCES, Site, write_rows
from sample_catalogue import NASTY, write_sample

from catalogue.site.published import page_words
from catalogue.site.source_state import every_text, verdict_of
from catalogue.source_values import KINDS, REUSE, SECTORS, STATUSES, VERDICTS

ONE = "/catalogue/sources"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("sources") / "catalogue.db"
    write_rows(path)
    yield Site(path)


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :])).split())


def total(page: str) -> int:
    found = re.search(r'role="status">([\d,]+) ', page)
    assert found
    return int(found[1].replace(",", ""))


# --- one source


def test_a_healthy_source_says_so_with_its_runs_and_searches(site: Site) -> None:
    text = text_of(site.page(f"{ONE}/harbour"))
    for words in (
        "Employer, run by Harbour Board. Posts at the water's edge.",
        "Gathered Healthy, read today",
        "Last read without fault Monday 3 March 2031 (today)",
        "How often Every week",
        "1 to 40 adverts in a run",
        "2031-03-03 04:10 Healthy 20 15 2 1",
        "They allow a crawler to read it (read on Wednesday 1 January 2031).",
        "secondment 1 2 15",
    ):
        assert words in text, words


def test_counts_are_what_their_links_find(site: Site) -> None:
    page = site.page(f"{ONE}/harbour")
    counts = re.findall(r'<li><a href="([^"]+)"><strong>([\d,]+)</strong>', page)
    assert len(counts) == 4
    for href, count in counts:
        assert total(site.page(unescape(href))) == int(count) if int(count) else True, href


STANDING = [
    ("castle", "We cannot read this source for you: A wall stands before it. Please look there yourself."),
    ("castle", "Look here yourself"),
    ("fen", "Paused. It is not gathered at present, for the reason given. The reason: The same as harbour."),
    ("reed", "Not tried yet."),
    ("mist", "Ready, not gathered yet. How to read it is known and tried out, but nobody has read its terms yet"),
    ("dusk", "It has not been read without fault since Tuesday 1 October 2030 (5 months ago)."),
    ("dusk", "Changed, tried yesterday; last without fault 5 months ago; out of date"),
    ("moor", "Refused, tried today; never without fault so far"),
    ("well", "Not read yet"),
]


@pytest.mark.parametrize(("source", "words"), STANDING)
def test_how_a_source_stands_is_said_plainly(site: Site, source: str, words: str) -> None:
    assert words in text_of(site.page(f"{ONE}/{source}"))


def test_a_blocked_source_leads_to_its_own_pages(site: Site) -> None:
    page = site.page(f"{ONE}/castle")
    assert '<a class="button" href="https://castle.example.org/" rel="noopener nofollow ugc">Look here yourself' in page
    assert "What came of it" not in page


def test_markup_in_a_source_stays_text(site: Site) -> None:
    for address in (f"{ONE}/mist", f"{ONE}/dusk", "/sources", "/health"):
        assert NASTY not in site.page(address)


def test_a_source_that_is_not_there_is_a_calm_404(site: Site) -> None:
    assert site.get(f"{ONE}/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("every", "words"),
    [("daily", "Every day"), ("weekly", "Every week"), ("0 3 1 * *", "At least every 31 days"), (None, "")],
)  # fmt: skip
def test_how_often(every: str | None, words: str) -> None:
    assert every_text(every) == words


def test_every_word_of_the_registry_has_words_for_people() -> None:
    said = page_words()
    assert set(said["source_statuses"]) == {*STATUSES, "waiting"}
    assert set(said["source_sectors"]) == set(SECTORS)
    assert set(said["source_words"]["kind"]) == set(KINDS)
    assert set(said["source_words"]["reuse"]) == set(REUSE)
    assert set(said["source_words"]["terms_verdict"]) == set(VERDICTS)


def test_every_verdict_has_words_and_an_unknown_one_is_not_called_fine() -> None:
    assert set(page_words()["verdicts"]) == set("healthy partial empty blocked gone changed error running".split())
    assert verdict_of("strange") == {"name": "strange", "label": "strange", "what": "", "fine": False}
    assert verdict_of(None) is None


# --- all of them


def test_every_source_is_on_the_page_once_by_its_own_address(site: Site) -> None:
    page = site.page("/sources")
    listed = re.findall(rf'href="({ONE}/[^"]+)"', page)
    assert sorted(listed) == sorted(f"{ONE}/{each}" for each in ["harbour", "moor", *(each[0] for each in SOURCES)])


def test_counts_by_standing(site: Site) -> None:
    text = text_of(site.page("/sources"))
    for words in (
        "Gathered: 4",
        "Ready, not gathered yet: 1",
        "Not tried yet: 1",
        "Paused: 1",
        "Look here yourself: 1",
    ):
        assert words in text


def test_blocked_sources_stand_apart_with_their_link_and_reason(site: Site) -> None:
    page = site.page("/sources")
    own = page[page.index('id="yourself"') : page.index('id="academia"')]
    assert '<a href="https://castle.example.org/" rel="noopener nofollow ugc">Castle jobs</a>' in own
    assert "A wall stands before it." in own


def test_anchors_of_the_page_lead_somewhere(site: Site) -> None:
    page = site.page("/sources")
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


# --- health


def test_health_shows_what_is_bad_first(site: Site) -> None:
    page = site.page("/health")
    table = page[page.index('id="runs"') : page.index('id="unread"')]
    assert re.findall(rf'scope="row"><a href="{ONE}/([^"]+)"', table) == ["dusk", "moor", "harbour"]
    text = text_of(page)
    assert "1 of 3 sources were well at their last run; 2 out of date; 1 not read yet" in text
    assert "Ready to be gathered: Well jobs ." in text
    assert "1 wait until a person has read their terms" in text


def test_health_names_what_needs_a_person_as_the_check_does(site: Site) -> None:
    text = text_of(site.page("/health"))
    needs = text[text.index("What needs a person") : text.index("Source by source")]
    assert "Dusk jobs : last run (2 March 2031) was changed: closing days are gone" in needs
    assert "Dusk jobs : stale: no healthy run since 1 October 2030" in needs
    assert "Moor jobs : last run (3 March 2031) was blocked: robots.txt could not be read" in needs
    assert "Well jobs : never crawled" in needs
    assert "Harbour jobs" not in needs
    assert "`" not in needs


def test_numbers_of_the_health_page_lead_to_their_rows(site: Site) -> None:
    page = site.page("/health")
    links = re.findall(r'href="(/catalogue/[^"]+)"', page)
    for href in dict.fromkeys(unescape(each) for each in links):
        assert site.get(href).status_code == 200, href
    [(href, count)] = re.findall(r'<a href="(/catalogue/excluded)">(\d+)</a>', page)
    assert total(site.page(href)) == int(count)


def test_accounts_add_up(site: Site) -> None:
    page = site.page("/health")
    section = page[page.index('id="accounts"') :]
    seen, *parts = (int(each) for each in re.findall(r"<dd>(?:<a[^>]*>)?(\d+)", section))
    assert seen == sum(parts)
    assert len(parts) == 4


# --- the feed


def feed_of(site: Site) -> Any:
    answer = site.get("/health.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return answer


def test_the_feed_of_failures_is_one_that_clients_read(site: Site) -> None:
    read = feedparser.parse(feed_of(site).content)
    assert read.bozo == 0
    assert read.version == "atom10"
    assert read.feed.title == "Sources that need a person"
    assert [each.title for each in read.entries] == ["Moor jobs: blocked", "Dusk jobs: changed"]
    assert [each.link for each in read.entries] == [f"http://localhost{ONE}/{name}" for name in ("moor", "dusk")]
    assert {link.rel: link.href for link in read.feed.links} == {
        "self": "http://localhost/health.atom",
        "alternate": "http://localhost/health",
    }
    assert len({each.id for each in read.entries}) == 2


def test_the_feed_has_what_the_standard_asks_for(site: Site) -> None:
    root = ElementTree.fromstring(feed_of(site).content)
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert root.find(f"{ATOM}author") is not None
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None


def test_the_page_names_its_feed(site: Site) -> None:
    assert '<link rel="alternate" type="application/atom+xml"' in site.page("/health").partition("<body")[0]


# --- other rows


def test_a_row_of_any_table_says_what_its_columns_mean(site: Site) -> None:
    assert '<a href="/catalogue/sources/moor">moor</a>' in site.page("/catalogue/runs/2")
    text = text_of(site.page("/catalogue/runs/2"))
    assert "Runs: 2 One crawl of one source and how it ended." in text
    assert "Ended Not stated When it ended; empty while it runs or where it was killed." in text
    assert "Verdict blocked healthy, partial," in text


# --- little or nothing to show


@pytest.mark.parametrize("address", ["/programmes", "/sources", "/health"])
def test_pages_without_a_catalogue_say_so(address: str) -> None:
    assert "There is no" in text_of(Site(None).page(address))
    assert Site(None).get("/health.atom").status_code == 503


@pytest.mark.parametrize("address", ["/programmes", "/sources", "/health"])
def test_pages_of_an_empty_catalogue_are_calm(tmp_path: Path, address: str) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=0)
    assert Site(path).page(address)


def test_a_feed_without_a_run_is_as_old_as_the_build(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=0)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("delete from runs")
    read = feedparser.parse(Site(path).get("/health.atom").content)
    assert (read.bozo, read.entries, read.feed.updated) == (0, [], "2031-03-03T05:00:00Z")


def test_what_is_open_stands_closing_soonest_first(site: Site) -> None:
    page = site.page(f"{ONE}/harbour")
    part = page[page.index("Open, closing soonest") : page.index('id="health"')]
    shown = re.findall(r'href="/catalogue/opportunities/([^"]+)"', part)
    rows = site.get("/catalogue/opportunities.json?source=harbour&status=open&_sort=closing_order&_shape=objects")
    assert shown == [each["id"].replace(":", "~3A") for each in rows.json()["rows"][:5]]
    assert len(shown) == 5
