"""The list as a file: the same bytes from the site and the command, read back by the programs that people use."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import feedparser
import icalendar
import openpyxl
import pandas
import pytest
import rispy
import yaml
from datasette.app import Datasette
from datasette.utils import tilde_encode
from hypothesis import given
from hypothesis import strategies as st
from sample_catalogue import TODAY, write_sample

from catalogue import export as exports
from catalogue.columns import COLUMNS
from catalogue.export import FORMATS, Wanted, chosen, export, open_catalogue, rows_of
from catalogue.export_filters import OPERATORS
from catalogue.formats import Edition, csv_text, ical, json_text, ris
from catalogue.formats.edition import NAMES, PATH, tilde_encoded
from catalogue.site import takeaway
from catalogue.site.published import PATH as SITE_PATH

METADATA = yaml.safe_load((Path(__file__).parents[1] / "metadata.yml").read_text(encoding="utf-8"))
SITE = "http://localhost"  # what Datasette's own client asks


class Site:
    """A site whose addresses can be asked for one after another."""

    def __init__(self, path: Path, **settings: int):
        self.path = path
        own = {"wkep-catalogue": {"today": TODAY.isoformat()}}
        self.datasette = Datasette([str(path)], metadata={**METADATA, "plugins": own}, settings=settings)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Any:
        return asyncio.run(self.datasette.client.request(method, address, headers=headers))

    def get(self, suffix: str, query: str = "") -> bytes:
        answer = self.ask(f"{PATH}.{suffix}?{query}")
        assert answer.status_code == 200, answer.text
        content: bytes = answer.content
        return content


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("takeaway") / "catalogue.db"
    write_sample(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update opportunities set changed_at = '2031-03-03T04:30:00Z' where id = 'harbour:14'")
        db.execute(
            "update opportunities set closes_at = '2031-07-01T11:00:00+00:00', closes_on = '2031-07-01'"
            " where id = 'moor:7'"
        )
        db.execute("update opportunities set status = 'withdrawn' where id = 'harbour:10'")
    yield Site(path)


def rows(site: Site, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(site.get("json", f"{query}&_stream=on"))
    return found


# --- the same from both doors

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("status=open", {"open_only": True}),
    ("nation=Wales&pay_min__gte=31005", {"where": ["pay_min__gte=31005", "nation=Wales"]}),
    ("_search=hospital+food", {"search": "hospital food"}),
    ('_search="hospital+food"+OR+bus', {"search": '"hospital food" OR bus'}),
    ("_sort=title", {"sort": "title"}),
    (
        "_sort_desc=first_seen&status=open&_search=policy",
        {"open_only": True, "sort_desc": "first_seen", "search": "policy"},
    ),
    ("title__contains=caf%C3%A9+%26", {"where": ["title__contains=café &"]}),
    ("id=moor%3A1", {"where": ["id=moor:1"]}),
    ("_size=3&_page=2&_all=on&_sort=nonsense", {}),
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("query", "options"), ASKED)
def test_site_and_command_give_the_same_bytes(
    site: Site, tmp_path: Path, format: str, query: str, options: dict[str, Any]
) -> None:
    export(site.path, format, out=tmp_path / "x", site=f"{SITE}/", **options)
    assert site.get(format, f"{query}&_stream=on") == (tmp_path / "x").read_bytes()


@pytest.mark.parametrize(("flag", "option"), [("_raw", "raw"), ("_bom", "bom")])
def test_raw_and_marked_csv_are_the_same_from_both_doors(site: Site, tmp_path: Path, flag: str, option: str) -> None:
    export(site.path, "csv", out=tmp_path / "x", **{option: True})  # type: ignore[arg-type]
    assert site.get("csv", f"{flag}=on") == (tmp_path / "x").read_bytes() != site.get("csv", f"{flag}=off")


VALUES = {"in": "Wales,Scotland", "notin": '["Wales", "Scotland"]', "date": "2031-03-23", "glob": "*a*", "like": "%al%"}
VALUES |= {"notlike": "%al%", "arraycontains": "policy", "arraynotcontains": "policy"}
NUMBERS = ("gt", "gte", "lt", "lte")


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_means_the_same_behind_both_doors(site: Site, tmp_path: Path, operator: str) -> None:
    column = "sectors_to" if operator.startswith("array") else "closes_on" if operator == "date" else "nation"
    column, value = ("pay_min", "31010.5") if operator in NUMBERS else (column, VALUES.get(operator, "Wales"))
    number = export(site.path, "json", where=[f"{column}__{operator}={value}"], out=tmp_path / "x")
    assert rows(site, urlencode({f"{column}__{operator}": value})) == json.loads((tmp_path / "x").read_text())
    assert 0 < number < 30


@pytest.mark.parametrize("query", [query for query, _ in ASKED])
def test_a_file_holds_as_many_as_the_page_says(site: Site, query: str) -> None:
    page = site.ask(f"{PATH}?{query}&_all=on").text
    said = int(page.split('role="status">', 1)[1].split(" ", 1)[0].replace(",", ""))
    assert len(rows(site, query)) == said


def test_files_are_by_id_unless_an_order_is_named(site: Site) -> None:
    ids = [row["id"] for row in rows(site)]
    assert ids == sorted(ids)
    assert len(ids) == 30
    titles = [row["title"] for row in rows(site, "_sort_desc=title")]
    assert titles == sorted(titles, reverse=True)


def test_json_in_pages_stays_datasettes_own(site: Site) -> None:
    paged = site.ask(f"{PATH}.json?_shape=objects&_size=3&_nofacet=1").json()
    assert len(paged["rows"]) == 3
    assert paged["next"]


# --- what HTTP says

TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}


@pytest.mark.parametrize("format", FORMATS)
def test_type_name_and_tag_of_a_file(site: Site, format: str) -> None:
    address = f"{PATH}.{format}?_stream=on"
    whole, head = site.ask(address), site.ask(address, "HEAD")
    assert whole.headers["content-type"] == head.headers["content-type"] == TYPES[format]
    kind = "inline" if format in ("json", "atom") else "attachment"
    assert whole.headers["content-disposition"] == f'{kind}; filename="opportunities-2031-03-03.{format}"'
    assert head.headers["content-disposition"] == whole.headers["content-disposition"]
    assert head.content == b""
    again = site.ask(address, **{"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "noindex" in whole.headers["x-robots-tag"]
    assert site.ask(f"{address}&nation=Wales").headers["etag"] != whole.headers["etag"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_filter_that_is_none_is_refused(site: Site, format: str) -> None:
    for query in ("nope=1", "nation__sounds=Whales"):
        answer = site.ask(f"{PATH}.{format}?{query}&_stream=on")
        assert answer.status_code == 400
        assert "no such filter: n" in answer.text


def test_a_question_that_takes_too_long_is_cut(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    monkeypatch.setattr(takeaway, "chosen", lambda db, format, wanted: db.execute(endless).fetchall())
    slow = Site(site.path, sql_time_limit_ms=50)
    answer = slow.ask(f"{PATH}.csv")
    assert answer.status_code == 400
    assert "too long" in answer.text


def test_addresses_in_files_are_those_of_the_site_or_of_metadata(site: Site) -> None:
    assert b'<link rel="self" href="http://localhost/catalogue/opportunities.atom?nation=Wales"' in site.get(
        "atom", "utm=&nation=Wales".removeprefix("utm=&")
    )
    own = {**METADATA, "plugins": {"wkep-catalogue": {"site": "https://exchange.example/"}}}
    named = Datasette([str(site.path)], metadata=own)
    feed = feedparser.parse(asyncio.run(named.client.get(f"{PATH}.atom")).content)
    assert feed.entries[0].link.startswith(f"https://exchange.example{PATH}/")


def test_a_swap_under_way_does_not_mix_two_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 5)
    monkeypatch.setattr("catalogue.formats.json_text.BATCH", 5)
    path = tmp_path / "catalogue.db"
    write_sample(path)
    write_sample(tmp_path / "next.db", size=3)
    site = Site(path)
    before = site.get("jsonl")
    sent: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message.get("body", b""))
        if len(sent) == 2:  # the first rows are out
            os.replace(tmp_path / "next.db", path)  # noqa: PTH105 as the build does it
            assert (await site.datasette.client.get(f"{PATH}.jsonl")).text.count("\n") == 3

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": f"{PATH}.jsonl", "scheme": "http", "http_version": "1.1",
             "query_string": b"", "headers": [(b"host", b"localhost")]}  # fmt: skip
    asyncio.run(site.datasette.app()(scope, receive, send))
    assert len(sent) > 4
    assert b"".join(sent) == before
    assert site.get("jsonl").count(b"\n") == 3


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "xlsx", "ris", "ics"])
def test_memory_does_not_grow_with_the_rows(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    for module in (exports, csv_text, json_text, ris, ical):
        monkeypatch.setattr(module, "BATCH", 50)
    peaks = []
    for size in (300, 900):
        path = tmp_path_factory.getbasetemp() / f"memory-{size}.db"
        if not path.exists():
            write_sample(path, size=size, words=4)
        export(path, format, out=path.with_suffix(".out"), where=["id__in=harbour:0"])  # imports and caches
        tracemalloc.start()
        assert export(path, format, out=path.with_suffix(".out")) >= size // 2
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Three times the rows: their ids, and the clickable addresses of the first rows of a spreadsheet, may grow.
    assert peaks[1] < peaks[0] * 1.2 + (900_000 if format == "xlsx" else 60_000)


# --- read back by the programs that people use


def test_pandas_reads_tables_and_objects(site: Site) -> None:
    wanted = rows(site)
    tables = {
        "csv": pandas.read_csv(io.BytesIO(site.get("csv"))),
        "raw": pandas.read_csv(io.BytesIO(site.get("csv", "_raw=on"))),
        "bom": pandas.read_csv(io.BytesIO(site.get("csv", "_bom=on")), encoding="utf-8-sig"),
        "json": pandas.read_json(io.BytesIO(site.get("json", "_stream=on"))),
        "jsonl": pandas.read_json(io.BytesIO(site.get("jsonl")), lines=True),
        "xlsx": pandas.read_excel(io.BytesIO(site.get("xlsx"))),
    }
    for name, table in tables.items():
        assert list(table.columns) == list(NAMES), name
        assert list(table["id"]) == [row["id"] for row in wanted], name
        assert list(table["title"]) == [row["title"] for row in wanted], name
        assert table["pay_min"].dropna().tolist() == [row["pay_min"] for row in wanted if row["pay_min"]], name
        assert table["pay_min"].isna().sum() == sum(row["pay_min"] is None for row in wanted), name
    assert tables["json"]["sectors_to"].tolist() == [row["sectors_to"] for row in wanted]
    assert set(tables["xlsx"]["career_stages"].dropna()) == {"early; mid"}


def test_older_excel_is_told_that_it_is_utf8(site: Site) -> None:
    assert site.get("csv", "_bom=on") == "\ufeff".encode() + site.get("csv")


def test_a_spreadsheet_is_ready_to_use(site: Site) -> None:
    book = openpyxl.load_workbook(io.BytesIO(site.get("xlsx", "nation=Wales")))
    assert book.sheetnames == ["Opportunities", "About", "Columns", "Codes"]
    sheet = book["Opportunities"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.column_dimensions["B"].width > 40
    links = {cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
    assert links == {row["url"] for row in rows(site, "nation=Wales")}
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["Opportunities"], about["Built"]) == (6, "2031-03-03T05:00:00Z")
    assert about["Taken from"] == f"{SITE}{PATH}.xlsx?nation=Wales"
    assert [row[0].value for row in book["Columns"].iter_rows(min_row=2)] == list(NAMES)
    assert ("exchange_form", "job_shadowing") in {(row[0].value, row[1].value) for row in book["Codes"].iter_rows()}


def test_an_address_that_is_none_is_no_link(site: Site) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(site.get("xlsx", "id=moor:1")))["Opportunities"]
    cell = sheet.cell(2, NAMES.index("url") + 1)
    assert (cell.value, cell.hyperlink) == ("javascript:alert(1)", None)


def test_rispy_reads_the_references(site: Site) -> None:
    text = site.get("ris").decode()
    entries = {entry["id"]: entry for entry in rispy.loads(text)}
    assert list(entries) == [row["id"] for row in rows(site)]
    one = entries["moor:5"]
    [row] = rows(site, "id=moor:5")
    assert one["type_of_reference"] == "ELEC"
    assert (one["title"], one["abstract"], one["publisher"]) == (row["title"], row["summary"], row["publisher"])
    assert one["urls"] == [row["url"]]
    assert (one["date"], one["access_date"]) == ("2031/02/26", "2031/03/03")
    assert f"Record: {SITE}{PATH}/moor~3A5" in one["notes"]
    assert "What one does: Work placement" in one["notes"]
    assert "urls" not in entries["moor:1"]  # javascript: is no address
    assert text.count("\r\n") == text.count("\n")
    assert text.startswith("TY  - ELEC\r\n")


def test_feedparser_reads_the_feed(site: Site) -> None:
    feed = feedparser.parse(site.get("atom", "status__not=closed"))
    assert not feed.bozo
    assert feed.feed.id == "tag:wkep-catalogue,2026:opportunities?status__not=closed"
    links = {link.rel: link.href for link in feed.feed.links}
    asked = "?status__not=closed"
    assert links == {"self": f"{SITE}{PATH}.atom{asked}", "alternate": f"{SITE}{PATH}{asked}"}
    moments = [entry.updated for entry in feed.entries]
    assert moments == sorted(moments, reverse=True)
    first = feed.entries[0]
    assert first.id == "tag:wkep-catalogue,2026:opportunity/harbour:14"
    assert (first.updated, first.published) == ("2031-03-03T04:30:00+00:00", "2031-02-17T04:10:00+00:00")
    assert first.tags[0].term == "changed"
    assert {link.rel: link.href for link in first.links} == {
        "alternate": f"{SITE}{PATH}/harbour~3A14", "related": "https://example.org/adverts/14"}  # fmt: skip
    assert feed.feed.updated == first.updated
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == len(rows(site, "status__not=closed"))


@pytest.mark.parametrize("query", ["", "nation=Wales", "status=open", "_search=status"])
def test_a_feed_leads_to_the_page_with_the_same_rows(site: Site, query: str) -> None:
    feed = feedparser.parse(site.get("atom", query))
    page = site.ask(feed.feed.link.removeprefix(SITE)).text
    assert f'role="status">{len(feed.entries)} ' in page


def test_a_feed_of_a_search_in_one_column_names_itself(site: Site) -> None:
    feed = feedparser.parse(site.get("atom", "_search_title=buses"))
    assert 0 < len(feed.entries) < 30
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"{SITE}{PATH}.atom?_search_title=buses"]


def test_a_feed_without_a_site_still_has_links_or_contents(site: Site, tmp_path: Path) -> None:
    export(site.path, "atom", out=tmp_path / "x")
    feed = feedparser.parse((tmp_path / "x").read_bytes())
    assert not feed.bozo
    by_id = {entry.id.rpartition("/")[2]: entry for entry in feed.entries}
    assert by_id["harbour:0"].link == "https://example.org/adverts/0"
    assert not by_id["moor:1"].get("links")
    assert "Fellowship" in by_id["moor:1"].content[0].value


def test_a_feed_holds_the_newest_only(tmp_path: Path) -> None:
    write_sample(tmp_path / "catalogue.db", size=230, words=4)
    assert export(tmp_path / "catalogue.db", "atom", out=tmp_path / "x") == 200
    ids = [entry.id for entry in feedparser.parse((tmp_path / "x").read_bytes()).entries]
    assert ids[0].endswith("harbour:0")
    assert not any(id.endswith(":229") for id in ids)


def events(content: bytes) -> dict[str, Any]:
    return {str(event["uid"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_icalendar_reads_the_closing_days(site: Site) -> None:
    found = events(site.get("ics"))
    coming = [row for row in rows(site) if row["closes_on"] and row["closes_on"] >= "2031-03-03"]
    assert list(found) == [f"{row['id']}@wkep-catalogue" for row in coming]
    day = found["harbour:8@wkep-catalogue"]
    assert day.start == date(2031, 3, 13)
    assert day["dtstart"].params["VALUE"] == "DATE"
    noon = found["moor:7@wkep-catalogue"]  # eleven in Greenwich is noon in a London summer
    assert noon["dtstart"].params["TZID"] == "Europe/London"
    assert noon.start.isoformat() == "2031-07-01T12:00:00+01:00"
    assert {event["dtstamp"].dt for event in found.values()} == {datetime(2031, 3, 3, 5, tzinfo=UTC)}
    assert (found["harbour:10@wkep-catalogue"]["status"], day["status"]) == ("CANCELLED", "CONFIRMED")
    assert day["url"] == f"{SITE}{PATH}/harbour~3A8"
    assert day["transp"] == "TRANSPARENT"


def test_days_gone_by_are_there_if_they_are_asked_for(site: Site) -> None:
    assert list(events(site.get("ics", "id=harbour:2"))) == ["harbour:2@wkep-catalogue"]  # closed in February
    assert len(events(site.get("ics", "closes_on__lt=2031-03-03"))) == 4
    assert not events(site.get("ics", "status=closed&nation=Wales&id=nothing"))


CLOSINGS: list[tuple[str | None, str, str | None]] = [
    ("2031-03-20", "", "2031-03-20"),
    ("2031-03-20", "2031-03-20T17:00:00+00:00", "2031-03-20T17:00:00+00:00"),
    ("2031-06-20", "2031-06-20T16:00:00Z", "2031-06-20T17:00:00+01:00"),
    ("2031-06-20", "2031-06-20T17:00", "2031-06-20T17:00:00+01:00"),  # London's clock where no zone is said
    ("2031-03-20", "noon", "2031-03-20"),
    ("2031-02-30", "", None),
    ("now", "", None),
    (None, "", None),
]


@pytest.mark.parametrize(("day", "moment", "said"), CLOSINGS)
def test_closing_days_and_moments(day: str | None, moment: str, said: str | None) -> None:
    when = ical.closing({"closes_on": day, "closes_at": moment or None})
    assert (when.isoformat() if when else None) == said


# --- addresses


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_records_have_datasettes_addresses(id: str) -> None:
    assert tilde_encoded(id) == tilde_encode(id)


def test_the_list_has_one_address() -> None:
    assert PATH == SITE_PATH


def test_rows_come_in_the_order_of_their_ids(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 4)
    with closing(open_catalogue(site.path)) as db:
        ids = chosen(db, FORMATS["csv"], Wanted(order="title desc"))
        titles = [row[NAMES.index("title")] for row in rows_of(lambda question: question(db), ids)]
    assert len(titles) == 30
    assert titles == sorted(titles, reverse=True)


def test_an_edition_without_a_label_says_the_code() -> None:
    assert Edition("2031-03-03").label("exchange_form", "job_shadowing") == "job shadowing"
    assert [column.name for column in COLUMNS["opportunities"]] == list(NAMES)
    assert list(csv.reader(["a,b"])) == [["a", "b"]]
