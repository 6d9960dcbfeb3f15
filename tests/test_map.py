"""The gap map: every number is what its link finds, and the gaps show."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette
from sample_catalogue import write_sample
from test_site import LIST, Site, Tags

from catalogue.site.gap_map import SHADES, shade_of
from catalogue.site.published import page_words


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("map") / "catalogue.db"
    write_sample(path)
    yield Site(path)


CELL = re.compile(
    r'<td class="(shade-\w+|sum)"><a href="([^"]+)" rel="nofollow"><span class="hidden">([^<]*): </span>(\d+)'
)


def cells(page: str) -> list[tuple[str, str, str, int]]:
    """(class, address, words, number) of every cell."""
    return [(kind, unescape(url), unescape(said), int(count)) for kind, url, said, count in CELL.findall(page)]


def found(site: Site, address: str) -> int:
    """How many rows the list of an address has, as Datasette's own JSON counts them."""
    answer = site.get(address.replace(LIST, f"{LIST}.json") + "&_size=0&_nofacet=1").json()
    return int(answer["filtered_table_rows_count"])


@pytest.mark.parametrize(("address", "part"), [("/map", "_all=on"), ("/map?show=open", "status=open")])
def test_every_number_is_what_its_link_finds(site: Site, address: str, part: str) -> None:
    numbers = cells(site.get(address).text)
    assert len(numbers) == 3 * 6 * 6 + 5 * 8
    for _, url, said, count in numbers:
        assert part in url
        assert found(site, url) == count, (url, said)


@pytest.mark.parametrize("address", ["/map", "/map?show=open"])
def test_the_page_of_a_link_says_the_same_number(site: Site, address: str) -> None:
    numbers = cells(site.get(address).text)
    for _, url, said, count in [numbers[0], *(each for each in numbers if each[3] > 3)][:4]:
        shown = re.search(r'role="status">\s*([\d,]+) ', site.get(url).text)
        assert shown and int(shown[1]) == count, (url, said)


def test_the_whole_is_told_and_open_ones_can_be_asked_for(site: Site) -> None:
    every, now = site.get("/map"), site.get("/map?show=open")
    assert "30 opportunities" in every.text
    assert cells(every.text)[-1][3] == 30
    open_ones = found(site, f"{LIST}?status=open")
    assert f"{open_ones} open opportunit" in now.text
    assert cells(now.text)[-1][3] == open_ones
    assert 'href="/map?show=open"' in every.text
    assert 'href="/map"' in now.text
    assert now.headers["x-robots-tag"] == "noindex, follow"
    assert "x-robots-tag" not in every.headers


def test_gaps_are_noughts_that_look_and_read_as_such(site: Site) -> None:
    numbers = [each for each in cells(site.get("/map").text) if each[0] != "sum"]
    gaps = [said for kind, _, said, _ in numbers if kind == "shade-0"]
    assert gaps
    assert not [said for said in gaps if "Not stated" in said]
    assert not {kind for kind, _, _, count in numbers if count} & {"shade-0", "shade-none"}
    assert {kind for kind, _, _, count in numbers if not count} == {"shade-0", "shade-none"}


def test_that_no_advert_is_silent_is_no_gap(site: Site) -> None:
    noughts = {(kind, said) for kind, _, said, count in cells(site.get("/map").text) if not count}
    assert {kind for kind, said in noughts if "Not stated" in said} <= {"shade-none", "sum"}


def test_not_stated_is_a_row_and_a_column(site: Site) -> None:
    page = site.get("/map").text
    said = [words for _, _, words, _ in cells(page)]
    assert page.count('<th scope="row">Not stated</th>') == len(page_words()["maps"])
    assert "Job shadowing, Not stated" in said
    assert "Not stated, Government and policy" in said
    assert "exchange_form__isnull=1" in page


def test_the_tables_are_tables(site: Site) -> None:
    tags = Tags(site.get("/map").text).found
    names = [tag for tag, _ in tags]
    assert names.count("caption") == names.count("table") == len(page_words()["maps"])
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in tags if tag == "th")
    assert not [attributes for _, attributes in tags if "style" in attributes]


def test_a_catalogue_without_opportunities_is_all_gaps(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=0)
    page = Site(path).get("/map").text
    assert {count for *_, count in cells(page)} == {0}
    assert "16 of 16 pairs" in page


def test_without_a_catalogue_there_is_a_page() -> None:
    page = Site.__new__(Site)
    page.datasette = Datasette(memory=True)
    assert "no catalogue here yet" in page.get("/map").text


SHADED = [(0, 0, "0"), (0, 9, "0"), (1, 1000, "1"), (250, 1000, "1"), (251, 1000, "2"), (1000, 1000, "4"), (1, 1, "4")]


@pytest.mark.parametrize(("count", "most", "shade"), SHADED)
def test_shades(count: int, most: int, shade: str) -> None:
    assert shade_of(count, most) == shade
    assert int(shade) <= SHADES
    assert shade_of(count, most, stated=False) == (shade if count else "none")


def test_an_answer_that_the_codebook_does_not_have_is_still_counted(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=3)
    change(path, "update opportunities set exchange_form = 'twinning', sectors_to = ? where id = 'harbour:0'")
    said = [words for _, _, words, count in cells(Site(path).get("/map").text) if count]
    assert "Twinning, Government and policy" in said
    assert "Twinning, Universities and research" in said


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(sql, (json.dumps(["academia", "policy"]),))
        db.commit()
