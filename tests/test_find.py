"""Finding: guided filters, what is open, synonyms and spelling on the page, filters that let go, what to loosen."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_catalogue import TODAY, write_sample

from catalogue.search.families import with_marks
from catalogue.site.addresses import ALL, OPEN
from catalogue.site.cards import for_whom, search_words
from catalogue.site.facets import FacetIndex, rows_in_order
from catalogue.site.front import front
from catalogue.site.guided import open_count, pairs_of, questions
from catalogue.site.listing import by_relevance
from catalogue.site.parts import parts_of
from catalogue.site.published import Published, page_words, read_published
from catalogue.site.question import Question, page_question, question_of
from catalogue.yaml_files import load_yaml

METADATA = Path(__file__).parents[1] / "metadata.yml"
LIST = "/catalogue/opportunities"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("find") / "catalogue.db"
    write_sample(path, size=60)
    return path


@pytest.fixture(scope="module")
def get(path: Path) -> Any:
    """A function from an address to its answer."""
    plugins = {"wkep-catalogue": {"today": TODAY.isoformat()}}
    site = Datasette([str(path)], metadata={**load_yaml(METADATA), "plugins": plugins})
    return lambda address: asyncio.run(site.client.get(address))


@pytest.fixture(scope="module")
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        yield db


@pytest.fixture(scope="module")
def published(conn: sqlite3.Connection) -> Published:
    return read_published(conn)


def total(page: str) -> int:
    found = re.search(r'role="status">([\d,]+) ', page)
    assert found, page[:2000]
    return int(found[1].replace(",", ""))


def links(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]+)"', page)]


def count(conn: sqlite3.Connection, where: str) -> int:
    return int(conn.execute(f"select count(*) from opportunities where {where}").fetchone()[0])


# --- what is open


def test_the_bare_list_shows_what_is_open_and_says_so(get: Any, conn: sqlite3.Connection) -> None:
    page = get(LIST).text
    assert total(page) == count(conn, "status = 'open'")
    assert "open opportunities, closing soonest first" in page
    assert "Only what is open is shown." in page
    assert "Status: Open" not in page
    assert f"{LIST}?_all=on" in links(page)
    assert total(get(f"{LIST}?_all=on").text) == count(conn, "1")


ASKED = [
    ("", (OPEN,), ()),
    ("_all=on", (), (ALL,)),
    ("status=closed", (("status", "closed"),), ()),
    ("status__isnull=1", (("status__isnull", "1"),), ()),
    ("status__in=open,upcoming", (("status__in", "open,upcoming"),), ()),
    ("nation=Wales", (OPEN, ("nation", "Wales")), ()),
    ("nation=Wales&_all=on", (("nation", "Wales"),), (ALL,)),
]


@pytest.mark.parametrize(("query", "filters", "more"), ASKED)
def test_open_only_unless_the_address_says_otherwise(query: str, filters: Any, more: Any) -> None:
    question = page_question(query)
    assert question.filters == filters
    assert question.kept == (*filters, *more)
    assert ALL not in question.in_files
    assert question_of(query).filters == tuple(pair for pair in filters if pair != OPEN)


@settings(max_examples=100, deadline=None)
@given(st.text("&=_abcdeinopstux%", max_size=40))
def test_a_link_to_the_same_question_asks_the_same(query: str) -> None:
    def again(question: Question) -> Question:
        return page_question("&".join(f"{quote(key)}={quote(value)}" for key, value in question.kept))

    question = page_question(query)
    assert again(question).filters == question.filters
    assert again(question).search == question.search


SAME = ["", "nation=Wales", "_search=secondment", "_search=lantern&_all=on", "nation__in=Wales,UK-wide"]
SAME += ["sectors_to__arraycontains=policy&status=closed", "_search=%22secondment%22", "_all=on&title__contains=bus"]
SAME += ["_search=ICS+OR+hospital&_all=on"]


@pytest.mark.parametrize("query", SAME)
def test_files_have_the_rows_of_the_page(get: Any, query: str) -> None:
    page = get(f"{LIST}?{query}").text
    if not total(page):  # there is nothing to take
        assert f"{LIST}.csv" not in page
        return
    [as_csv] = [href for href in links(page) if href.startswith(f"{LIST}.csv")]
    [as_json] = [href for href in links(page) if href.startswith(f"{LIST}.json") and "_stream" in href]
    assert len(list(csv.DictReader(io.StringIO(get(as_csv).text, newline="")))) == total(page)
    assert len(get(as_json).json()) == total(page)
    for suffix in page_words()["files"]:
        assert [href for href in links(page) if href.startswith(f"{LIST}.{suffix}")], suffix


def test_a_file_is_searched_for_whatever_word() -> None:
    question = page_question("_search=relevance&_sort=relevance&_size=3&_all=on")
    assert question.in_files == (("_search", "relevance"),)


def test_the_bare_list_is_the_canonical_one(get: Any) -> None:
    for address in (LIST, f"{LIST}?status=open"):
        assert re.search(rf'<link rel="canonical" href="http[^"]+{LIST}">', get(address).text)
    for query in ("nation=Wales", "_all=on", "_search=lantern", "_page=2", "_sort=title"):
        assert 'rel="canonical"' not in get(f"{LIST}?{query}").text


def test_an_unknown_ending_is_not_found(get: Any) -> None:
    assert get(f"{LIST}.foo").status_code == 404
    assert get(f"{LIST}.json").status_code == get(f"{LIST}.csv").status_code == 200


# --- guided filters


def test_every_choice_of_the_front_page_leads_to_its_count(get: Any) -> None:
    page = get("/").text
    selects = re.findall(r'<select id="find-\w+" name="(\w+)">(.*?)</select>', page, re.DOTALL)
    assert [name for name, _ in selects] == [question["name"] for question in page_words()["guided"]]
    tried = 0
    for name, options in selects:
        for value, shown in re.findall(r'<option value="([^"]+)">[^<]+ \(([\d,]+)\)</option>', options):
            answer = get(f"/find?{name}={quote(unescape(value))}")
            assert answer.status_code == 303
            assert total(get(answer.headers["location"]).text) == int(shown.replace(",", "")) > 0, (name, value)
            tried += 1
    assert tried > 15


CARE, NURSE = ("sectors_from__arraycontains", "provider"), ("_iam", "nurse")
ANSWERS = [
    ("iam=nurse", [CARE, NURSE]),
    ("iam=nurse&to=policy&for=&learn=", [CARE, ("sectors_to__arraycontains", "policy"), NURSE]),
    (
        "in=wales&paid=kept",
        [("nation__in", "Wales,UK-wide"), ("funding__in", "salary_maintained_by_employer,backfill")],
    ),
    ("closing=fortnight", [("closes_on__gte", "2031-03-03"), ("closes_on__lte", "2031-03-17")]),
    ("_search=+flood++&for=days", [("duration_band", "up to a week"), ("_search", "flood")]),
    ("iam=admiral&to=//evil.example&in=Atlantis&x=1&_search=%22", []),
    ("", []),
]


@pytest.mark.parametrize(("query", "pairs"), ANSWERS)
def test_answers_become_filters(get: Any, query: str, pairs: list[tuple[str, str]]) -> None:
    answer = get(f"/find?{query}")
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert (to.scheme, to.netloc, to.path) == ("", "", LIST)
    assert parse_qsl(to.query) == pairs


KEYS = ["iam", "to", "for", "time", "learn", "in", "paid", "closing", "_search", "status"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.text(max_size=20))))
def test_no_answer_gives_a_filter_of_its_own_making(published: Published, answers: list[tuple[str, str]]) -> None:
    choices = [choice for question in page_words()["guided"] for choice in question["choices"].values()]
    allowed = {pair for choice in choices for pair in choice.get("filters", {}).items()}
    for pair in pairs_of(answers, published, TODAY):
        assert pair in allowed or pair[0] in ("_search", "_iam", "closes_on__gte", "closes_on__lte")


def test_a_nurse_is_told_what_was_understood_and_loses_no_advert_for_all_staff(
    get: Any, conn: sqlite3.Connection
) -> None:
    page = get(get("/find?iam=nurse").headers["location"]).text
    assert "As you are a nurse, adverts that name nurses stand first, then those for all health and care staff" in page
    assert total(page) == count(conn, "status = 'open' and sectors_from like '%provider%'")
    narrower = re.search(r'<a href="([^"]+)">Only those that name nurses: (\d+)</a>', page)
    if narrower:
        assert total(get(unescape(narrower[1])).text) == int(narrower[2])


def test_what_may_fit_too_is_counted(get: Any, conn: sqlite3.Connection) -> None:
    page = get(f"{LIST}?nation=Wales&sectors_to__arraycontains=policy&funding=backfill").text
    may_fit = page[page.index("May fit too") :].split("</p>")[0]
    found = re.findall(r'<a href="([^"]+)" rel="nofollow">(\d+) ([^<]+)</a>', may_fit)
    assert found
    for href, number, _ in found:
        assert total(get(unescape(href)).text) == int(number)


UNSAID = ("learn", "time")  # the sample says nothing of them


def test_choices_are_sound(published: Published) -> None:
    codes = {dimension for dimension, _ in published.codes}
    for question in page_words()["guided"]:
        for name, choice in question["choices"].items():
            assert ("days" in choice) != ("filters" in choice), name
            for key, value in choice.get("filters", {}).items():
                column, _, operator = key.partition("__")
                assert operator in ("", "in", "arraycontains", "lt")
                for code in value.split(",") if operator == "in" else [value]:
                    assert column not in codes or (column, code) in published.codes, (name, code)
            assert open_count(published, choice, TODAY) >= 0
    assert all(question["options"] for question in questions(published, TODAY) if question["name"] not in UNSAID)


# --- search on the page


def test_synonyms_are_told_and_can_be_switched_off(get: Any, tmp_path: Path) -> None:
    page = get(f"{LIST}?_search=secondment&nation=Wales").text
    assert "Also searched for: attachment, loan, interchange" in page
    only = [href for href in links(page) if "%22secondment%22" in href]
    assert only
    narrower = get(only[0]).text
    assert "Also searched for" not in narrower
    assert "nation=Wales" in only[0]
    assert total(narrower) <= total(page)


def test_a_word_that_no_advert_has_is_asked_about(get: Any) -> None:
    page = get(f"{LIST}?_search=hospitle+food").text
    found = re.search(r'Did you mean <a href="([^"]+)"><strong>hospital food</strong></a>\? It finds (\d+)', page)
    assert found, page[:3000]
    assert total(get(unescape(found[1])).text) == int(found[2]) > 0
    assert "Did you mean" not in get(f"{LIST}?_search=hospital+food").text
    assert "Did you mean" not in get(f"{LIST}?_search=zzzzzzzzzz").text


def test_what_was_meant_is_counted_without_filters_where_they_are_in_the_way(get: Any) -> None:
    page = get(f"{LIST}?_search=hospitle&nation=Atlantis").text
    found = re.search(r'<a href="([^"]+)"><strong>hospital</strong></a>\? It finds (\d+), closed ones', page)
    assert found
    assert total(get(unescape(found[1])).text) == int(found[2])


def test_the_best_match_stands_first(get: Any) -> None:
    page = get(f"{LIST}?_search=hospital&_all=on").text
    assert "best match first" in page
    assert "hospital food" in re.findall(r"<h2><a [^>]+>(.*?)</a>", page)[0].replace("<mark>", "").replace(
        "</mark>", ""
    )
    by_day = get(f"{LIST}?_search=hospital&_all=on&_sort=closing_order").text
    assert "closing soonest first" in by_day
    assert total(by_day) == total(page)


def test_typed_words_count_for_more_than_their_synonyms() -> None:
    titles = {1: "An interchange", 2: "Notes for staff", 3: "A secondment", 4: "Of many things"}
    texts = {1: "x", 2: "a secondment, and words, words, words", 3: "x", 4: "words, words and an interchange"}
    file = SimpleNamespace(orders={"soonest": [4, 1, 2, 3]}, facets=SimpleNamespace(size=5), size=4)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "create virtual table opportunities_fts using fts5(title, host, text, content='', tokenize='porter')"
        )
        for id, title in titles.items():
            row = (id, with_marks(title), "", with_marks(texts[id]))
            db.execute("insert into opportunities_fts (rowid, title, host, text) values (?, ?, ?, ?)", row)
        assert by_relevance(db, cast(Published, file), "secondment", 0b11110) == [3, 2, 1, 4]
        assert by_relevance(db, cast(Published, file), "secondment", 0b10010) == [1, 4]


def test_a_word_of_the_same_stem_does_not_come_before_the_word_itself() -> None:
    titles = {1: "Secondment, a secondment of secondments", 2: "Notes for staff", 3: "Seconded to a ward"}
    texts = {1: "seconded for a year", 2: f"{'of other things ' * 40} your second year", 3: "on secondment"}
    file = SimpleNamespace(orders={"soonest": [1, 3, 2]}, facets=SimpleNamespace(size=4), size=3)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "create virtual table opportunities_fts using fts5(title, host, text, content='', tokenize='porter')"
        )
        for id, title in titles.items():
            row = (id, with_marks(title), "", with_marks(texts[id]))
            db.execute("insert into opportunities_fts (rowid, title, host, text) values (?, ?, ?, ?)", row)
        assert by_relevance(db, cast(Published, file), "second", 0b1110)[0] == 2


def test_a_search_with_so_many_finds_is_in_the_order_of_closing(get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.site.listing.MOST_RANKED", 3)
    assert "closing soonest first" in get(f"{LIST}?_search=policy&_all=on").text
    assert "best match first" in get(f"{LIST}?_search=policy&_all=on&_sort=relevance").text
    monkeypatch.setattr("catalogue.site.listing.MOST_ASKED", 3)
    assert "closing soonest first" in get(f"{LIST}?_search=policy&_all=on&_sort=relevance").text


MARKED = [
    ("secondment", "A loan of staff", ["loan"]),
    ("ICS", "The integrated care system and the ICS; a picsure", ["integrated care system", "ICS"]),
    ('"secondment"', "A loan", []),
    ("nurs", "Nursing nurses", ["Nursing", "nurses"]),
    ("GP", "GPs and GPX", ["GPs"]),
    ("x", "x y", []),
]


@pytest.mark.parametrize(("search", "text", "hits"), MARKED)
def test_highlights(search: str, text: str, hits: list[str]) -> None:
    pattern = search_words(search)
    assert (pattern.findall(text) if pattern else []) == hits


# --- loosening and filters


def test_every_way_to_loosen_leads_to_its_count(get: Any) -> None:
    page = get(f"{LIST}?nation=Wales&_search=lantern+zebra&duration_band=over+2+years").text
    assert "Nothing fits all of this" in page
    page = get(f"{LIST}?nation=Wales&_search=hospital+zebra").text
    ways = re.findall(r'<a href="([^"]+)">without ([^<]+)</a>: (\d+)', page)
    assert {label for _, label, _ in ways} >= {"the word “zebra”"}
    for href, label, number in ways:
        assert total(get(unescape(href)).text) == int(number) > 0, label


def test_where_no_advert_has_all_words_some_have_any(get: Any) -> None:
    page = get(f"{LIST}?_search=the+hospital+zebra+policy").text
    [(href, number)] = re.findall(r'<a href="([^"]+)">with any of these words[^<]*</a>: (\d+)', page)
    assert dict(parse_qsl(urlsplit(unescape(href)).query))["_search"] == "hospital OR zebra OR policy"
    assert total(get(unescape(href)).text) == int(number) > 0


COUNTED = [
    "",
    "status=closed",
    "nation=Wales",
    "sectors_to__arraycontains=policy",
    "nation__in=Wales,England",
    "_all=on",
]
COUNTED += ["career_stages__arraycontains=early&_search=policy", "sectors_to__isnull=1&_all=on"]


@pytest.mark.parametrize("query", COUNTED)
def test_counts_of_filters_are_what_their_links_find(get: Any, query: str) -> None:
    page = get(f"{LIST}?{query}").text
    shown = page[page.index('id="filters"') :]
    options = re.findall(r'<a href="([^"]+)" rel="nofollow">[^<]+</a> <span class="quiet">(\d+)</span>', shown)
    assert len(options) > 15
    for href, number in options[::3]:
        assert total(get(unescape(href)).text) == int(number), href


def test_filters_are_explained_in_the_page_itself(get: Any) -> None:
    page = get(LIST).text
    assert page.count("What these mean") == len(page_words()["facets"])
    assert "<dd>Applications were taken.</dd>" in page


def test_a_card_shows_what_decides(get: Any) -> None:
    page = get(f"{LIST}?professions__arraycontains=nurses&_all=on&_size=100").text
    facts = (("Length", "3 to 6 months"), ("Place", "Bangor, Wales"), ("For", "nurses, midwives · early, mid"))
    for label, value in facts:
        assert f"<dt>{label}</dt><dd>{value}</dd>" in page, label
    assert re.search(r"<dt>Money</dt><dd>(Backfill, )?at least £31,\d{3}\.50 a year</dd>", page)
    assert re.search(r"<strong>Closes [^<]+</strong> · in \d+ days", page)


def test_a_source_that_was_not_read_lately_is_said(get: Any, path: Path) -> None:
    page = get(f"{LIST}?source=moor").text
    assert "Its source could not be read lately; last seen on Monday 3 March 2031" in page
    assert "could not be read lately" not in get(f"{LIST}?source=harbour").text
    later = {"wkep-catalogue": {"today": (TODAY + timedelta(days=91)).isoformat()}}
    site = Datasette([str(path)], metadata={**load_yaml(METADATA), "plugins": later})
    assert "could not be read lately" in asyncio.run(site.client.get(f"{LIST}?source=harbour")).text


def test_for_whom(published: Published) -> None:
    row = {"professions": '["a","b","c","d","e"]', "career_stages": None, "sectors_from": '["provider"]'}
    assert for_whom(row, published) == "a, b, c, d and others"
    assert for_whom({**row, "professions": None}, published) == "health or care providers"
    assert for_whom(dict.fromkeys(row), published) == ""
    assert for_whom({**dict.fromkeys(row), "career_stages": '["early", "any"]'}, published) == "any career stage"


# --- speed and soundness of the counting


@settings(max_examples=60, deadline=None)
@given(ids=st.sets(st.integers(1, 60)), start=st.integers(0, 70), most=st.integers(0, 30))
def test_rows_in_order(published: Published, ids: set[int], start: int, most: int) -> None:
    facets: FacetIndex = published.facets
    order = published.orders["title"]
    mask = facets.mask(ids)
    assert mask.bit_count() == len(ids)
    assert (
        rows_in_order(mask, order, facets.size, start, most) == [id for id in order if id in ids][start : start + most]
    )


FILTERS = [
    "nation=Wales",
    "nation__in=Wales,England",
    'nation__in=["Wales"]',
    "nation__in=[",
    "nation__isnull=1",
    "closes_on__gte=2031-03-10",
]
FILTERS += [
    "sectors_to__arraycontains=policy",
    "sectors_to__isnull=1",
    "professions__arraycontains=nurses",
    "title__contains=bus",
    "region=x",
]
FILTERS += ["nation__notnull=1", "pay_min__gte=31010", "sectors_from__arraynotcontains=policy", "closes_kind__in=fixed"]


@pytest.mark.parametrize("written", FILTERS)
def test_a_part_finds_what_datasette_finds(
    get: Any, conn: sqlite3.Connection, published: Published, written: str
) -> None:
    parts = parts_of(conn, published, question_of(quote(written, safe="=")), ([], {}))
    found = get(f"{LIST}.json?{quote(written, safe='=')}&_shape=objects&_nofacet=1")
    if found.status_code == 200:
        assert parts.all().bit_count() == found.json()["filtered_table_rows_count"]
    else:
        assert parts.all() == 0


def test_the_front_page_asks_no_query(published: Published) -> None:
    shown = front(published, date(2031, 3, 3))
    assert shown["open"] == len([1 for number in range(60) if number % 3 and number * 5 >= 30])
    assert [each["closes_on"] for each in shown["soon"]] == sorted(each["closes_on"] for each in shown["soon"])
