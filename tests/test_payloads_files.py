"""Scripts and formulas through every file that the site gives away: no cell is live, no line or element is theirs."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import icalendar
import openpyxl
import pytest
import rispy
import yaml
from hostile_catalogue import TEXTS, usual
from hostile_site import TOLD, Site, site_of
from inert import resolved
from lxml import etree  # type: ignore[import-untyped]

from catalogue.columns import TABLES
from catalogue.tables.finish import VIEWS

LIST = "/catalogue/opportunities"
ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
QUERIES = [*TOLD["databases"]["catalogue"]["queries"]]
# Written anew here, as the rule stands (OWASP ASVS 1.2.10), so that a mistake of the code is not made twice.
LIVE = re.compile(r"[\t\r\n\0]|[\s\u200b\ufeff]*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
MOST = 1000  # rows of a page of Datasette's JSON
Cells = list[list[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("files"), TEXTS)


def rows_of(site: Site, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(site.path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"select * from [{table}]")]


def cells(content: bytes) -> Cells:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def live(table: Cells) -> list[str]:
    return [cell for row in table for cell in row if LIVE.match(cell) and not NUMBER.fullmatch(cell)]


# --- tables


@pytest.mark.parametrize("name", [*TABLES, *VIEWS, *QUERIES])
@pytest.mark.parametrize("query", ["_size=max", "_stream=on"])
def test_no_cell_of_a_table_is_live(site: Site, name: str, query: str) -> None:
    if query == "_stream=on" and name in QUERIES:
        pytest.skip("Datasette streams tables only")
    table = cells(site.get(f"/catalogue/{name}.csv?{query}"))
    assert live(table) == []
    assert {len(row) for row in table} == {len(table[0])}


@pytest.mark.parametrize("name", TABLES)
def test_raw_tables_and_json_hold_each_text_as_it_is(site: Site, name: str) -> None:
    kept = rows_of(site, name)
    as_text = {tuple("" if value is None else str(value) for value in row.values()) for row in kept}
    raw = cells(site.get(f"/catalogue/{name}.csv?_raw=on&_stream=on"))
    if name != "opportunities":  # there, arrays of a raw file are JSON, and numbers are of Python's making
        width = len(kept[0])
        assert {tuple(row[-width:]) for row in raw[1:]} == as_text
    given = json.loads(site.get(f"/catalogue/{name}.json?_shape=objects&_size=max"))["rows"]
    found = {json.dumps({key: row[key] for key in kept[0]}, sort_keys=True) for row in given}
    assert found <= {json.dumps(row, sort_keys=True) for row in kept}
    assert len(given) == min(len(kept), MOST)


@pytest.mark.parametrize("address", ["json?_stream=on", "jsonl"])
def test_json_is_json_to_whoever_asks(site: Site, address: str) -> None:
    answer = site.ask(f"{LIST}.{address}")
    assert re.match("application/(json|x-ndjson)", answer.headers["content-type"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    rows = json.loads(answer.content) if "json?" in address else [*map(json.loads, answer.text.split("\n")[:-1])]
    assert {row["title"] for row in rows} == {*TEXTS}
    assert {row["professions"][1] for row in rows} == {*TEXTS}


# --- the list in the formats of other programs


def test_no_cell_of_a_spreadsheet_is_live(site: Site) -> None:
    content = site.get(f"{LIST}.xlsx")
    with ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            part = etree.fromstring(parts.read(name))
            assert not part.findall(".//{*}f"), name
            outward = {each.get("Target") for each in part.iter("{*}Relationship") if each.get("TargetMode")}
            assert {resolved(address)[0] for address in outward} <= {"http", "https"}
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book["Opportunities"]["A"]) == 2 * len(TEXTS) + 1
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n"), (cell.coordinate, cell.value)
            if cell.data_type == "s" and LIVE.match(cell.value) and not NUMBER.fullmatch(cell.value):
                assert cell.quotePrefix or sheet.title == "Columns", (sheet.title, cell.coordinate, cell.value)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice at hand")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula(site: Site, tmp_path: Path, format: str) -> None:
    source = tmp_path / f"list.{format}"
    source.write_bytes(site.get(f"{LIST}.{format}"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--infilter=CSV:44/59/9,34,76"] * (format == "csv")  # splits at semicolons and tabs too
    command += ["--convert-to", "fods", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    content = etree.parse(tmp_path / "list.fods", etree.XMLParser(huge_tree=True))
    assert len(content.findall(".//{*}table-row")) > len(TEXTS)
    assert not content.xpath("//@*[local-name() = 'formula']")


def test_references_are_as_many_as_there_are(site: Site) -> None:
    content = site.get(f"{LIST}.ris").decode()
    references = rispy.loads(content)
    assert len(references) == 2 * len(TEXTS) == len(re.findall(r"^TY  - ELEC\r$", content, re.MULTILINE))
    addresses = [address for each in references for address in each.get("urls", [])]
    assert addresses
    assert {resolved(address)[0] for address in addresses} <= {"http", "https"}


def test_events_are_as_many_as_there_are(site: Site) -> None:
    content = site.get(f"{LIST}.ics")
    calendar = icalendar.Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert {str(event["uid"]) for event in events} and len(events) == len(TEXTS)
    known = {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "TRANSP", "CATEGORIES", "STATUS", "LOCATION", "DESCRIPTION", "URL"}
    assert {name for event in events for name in event} <= known
    assert {resolved(str(event["url"]))[1] for event in events} == {"localhost"}
    assert not [line for line in content.split(b"\r\n") if len(line) > 75 or re.search(rb"[\x00-\x08\x0a-\x1f]", line)]


# --- XML


def tree(content: bytes) -> Any:
    """The document, read by a parser that loads nothing and forgives nothing."""
    assert b"<!DOCTYPE" not in content
    assert b"<!ENTITY" not in content
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def addresses_of(document: Any) -> Iterator[str]:
    for element in document.iter():
        yield from (value for name, value in element.attrib.items() if name in ("href", "src"))


@pytest.mark.parametrize("address", [f"{LIST}.atom", f"{LIST}.atom?_search=fired", "/health.atom"])
def test_feeds_hold_no_element_of_others(site: Site, address: str) -> None:
    feed = tree(site.get(address))
    assert {element.tag.partition("}")[0] + "}" for element in feed.iter()} == {ATOM}
    known = "feed id title updated author name uri generator link entry published category summary content".split()
    assert {element.tag.partition("}")[2] for element in feed.iter()} <= {*known}
    assert feed.findall(f"{ATOM}entry")
    assert {each.get("type") for each in feed.iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content")} <= {
        None,
        "text",
    }
    for found in addresses_of(feed):
        assert resolved(found)[0] in ("http", "https")
        assert resolved(found)[1] == "localhost" or found in TEXTS


def test_the_sitemap_leads_nowhere_else(site: Site) -> None:
    sitemap = tree(site.get("/sitemap.xml"))
    assert {element.tag for element in sitemap.iter()} <= {
        f"{SITEMAP}{each}" for each in ("urlset", "url", "loc", "lastmod")
    }
    listed = [element.text for element in sitemap.iter(f"{SITEMAP}loc")]
    assert len(listed) > 6 * len(TEXTS)
    assert all(re.fullmatch(r"http://localhost/[A-Za-z0-9/_~+-]*", address) for address in listed)
    days = [element.text for element in sitemap.iter(f"{SITEMAP}lastmod")]
    assert all(re.match(r"\d{4}-\d\d-\d\d", day) for day in days), "a day, or nothing"


# --- the whole


def test_the_package_is_whole_and_no_cell_is_live(site: Site) -> None:
    with ZipFile(io.BytesIO(site.get("/download/catalogue.zip"))) as package:
        assert package.testzip() is None
        assert all(re.fullmatch(r"[A-Za-z]+(_[a-z]+)*(\.[a-z]+)?|SHA256SUMS", name) for name in package.namelist())
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(".csv"):
                assert live(cells(content)) == [], name
            if name.endswith(".json"):
                json.loads(content)
            if name.endswith(".cff"):
                assert isinstance(yaml.safe_load(content), dict)
        json_rows = json.loads(package.read("opportunities.json"))
    assert {row["id"] for row in json_rows} == {*TEXTS, *map(usual, TEXTS)}


def test_the_file_for_sqlite_is_whole(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(site.get("/download/catalogue.db"))
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        names = {row[0] for row in db.execute("select name from sqlite_master where type in ('table', 'view')")}
        assert not [name for name in names if "fired" in name]
        assert not db.execute("select 1 from sqlite_master where type = 'trigger'").fetchall()


@pytest.mark.parametrize("address", ["/codebook.md", "/robots.txt"])
def test_plain_text_is_said_to_be_so(site: Site, address: str) -> None:
    answer = site.ask(address)
    assert re.match("text/(plain|markdown)", answer.headers["content-type"])
    assert answer.headers["x-content-type-options"] == "nosniff"
