"""Programmes: the page of one, and all of them as a calendar that can be read as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from row_pages import PROGRAMMES, Site, write_rows
from sample_catalogue import NASTY, TODAY

from catalogue.site.programme import confirmed_text, length_of
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
        "A programme that recurs, run by Harbour Board. It usually opens in April and closes in May.",
        "Secondment Where the advert says so (secondment).",
        "Usual length 3 to 6 months",
        "How we know Its own page, 2030",
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
    assert "Usual length Not stated Usually opens Not known Usually closes February" in text
    assert "Who takes part Not stated" in text


def test_markup_in_a_programme_stays_text(site: Site) -> None:
    for address in (f"{ONE}/nasty", "/programmes"):
        page = site.page(address)
        assert NASTY not in page
        assert 'href="javascript' not in page
        assert "&lt;script&gt;" in page


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
    assert list(found) == ["Open now", "April", "January", "February", "Month not known yet"]
    assert found["Open now"] == [f"{ONE}/late"]
    assert found["April"] == [f"{ONE}/tide-fellows"]
    assert found["January"] == [f"{ONE}/late"]
    assert found["February"] == [f"{ONE}/dune"]
    assert found["Month not known yet"] == [f"{ONE}/nasty", f"{ONE}/flood-policy"]


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
    assert "1 programme of 5" in text_of(page)
    assert "/programmes?sectors_to=policy" in page


@pytest.mark.parametrize("asked", ["form=nonsense", "form=%3Cscript%3E", "form=", "publisher=x", "form=%00"])
def test_a_filter_that_means_nothing_is_set_aside(site: Site, asked: str) -> None:
    assert f"{len(PROGRAMMES) + 1} programmes" in text_of(site.page(f"/programmes?{asked}"))


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
