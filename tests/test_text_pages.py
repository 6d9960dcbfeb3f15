"""The pages of words: their numbers are those of the file, their links and examples work, their promises hold."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from itertools import pairwise
from pathlib import Path

import pandas  # type: ignore[import-untyped]
import pytest
import yaml
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from sample_catalogue import write_sample
from test_map import found
from test_site import LIST, Site, Tags, links, metadata

from catalogue.export_filters import OPERATORS
from catalogue.flow import read_flow
from catalogue.glossary import load_glossary
from catalogue.site.codebook_answers import agreement, codebook
from catalogue.site.glossary_page import anchor, entries
from catalogue.site.published import page_words
from catalogue.site.text_pages import NAMES

ROOT = Path(__file__).parents[1]
WORDS = [f"/{name}" for name in NAMES]
OURS = [*WORDS, "/map", "/trends", "/glossary", "/codebook"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("words") / "catalogue.db"
    write_sample(path)
    yield Site(path)


# --- every page


@pytest.mark.parametrize("address", OURS)
def test_pages_are_whole(site: Site, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    tags = Tags(answer.text).found
    names = [tag for tag, _ in tags]
    assert names.count("h1") == names.count("main") == 1
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [tag for tag, attributes in tags if tag in ("script", "style") or "style" in attributes]
    levels = [int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert names.count("table") == names.count("caption")


@pytest.mark.parametrize("address", [*OURS, "/", LIST])
def test_nothing_is_remembered_of_a_visitor(site: Site, address: str) -> None:
    assert "set-cookie" not in site.get(address).headers


@pytest.mark.parametrize("address", OURS)
def test_links_within_the_site_lead_somewhere(site: Site, address: str) -> None:
    page = site.get(address).text
    ids = {attributes["id"] for _, attributes in Tags(page).found if "id" in attributes}
    for href in sorted(set(links(page))):
        if href.startswith("#"):
            assert href[1:] in ids, href
        elif href.startswith("/") and address not in ("/map", "/trends", "/codebook", "/glossary"):
            assert site.get(href).status_code == 200, href
        else:
            assert re.match(r"/|https://|mailto:", href), href


@pytest.mark.parametrize("address", [*OURS, "/"])
def test_without_a_catalogue_there_is_a_page(address: str) -> None:
    page = Site.__new__(Site)
    page.datasette = Datasette(memory=True)
    assert page.get(address).status_code == 200


@pytest.mark.parametrize("address", OURS)
def test_an_empty_catalogue_has_every_page(tmp_path: Path, address: str) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path, size=0)
    assert Site(path).get(address).status_code == 200


# --- head, header, footer


def test_the_menu_and_the_foot_lead_somewhere(site: Site) -> None:
    page = site.get("/about").text
    around = page[: page.index("<main")] + page[page.index("<footer") :]
    inward = {href for href in links(around) if href.startswith("/")}
    assert inward >= set(page_words()["menu"].values()) | {"/health", "/privacy", "/accessibility", "/cite", "/api"}
    for href in sorted(inward):
        assert site.get(href).status_code == 200, href


def test_the_page_that_one_is_on_is_marked(site: Site) -> None:
    here = [a for tag, a in Tags(site.get("/map").text).found if a.get("aria-current") == "page"]
    assert [a["href"] for a in here] == ["/map", "/map"]  # the line and the menu, of which one is shown


def test_a_page_names_itself_to_others(site: Site) -> None:
    tags = Tags(site.get("/map?show=open").text).found
    [canonical] = [a for tag, a in tags if tag == "link" and a.get("rel") == "canonical"]
    assert canonical["href"] == "http://localhost/map"
    named = {a.get("property") or a.get("name"): a.get("content") for tag, a in tags if tag == "meta"}
    assert named["og:title"] == "Map of what there is and what is missing"
    assert named["description"] == named["og:description"] != ""
    assert (named["og:image"] or "").startswith("http://localhost/")
    assert site.get((named["og:image"] or "").removeprefix("http://localhost")).status_code == 200


def test_an_error_has_no_address_of_its_own(site: Site) -> None:
    assert "canonical" not in site.get("/no-such-page").text


def test_sign_and_card_are_served(site: Site) -> None:
    sign = site.get("/-/static-plugins/wkep-catalogue/favicon.svg")
    assert sign.status_code == 200
    assert sign.headers["content-type"].startswith("image/svg+xml")
    assert site.get("/favicon.ico").status_code in (200, 301)
    card = (ROOT / "catalogue/site/static/card.png").read_bytes()
    assert struct.unpack(">II", card[16:24]) == (1200, 630)


# --- method: the flow


def numbers_of(page: str) -> list[int]:
    flow = page[page.index('<ol class="flow">') : page.index("</ol>")]
    return [int(count.replace(",", "")) for count in re.findall(r"<strong>([\d,]+)</strong>", flow)]


def test_the_flow_adds_up_and_leads_to_its_rows(site: Site) -> None:
    with closing(sqlite3.connect(site.path)) as db:
        flow = read_flow(db)
    assert numbers_of(site.get("/method").text) == [
        flow.sources, flow.identified, flow.screened, flow.excluded, flow.included, flow.opportunities,
    ]  # fmt: skip
    assert flow.identified == flow.withheld + flow.removed + flow.screened
    assert flow.screened == flow.excluded + flow.included
    assert flow.included - flow.joined == flow.opportunities
    assert sum(reason.count for reason in flow.reasons) == flow.excluded
    for reason in flow.reasons:
        answer = site.get(f"/catalogue/excluded.json?exclusion_reason={reason.code}&_size=0").json()
        assert answer["filtered_table_rows_count"] == reason.count


def test_what_was_held_back_is_told(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    write_sample(path)
    accounts = {"seen": 40, "adverts": 31, "excluded": 1, "withheld": 5, "forgotten": 3}
    with closing(sqlite3.connect(path)) as db:
        db.execute("insert or replace into meta values ('accounts', ?)", (json.dumps(accounts),))
        db.commit()
    page = Site(path).get("/method").text
    assert "<strong>40</strong> adverts found" in page
    assert "5 held back" in page
    assert "3 taken down" in page


def test_the_report_of_the_flow_says_what_the_page_says(site: Site) -> None:
    rows = site.get("/catalogue/flow_of_adverts.json?_shape=array").json()
    steps = {row["step"]: row["number"] for row in rows if row["step"] != 9}
    with closing(sqlite3.connect(site.path)) as db:
        flow = read_flow(db)
    assert list(steps.values()) == [
        flow.sources, flow.runs, flow.searches, flow.identified, flow.withheld, flow.removed, flow.screened,
        flow.excluded, flow.included, flow.joined, flow.opportunities, flow.open,
    ]  # fmt: skip
    assert sum(row["number"] for row in rows if row["step"] == 9) == flow.excluded


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.lists(st.sampled_from(["news", "blog", "?"])))
def test_any_history_adds_up(records: int, more: int, withheld: int, reasons: list[str]) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(
            "create table runs (source); create table search_log (run); create table meta (key, value);"
            "create table adverts (id); create table opportunities (status); create table excluded (exclusion_reason);"
            "create table codebook (dimension, code, label);"
        )
        db.executemany("insert into opportunities values (?)", [("open",)] * records)
        db.executemany("insert into adverts values (?)", [(each,) for each in range(records + more)])
        db.executemany("insert into excluded values (?)", [(each,) for each in reasons])
        seen = records + more + withheld + len(reasons)
        accounts = {"seen": seen, "withheld": withheld, "forgotten": 0}
        db.execute("insert into meta values ('accounts', ?)", (json.dumps(accounts),))
        flow = read_flow(db)
    assert flow.identified == flow.withheld + flow.removed + sum(each.count for each in flow.reasons) + flow.included
    assert flow.included == flow.joined + flow.opportunities


# --- addresses for developers


def test_every_example_works(site: Site) -> None:
    page = site.get("/api").text
    examples = [a["href"] or "" for tag, a in Tags(page).found if tag == "a" and a.get("class") == "example"]
    assert len(examples) == sum(len(group["list"]) for group in page_words()["examples"]) > 30
    for address in examples:
        answer = site.get(address)
        assert answer.status_code == 200, (address, answer.text[:200])
        assert answer.content, address


KINDS = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".ris": "application/x-research-info-systems",
    ".atom": "application/atom+xml",
    ".ics": "text/calendar",
    ".zip": "application/zip",
}


def test_examples_are_what_they_are_called(site: Site) -> None:
    for address in links(site.get("/api").text):
        path = address.partition("?")[0]
        kind = KINDS.get(path[path.rfind(".") :]) if "." in path else None
        if kind and (path.startswith((LIST, "/download", "/health")) or kind == KINDS[".json"]):
            assert site.get(address).headers["content-type"].startswith(kind), address


def test_every_format_is_shown(site: Site) -> None:
    page = site.get("/api").text
    for ending in ("csv", "xlsx", "json", "jsonl", "ris", "atom", "ics"):
        assert f"{LIST}.{ending}?" in page


def test_filters_find_something_where_anything_can_be_found(site: Site) -> None:
    page = site.get("/api").text
    by_value = [href for href in links(page) if re.search(r"nation=|sectors_to__|exchange_form=", href)]
    assert len(by_value) >= 4
    for href in by_value:
        assert found(site, re.sub(r"\.\w+\?", "?", href)) > 0, href


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_explained_and_its_example_works(site: Site, operator: str) -> None:
    said, example = page_words()["operators_said"][operator]
    assert said
    assert f"__{operator}=" in example
    assert site.get(f"{LIST}.json?{example}").status_code == 200
    assert f"<code>{operator}</code>" in site.get("/api").text


def test_no_operator_is_explained_that_is_none() -> None:
    assert set(page_words()["operators_said"]) == set(OPERATORS)


# --- how to cite, licences, statements


def test_a_citation_names_build_codebook_and_address(site: Site) -> None:
    page = unescape(site.get("/cite").text)
    for part in (
        "built 2031-03-03",
        "codebook sample",
        "http://localhost/",
        "@misc{wkep-catalogue,",
        "CC BY 4.0",
        "MIT",
    ):
        assert part in page, part


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_statements_say_when_they_were_checked(site: Site, name: str) -> None:
    day = page_words()["checked_on"][name]
    assert f"{day.day} {day:%B} {day.year}" in site.get(f"/{name}").text


def test_whom_to_write_to_is_named_where_somebody_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WKEP_CONTACT", raising=False)
    for address in ("/about", "/privacy", "/accessibility"):
        assert "mailto:" not in site.get(address).text
    monkeypatch.setenv("WKEP_CONTACT", "exchange@example.org")
    for address in ("/about", "/privacy", "/accessibility"):
        assert 'href="mailto:exchange@example.org"' in site.get(address).text


def test_retention_is_what_is_set(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WKEP_KEEP_PAGES_DAYS", "30")
    assert "dropped 30 days after" in site.get("/privacy").text
    monkeypatch.delenv("WKEP_KEEP_PAGES_DAYS")
    assert "dropped 180 days after" in site.get("/privacy").text


# --- glossary


def test_every_term_stands_in_the_glossary_once(site: Site) -> None:
    page = site.get("/glossary").text
    lines = entries(load_glossary())
    assert [line.words for line in lines] == sorted((line.words for line in lines), key=str.casefold)
    assert {line.words for line in lines if line.term} == {term.name for term in load_glossary()}
    assert len({line.id for line in lines}) == len(lines)
    for term in load_glossary():
        assert f'id="{anchor(term.name)}"' in page


def test_another_word_leads_to_its_term() -> None:
    other = {line.words: line.see for line in entries(load_glossary()) if line.see}
    assert other
    names = {term.name: anchor(term.name) for term in load_glossary()}
    assert all(see and names[see[0]] == see[1] for see in other.values())


def test_terms_lead_to_their_search(site: Site) -> None:
    page = site.get("/glossary").text
    searches = [href for href in links(page) if "_search=" in href]
    assert len(searches) == len(load_glossary())
    for href in searches[::20]:
        assert site.get(href).status_code == 200, href


# --- codebook


def test_counts_of_the_codebook_are_what_their_links_find(site: Site) -> None:
    page = site.get("/codebook").text
    counts = re.findall(rf'<a href="({LIST}[^"]+)" rel="nofollow">([\d,]+) (?:in all|open)', page)
    assert len(counts) > 80
    for href, count in counts:
        assert found(site, unescape(href)) == int(count.replace(",", "")), href


def test_the_codebook_tells_what_counts_and_what_only_looks_so(site: Site) -> None:
    page = unescape(site.get("/codebook").text)
    code = codebook().code("exchange_form", "secondment")
    assert f"Counts: {'; '.join(code.include)}." in page
    assert f"Does not count: {'; '.join(code.exclude)}." in page
    assert any(cue.yes in page for cue in code.cues)
    assert any(cue.no in page for cue in code.cues if cue.no)
    assert f"{sum(cue.weight > 0 for cue in code.cues)} cues" in page


def test_an_older_catalogue_says_that_it_was_coded_by_another_version(site: Site) -> None:
    page = site.get("/codebook").text
    assert "was coded with version sample" in page
    assert codebook().version in page


def test_the_codebook_can_be_taken_away(site: Site) -> None:
    written = site.get("/codebook.md")
    assert written.headers["content-type"].startswith("text/markdown")
    assert written.text.startswith(f"# Codebook\n\nVersion {codebook().version}")
    table = csv.DictReader(io.StringIO(site.get("/catalogue/codebook.csv?_size=max").text, newline=""))
    with closing(sqlite3.connect(site.path)) as db:
        assert len(list(table)) == db.execute("select count(*) from codebook").fetchone()[0]


def test_figures_of_agreement_are_the_floors_of_the_tests(site: Site) -> None:
    floors = yaml.safe_load((ROOT / "tests" / "floors.yml").read_text(encoding="utf-8"))["adverts"]
    figures = agreement()["figures"]
    assert figures == {name: floors[name] for name in figures}
    assert {name for name in floors if name in codebook().dimensions} <= set(figures)
    assert "same answer 0.91" in site.get("/codebook").text


@pytest.mark.real
def test_the_number_of_compared_adverts_is_true() -> None:
    known = ROOT.parent / "shared" / "eval" / "dev" / "adverts.jsonl"
    if not known.is_file():
        pytest.skip("no adverts with known answers at hand")
    assert len(known.read_text(encoding="utf-8").splitlines()) == agreement()["adverts"]


def test_the_licence_of_the_site_is_shown(site: Site) -> None:
    assert metadata()["license_url"] in site.get("/cite").text


# --- what the page for developers promises


def test_the_python_lines_work(site: Site) -> None:
    page = unescape(site.get("/api").text)
    [address] = re.findall(r'^address = "http://localhost([^"]+)"$', page, re.MULTILINE)
    table = pandas.read_csv(io.BytesIO(site.get(address).content), parse_dates=["closes_on"])
    assert table.groupby("exchange_form").size().sum() == found(site, f"{LIST}?status=open")


@pytest.mark.parametrize(
    "address", [f"{LIST}.csv?status=open", f"{LIST}.json?status=open", "/map", "/trends", "/codebook"]
)
def test_what_has_not_changed_is_answered_shortly(site: Site, address: str) -> None:
    first = site.get(address)
    again = asyncio.run(site.datasette.client.get(address, headers={"If-None-Match": first.headers["etag"]}))
    assert (again.status_code, again.content) == (304, b"")


def test_the_data_package_holds_what_is_said(site: Site) -> None:
    names = zipfile.ZipFile(io.BytesIO(site.get("/download/catalogue.zip").content)).namelist()
    ends = {name.rpartition("/")[2] for name in names}
    assert ends >= {"opportunities.csv", "codebook.csv", "search_log.csv", "excluded.csv", "CITATION.cff"}
    assert "datapackage.json" in ends
    assert any("sha256" in name.lower() or "checksum" in name.lower() for name in ends)
