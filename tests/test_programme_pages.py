"""Programmes: the page of one, and all of them as a calendar that can be read as a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from row_pages import PROGRAMMES, Site, write_rows
from sample_catalogue import NASTY, TODAY

from catalogue import tables
from catalogue.programmes import KnownProgramme
from catalogue.programmes.evidence import KnownRound
from catalogue.programmes.merged import merge_programmes
from catalogue.rows import programme_row
from catalogue.site.programme import confirmed_text, length_of
from catalogue.site.programme_words import dated_rounds, months_in, months_text, usual_of, usual_text
from catalogue.site.programmes import from_now

ONE = "/catalogue/programmes"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("programmes") / "catalogue.db"
    write_rows(path)
    yield Site(path)


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :])).split())


def test_a_programme_says_what_is_known_and_from_where(site: Site) -> None:
    text = text_of(site.page(f"{ONE}/tide-fellows"))
    for words in (
        "A programme that recurs, run by Harbour Board. It usually opens in April or May and closes in May.",
        "Secondment Where the advert says so (secondment).",
        "Usual length 3 to 6 months",
        "Usually opens April or May From 2 rounds, 2029 to 2030. Usually closes May From one round, 2029.",
        "How we know Its own page, 2030",
        "From May 2030 as told by news.example.net Monday 2 April 2029 to Thursday 31 May 2029 as told by tide.example",
        "Its length example.org , which speaks of 2030 What you do b.example.org , which names no year",
        "Stored copies of these pages were read, not the pages of today",
        "Last confirmed Public pages told of it in 2030; no crawl has seen a round yet.",
    ):
        assert words in text, words


def test_no_round_yet_is_said_well_and_leads_on(site: Site) -> None:
    page = site.page(f"{ONE}/tide-fellows")
    assert "No round has been found yet: our crawls have not met one, which does not mean that there is none." in page
    assert '<a class="button" href="https://tide.example.org/" rel="noopener nofollow ugc">' in page


def test_rounds_are_parted_into_current_and_past(site: Site) -> None:
    page = site.page(f"{ONE}/flood-policy")
    rounds = re.findall(r'href="/catalogue/opportunities/([^"]+)"', page)
    assert sorted(rounds) == ["harbour~3A0", "harbour~3A6"]
    assert "None of its rounds that we know of can be applied for now." in page
    assert "A crawl last saw a round of it on Monday 3 March 2031." in page


def test_an_open_round_stands_at_the_top(site: Site) -> None:
    text = text_of(site.page(f"{ONE}/late"))
    assert text.index("Open now, or soon") < text.index("What is known of it")


def test_what_is_not_known_says_so(site: Site) -> None:
    text = text_of(site.page(f"{ONE}/dune"))
    assert "Usual length Not stated Usually opens Not known Usually closes February From one round, 2030." in text
    assert "Going by the one round of which this is known, it closes in February." in text
    assert "Who takes part Not stated" in text


def test_markup_in_a_programme_stays_text(site: Site) -> None:
    for address in (f"{ONE}/nasty", "/programmes"):
        page = site.page(address)
        assert NASTY not in page
        assert 'href="javascript' not in page
        assert "&lt;script&gt;" in page


HALTED = [("gone", "It has ended, or goes on under another name: it was last seen in 2029."),
          ("halt", "It is paused: a page of 2030 said that no round is planned.")]  # fmt: skip


@pytest.mark.parametrize(("id", "told"), HALTED)
def test_nobody_is_told_to_wait_for_what_has_ended(site: Site, id: str, told: str) -> None:
    text = text_of(site.page(f"{ONE}/{id}"))
    assert told in text
    assert "It usually" not in text


def test_open_all_year_round(site: Site) -> None:
    text = text_of(site.page(f"{ONE}/ever"))
    assert "One can apply all year round." in text
    assert "Usually opens All year round Usually closes All year round" in text


@pytest.mark.parametrize("address", [f"{ONE}/no-such", f"{ONE}/~3Cscript~3E"])
def test_a_programme_that_is_not_there_is_a_calm_404(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


# --- all of them


def sections_of(page: str) -> dict[str, list[str]]:
    """Heading → addresses of the programmes below it, in the order of the page."""
    parts = re.split(r"<h2[^>]*>([^<]+)</h2>", page)
    return {
        title: re.findall(rf'href="({ONE}/[^"]+)"', part) for title, part in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_the_calendar_begins_with_the_present_month(site: Site) -> None:
    found = sections_of(site.page("/programmes"))
    assert list(found) == [
        *("Open now", "April", "May", "September", "January", "February"),
        *("All year round", "Month not known yet", "Ended or paused"),
    ]
    assert found["Open now"] == [f"{ONE}/late"]
    assert found["April"] == found["May"] == [f"{ONE}/tide-fellows"]
    assert found["January"] == found["September"] == [f"{ONE}/late"]
    assert found["February"] == [f"{ONE}/dune"]
    assert found["All year round"] == [f"{ONE}/ever"]
    assert found["Month not known yet"] == [f"{ONE}/nasty", f"{ONE}/flood-policy"]
    assert found["Ended or paused"] == [f"{ONE}/gone", f"{ONE}/halt"]


def test_the_calendar_says_how_old_its_latest_round_is(site: Site) -> None:
    text = text_of(site.page("/programmes"))
    assert "3 to 6 months · closes in May Last dated round: 2030" in text


def test_months_run_once_round_the_year() -> None:
    assert from_now(TODAY) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2]


def test_every_programme_is_on_the_page(site: Site) -> None:
    page = site.page("/programmes")
    listed = {each for addresses in sections_of(page).values() for each in addresses}
    assert listed == {f"{ONE}/{each['id']}" for each in PROGRAMMES} | {f"{ONE}/flood-policy"}
    assert f"{len(PROGRAMMES) + 1} programmes, 1 of them with a round to apply for now" in text_of(page)


def test_filters_count_what_their_links_show(site: Site) -> None:
    links = re.findall(r'<a href="(/programmes\?[^"]+)" rel="nofollow">[^<(]+ \((\d+)\)</a>', site.page("/programmes"))
    assert len(links) >= 6
    for href, count in links:
        page = site.page(unescape(href))
        assert re.search(rf'role="status">{count} programme', page), href
        assert ">All</a>" in page


def test_two_filters_hold_together(site: Site) -> None:
    page = site.page("/programmes?form=secondment&sectors_to=policy")
    assert f"1 programme of {len(PROGRAMMES) + 1}" in text_of(page)
    assert "/programmes?sectors_to=policy" in page


@pytest.mark.parametrize("asked", ["form=nonsense", "form=%3Cscript%3E", "form=", "publisher=x", "form=%00"])
def test_a_filter_that_means_nothing_is_set_aside(site: Site, asked: str) -> None:
    assert f"{len(PROGRAMMES) + 1} programmes" in text_of(site.page(f"/programmes?{asked}"))


MONTHS = [
    ([], ""),
    ([10], "October"),
    ([3, 4], "March or April"),
    ([5, 6, 7], "May to July"),
    ([12, 1], "December or January"),
    ([1, 3], "January or March"),
    ([4, 9], "April and September"),
    ([1, 3, 10], "January, March and October"),
]


@pytest.mark.parametrize(("months", "told"), MONTHS)
def test_months_in_words(months: list[int], told: str) -> None:
    assert months_text(months) == told


@pytest.mark.parametrize("value", [None, "", "x", "3", "{}", '["3", 13, 0, true, null, [4]]'])
def test_months_that_are_none_are_left_out(value: str | None) -> None:
    assert months_in(value) == []


SENTENCES = [
    ([], [], [], [], ""),
    (
        [9],
        ["2030-09-03"],
        [10],
        ["2030-10-01"],
        "Going by the one round of which this is known, it opens in September and closes in October.",
    ),
    ([9], ["2029-09-03", "2030-09-01"], [], [], "It usually opens in September."),
    ([], [], [10], ["2030-10-01"], "Going by the one round of which this is known, it closes in October."),
    ([4, 9], ["2030-04-01"], [], [], "It usually opens in April and September."),  # named by a page
]


@pytest.mark.parametrize(("opening", "opened", "closing", "closed", "told"), SENTENCES)
def test_one_round_makes_no_habit(
    opening: list[int], opened: list[str], closing: list[int], closed: list[str], told: str
) -> None:
    assert usual_text(usual_of(opening, opened), usual_of(closing, closed)) == told


def test_rounds_that_do_not_agree_give_no_month_but_a_reason() -> None:
    assert usual_of([], ["2029-04-01", "2030-09-01"]).basis == "rounds opened or closed at different times of the year"
    assert usual_of([], []).basis == ""


def test_what_is_no_address_is_no_link() -> None:
    for link in ("javascript:alert(1)", "https://[half", "//example.org"):
        assert dated_rounds(json.dumps([f"2030-01/.. {link}"]))[0].site == ""
    assert dated_rounds('["2030-01/.. https://www.example.org/x"]')[0].site == "example.org"


def test_the_known_programmes_stand_in_their_months(tmp_path: Path) -> None:
    """From programmes.yml to the page: what a dated round shows is told with its year and its page."""
    path = tmp_path / "catalogue.db"
    known = KnownProgramme("fens", "Fens Fellows", "Made up", run_by="Fens", known_rounds=(
        KnownRound("https://fens.example.org/2029", "2029-10-01", "2029-11-02"),
        KnownRound("https://fens.example.org/2030", "2030-11-04", "2030-11-29"),
    ))  # fmt: skip
    db = tables.new_catalogue(path)
    tables.add_rows(db, "programmes", [programme_row(each, {}) for each in merge_programmes([known], [])])
    tables.finish(db, "2031-03-03T04:00:00Z", "x")
    db.conn.close()
    site = Site(path)
    found = sections_of(site.page("/programmes"))
    assert found == {"October": [f"{ONE}/fens"], "November": [f"{ONE}/fens"]}
    text = text_of(site.page(f"{ONE}/fens"))
    assert "It usually opens in October or November and closes in November." in text
    assert "From 2 rounds, 2029 to 2030." in text
    assert "Monday 4 November 2030 to Friday 29 November 2030 as told by fens.example.org" in text


LENGTHS = [((91, 183, None), "3 to 6 months"), ((None, 365, 91), "up to 12 months"),
           ((None, None, 91), "3 months in its rounds"),
           ((None, None, None), "")]  # fmt: skip


@pytest.mark.parametrize(("days", "words"), LENGTHS)
def test_usual_length(days: tuple[int | None, int | None, int | None], words: str) -> None:
    assert length_of(dict(zip(("usual_min_days", "usual_max_days", "typical_days"), days, strict=True))) == words


@pytest.mark.parametrize(
    ("confirmed", "words"),
    [
        ("2030", "told of it in 2030;"),
        ("2030-09-30", "told of it on Monday 30 September 2030;"),
        (None, "not recorded;"),
    ],
)
def test_last_confirmed(confirmed: str | None, words: str) -> None:
    assert words in confirmed_text({"confirmed": confirmed}, [])
    seen = confirmed_text({"confirmed": confirmed}, [{"last_seen": "2031-03-01T04:00:00Z"}])
    assert seen == "A crawl last saw a round of it on Saturday 1 March 2031."
