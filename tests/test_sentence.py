"""The sentence above the results and the chips: plain English for any mix of filters, in whatever order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_catalogue import write_sample

from catalogue.columns import TABLES
from catalogue.export_filters import OPERATORS
from catalogue.site.published import Published, page_words, read_published
from catalogue.site.question import page_question
from catalogue.site.sentence import chips, sentence
from catalogue.site.together import together

COLUMNS = TABLES["opportunities"].by_name


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    path = tmp_path_factory.mktemp("sentence") / "catalogue.db"
    write_sample(path, size=12)
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        yield read_published(db)


SAID = [
    ("", "23 open opportunities, closing soonest first"),
    ("_all=on", "23 opportunities, closed ones too, closing soonest first"),
    ("status=closed", "23 closed opportunities, last closed first"),
    ("status=upcoming", "23 upcoming opportunities, opening soonest first"),
    ("nation=Wales&exchange_form=secondment", "23 open secondments in Wales, closing soonest first"),
    ("nation__in=Wales,UK-wide", "23 open opportunities in Wales or anywhere in the UK, closing soonest first"),
    ("nation=Overseas", "23 open opportunities overseas, closing soonest first"),
    ("nation__isnull=1", "23 open opportunities not saying where, closing soonest first"),
    ("scheme=fellowship", "23 open opportunities called fellowships, closing soonest first"),
    ("modality=remote", "23 open opportunities held remotely, closing soonest first"),
    ("funding=unfunded&_sort=title", "23 open opportunities without funding, by title"),
    (
        "sectors_from__arraycontains=provider&sectors_from__arraycontains=academia&sectors_to__arraycontains=policy",
        "23 open opportunities for people from health or care providers as well as universities and research,"
        " going to government and policy, closing soonest first",
    ),
    (
        "closes_on__gte=2031-03-03&closes_on__lte=2031-03-17",
        "23 open opportunities closing from 3 March to 17 March 2031, closing soonest first",
    ),
    (
        "closes_on__gte=2031-12-03&closes_on__lte=2032-01-17&nation=Wales",
        "23 open opportunities in Wales, closing from 3 December 2031 to 17 January 2032, closing soonest first",
    ),
    (
        "closes_kind__in=rolling,until_filled",
        "23 open opportunities without a fixed closing day, closing soonest first",
    ),
    ("closes_kind__in=rolling", "23 open opportunities taking applications all the time, closing soonest first"),
    ("fte_min__lt=1", "23 open opportunities that can be done part time, closing soonest first"),
    ("fte_max=1", "23 open opportunities that can be done full time, closing soonest first"),
    ("fte_min__lt=0.5", "23 open opportunities with least share of full time under 0.5, closing soonest first"),
    (
        "funding__in=salary_paid,salary_maintained_by_employer,backfill,stipend",
        "23 open opportunities paid one way or another, closing soonest first",
    ),
    (
        "duration_band__in=1–2 years,over 2 years",
        "23 open opportunities lasting more than a year, closing soonest first",
    ),
    (
        "sectors_from__arraycontains=provider&_iam=nurse",
        "23 open opportunities for people from health or care providers, those that name nurses first",
    ),
    (
        "sectors_from__arraycontains=provider&_iam=nurse&_sort=title",
        "23 open opportunities for people from health or care providers, by title",
    ),
    ("_iam=nurse", "23 open opportunities, closing soonest first"),
    ("region=North+East", "23 open opportunities in North East, closing soonest first"),
    ("pay_min__gte=30000", "23 open opportunities with least pay from £30,000, closing soonest first"),
    ("title__contains=nurse", "23 open opportunities with title containing “nurse”, closing soonest first"),
    ("programme__isnull=1", "23 open opportunities with programme not stated, closing soonest first"),
    ("_search=%22policy+fellow%22", '23 open opportunities with "policy fellow", best match first'),
    ("_search=nurse&_all=on", "23 opportunities with “nurse”, closed ones too, best match first"),
    ("_sort=pay_max", "23 open opportunities, by most pay"),
    ("_sort_desc=pay_max", "23 open opportunities, by most pay, highest first"),
    ("_sort_desc=closes_on", "23 open opportunities, by closing day, latest first"),
    ("exchange_form__exact=secondment", "23 open secondments, closing soonest first"),
]


@pytest.mark.parametrize(("query", "said"), SAID)
def test_the_sentence_says_what_is_shown(published: Published, query: str, said: str) -> None:
    assert sentence(page_question(query), 23, published) == said


def test_one_is_in_no_order(published: Published) -> None:
    assert sentence(page_question("exchange_form=job_shadowing"), 1, published) == "1 open chance to shadow"


CHIPS = [
    ("closes_on__gte=2031-03-03", ["Status: Open", "Closing day: from Monday 3 March 2031"]),
    ("nation__in=Wales,UK-wide", ["Status: Open", "Nation: Wales or UK-wide"]),
    ("duration_band__isnull=1", ["Status: Open", "How long: Not stated"]),
    ("closes_kind=rolling", ["Status: Open", "How it closes: Rolling"]),
    ("_search=nurse&status=closed", ["Status: Closed", "Search: “nurse”"]),
    (
        "closes_on__gte=2031-03-03&nation=Wales&closes_on__lte=2031-03-17",
        ["Status: Open", "Closing day: 3 March to 17 March 2031", "Nation: Wales"],
    ),
    ("fte_min__lt=1", ["Status: Open", "How much time: part time"]),
    ("funding__in=salary_maintained_by_employer,backfill", ["Status: Open", "Paid: by my employer"]),
    ("pay_max__lt=500", ["Status: Open", "Most pay: under £500"]),
]


@pytest.mark.parametrize(("query", "labels"), CHIPS)
def test_every_part_has_a_chip(published: Published, query: str, labels: list[str]) -> None:
    assert [chip["label"] for chip in chips(page_question(query), published)] == labels


def test_every_operator_and_column_has_words() -> None:
    assert set(page_words()["operators"]) == set(OPERATORS)
    assert set(page_words()["columns"]) <= set(COLUMNS) - set(page_words()["facets"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(COLUMNS)), st.sampled_from(OPERATORS), st.text(max_size=20)), max_size=4)
)
def test_any_filters_can_be_said(published: Published, parts: list[tuple[str, str, str]]) -> None:
    asked = page_question("&".join(f"{column}__{operator}={quote(value)}" for column, operator, value in parts))
    assert sentence(asked, 2, published).startswith("2 ")
    assert sum(map(len, (each.pairs for each in together(asked.filters)))) == len(asked.filters)
    assert len(chips(asked, published)) == len(together(asked.filters))
