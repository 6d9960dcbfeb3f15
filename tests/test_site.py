"""The site through its own front door: Datasette with our plugin and metadata.yml, no flags."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import yaml
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_catalogue import NASTY, TODAY, write_sample

from catalogue.columns import TABLES
from catalogue.export import export
from catalogue.site import words
from catalogue.site.answerable import cleaned
from catalogue.site.published import page_words
from catalogue.site.question import question_of

METADATA = Path(__file__).parents[1] / "metadata.yml"
LIST = "/catalogue/opportunities"
RECORD = f"{LIST}/harbour~3A0"
NASTY_RECORD = f"{LIST}/moor~3A1"
PAGES = ["/", "/about", LIST, RECORD, NASTY_RECORD, "/catalogue", f"{LIST}?_search=nothinglikeit", "/no-such-page"]
PAGES += [f"/catalogue/{name}" for name in TABLES if name != "opportunities"]
PAGES += ["/catalogue/open_opportunities", "/catalogue/source_health", "/catalogue/runs/1", "/catalogue/sources/moor"]


def metadata() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    return {**written, "plugins": {"wkep-catalogue": {"today": TODAY.isoformat()}}}


QUERIES = list(metadata()["databases"]["catalogue"]["queries"])


class Site:
    """A site whose pages can be asked for one after another."""

    def __init__(self, path: Path):
        self.path = path
        self.datasette = Datasette([str(path)], metadata=metadata())

    def get(self, address: str) -> Any:
        return asyncio.run(self.datasette.client.get(address))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("site") / "catalogue.db"
    write_sample(path)
    yield Site(path)


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def links(page: str) -> list[str]:
    return [attributes["href"] or "" for tag, attributes in Tags(page).found if tag == "a" and "href" in attributes]


def total(page: str) -> int:
    found = re.search(r'role="status">([\d,]+) ', page)
    assert found, page[:2000]
    return int(found[1].replace(",", ""))


# --- front page, list, record


def test_front_page_counts_and_links(site: Site) -> None:
    page = site.get("/").text
    with closing(sqlite3.connect(site.path)) as db:
        numbers = {
            view: db.execute(f"select count(*) from {view}").fetchone()[0] for view in ("closing_soon", "new_this_week")
        }
        numbers["open"] = db.execute("select count(*) from opportunities where status = 'open'").fetchone()[0]
    assert f"<strong>{numbers['open']}</strong> open now" in page
    shown = [href for href in links(page) if href.startswith(f"{LIST}?")]
    assert total(site.get(shown[0]).text) == numbers["open"]
    assert total(site.get(shown[1]).text) == numbers["closing_soon"]
    assert total(site.get(shown[2]).text) == numbers["new_this_week"]
    assert "Built on Monday 3 March 2031 (today) from 2 active sources." in page


def test_an_old_build_says_so(site: Site) -> None:
    later = Datasette([str(site.path)], metadata={**metadata(), "plugins": {"wkep-catalogue": {"today": "2031-03-20"}}})
    assert "17 days ago" in asyncio.run(later.client.get("/")).text


def test_list_shows_a_sentence_and_closing_days(site: Site) -> None:
    page = site.get(f"{LIST}?status=open&nation=England").text
    assert "open opportunities in England, closing soonest first" in page
    assert "Closes 12 noon, Saturday 22 February 2031" not in page
    assert re.search(r"<strong>Closes [^<]+</strong> · in \d+ days", page)


def test_chips_take_one_part_away(site: Site) -> None:
    page = site.get(f"{LIST}?status=open&nation=Wales&_search=harbour").text
    assert f"{LIST}?nation=Wales&_search=harbour&_all=on" in links(page)
    assert f"{LIST}?status=open&_search=harbour" in links(page)
    assert f"{LIST}?status=open&nation=Wales" in links(page)


def test_filter_counts_are_what_their_links_find(site: Site) -> None:
    page = site.get(f"{LIST}?status=open").text
    filters = page[page.index('id="filters"') :]
    options = re.findall(r'<a href="([^"]+)" rel="nofollow">[^<]+</a> <span class="quiet">(\d+)</span>', filters)
    assert len(options) > 25
    for href, count in options:
        assert total(site.get(href.replace("&amp;", "&")).text) == int(count), href


def test_every_facet_of_metadata_is_a_filter_of_the_list() -> None:
    facets = metadata()["databases"]["catalogue"]["tables"]["opportunities"]["facets"]
    assert [each["array"] if isinstance(each, dict) else each for each in facets] == list(page_words()["facets"])


ASKED = [
    "",
    "status=open",
    "_search=lantern",
    "_search=secondment",
    "nation__isnull=1",
    "sectors_to__arraycontains=policy",
    "pay_min__gte=31005",
]
ASKED += [
    "closes_on__lt=2031-03-10&_sort=title",
    "title__contains=bus&_sort_desc=first_seen",
    "_search=hospital+food&_size=3",
]
ASKED += ["_search=%22", "host__in=Ministry+of+Care+Homes,x", "_sort=nonsense", "_searchmode=raw&_search=%22"]


@pytest.mark.parametrize("asked", ASKED)
def test_page_json_and_csv_agree(site: Site, asked: str) -> None:
    # The page shows what is open and the best match first unless its address says otherwise; files say all there is.
    more = "" if "status" in asked else "&_all=on"
    more += "&_sort=closing_order" if "_search=" in asked and "_sort=" not in asked else ""
    more += "" if "_size=" in asked else "&_size=50"
    page = site.get(f"{LIST}?{asked}{more}").text
    as_json = site.get(f"{LIST}.json?{asked}&_shape=objects&_nofacet=1").json()
    table = list(csv.DictReader(io.StringIO(site.get(f"{LIST}.csv?{asked}&_stream=on").text, newline="")))
    assert total(page) == as_json["filtered_table_rows_count"] == len(table)
    listed = [href for href in links(page) if href.startswith(f"{LIST}/")]
    assert listed == [f"{LIST}/{row['id'].replace(':', '~3A')}" for row in as_json["rows"]]


@pytest.mark.parametrize(
    "where", ["nation=Wales", "pay_min__gte=31005", "sectors_to__arraycontains=policy", "host__isnull=1"]
)
def test_site_and_export_agree(site: Site, tmp_path: Path, where: str) -> None:
    export(site.path, "json", where=[where], out=tmp_path / "x.json")
    column, _, value = where.partition("=")
    rows = site.get(f"{LIST}.json?{urlencode({column: value})}&_shape=objects&_size=max").json()["rows"]
    assert {row["id"] for row in rows} == {row["id"] for row in json.loads((tmp_path / "x.json").read_text())}


def test_pages_of_the_list_follow_each_other(site: Site) -> None:
    seen: list[str] = []
    address: str | None = f"{LIST}?_size=12&_all=on"
    while address:
        page = site.get(address).text
        seen += [href for href in links(page) if href.startswith(f"{LIST}/")]
        following = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 30
    assert "There is no page 99" in site.get(f"{LIST}?_page=99").text


def test_an_empty_result_says_what_to_loosen(site: Site) -> None:
    page = site.get(f"{LIST}?nation=Wales&_search=nothinglikeit").text
    assert "Nothing fits all of this" in page
    assert "without the search for “nothinglikeit”</a>: 3" in page
    assert "without “Nation: Wales”" not in page  # there is nothing like it elsewhere either


def test_what_means_nothing_is_set_aside(site: Site) -> None:
    page = site.get(f"{LIST}?utm_source=letter&nation=Wales&nation__sounds=Whales&_sort=secret&_size=-1&_page=x").text
    assert "means nothing here: nation__sounds, utm_source." in page
    assert total(page) == 3


def test_search_words_are_marked(site: Site) -> None:
    assert "<mark>hospital</mark>" in site.get(f"{LIST}?_search=hospital").text


def test_a_record_shows_value_definition_and_quote(site: Site) -> None:
    page = site.get(RECORD).text
    assert "Job shadowing" in page
    assert "Where the advert says so (job_shadowing)." in page
    assert "“You join the team for flood policy.”" in page
    assert "“It is open to staff.”" in page
    assert "Not stated" in page
    assert "same reference" in page
    assert "Other rounds of the programme" in page
    assert "What has changed?" in page
    assert "Cite this record" in page
    assert "codebook sample" in page
    [outward] = {
        a["href"]: a for tag, a in Tags(page).found if tag == "a" and "adverts/0" in (a.get("href") or "")
    }.values()
    assert outward["rel"] == "noopener nofollow ugc"


def test_a_record_says_what_could_not_be_read(site: Site) -> None:
    assert "the weekday does not fit the date" in site.get(f"{LIST}/harbour~3A4").text


def test_checked_by_a_person_is_said(site: Site) -> None:
    assert "Checked by a person" in site.get(f"{LIST}/moor~3A3").text


def test_about_page_and_robots(site: Site) -> None:
    assert "To have an advert changed or taken out" in site.get("/about").text
    assert "Disallow: /*?" in site.get("/robots.txt").text


# --- search of anything


FUZZ = [
    '"',
    '""',
    "'",
    " ",
    "\t",
    "\0",
    "%",
    "a" * 10_000,
    '"' * 10_000,
    "AND",
    "OR OR",
    "NOT",
    "NEAR(a b)",
    "a* b*",
    "title:x",
]
FUZZ += [
    "(((",
    ")",
    "^",
    "-",
    "+",
    "*",
    "{}",
    "col:(a OR b)",
    "‘“”’",
    "nurse OR",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
]
FUZZ += ["';drop table opportunities;--", "<script>", "\u202e", "a\0b", "\ufeff", "é́", "١٢٣", "\ue000", "x" * 199 + '"']


@pytest.mark.parametrize("typed", FUZZ, ids=range(len(FUZZ)))
def test_any_search_is_answered(site: Site, typed: str) -> None:
    query = "_search=" + quote(typed, errors="replace")
    for address in (f"{LIST}?{query}", f"{LIST}.json?{query}&_nofacet=1", f"{LIST}.csv?{query}"):
        assert site.get(address).status_code == 200, address[:200]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_answered(site: Site, typed: str) -> None:
    assert site.get(f"{LIST}?_search={quote(typed)}").status_code == 200


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_address_is_a_question(query_string: str) -> None:
    assert question_of(query_string).page >= 1
    assert cleaned(cleaned(query_string)) == cleaned(query_string)


# --- what is closed


@pytest.mark.parametrize("suffix", ["", "_data", "_idx", "_docsize", "_config"])
@pytest.mark.parametrize("format", ["", ".json", ".csv"])
def test_the_index_is_not_public(site: Site, suffix: str, format: str) -> None:
    assert site.get(f"/catalogue/opportunities_fts{suffix}{format}").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/catalogue?sql=select+1",
        "/catalogue.json?sql=select+1",
        f"{LIST}.json?_where=1",
        f"{LIST}?_where=1",
        "/catalogue.csv?sql=select+1",
    ],
)
def test_own_sql_is_refused(site: Site, address: str) -> None:
    assert site.get(address).status_code == 403


def test_the_index_cannot_be_reached_through_the_list(site: Site) -> None:
    assert site.get(f"{LIST}.json?_fts_table=sources&_search=x").status_code == 200
    assert "opportunities_fts" not in site.get("/catalogue").text


# --- hostile content


HOSTILE = [LIST, NASTY_RECORD, f"{LIST}?_search=script", f"{LIST}?_search={quote(NASTY)}"]
HOSTILE += [f"{LIST}?nation={quote(NASTY)}", f"{LIST}?{quote(NASTY)}=1", f"/{quote(NASTY)}"]
HOSTILE += ["/catalogue/quotes?opportunity=moor:1", f"/catalogue/quotes?column={quote(NASTY)}"]
HOSTILE += ["/catalogue/by_host", "/catalogue/adverts"]


@pytest.mark.parametrize("address", HOSTILE)
def test_markup_in_content_stays_text(site: Site, address: str) -> None:
    tags = Tags(site.get(address).text).found
    active = {
        (tag, has.get("type") or has.get("src")) for tag, has in tags if tag in ("script", "img", "iframe", "object")
    }
    ours = ("img", "/-/static-plugins/wkep-catalogue/favicon.svg")
    assert active <= {("script", "application/ld+json"), ours}  # the one is data, which no browser runs
    for _, attributes in tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_our_pages_hold_no_scripts_and_no_styles_of_their_own(site: Site) -> None:
    for address in [*PAGES, *(f"/catalogue/{name}" for name in QUERIES)]:
        for tag, attributes in Tags(site.get(address).text).found:
            is_data = tag == "script" and attributes.get("type") == "application/ld+json"
            assert is_data or tag not in ("script", "style"), address
            assert "style" not in attributes, address


def test_links_that_lead_away_say_so(site: Site) -> None:
    for address in (RECORD, "/catalogue/adverts", "/catalogue/excluded"):
        away = [
            a for tag, a in Tags(site.get(address).text).found if tag == "a" and "example.org" in (a.get("href") or "")
        ]
        assert away
        assert all(set((a.get("rel") or "").split()) >= {"noopener", "nofollow", "ugc"} for a in away)


# --- every page


@pytest.mark.parametrize("address", [*PAGES, f"{LIST}.json", f"{LIST}.csv", "/catalogue?sql=select+1", "/-/versions"])
def test_headers_are_there(site: Site, address: str) -> None:
    headers = site.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_filtered_lists_are_not_for_search_engines(site: Site) -> None:
    assert site.get(f"{LIST}?nation=Wales").headers["x-robots-tag"] == "noindex, follow"
    assert "x-robots-tag" not in site.get(LIST).headers


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_whole_and_can_be_walked(site: Site, address: str) -> None:
    response = site.get(address)
    assert response.status_code == (404 if "no-such" in address else 200)
    tags = Tags(response.text).found
    names = [tag for tag, _ in tags]
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    assert dict(tags)["html"].get("lang") == "en-GB"
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    for tag, attributes in tags:
        if tag == "input" and attributes.get("type") != "hidden":
            assert attributes.get("id") in labelled


def test_every_link_of_the_main_pages_works(site: Site) -> None:
    inward = {href for address in ("/", RECORD, "/catalogue", "/about") for href in links(site.get(address).text)}
    for href in sorted(inward):
        if href.startswith("/"):
            assert site.get(href).status_code == 200, href


def test_the_stylesheet_is_served_and_short(site: Site) -> None:
    [href] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', site.get("/").text)
    style = site.get(href)
    assert style.status_code == 200
    assert len(style.text.splitlines()) <= 330


@pytest.mark.parametrize(("address", "status"), [("/nope", 404), ("/catalogue/nope", 404), (f"{LIST}/nope", 404),
                                                 ("/catalogue/runs?_sort=nope", 400), (f"{LIST}.csv?nope=1", 400),
                                                 ("/catalogue/runs.json?_size=x", 400),
                                                 (f"{LIST}.json?nation__sounds=Wales", 400)])  # fmt: skip
def test_errors_are_calm(site: Site, capsys: pytest.CaptureFixture[str], address: str, status: int) -> None:
    response = site.get(address)
    assert response.status_code == status
    assert "Traceback" not in response.text
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err


# --- metadata


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_in_the_words_of_columns_yml(name: str) -> None:
    described = metadata()["databases"]["catalogue"]["tables"][name]
    assert described["columns"] == {column.name: column.what for column in TABLES[name].columns}
    assert described["description"] == TABLES[name].what
    assert described["size"] == 50


@pytest.mark.parametrize(
    "address", ["/catalogue/excluded", "/catalogue/runs", "/catalogue/closing_within_days?days=400"]
)
def test_raw_rows_say_how_days_are_written(site: Site, address: str) -> None:
    assert "days are written year-month-day" in site.get(address).text


def test_a_table_says_what_a_row_of_it_is(site: Site) -> None:
    assert "Each row is one advert that was found and is no opportunity" in site.get("/catalogue/excluded").text


def test_the_front_page_has_doors_for_those_who_study_and_take_away(site: Site) -> None:
    page = site.get("/").text
    doors = links(page[page.index('<ul class="doors">') : page.index("</main>")])
    assert {"/programmes", "/map", "/trends", "/method", "/codebook", "/api", "/cite"} <= set(doors)


@pytest.mark.parametrize("name", QUERIES)
def test_every_report_runs(site: Site, name: str) -> None:
    response = site.get(f"/catalogue/{name}")
    assert response.status_code == 200
    assert "Nothing to show" not in response.text
    assert site.get(f"/catalogue/{name}.json?_shape=array").json()


def test_reports_take_their_parameters(site: Site) -> None:
    two = site.get("/catalogue/closing_within_days.json?days=6&_shape=array").json()
    assert [row["closes_on"] for row in two] == ["2031-03-08"]
    assert site.get("/catalogue/two_way_for_profession.json?profession=midwi&_shape=array").json()
    assert site.get("/catalogue/two_way_for_profession.json?profession=admirals&_shape=array").json() == []
    assert f'<a href="{LIST}/' in site.get("/catalogue/joined_adverts").text


def test_there_are_ten_reports_and_more() -> None:
    assert len(QUERIES) >= 10
    assert not set(QUERIES) & {*TABLES, "open_opportunities", "closing_soon", "new_this_week", "source_health"}


# --- a new build


def test_a_new_file_is_served_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=4)
    site = Site(path)
    assert total(site.get(f"{LIST}?_all=on").text) == 4
    write_sample(tmp_path / "new.db", size=9)
    os.replace(tmp_path / "new.db", path)  # noqa: PTH105 as the build does it
    assert total(site.get(f"{LIST}?_all=on").text) == 9
    assert site.get(f"{LIST}.json?_nofacet=1").json()["filtered_table_rows_count"] == 9


def test_settings_are_ours_unless_a_flag_says_otherwise(site: Site) -> None:
    site.get("/")
    assert site.datasette.setting("suggest_facets") is False
    assert len(site.get("/catalogue/codebook.json").json()["rows"]) == 50
    own = Datasette([str(site.path)], metadata=metadata(), settings={"default_page_size": 7})
    asyncio.run(own.client.get("/"))
    assert own.setting("default_page_size") == 7


def test_without_a_catalogue_the_site_still_answers() -> None:
    empty = Datasette(memory=True)
    assert "no catalogue here yet" in asyncio.run(empty.client.get("/")).text


# --- words


TIMES = [
    ("2031-12-05T12:00:00+00:00", "12 noon"),
    ("2031-12-05T00:00:00+00:00", "midnight"),
    ("2031-12-05T23:59:00+00:00", "11:59pm"),
    ("2031-12-05T17:00", "5pm"),
    ("2031-07-05T11:00:00+00:00", "12 noon"),
    ("2031-07-05T09:30:00+01:00", "9:30am"),
    ("2031-12-05", ""),
    ("soon", ""),
    (None, ""),
]


@pytest.mark.parametrize(("moment", "said"), TIMES)
def test_times(moment: str | None, said: str) -> None:
    assert words.time_text(moment) == said


DAYS = [
    ("2031-12-05", "Friday 5 December 2031"),
    ("2031-12", "December 2031"),
    ("2031-12-05T01:00Z", "Friday 5 December 2031"),
]
DAYS += [("spring", "spring"), ("", ""), ("2031-99", "2031-99")]


@pytest.mark.parametrize(("written", "said"), DAYS)
def test_days(written: str, said: str) -> None:
    assert words.day_text(written) == said


AWAY = [
    ("2031-03-03", "today"),
    ("2031-03-04", "tomorrow"),
    ("2031-03-16", "in 13 days"),
    ("2031-03-02", ""),
    ("2032-01-01", ""),
]


@pytest.mark.parametrize(("day", "said"), [*AWAY, (None, ""), ("spring", "")])
def test_how_far_away(day: str | None, said: str) -> None:
    assert words.away_text(day, TODAY) == said


def row(**given: Any) -> dict[str, Any]:
    names = [column.name for column in TABLES["opportunities"].columns]
    return {**dict.fromkeys(names), "status": "open", "closes_kind": "not_stated", **given}


CLOSING = [
    (
        row(closes_on="2031-03-16", closes_at="2031-03-16T12:00:00+00:00"),
        ("Closes 12 noon, Sunday 16 March 2031", "in 13 days"),
    ),
    (row(closes_on="2031-03-02"), ("Closed Sunday 2 March 2031", "")),
    (row(closes_on="2031-03-16", status="closed"), ("Closed Sunday 16 March 2031", "")),
    (row(status="closed"), ("Closed", "")),
    (row(status="withdrawn", closes_on="2031-03-16"), ("No longer listed by its source", "")),
    (row(status="upcoming", opens_on="2031-03-10"), ("Opens Monday 10 March 2031", "in 7 days")),
    (row(closes_kind="rolling"), ("Applications are taken all the time", "")),
    (row(closes_kind="until_filled"), ("Closes when filled", "")),
    (row(), ("Closing date not stated", "")),
]


@pytest.mark.parametrize(("values", "said"), CLOSING)
def test_closing(values: dict[str, Any], said: tuple[str, str]) -> None:
    assert words.closing_text(values, TODAY) == said


SPANS = [
    (words.pay_of(row(pay_min=31000, pay_max=35000, pay_period="year")), "£31,000 to £35,000 a year"),
    (words.pay_of(row(pay_min=12.6, pay_max=12.6, pay_period="hour")), "£12.60 an hour"),
    (words.pay_of(row(pay_max=500, pay_period="total")), "up to £500 in all"),
    (words.pay_of(row(pay_min=500)), "at least £500"),
    (words.pay_of(row()), ""),
    (words.commitment_of(row(fte_min=0.4, fte_max=0.4, days_per_week=2)), "0.4 of full time, 2 days a week"),
    (words.commitment_of(row(fte_min=1.0, fte_max=1.0)), "full time"),
    (words.commitment_of(row(fte_min=1.0, fte_max=1.0, days_per_week=5)), "full time"),
    (words.commitment_of(row(days_per_week=1)), "1 day a week"),
    (words.short_day("2031-03-03T04:10:00Z"), "3 Mar 2031"),
    (words.short_day("soon"), "soon"),
    (words.short_day(None), ""),
    (words.commitment_of(row()), ""),
    (words.length_of(row(duration_min_days=0.5, duration_max_days=2)), "0.5 to 2 days"),
    (words.length_of(row(duration_min_days=91, duration_max_days=183)), "3 to 6 months"),
    (words.outward("https://example.org/a"), "https://example.org/a"),
    (words.outward("javascript:alert(1)"), None),
    (words.outward("https:///x"), None),
    (words.outward("//example.org"), None),
    (words.outward(None), None),
    (str(words.marked("A <b>nurse</b>", re.compile("(nurse)"))), "A &lt;b&gt;<mark>nurse</mark>&lt;/b&gt;"),
]


@pytest.mark.parametrize(("said", "wanted"), SPANS)
def test_values_in_words(said: str | None, wanted: str | None) -> None:
    assert said == wanted


def test_the_day_is_an_argument() -> None:
    assert date(2031, 3, 3) == TODAY
