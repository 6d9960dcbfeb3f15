"""The page of one opportunity: what is said first, what changed, what is alike, how it is cited, what machines read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from row_pages import CONTACT, Site, write_rows
from sample_catalogue import NASTY, TODAY, sample_opportunity

from catalogue.columns import TABLES
from catalogue.rows import TOLD
from catalogue.site.ages import age_days, ago_text
from catalogue.site.citing import bibtex, citation
from catalogue.site.contact import contact_from
from catalogue.site.notices import notices_of
from catalogue.site.published import Meaning, page_words
from catalogue.site.record_history import change_text, history_of
from catalogue.site.schema_org import data_block, page_of
from catalogue.site.similar import best

LIST = "/catalogue/opportunities"
RECORD = f"{LIST}/harbour~3A0"
SITE = {"url": "https://catalogue.example.org/", "title": "Workplace exchange catalogue", "licence": ""}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("record") / "catalogue.db"
    write_rows(path)
    yield Site(path)


def text_of(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page[page.index("<main") :], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def row(**given: Any) -> dict[str, Any]:
    """A row of `opportunities` in which only what is given is stated."""
    empty = dict.fromkeys(TABLES["opportunities"].by_name)
    needed = {"id": "a:1", "title": "A year by the sea", "summary": "A year.", "url": "https://example.org/1",
              "status": "open", "first_seen": "2031-02-01T04:00:00Z", "last_seen": "2031-03-01T04:00:00Z",
              "codebook_version": "v1", "source": "a"}  # fmt: skip
    return {**empty, **needed, **given}


# --- what the page answers


def test_every_published_fact_has_its_place_on_the_page() -> None:
    shown = {line["column"] for section in page_words()["sections"] for line in section["rows"]}
    coded = {column.name for column in TABLES["opportunities"].columns if column.codes}
    said_elsewhere = {"duration_band", "closes_kind", "status", "checked"}
    assert coded - said_elsewhere <= shown
    assert set(page_words()["glance"]) <= shown


def test_codes_that_a_line_keeps_to_are_all_the_codes_there_are(site: Site) -> None:
    rows = site.get("/catalogue/codebook.json?dimension=approvals&_shape=objects").json()["rows"]
    split = [code for section in page_words()["sections"] for line in section["rows"] for code in line.get("only", [])]
    assert sorted(split) == sorted(each["code"] for each in rows)


def test_the_page_answers_in_the_order_in_which_people_ask(site: Site) -> None:
    titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", site.page(RECORD))
    wanted = ["At a glance", *(section["title"] for section in page_words()["sections"])]
    assert titles[: len(wanted)] == wanted
    assert titles[-2:] == ["Cite this record", "Is something wrong, or should it go?"]


def test_what_is_asked_of_the_employer_stands_apart_from_checks(site: Site) -> None:
    text = text_of(site.page(RECORD))
    asked = text[text.index("What must be agreed") :]
    assert asked.index("Line manager or employer agrees") < asked.index("The host Not stated")
    assert asked.index("The host Not stated") < asked.index("Criminal record check")


def test_what_is_not_stated_says_so(site: Site) -> None:
    text = text_of(site.page(f"{LIST}/harbour~3A4"))
    assert "Nation Not stated" in text
    assert "Host Not stated" in text


def test_anchors_of_the_glance_lead_somewhere(site: Site) -> None:
    page = site.page(RECORD)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_record_leads_to_calendar_references_source_and_programme(site: Site) -> None:
    page = site.page(RECORD.replace("0", "12"))
    assert f'href="{LIST}.ris?id=harbour%3A12"' in page
    assert f'href="{LIST}.ics?id=harbour%3A12"' in page or "closes_on" not in page
    assert 'href="/catalogue/sources/harbour"' in page
    assert 'href="/catalogue/programmes/flood-policy"' in site.page(RECORD)
    assert f'href="{LIST}/harbour~3A6"' in site.page(RECORD)


@pytest.mark.parametrize(("number", "there"), [(14, True), (4, False), (6, False), (8, False)])
def test_only_a_deadline_to_come_goes_into_a_calendar(site: Site, number: int, there: bool) -> None:
    assert (".ics?id=" in site.page(f"{LIST}/harbour~3A{number}")) is there


def test_the_same_post_elsewhere_says_why_it_is_taken_as_the_same(site: Site) -> None:
    text = text_of(site.page(RECORD))
    assert "The same post, advertised 2 times" in text
    assert "at Harbour jobs" in text
    assert "taken as the same post: same reference" in text
    assert "The same post" not in site.page(f"{LIST}/harbour~3A2")


# --- what is said first

QUIET = [
    (row(), []),
    (row(status="unknown"), []),
    (row(closes_on="2031-03-03"), []),
]
SAID = [
    (
        row(status="withdrawn", closes_on="2031-04-01"),
        "lists it, noticed on Tuesday 25 February 2031 (6 days ago)",
    ),
    (row(status="withdrawn", closes_on="2031-04-01"), "It would have closed on Tuesday 1 April 2031."),
    (row(status="closed", closes_on="2031-02-28"), "applications ended on Friday 28 February 2031 (3 days ago)."),
    (row(status="open", closes_on="2031-03-02"), "applications ended on Sunday 2 March 2031 (yesterday)."),
    (row(status="closed"), "the advert says so, last seen on Saturday 1 March 2031 (2 days ago)."),
    (row(status="closed", closes_on="2031-03-20"), "It named Thursday 20 March 2031 as the last day."),
    (row(status="upcoming", opens_on="2031-03-10"), "applications open on Monday 10 March 2031."),
    (row(status="upcoming"), "Not open yet: the advert names no day."),
]
TURNS = [
    {"column": "status", "after": "withdrawn", "changed_at": "2031-01-10T04:00:00Z"},
    {"column": "status", "after": "reopened", "changed_at": "2031-01-20T04:00:00Z"},
    {"column": "status", "after": "withdrawn", "changed_at": "2031-02-25T04:00:00Z"},
]
LATELY = "2031-03-01T04:00:00Z"


@pytest.mark.parametrize(("row", "notices"), QUIET)
def test_nothing_is_said_of_what_is_open_and_fresh(row: dict[str, Any], notices: list[str]) -> None:
    assert notices_of(row, [], LATELY, TODAY) == notices


@pytest.mark.parametrize(("row", "words"), SAID, ids=[words for _, words in SAID])
def test_gone_closed_and_not_yet_are_said_with_the_day(row: dict[str, Any], words: str) -> None:
    [notice] = notices_of(row, TURNS, LATELY, TODAY)
    assert words in notice


@pytest.mark.parametrize(
    ("last_healthy", "gathered", "words"),
    [
        ("2030-11-30T04:00:00Z", True, "since Saturday 30 November 2030 (3 months ago)"),
        (None, True, "so far. Look at the advert"),
        (LATELY, False, "no longer gathered; it was last seen on Saturday 1 March 2031"),
    ],
)
def test_what_nobody_could_look_at_says_so(last_healthy: str | None, gathered: bool, words: str) -> None:
    [notice] = notices_of(row(status="unknown"), [], last_healthy, TODAY, gathered=gathered)
    assert words in notice
    assert not [each for each in notices_of(row(status="closed"), [], None, TODAY) if "fault" in each]


@pytest.mark.parametrize(
    ("number", "words"),
    [(6, "Withdrawn: its source no longer lists it, noticed on Tuesday 25 February 2031"), (8, "Closed: the advert")],
)
def test_notices_stand_at_the_top(site: Site, number: int, words: str) -> None:
    text = text_of(site.page(f"{LIST}/harbour~3A{number}"))
    assert words in text[: text.index("At a glance")]


# --- how old

AGES = [
    (0, "today"),
    (1, "yesterday"),
    (2, "2 days ago"),
    (20, "20 days ago"),
    (21, "3 weeks ago"),
    (74, "10 weeks ago"),
]
AGES += [(75, "2 months ago"), (365, "12 months ago"), (-5, "today")]


@pytest.mark.parametrize(("days", "words"), AGES)
def test_ages(days: int, words: str) -> None:
    day = date.fromordinal(TODAY.toordinal() - days).isoformat()
    assert ago_text(f"{day}T04:00:00Z", TODAY) == words


@given(st.none() | st.text(max_size=30))
def test_an_age_of_anything_is_none_or_days(moment: str | None) -> None:
    days = age_days(moment, TODAY)
    assert days is None or days >= 0


# --- what changed


class Codes:
    """Stands for the published file: labels are codes in capitals."""

    def meaning(self, dimension: str, code: str | None) -> Meaning:
        return Meaning(str(code).upper(), "", 1)


CHANGES = [
    ("closes_on", "2031-03-20", "2031-04-03",
     "Deadline extended from Thursday 20 March 2031 to Thursday 3 April 2031"),
    ("closes_on", "2031-04-03", "2031-03-20",
     "Deadline brought forward from Thursday 3 April 2031 to Thursday 20 March 2031"),
    ("closes_on", None, "2031-04-03", "Closing day now stated: Thursday 3 April 2031"),
    ("funding", "stipend", None, "Who pays no longer stated; it was STIPEND"),
    ("pay_min", "31000", "32000.5", "Least pay changed from £31,000 to £32,000.50"),
    ("duration_max_days", "91", "183", "Greatest length changed from 3 months to 6 months"),
    ("fte_min", "0.4", "0.5", "Least share of full time changed from 0.4 to 0.5"),
    ("starts_on", "2031-09", "2031-10", "Start changed from September 2031 to October 2031"),
    ("host", "Town Hall", "City Hall", "Host changed from “Town Hall” to “City Hall”"),
    ("status", None, "withdrawn", "The source no longer listed it"),
    ("status", "withdrawn", "reopened", "The source listed it again"),
    ("wording", None, None, "Reworded, with nothing changed in what is recorded here"),
    ("wording", "two days", "three days", "Wording changed from “two days” to “three days”"),
    ("pay_max", "lots", "more", "Most pay changed from lots to more"),
    ("some_new_column", "a", "b", "Some new column changed from “a” to “b”"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "before", "after", "words"), CHANGES)
def test_changes_in_plain_words(column: str, before: str | None, after: str | None, words: str) -> None:
    assert change_text({"column": column, "before": before, "after": after}, Codes()) == words  # type: ignore[arg-type]


def test_every_change_that_a_build_tells_has_words() -> None:
    assert {*TOLD, "status", "wording"} == set(page_words()["changes"])


def test_history_goes_from_the_newest_day_to_the_first(site: Site) -> None:
    versions = [
        {"changed_at": f"2031-02-{day}T04:00:00Z", "column": "wording", "before": None, "after": None}
        for day in ("10", "20", "20")
    ]
    told = history_of(row(), versions, Codes())  # type: ignore[arg-type]
    assert [(each["day"], len(each["lines"])) for each in told] == [
        ("Thursday 20 February 2031", 1), ("Monday 10 February 2031", 1), ("Saturday 1 February 2031", 1),
    ]  # fmt: skip
    text = text_of(site.page(RECORD))
    assert "Deadline extended from Thursday 20 March 2031 to Thursday 3 April 2031" in text
    assert "Least pay changed from £31,000 to £32,000.50" in text


# --- what is alike


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sets(st.integers(0, 60))), max_size=12),
    st.sets(st.integers(0, 60)),
    st.integers(0, 8),
)
def test_the_best_are_those_of_greatest_weight(codes: list[tuple[int, set[int]]], among: set[int], most: int) -> None:
    places = [(number * 37) % 61 for number in range(61)]
    weight = {each: sum(weight for weight, rows in codes if each in rows) for each in among}
    having = [each for each in among if any(each in rows for _, rows in codes)]
    wanted = sorted(having, key=lambda each: (-weight[each], places[each]))[:most]
    masks = [(weight, sum(1 << each for each in rows)) for weight, rows in codes]
    assert best(masks, sum(1 << each for each in among), most, places) == wanted


def test_similar_ones_are_open_first_and_say_what_they_share(site: Site) -> None:
    page = site.page(f"{LIST}/harbour~3A12")
    section = page[page.index('id="similar"') : page.index('id="cite"')]
    found = re.findall(rf'href="({LIST}/[^"]+)"', section)
    assert 1 <= len(found) <= 5
    assert f"{LIST}/harbour~3A12" not in found
    assert len(re.findall(r"Both: \w", section)) == len(found)
    closed = [bool(re.search("Closed|No longer|not stated|Opens", each)) for each in section.split("<li>")[1:]]
    assert closed == sorted(closed)


def test_rounds_of_the_programme_are_not_called_similar(site: Site) -> None:
    page = site.page(RECORD)
    assert f"{LIST}/harbour~3A6" not in page[page.index('id="similar"') :]


# --- citing


def test_a_citation_names_record_build_and_codebook() -> None:
    said = citation(row(host="Sea Board"), "2031-03-03T05:00:00Z", "https://x.example/1")
    assert said == (
        "Sea Board. “A year by the sea”. In: Workplace exchange catalogue, record a:1, built on Monday 3 March 2031,"
        " codebook v1. https://x.example/1"
    )


@given(st.text(max_size=60))
def test_any_title_leaves_bibtex_whole(title: str) -> None:
    entry = bibtex(row(title=title), "2031-03-03T05:00:00Z", "https://x.example/1")
    depth = 0
    for sign in entry:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert entry.startswith("@misc{wkep-a-1,\n")
    assert not re.search(r"(?<!\\)[#$%&]", entry)


# --- whom to write to

CONTACTS = [
    ("keeper@example.org", "mailto:keeper@example.org?subject=Record%20a%3A1", "keeper@example.org"),
    ("mailto:keeper@example.org", "mailto:keeper@example.org?subject=Record%20a%3A1", "keeper@example.org"),
    ("https://example.org/write/", "https://example.org/write/", "example.org/write"),
]


@pytest.mark.parametrize(("written", "link", "text"), CONTACTS)
def test_a_contact_is_a_link(written: str, link: str, text: str) -> None:
    contact = contact_from(written)
    assert contact is not None
    assert (contact.about("Record a:1"), contact.text) == (link, text)


@pytest.mark.parametrize("written", ["", "nobody", "javascript:alert(1)", "a@b", "keeper@example.org, b@example.org"])
def test_anything_else_is_no_contact(written: str) -> None:
    assert contact_from(written) is None


def test_a_record_says_whom_to_write_to(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f'href="mailto:{CONTACT}?subject=Record%20harbour%3A0"' in site.page(RECORD)
    monkeypatch.delenv("WKEP_CONTACT", raising=False)
    nobody = Site(site.path, contact="").page(RECORD)
    assert "Write to whoever runs this site." in nobody
    assert "mailto:" not in nobody


# --- for machines


def block_of(page: str) -> dict[str, Any]:
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return dict(json.loads(block))


STATED = {"host": "Sea Board", "place_text": "Leeds", "nation": "England", "closes_on": "2031-03-20",
          "pay_min": 31000, "pay_period": "year", "duration_min_days": 91, "duration_max_days": 91}  # fmt: skip


def test_a_secondment_that_is_open_is_a_job_posting() -> None:
    offer = page_of(row(exchange_form="secondment", **STATED), "https://x.example/1", "2031-02-01", SITE, TODAY)[
        "mainEntity"
    ]
    assert offer["@type"] == "JobPosting"
    assert (offer["validThrough"], offer["datePosted"]) == ("2031-03-20", "2031-02-01")
    assert offer["hiringOrganization"] == {"@type": "Organization", "name": "Sea Board"}
    assert offer["jobLocation"]["address"] == {
        "@type": "PostalAddress", "addressLocality": "Leeds", "addressRegion": "England", "addressCountry": "GB",
    }  # fmt: skip
    assert offer["baseSalary"]["value"] == {"@type": "QuantitativeValue", "minValue": 31000, "unitText": "YEAR"}


@pytest.mark.parametrize(
    "gone", [{"status": "closed"}, {"status": "withdrawn"}, {"status": "unknown"}, {"closes_on": "2031-03-02"}]
)
def test_a_secondment_that_is_not_open_is_no_job_posting(gone: dict[str, str]) -> None:
    stated = {"exchange_form": "secondment", **STATED, **gone}
    page = page_of(row(**stated), "https://x.example/1", None, SITE, TODAY)
    assert "mainEntity" not in page


def test_a_placement_is_a_programme() -> None:
    page = page_of(
        row(exchange_form="work_placement", modality="hybrid", **STATED), "https://x.example/1", None, SITE, TODAY
    )
    assert page["mainEntity"] == {
        "@type": "EducationalOccupationalProgram", "name": "A year by the sea", "description": "A year.",
        "url": "https://example.org/1", "provider": {"@type": "Organization", "name": "Sea Board"},
        "applicationDeadline": "2031-03-20", "timeToComplete": "P91D", "educationalProgramMode": "blended",
    }  # fmt: skip


@pytest.mark.parametrize("form", ["secondment", "job_shadowing"])
def test_what_is_not_stated_is_not_claimed(form: str) -> None:
    offer = page_of(row(exchange_form=form), "https://x.example/1", None, SITE, TODAY)["mainEntity"]
    name = {"secondment": "title", "job_shadowing": "name"}[form]
    said = {"@type", name, "description", "url"} | ({"employmentType"} if form == "secondment" else set())
    assert set(offer) == said


@given(st.text(min_size=1, max_size=80))
def test_no_text_gets_out_of_the_block(title: str) -> None:
    block = str(data_block(row(title=title), "https://x.example/1", None, SITE, TODAY))
    assert not set("<>&'") & set(block)
    assert block.isascii()
    assert json.loads(block)["name"] == title


@pytest.mark.parametrize("number", [0, 1, 6, 8, 9, 10, 14])
def test_every_page_has_one_block_that_can_be_read(site: Site, number: int) -> None:
    id = sample_opportunity(number).id
    found = block_of(site.page(f"{LIST}/{id.replace(':', '~3A')}"))
    assert found["@type"] == "WebPage"
    assert found["@id"] == f"http://localhost{LIST}/{id.replace(':', '~3A')}"
    assert "extract" not in json.dumps(found)


def test_head_of_a_record(site: Site) -> None:
    head = site.page(RECORD).partition("<body")[0]
    assert f'<link rel="canonical" href="http://localhost{RECORD}">' in head
    assert len(re.findall('rel="canonical"', head)) == len(re.findall('name="description"', head)) == 1
    assert f'content="{sample_opportunity(0).columns["summary"]}"' in head
    assert "og:title" in head


def test_markup_in_a_record_stays_text(site: Site) -> None:
    page = site.page(f"{LIST}/moor~3A1")
    assert NASTY not in page
    assert not re.search(r"<img[^>]*(?:onerror|src=[\"']?x)", page)
    assert 'href="javascript' not in page
    assert " style=" not in page
