"""The Data Package and the SQLite file: whole, valid, the same each time, and without anything private."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from frictionless import Package
from sample_catalogue import write_sample
from test_takeaway import Site

from catalogue.cli import main
from catalogue.codebook import load_codebook
from catalogue.columns import TABLES
from catalogue.data_package import write_package
from catalogue.data_package.words import PACKAGE
from catalogue.export import ExportError, export
from catalogue.keeping import kept_files
from catalogue.keeping.kept_files import kept_file
from catalogue.tables.check import check_catalogue

FILES = {f"{name}.csv" for name in TABLES if name != "meta"} | set(PACKAGE["files"]) | {"README.md"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with texts that a spreadsheet would take for formulas, and with accounts."""
    path = tmp_path_factory.mktemp("package") / "catalogue.db"
    write_sample(path)
    accounts = json.dumps({"seen": 40, "adverts": 31, "excluded": 1, "withheld": 5, "forgotten": 3})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "update opportunities set place_text = '=1+1', extract = 'two\r\nlines; \"quoted\"' where id = 'moor:3'"
        )
        db.execute("insert into meta values ('accounts', ?)", [accounts])
    return path


@pytest.fixture(scope="module")
def package(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    with ZipFile(write_package(sample, tmp_path_factory.mktemp("written"))) as opened:
        yield opened


def table(package: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.read(name).decode(), newline="")))


def test_everything_is_in_it(package: ZipFile, sample: Path) -> None:
    assert set(package.namelist()) == FILES
    with closing(sqlite3.connect(sample)) as db:
        for name in TABLES:
            if name != "meta":
                count = db.execute(f"select count(*) from {name}").fetchone()[0]
                assert len(table(package, f"{name}.csv")) == count, name
                assert f"| {name}.csv | {count:,} |" in package.read("README.md").decode()


def test_frictionless_finds_nothing_wrong(package: ZipFile, tmp_path: Path) -> None:
    package.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert {task.name for task in report.tasks} == {f.removesuffix(".csv") for f in FILES if f.endswith(".csv")} | {
        "opportunities-json"
    }


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("opportunities", "exchange_form", "teleportation"),
        ("opportunities", "sectors_to", '["academia", "moon"]'),
        ("opportunities", "pay_min", "much"),
        ("opportunities", "title", ""),
        ("quotes", "opportunity", "nobody:1"),
    ],
)
def test_frictionless_finds_what_is_wrong(package: ZipFile, tmp_path: Path, name: str, column: str, value: str) -> None:
    package.extractall(tmp_path)
    rows = table(package, f"{name}.csv")
    rows[2][column] = value
    with (tmp_path / f"{name}.csv").open("w", newline="") as file:
        changed = csv.DictWriter(file, rows[0])
        changed.writeheader()
        changed.writerows(rows)
    told = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in told["resources"]:
        resource.pop("hash"), resource.pop("bytes")
    (tmp_path / "datapackage.json").write_text(json.dumps(told))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_description_is_that_of_columns_yml(package: ZipFile, sample: Path) -> None:
    told = json.loads(package.read("datapackage.json"))
    assert told["version"] == package.comment.decode()
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert {each["title"] for each in told["sources"]} == {"Harbour jobs", "Moor jobs"}
    for resource in told["resources"]:
        if resource["name"] in TABLES:
            fields = {field["name"]: field for field in resource["schema"]["fields"]}
            columns = TABLES[resource["name"]].by_name
            assert {name: field["description"] for name, field in fields.items()} == {
                name: column.what for name, column in columns.items()
            }
    [form] = [
        field
        for resource in told["resources"]
        if resource["name"] == "opportunities"
        for field in resource["schema"]["fields"]
        if field["name"] == "exchange_form"
    ]
    assert form["constraints"]["enum"][:2] == ["job_shadowing", "work_placement"]


def test_checksums_and_sizes_are_right(package: ZipFile) -> None:
    sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == FILES - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(package.read(name)).hexdigest() == digest
    for resource in json.loads(package.read("datapackage.json"))["resources"]:
        content = package.read(resource["path"])
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_text_is_safe_in_tables_and_exact_in_json(package: ZipFile, sample: Path, tmp_path: Path) -> None:
    [row] = [row for row in table(package, "opportunities.csv") if row["id"] == "moor:3"]
    [exact] = [row for row in json.loads(package.read("opportunities.json")) if row["id"] == "moor:3"]
    assert (row["place_text"], exact["place_text"]) == ("'=1+1", "=1+1")
    assert row["extract"] == exact["extract"] == 'two\r\nlines; "quoted"'
    assert json.loads(row["professions"]) == exact["professions"]
    export(sample, "json", out=tmp_path / "x")
    assert package.read("opportunities.json") == (tmp_path / "x").read_bytes()


def test_the_citation_is_one(package: ZipFile) -> None:
    told = yaml.safe_load(package.read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(told)  # what the format demands
    assert (told["version"], told["date-released"]) == (package.comment.decode(), "2031-03-03")
    assert (told["type"], told["license"]) == ("dataset", "CC-BY-4.0")


def test_the_flow_adds_up(package: ZipFile) -> None:
    steps = {row["step"]: int(row["number"]) for row in table(package, "flow.csv")}
    assert steps["identified"] == steps["removed"] + steps["withheld"] + steps["screened"] == 40
    assert steps["screened"] == steps["excluded"] + steps["included"]
    assert steps["included"] - steps["joined"] == steps["opportunities"] == 30
    assert sum(number for step, number in steps.items() if step.startswith("excluded_")) == steps["excluded"]


def test_the_codebook_has_its_rules_where_they_are_known(package: ZipFile, tmp_path: Path) -> None:
    page = package.read("codebook.md").decode()
    assert "Version sample" in page
    assert "### Job shadowing (`job_shadowing`)" in page
    assert "## Status (`status`)" in page
    write_sample(tmp_path / "catalogue.db", size=3)
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db, db:
        db.execute("update meta set value = ? where key = 'codebook_version'", [load_codebook().version])
    with ZipFile(write_package(tmp_path / "catalogue.db", tmp_path)) as rules:
        page = rules.read("codebook.md").decode()
    assert "Does not count:" in page
    assert page.count("(`exchange_form`)") == page.count("(`status`)") == 1


def test_the_same_catalogue_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    shutil.copy(sample, tmp_path / "copy.db")
    first, second = write_package(sample, tmp_path / "a"), write_package(tmp_path / "copy.db", tmp_path / "b")
    assert first.name == second.name
    assert first.name.startswith("wkep-catalogue-2031-03-03-")
    assert first.read_bytes() == second.read_bytes()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db, db:
        db.execute("update opportunities set title = 'Another' where id = 'moor:3'")
    assert write_package(tmp_path / "copy.db", tmp_path / "b").name != first.name
    assert sorted(path.name[0] for path in (tmp_path / "b").iterdir()) == ["w", "w"]  # nothing half written


def test_the_command_says_where_it_is(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WKEP_DATA", str(sample.parent))
    assert main(["package", "-o", str(tmp_path / "new")]) == 0
    [written] = (tmp_path / "new").iterdir()
    assert capsys.readouterr().out == f"{written}\n"
    (tmp_path / "file").touch()
    assert main(["package", "-o", str(tmp_path / "file")]) == 1
    assert "cannot be written to" in capsys.readouterr().err
    with pytest.raises(ExportError, match="catalogue build"):
        write_package(tmp_path / "none.db", tmp_path)


# --- from the site


@pytest.fixture
def site(sample: Path, tmp_path: Path) -> Site:
    shutil.copy(sample, tmp_path / "catalogue.db")
    return Site(tmp_path / "catalogue.db")


def test_the_site_gives_the_package_that_the_command_writes(site: Site, tmp_path: Path) -> None:
    answer = site.ask("/download/catalogue.zip")
    written = write_package(site.path, tmp_path / "out")
    assert answer.content == written.read_bytes()
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{written.name}"'
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_sqlite_file_is_whole_and_holds_no_full_text(site: Site, tmp_path: Path) -> None:
    answer = site.ask("/download/catalogue.db")
    assert answer.headers["content-type"] == "application/vnd.sqlite3"
    assert answer.headers["content-disposition"] == 'attachment; filename="wkep-catalogue-2031-03-03.db"'
    copy = tmp_path / "copy" / "catalogue.db"
    copy.parent.mkdir()
    copy.write_bytes(answer.content)
    assert check_catalogue(copy) == []
    with closing(sqlite3.connect(site.path)) as ours, closing(sqlite3.connect(copy)) as theirs:
        for name in TABLES:
            sql = f"select * from {name} order by rowid"
            assert theirs.execute(sql).fetchall() == ours.execute(sql).fetchall(), name
        count = "select count(*) from opportunities_fts where opportunities_fts match ?"
        assert [db.execute(count, ["lanterns"]).fetchone()[0] for db in (ours, theirs)] == [3, 0]
        assert theirs.execute(count, ["hospital"]).fetchone()[0] > 0
    assert b"lantern" not in answer.content  # nor in pages that are no longer used
    assert b"lantern" in site.path.read_bytes()
    page = Site(copy).ask("/catalogue/opportunities?_search=hospital&_all=on")  # it serves a site of its own
    assert page.status_code == 200
    assert "Nothing fits" not in page.text


@pytest.mark.parametrize("suffix", ["zip", "db"])
def test_a_download_is_made_once_and_asked_for_again(site: Site, suffix: str) -> None:
    address = f"/download/catalogue.{suffix}"
    first = site.ask(address)
    [kept] = [path for path in site.path.parent.iterdir() if path.name.startswith(".catalogue.db.")]
    made = kept.stat().st_mtime_ns
    head = site.ask(address, "HEAD")
    assert head.content == b""
    assert head.headers["content-length"] == first.headers["content-length"]
    assert kept.stat().st_mtime_ns == made
    for header, value in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        known = site.ask(address, **{header: first.headers[value]})
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["cache-control"] != "no-store"
    assert site.ask(address, **{"If-None-Match": '"other"'}).status_code == 200
    assert site.ask(address, **{"If-Modified-Since": "nonsense"}).status_code == 200


@pytest.mark.parametrize("suffix", ["zip", "db"])
def test_a_new_build_has_a_new_download(site: Site, tmp_path: Path, suffix: str) -> None:
    before = site.ask(f"/download/catalogue.{suffix}")
    write_sample(tmp_path / "next.db", size=4)
    os.replace(tmp_path / "next.db", site.path)  # noqa: PTH105 as the build does it
    after = site.ask(f"/download/catalogue.{suffix}")
    assert after.headers["etag"] != before.headers["etag"]
    assert after.content != before.content
    assert len([path for path in tmp_path.iterdir() if path.name.startswith(".catalogue.db.")]) == 1


def test_a_folder_that_may_only_be_read_is_no_hindrance(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = kept_files.write_once

    def refused(db: sqlite3.Connection, target: Path, make: kept_files.Make) -> None:
        if target.parent == site.path.parent:
            raise PermissionError(13, "Permission denied")
        real(db, target, make)

    monkeypatch.setattr(kept_files, "write_once", refused)
    assert site.ask("/download/catalogue.zip").status_code == 200
    assert not [path for path in site.path.parent.iterdir() if path.name.startswith(".")]
    assert stat.S_IMODE(kept_files.own_folder().stat().st_mode) == 0o700


def test_a_download_that_could_not_be_made_leaves_nothing(sample: Path, tmp_path: Path) -> None:
    def half(db: sqlite3.Connection, path: Path) -> None:
        path.write_text("half")
        raise ValueError("no more")

    with closing(sqlite3.connect(sample)) as db, pytest.raises(ValueError, match="no more"):
        kept_file(db, tmp_path / "catalogue.db", "zip", half)
    assert not list(tmp_path.iterdir())


def test_datasettes_own_download_leads_to_ours(site: Site) -> None:
    answer = site.ask("/catalogue.db")
    assert (answer.status_code, answer.headers["location"]) == (302, "/download/catalogue.db")
    assert site.ask("/download/snapshots.db").status_code == 404
