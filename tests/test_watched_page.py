"""Pages of schemes that open once a year: calls, dates, "nothing is open", cheap when unchanged, told when changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from changing_site import entry, runs_in, scrapy, write_registry
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed
from catalogue.build import build
from catalogue.check import problems
from catalogue.lost_facts import losses_of
from catalogue.normalise import read_snapshot
from catalogue.records import Advert, Snapshot
from catalogue.rewording import SHOWN, reworded
from catalogue.source import Terms, stand_in
from crawler.closed_calls import nothing_open
from crawler.loader import spider_for
from crawler.practice.server import PracticeWeb
from crawler.practice.web import Answer, Request, html_answer, text_answer
from crawler.source_spider import SourceSpider

URL = "https://assembly.example/fellowships/"
ABOUT = (
    "<p>The fellowship lets a researcher from a university spend six months on secondment with a committee of the"
    " assembly, to exchange knowledge with those who make policy.</p>"
)


@pytest.mark.parametrize(
    "text",
    [
        "There are currently no open calls.",
        "There are no fellowships available at this time.",
        "No current opportunities",
        "We do not currently have any vacancies.",
        "Applications are now closed.",
        "Applications for the 2026 round have closed.",
        "The scheme is currently closed to new applications.",
        "We are not accepting applications just now.",
        "The next round will open in October.",
        "The 2027 call is expected to launch in the spring.",
        "Please check back later.",
        "No live internships",
        "Sorry, no vacancies at present.",
    ],
)
def test_ways_to_say_that_nothing_is_open(text: str) -> None:
    assert nothing_open(f"Fellowships. {text} Contact us.")


@pytest.mark.parametrize(
    "text",
    [
        "The library is closed on Fridays.",
        "Applications close on 3 March 2027.",
        "The closing date is 3 March.",
        "There is no fee, and no prior experience of policy is needed.",
        "Our offices are closed over Christmas.",
        "Applications are open until noon on 1 May.",
        "The road is closed to traffic.",
        "",
    ],
)
def test_what_does_not_say_it(text: str) -> None:
    assert nothing_open(text) is None


# --- one page, read


def spider(**options: str) -> SourceSpider:
    source = stand_in("demo", "Demo", start=(URL,), status="active", terms=Terms("", None, "allow"), options=options)
    return spider_for(source)()


def read(body: str, **options: str) -> tuple[list[Advert], SourceSpider]:
    reader = spider(**options)
    page = HtmlResponse(
        URL, body=f"<html><title>Fellowships</title><body>{body}</body></html>".encode(), encoding="utf-8"
    )
    return [gathered.advert for gathered in reader.parse_advert(page)], reader


CALLS = (
    f"<main><h1>Fellowships</h1>{ABOUT}<h2 class=call>Rivers</h2>{ABOUT}"
    "<p>Applications close at noon on 3 March 2027.</p>"
    f"<h2 class=call>Ageing</h2>{ABOUT}<p>Deadline: 14 July 2027</p></main>"
)


def test_a_page_is_split_into_its_calls() -> None:
    adverts, reader = read(CALLS, calls="h2.call")
    assert [each.title for each in adverts] == ["Fellowships: Rivers", "Fellowships: Ageing"]
    assert not reader.closed and not reader.changed


@pytest.mark.parametrize(
    ("page", "adverts", "closed", "changed"),
    [
        ("<main><h1>Fellowships</h1><p>There are currently no open calls.</p></main>", 0, 1, 0),
        (f"<main><h1>Fellowships</h1>{ABOUT}<p>The next round will open in October.</p></main>", 0, 1, 0),
        (
            f"<main><h1>Fellowships</h1><section>{ABOUT}</section></main>",
            1,
            0,
            1,
        ),  # made otherwise, and does not say so
        ("<main></main>", 1, 0, 1),
    ],
)
def test_a_page_without_the_calls_it_should_have(page: str, adverts: int, closed: int, changed: int) -> None:
    found, reader = read(page, calls="h2.call")
    assert (len(found), len(reader.closed), len(reader.changed)) == (adverts, closed, changed)


def test_a_long_page_of_a_closed_scheme_is_kept_and_says_so_itself() -> None:
    [advert], reader = read(f"<main><h1>Fellowships</h1>{ABOUT * 4}<p>Applications are now closed.</p></main>")
    assert not reader.closed
    assert read_snapshot(seen(advert), whole=True).hints["said_status"] == "closed"


def test_a_page_that_is_one_call_needs_no_selector() -> None:
    [advert], reader = read(f"<main><h1>Fellowships</h1>{ABOUT}<p>Apply by 3 May 2027.</p></main>")
    assert not reader.changed and not reader.closed
    assert read_snapshot(seen(advert), whole=True).columns["closes_on"] == "2027-05-03"


def seen(advert: Advert) -> Snapshot:
    return Snapshot(1, advert, "2026-11-03T04:00:00Z", "2026-11-03T04:00:00Z", "2026-11-03T04:00:00Z")


@pytest.mark.parametrize(
    ("words", "opens", "closes"),
    [
        ("Applications close at noon on Wednesday 3 March 2027.", None, "2027-03-03"),
        ("This scheme will close to applications on Tuesday, 12 January 2027 at 16:00.", None, "2027-01-12"),
        ("Applications open on 1 December 2026 and close on 31 January 2027.", "2026-12-01", "2027-01-31"),
        ("The deadline for applications is 15 January.", None, "2027-01-15"),  # the year that it can only be
        ("Interviews will be held on 3 May 2027.", None, None),
        ("The page was last updated on 1 October 2026.", None, None),
    ],
)
def test_dates_stand_near_their_words(words: str, opens: str | None, closes: str | None) -> None:
    [advert], _ = read(f"<main><h1>Fellowships</h1>{ABOUT}<p>{words}</p></main>")
    columns = read_snapshot(seen(advert), whole=True).columns
    assert (columns["opens_on"], columns["closes_on"]) == (opens, closes)


# --- what changed


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("One. Two stays.", "One. Two stays.", (None, None)),
        ("Apply now. The fee is waived.", "Apply now. The fee is due.", ("The fee is waived.", "The fee is due.")),
        ("Apply now.", "Apply now. Hosts are added.", (None, "Hosts are added.")),
        ("Apply now. Hosts are listed.", "Apply now.", ("Hosts are listed.", None)),
        (
            "The fellow will sit with the committee on rivers.", "The fellow will sit with the committee on ponds.",
            ("… with the committee on rivers.", "… with the committee on ponds."),
        ),
        ("Write to jo.bloggs@site.example today.", "Write to al.smith@site.example today.", (None, None)),
    ],
)  # fmt: skip
def test_the_first_words_that_differ(before: str, after: str, told: tuple[str | None, str | None]) -> None:
    assert reworded(before, after) == told


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    assert all(side is None or len(side) <= SHOWN for side in reworded(before, after))
    assert reworded(before, before) == (None, None)


def test_a_reworded_page_is_a_version_with_its_words(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_registry(
        tmp_path, demo=entry("https://assembly.example", platform="watched_page") | {"advert_url": None}
    )
    monkeypatch.setenv("WKEP_SOURCES", str(path))
    now = datetime(2026, 11, 3, 4, tzinfo=UTC)
    for day, words in enumerate(("with the committee on rivers", "with the committee on ponds")):
        [advert], _ = read(f"<main><h1>Fellowships</h1>{ABOUT}<p>A fellow sits {words}.</p></main>")
        number = archive.begin_run("demo", now + timedelta(days=day))
        archive.keep(advert, number, now + timedelta(days=day))
        told: dict[str, Any] = {"pages": 1, "adverts": 1, "new": 0, "changed": 0, "dropped": {}, "fill": {}}
        archive.end_run(number, now + timedelta(days=day), "healthy", "", **told)
    build([archive.path], tmp_path / "catalogue.db", today=date(2026, 11, 5))
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        rows = db.execute("select [column], before, after from versions").fetchall()
    assert rows == [("wording", "… with the committee on rivers.", "… with the committee on ponds.")]


# --- over HTTP


class SchemePage:
    """One page that is open, closed, or made anew; it names no validators."""

    def __init__(self) -> None:
        self.body = CALLS

    def __call__(self, request: Request, adverts: object, today: date) -> Answer:
        if request.path == "/robots.txt":
            return text_answer("User-agent: *\nAllow: /\n")
        return html_answer(f"<html><title>Fellowships</title><body>{self.body}</body></html>")


@pytest.fixture
def scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SchemePage]:
    page = SchemePage()
    with PracticeWeb(date(2026, 3, 5), [], extra={"scheme": page}) as web:
        known = entry(web.base["scheme"], platform="watched_page", calls="h2.call", expect={"min": 1, "max": 4})
        del known["advert_url"]
        write_registry(tmp_path, scheme=known)
        monkeypatch.setenv("WKEP_SOURCES", str(tmp_path / "sources.yml"))
        monkeypatch.setenv("WKEP_ALLOW_LOOPBACK", "1")
        yield page


def test_a_scheme_through_its_year(scheme: SchemePage, tmp_path: Path) -> None:
    crawl = lambda: scrapy(tmp_path, "crawl", "scheme").returncode  # noqa: E731
    assert [crawl(), crawl()] == [0, 0]
    scheme.body = f"<main><h1>Fellowships</h1>{ABOUT}<p>The next round will open in October.</p></main>"
    assert crawl() == 0
    scheme.body = CALLS.replace("h2", "h3")
    assert crawl() == 1
    opened, again, closed, changed = runs_in(tmp_path)
    assert (opened.verdict, opened.adverts, opened.new) == ("healthy", 2, 2)
    assert (again.verdict, again.adverts, again.changed) == ("healthy", 2, 0)
    assert (closed.verdict, closed.adverts) == ("healthy", 0)
    assert closed.reason == "no advert; 1 of 1 pages say that nothing is open now"
    assert changed.verdict == "changed"
    assert "nothing is found at 'h2.call'" in changed.reason
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert sorted(each.advert.title for each in confirmed(archive)) == [
            "Fellowships: Ageing",
            "Fellowships: Rivers",
        ]
        lost = {each.label: each for each in losses_of(archive, changed.id)}
        searched = archive.db.execute("select query, pages, adverts from searches order by run").fetchall()
    assert lost["call “Rivers”"].before_path.endswith("h2.call")
    assert (lost["call “Rivers”"].after, lost["call “Rivers”"].after_path[-7:]) == ("Rivers", "h3.call")
    assert searched[0] == ("(everything)", 1, 2)
    told = problems(tmp_path / "snapshots.db", tmp_path / "catalogue.db", now=datetime.now(UTC))
    assert any("lost: call “Rivers”" in each and "h3.call: Rivers" in each for each in told)
