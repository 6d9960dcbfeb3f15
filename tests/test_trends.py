"""The charts: figures by month, pictures that hold what the tables say, and pages for an empty or a young catalogue."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_catalogue import NASTY, write_sample
from test_map import found
from test_site import LIST, Site, Tags

from catalogue.site.charts import Series, bar_chart, line_chart, nice_top, row_chart
from catalogue.site.months import ITEMS, MOST, month_after, months_between, open_in, read_months

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    path = tmp_path_factory.mktemp("trends") / "catalogue.db"
    write_sample(path, size=100)  # a hundred days: December to March
    return Site(path)


# --- figures

BETWEEN = [
    ("2031-03", "2031-03", ("2031-03",)),
    ("2030-11", "2031-02", ("2030-11", "2030-12", "2031-01", "2031-02")),
    ("2031-04", "2031-03", ()),
]


@pytest.mark.parametrize(("first", "last", "months"), BETWEEN)
def test_months_between(first: str, last: str, months: tuple[str, ...]) -> None:
    assert months_between(first, last) == months


def test_no_more_than_two_years_are_shown() -> None:
    months = months_between("2001-01", "2031-03")
    assert len(months) == MOST
    assert months[-1] == "2031-03"


@pytest.mark.parametrize(("month", "after"), [("2031-03", "2031-04"), ("2031-12", "2032-01")])
def test_the_month_after(month: str, after: str) -> None:
    assert month_after(month) == after


def test_an_opportunity_is_open_in_every_month_of_its_span() -> None:
    months = ("2031-01", "2031-02", "2031-03")
    spans = [("2030-11", "2031-01", 2), ("2031-02", "2031-02", 3), ("2031-03", "2031-01", 5), ("2031-01", "2032-01", 7)]
    assert open_in(months, spans) == [9, 10, 7]


OPEN_IN_MARCH = [  # columns that are set → whether it counts for March 2031
    ({"status": "open", "first_seen": "2031-03-01T04:00:00Z"}, 1),
    ({"status": "open", "first_seen": "2031-01-01T04:00:00Z", "opens_on": "2031-03-02"}, 1),
    ({"status": "closed", "first_seen": "2031-01-01T04:00:00Z", "closes_on": "2031-03-01"}, 1),
    ({"status": "closed", "first_seen": "2031-01-01T04:00:00Z", "closes_on": "2031-02-28"}, 0),
    ({"status": "closed", "first_seen": "2031-01-01T04:00:00Z", "closes_on": None}, 0),
    ({"status": "closed", "first_seen": "2031-03-02T04:00:00Z", "closes_on": "2031-01-31"}, 0),
    ({"status": "withdrawn", "last_seen": "2031-03-01T04:00:00Z", "closes_on": "2031-08-01"}, 1),
    ({"status": "withdrawn", "last_seen": "2031-02-27T04:00:00Z", "closes_on": "2031-08-01"}, 0),
    ({"status": "unknown"}, 0),
    ({"status": "upcoming"}, 0),
]


@pytest.mark.parametrize(("columns", "counted"), OPEN_IN_MARCH)
def test_what_counts_as_open(tmp_path: Path, columns: dict[str, str | None], counted: int) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=1)
    base: dict[str, str | None] = {"first_seen": "2031-01-01T04:00:00Z", "opens_on": None, "closes_on": None}
    given = {**base, **columns}
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"update opportunities set {', '.join(f'{name} = ?' for name in given)}", tuple(given.values()))
        months = read_months(db, "2031-03-03")
    assert months.open[-1] == counted


def test_months_add_up_to_everything(site: Site) -> None:
    with closing(sqlite3.connect(site.path)) as db:
        months = read_months(db, "2031-03-03")
        pay = db.execute("select count(*) from opportunities where pay_min is not null").fetchone()[0]
    assert sum(months.found) + months.earlier == 100
    assert tuple(map(sum, zip(*months.forms.values(), strict=True))) == months.found
    stated = months.stated_in_all
    assert sum(months.stated["Pay"]) == stated["Pay"] == pay
    assert set(stated) == set(ITEMS)
    assert list(stated.values()) == sorted(stated.values(), reverse=True)


def test_earlier_months_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=3)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update opportunities set first_seen = '2020-05-01T04:00:00Z' where id = 'harbour:0'")
        db.commit()
        assert read_months(db, "2031-03-03").earlier == 1
    assert "1 were found earlier" in Site(path).get("/trends").text


# --- pictures


def drawn(picture: str) -> ET.Element:
    return ET.fromstring(picture.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def test_bars_stand_in_proportion_and_in_order() -> None:
    picture = drawn(str(bar_chart("x", "Found", "told", ["a", "b", "c"], [0, 5, 10])))
    bars = list(picture.iter(f"{SVG}rect"))
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights[0] == 0
    assert heights[2] == pytest.approx(2 * heights[1])
    assert [float(bar.get("x", "")[:-1]) for bar in bars] == sorted(float(bar.get("x", "")[:-1]) for bar in bars)
    assert [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "number"] == ["0", "5", "10"]


def test_a_line_breaks_where_nothing_is_known() -> None:
    picture = drawn(str(line_chart("x", "Share", "told", list("abcd"), [Series("s", (1, None, 3, 4))])))
    lines = [line for line in picture.iter(f"{SVG}line") if line.get("class") == "line-0"]
    assert len(lines) == 1
    assert len(list(picture.iter(f"{SVG}path"))) == 3


def test_lines_differ_by_more_than_colour() -> None:
    lines = [Series(str(number), (1.0, 2.0)) for number in range(5)]
    picture = drawn(str(line_chart("x", "t", "d", ["a", "b"], lines)))
    dashes = {line.get("stroke-dasharray") for line in picture.iter(f"{SVG}line") if line.get("class") != "rule"}
    assert len(dashes) == 5
    assert len({path.get("d") for path in picture.iter(f"{SVG}path")}) == 5


def test_a_picture_has_a_name_and_a_description() -> None:
    picture = drawn(str(row_chart("x", "Stated", "what is told", [("Pay", 50, "50 %")], 100)))
    ids = {each.get("id"): each.text for each in picture.iter() if each.get("id")}
    assert picture.get("role") == "img"
    assert [ids[name] for name in (picture.get("aria-labelledby") or "").split()] == ["Stated", "what is told"]


@given(st.text(max_size=30), st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"])),
                                                st.integers(0, 10**6)), max_size=30))  # fmt: skip
def test_any_words_and_numbers_make_a_sound_picture(title: str, bars: list[tuple[str, int]]) -> None:
    labels, values = [label for label, _ in bars], [value for _, value in bars]
    clean = "".join(letter for letter in title if letter.isprintable())
    for picture in (
        bar_chart("x", clean, clean, labels, values),
        line_chart("x", clean, clean, labels, [Series(clean, tuple(map(float, values)))]),
        row_chart("x", clean, clean, [(label, value, str(value)) for label, value in bars], max(values, default=0)),
    ):
        if picture:
            assert not any("style" in each.attrib for each in drawn(str(picture)).iter())


@given(st.floats(0, 10**7))
def test_the_top_of_a_scale_is_not_below_the_greatest(greatest: float) -> None:
    top = nice_top(greatest)
    assert max(greatest, 2) <= top <= max(2, greatest * 2)
    assert (top / 2).is_integer()


# --- pages


def tables(page: str) -> list[list[list[str]]]:
    """Words of every cell of every table."""
    return [
        [[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
         for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]
        for table in re.findall(r"<table.*?</table>", page, re.DOTALL)
    ]  # fmt: skip


def test_every_picture_has_its_table(site: Site) -> None:
    page = site.get("/trends").text
    names = [tag for tag, _ in Tags(page).found]
    assert names.count("figure") == names.count("table") == names.count("details") - 1 == 6  # one is the menu
    assert len(re.findall(r'<svg class="chart" role="img"', page)) == 6
    assert "style=" not in page
    ids = [attributes["id"] for _, attributes in Tags(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_picture_says_what_the_table_says(site: Site) -> None:
    page = site.get("/trends").text
    table = tables(page)[0]
    picture = page[page.index('aria-labelledby="found-name') : page.index("</figure>")]
    assert [row[1] for row in table[1:]] == re.findall(r'class="number"[^>]*>([\d,]+)<', picture)


def test_numbers_of_months_are_what_their_links_find(site: Site) -> None:
    page = site.get("/trends").text
    numbers = re.findall(rf'<td><a href="({LIST}[^"]+)" rel="nofollow">([\d,]+)</a>', page)
    assert len(numbers) > 20
    for url, count in numbers:
        assert found(site, unescape(url)) == int(count), url


def test_found_is_not_taken_for_exists(site: Site) -> None:
    assert "Found is not the same as exists." in site.get("/trends").text


@pytest.mark.parametrize(("size", "said"), [(0, "holds no opportunity yet"), (3, "There is one month so far")])
def test_an_empty_and_a_young_catalogue(tmp_path: Path, size: int, said: str) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=size)
    answer = Site(path).get("/trends")
    assert answer.status_code == 200
    assert said in answer.text


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=3)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update opportunities set exchange_form = ?", (NASTY,))
        db.execute("update sources set sector = ?", (NASTY,))
        db.commit()
    for address in ("/trends", "/map", "/codebook"):
        assert "<script>alert" not in Site(path).get(address).text
