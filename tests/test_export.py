"""Exports: whole, the same each time, filtered as on the site, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_catalogue import write_sample

from catalogue.columns import COLUMNS
from catalogue.export import FORMATS, ExportError, export, spreadsheet_safe

NAMES = [column.name for column in COLUMNS["opportunities"]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "catalogue.db"
    write_sample(path)
    return path


def exported(sample: Path, out: Path, *where: str, **more: bool | str) -> list[dict[str, object]]:
    number = export(sample, "json", where=where, out=out, **more)  # type: ignore[arg-type]
    rows: list[dict[str, object]] = json.loads(out.read_text())
    assert number == len(rows)
    return rows


def test_csv_and_json_hold_the_same(sample: Path, tmp_path: Path) -> None:
    for format in ("csv", "json", "jsonl"):
        assert export(sample, format, out=tmp_path / f"all.{format}", raw=True) == 30
    as_json = json.loads((tmp_path / "all.json").read_text())
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    table = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text(), newline="")))
    assert as_json == lines
    assert [list(row) for row in (as_json[0], table[0])] == [NAMES, NAMES]
    assert [row["id"] for row in table] == [row["id"] for row in as_json] == sorted(row["id"] for row in as_json)
    assert as_json[0]["sectors_from"] == ["academia"]


@pytest.mark.parametrize("format", FORMATS)
def test_twice_is_the_same_to_the_byte(sample: Path, tmp_path: Path, format: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    export(sample, format, out=first)
    export(sample, format, out=second)
    assert first.read_bytes() == second.read_bytes()


def test_standard_output_is_used_without_a_file(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(sample, "jsonl", where=["nation=Wales"]) == len(capsys.readouterr().out.splitlines())


WHERE = [
    ("nation=Wales", "nation = 'Wales'"),
    ("nation__not=Wales", "nation != 'Wales'"),
    ("title__contains=buses", "title like '%buses%'"),
    ("title__startswith=Second", "title like 'Second%'"),
    ("title__endswith=7", "title like '%7'"),
    ("pay_min__gt=31010", "pay_min > 31010"),
    ("pay_min__lte=31009.5", "pay_min <= 31009.5"),
    ("duration_max_days__gte=183", "duration_max_days >= 183"),
    ("closes_on__lt=2031-03-10", "closes_on < '2031-03-10'"),
    ("host__isnull", "host is null"),
    ("host__isnull=1", "host is null"),
    ("host__notnull", "host is not null"),
    ("host__isblank", "host is null"),
    ("host__notblank", "host is not null"),
    ("nation__in=Wales,Scotland", "nation in ('Wales', 'Scotland')"),
    ('nation__in=["Wales"]', "nation = 'Wales'"),
    ("nation__notin=Wales, Scotland", "nation not in ('Wales', 'Scotland')"),
    ("title__like=%bus%", "title like '%bus%'"),
    ("title__notlike=%bus%", "title not like '%bus%'"),
    ("title__glob=*bus*", "title glob '*bus*'"),
    ("sectors_to__arraycontains=policy", "'policy' in (select value from json_each(sectors_to))"),
    ("sectors_to__arraynotcontains=policy", "'policy' not in (select value from json_each(sectors_to))"),
    ("first_seen__date=2031-03-01", "date(first_seen) = '2031-03-01'"),
]


@pytest.mark.parametrize(("where", "sql"), WHERE)
def test_filters(sample: Path, tmp_path: Path, where: str, sql: str) -> None:
    with closing(sqlite3.connect(sample)) as db:
        wanted = [row[0] for row in db.execute(f"select id from opportunities where {sql} order by id")]
    assert wanted
    assert [row["id"] for row in exported(sample, tmp_path / "x.json", where)] == wanted


def test_filters_all_hold_and_words_are_searched(sample: Path, tmp_path: Path) -> None:
    both = exported(sample, tmp_path / "x.json", "nation=England", open_only=True, search="lantern")
    assert {row["id"] for row in both} == {"harbour:10", "harbour:20"}
    assert exported(sample, tmp_path / "x.json", search='"') == []


REFUSED = [
    ("colour=red", "no such column: 'colour'"),
    ("nation__sounds=Wales", "no such operator: 'sounds'"),
    ("nation", "write a filter as column=value"),
    ("nation__arraycontains=Wales", "nation holds one value"),
    ("nation__in=[1", "is no JSON array"),
    ("id=1) or (1=1; drop table opportunities--__x=1", None),
    ("nation]; drop table opportunities--=x", "no such column"),
]


@pytest.mark.parametrize(("where", "said"), REFUSED)
def test_what_cannot_be_filtered_is_said(sample: Path, tmp_path: Path, where: str, said: str | None) -> None:
    if said is None:
        assert exported(sample, tmp_path / "x.json", where) == []
        return
    with pytest.raises(ExportError, match=said):
        export(sample, "csv", where=[where], out=tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_a_missing_catalogue_or_format_or_folder_is_said(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="catalogue build"):
        export(tmp_path / "none.db", "csv")
    with pytest.raises(ExportError, match="no such format"):
        export(sample, "docx")
    with pytest.raises(ExportError, match="is the folder there"):
        export(sample, "csv", out=tmp_path / "no" / "x.csv")


def test_a_failed_export_leaves_the_old_one(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    out.write_text("old")
    with closing(sqlite3.connect(tmp_path / "bad.db")) as db:
        db.execute("create table opportunities (id)")
    with pytest.raises(ExportError, match="cannot be read as a catalogue"):
        export(tmp_path / "bad.db", "csv", out=out)
    assert out.read_text() == "old"


SAFE = [
    ("=1+1", "'=1+1"),
    ("+44 1632 960000", "'+44 1632 960000"),
    ("-2", "'-2"),
    ("@harbour", "'@harbour"),
    ("\t=1", "'\t=1"),
    ("\r", "'\r"),
    ("\n-", "'\n-"),
    ("\0=1", "'\0=1"),
    ("＝1+1", "'＝1+1"),
    ("＠x", "'＠x"),
    ("  =1", "'  =1"),
    ("\u00a0=1", "'\u00a0=1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("plain", "plain"),
    ("5 - 6 days", "5 - 6 days"),
    ("'=1", "'=1"),
    ("", ""),
    ("£31,000", "£31,000"),
]


@pytest.mark.parametrize(("text", "safe"), SAFE)
def test_formulas_are_made_harmless(text: str, safe: str) -> None:
    assert spreadsheet_safe(text) == safe


@given(st.text())
def test_nothing_is_lost_and_nothing_is_live(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert safe in (text, f"'{text}")
    assert not safe.strip().startswith(tuple("=+-@＝＋－＠")) or safe == text.strip() != safe


def test_numbers_stay_numbers_and_arrays_are_readable(sample: Path, tmp_path: Path) -> None:
    export(sample, "csv", where=["id=moor:5"], out=tmp_path / "x.csv")
    [row] = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(), newline=""))
    assert row["pay_min"] == "31005.5"
    assert row["career_stages"] == "early; mid"
    export(sample, "csv", where=["id=moor:5"], out=tmp_path / "raw.csv", raw=True)
    [row] = csv.DictReader(io.StringIO((tmp_path / "raw.csv").read_text(), newline=""))
    assert row["career_stages"] == '["early", "mid"]'
