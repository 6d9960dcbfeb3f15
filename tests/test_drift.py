"""A site changes its markup: the run is changed, nothing of it is published, and a person sees what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from changing_site import ChangingSite, entry, runs_in, scrapy, write_registry
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.archive import Archive
from catalogue.archive.confirmed import confirmed
from catalogue.archive.rows import FILLED
from catalogue.check import problems
from catalogue.lost_facts import NOWHERE, SHOWN, losses_of
from crawler.drift import fillings
from crawler.drift.fragments import POSTING_PATH, Fragment, counterpart, fragment_about, pieces_of, text_of
from crawler.generic import GenericReading
from crawler.practice.server import PracticeWeb

TABLE = (
    '<main><table class="facts"><tr><th>Closing date</th><td>3 March 2027</td></tr><tr><th>Pay</th><td>£1</td></table>'
)
BLOCKS = '<main><div class="card"><span>Apply until 3 March 2027</span></div><p>Closing of the library: at noon.</p>'


@pytest.mark.parametrize(
    ("page", "label", "text", "words", "path"),
    [
        (TABLE, "Closing date", "3 March 2027", "Closing date 3 March 2027", "main > table.facts > tr"),
        ("<dl id=facts><dt>Pay:</dt><dd>£2</dd></dl>", "Pay", "£2", "Pay: £2", "body > dl#facts"),
        ("<p>Only <b>3 March 2027</b></p>", "Closing date", "3 March 2027", "3 March 2027", "body > p > b"),
        ("<p>Closing date</p><p>see above</p>", "Closing date", "3 May", "Closing date", "html > body > p"),
        ('{"details": {"closing_date": "3 May"}}', "Closing date", "3 May", "closing_date: 3 May", "closing_date"),
        (
            '<script type="application/ld+json">{"@type": "JobPosting"}</script>',
            "JobPosting", "", '{"@type": "JobPosting"}', POSTING_PATH,
        ),
    ],
)  # fmt: skip
def test_where_a_fact_stood(page: str, label: str, text: str, words: str, path: str) -> None:
    found = fragment_about(page, label, text)
    assert found and found.words == words
    assert found.path.endswith(path)


@pytest.mark.parametrize("page", ["", "   ", "<p>Nothing of the kind.</p>", "[1, 2", "{}", "\0", "<!--"])
def test_a_page_that_does_not_say_it_has_no_fragment(page: str) -> None:
    assert fragment_about(page, "Closing date", "3 March 2027") is None
    assert counterpart(page, "Closing date", "3 March 2027", None) is None


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (BLOCKS, "Apply until 3 March 2027"),  # the same text, with the words around it
        ("<p>Closing date</p><p>soon</p>", "Closing date"),  # the same label
        ("<ul><li>Closing on the date of 3 April</li></ul>", "Closing on the date of 3 April"),  # the most shared words
        ("<main><table class=facts><tr><td>Zuletzt</td></tr></table>", "Zuletzt"),  # the same place
        ("<p>Ganz anders</p>", None),
    ],
)
def test_what_comes_nearest_on_the_new_page(page: str, words: str | None) -> None:
    before = Fragment("Closing date 3 March 2027", "html > body > main > table.facts > tr".removeprefix("html > "))
    found = counterpart(page, "Closing date", "3 March 2027", before)
    assert (found.words if found else None) == words


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_page_has_only_small_pieces(page: str) -> None:
    assert all(len(piece.words) <= SHOWN for piece in pieces_of(page) if not page.lstrip().startswith(("{", "[")))
    assert fragment_about(page, "Pay", "£1") is None or "£1" in page or "pay" in page.lower()


def test_a_page_of_windows_is_text() -> None:
    assert text_of("£40 – now".encode("cp1252")) == "£40 – now"
    assert text_of("\ufeff£40".encode()) == "£40"


@pytest.mark.parametrize(
    ("reading", "lost", "facts", "filled"),
    [
        (
            GenericReading(closes="3 May", found_by={"closes": "json-ld"}), ["Closing date"], {},
            {"Closing date": ("3 May", "json-ld")},
        ),
        (GenericReading(facts={"pay:": "£1"}), ["Pay"], {}, {"Pay": ("£1", "label")}),
        (GenericReading(closes="3 May"), ["Salary"], {}, {}),  # not what was lost
        (GenericReading(closes="3 May"), ["Closing date"], {"Closing date": "4 May"}, {}),  # the spider read it
        (GenericReading(), ["Closing date", "A label of its own"], {}, {}),
    ],
)  # fmt: skip
def test_what_is_filled_in(
    reading: GenericReading, lost: list[str], facts: dict[str, str], filled: dict[str, tuple[str, str]]
) -> None:
    assert fillings(reading, lost, facts) == filled


# --- over HTTP


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ChangingSite]:
    board = ChangingSite()
    with PracticeWeb(date(2026, 3, 5), [], extra={"board": board}) as web:
        write_registry(tmp_path, board=entry(web.base["board"]))
        yield board


def told_by_check(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("WKEP_SOURCES", str(folder / "sources.yml"))
    monkeypatch.setenv("WKEP_ALLOW_LOOPBACK", "1")
    return problems(folder / "snapshots.db", folder / "catalogue.db", now=datetime.now(UTC))


def test_a_site_that_changes_between_two_runs(
    site: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scrapy(tmp_path, "crawl", "board").returncode == 0
    site.make = "blocks"
    assert scrapy(tmp_path, "crawl", "board").returncode == 1
    run = runs_in(tmp_path)[-1]
    assert run.verdict == "changed", run
    assert "'Closing date'" in run.reason
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        lost = {each.label: each for each in losses_of(archive, run.id)}
        now = {each.advert.title: each for each in archive.latest()}
        published = list(confirmed(archive))
        pages = [archive.page(each.id) for each in now.values()]
    # what was lost, where it stood and what stands there now
    assert set(lost) == {"Closing date", "Location", "Salary"}
    day = lost["Closing date"].before.removeprefix("Closing date ")
    assert day in {f"{number} June 2027" for number in range(1, 6)}
    assert lost["Closing date"].before_path.endswith("table.facts > tr")
    assert lost["Closing date"].after == f"Apply until {day}"
    assert lost["Closing date"].after_path.endswith("div.card > span.when")
    # the pages are kept, and what the generic reader finds on them is filled in and marked
    assert all(b"Apply until" in page for page in pages)
    facts = now["Policy secondment to Garth"].advert.facts
    assert facts["Closing date"] == "2027-06-03"
    assert facts["Location"] == "Garth"
    assert facts[FILLED].startswith("Closing date (from its json-ld) | Location (from its json-ld)")
    # nothing of the run is published
    assert {each.advert.facts["Closing date"] for each in published} == {f"{day} June 2027" for day in range(1, 6)}
    assert not any(FILLED in each.advert.facts for each in published)
    told = "\n".join(told_by_check(tmp_path, monkeypatch))
    assert "table.facts > tr: Closing date" in told
    assert f"div.card > span.when: Apply until {day}" in told
    # a second run sees the same: what was filled in is not taken for labels that are back
    assert scrapy(tmp_path, "crawl", "board").returncode == 1
    again = runs_in(tmp_path)[-1]
    assert (again.verdict, again.changed) == ("changed", 0)
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert {each.label for each in losses_of(archive, again.id)} == set(lost)
    # mended: healthy, and nothing of the fillings is left in sight
    site.make = "table"
    assert scrapy(tmp_path, "crawl", "board").returncode == 0
    assert not any("lost:" in each for each in told_by_check(tmp_path, monkeypatch))


def test_adverts_that_lose_title_and_text_are_kept_by_the_generic_reader(site: ChangingSite, tmp_path: Path) -> None:
    scrapy(tmp_path, "crawl", "board")
    site.make = "shell"
    assert scrapy(tmp_path, "crawl", "board").returncode == 1
    run = runs_in(tmp_path)[-1]
    assert run.verdict == "changed", run
    assert "without title or text" in run.reason
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert all(each.present for each in confirmed(archive))


def test_a_listing_in_which_nothing_is_found_is_kept(
    site: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrapy(tmp_path, "crawl", "board")
    site.listing_made = False
    assert scrapy(tmp_path, "crawl", "board").returncode == 1
    assert runs_in(tmp_path)[-1].verdict == "empty"
    told = "\n".join(told_by_check(tmp_path, monkeypatch))
    assert "says now:" in told and "Our board has moved into an app." in told
    assert NOWHERE not in told
