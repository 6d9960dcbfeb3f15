"""Pages of unknown sites: what is read, by what, in which order of trust, in bounded time and without the network."""

from __future__ import annotations

import gzip
import html
import json
import re
import socket
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsel import Selector
from rich.console import Console
from scrapy.http import HtmlResponse, Request
from scrapy.settings import Settings

from catalogue.json_ld import facts_of, posting_title
from catalogue.source import stand_in
from crawler.commands.readpage import Command
from crawler.generic import FIELDS, GenericReading, read_generic
from crawler.generic.labels import find_labelled, known_labels, vocabulary
from crawler.page_facts import labelled_facts, words
from crawler.read_page import PageReading, as_json, read_page, show
from spiders.ukri import PREFIX, summary
from tests.test_pages import CASES

URL = "https://unknown.example/offers/7"
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Marsh fellow",
    "hiringOrganization": {"@type": "Organization", "name": "Fen Trust"},
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Ely"}},
    "baseSalary": "£31,000",
    "datePosted": "2026-01-02",
    "validThrough": "2026-02-03",
    "jobStartDate": "2026-04-01",
    "description": "<p>You go along with the wardens.</p>",
}
JSON_LD = f'<script type="application/ld+json">{json.dumps(POSTING)}</script>'
MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Marsh fellow</h1>
<span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<b itemprop="name">Fen Trust</b></span>
<p itemprop="jobLocation">Ely</p><p itemprop="baseSalary">£31,000</p><meta itemprop="datePosted" content="2026-01-02">
<meta itemprop="validThrough" content="2026-02-03"><meta itemprop="jobStartDate" content="2026-04-01">
<div itemprop="description"><p>You go along with the wardens.</p></div></div>"""
RDFA = """<body vocab="https://schema.org/"><div typeof="JobPosting"><h1 property="title">Marsh fellow</h1>
<span property="hiringOrganization" typeof="Organization"><b property="name">Fen Trust</b></span>
<span property="jobLocation" typeof="Place"><span property="address" typeof="PostalAddress">
<i property="addressLocality">Ely</i></span></span><p property="baseSalary">£31,000</p>
<meta property="datePosted" content="2026-01-02"><meta property="validThrough" content="2026-02-03">
<meta property="jobStartDate" content="2026-04-01">
<div property="description">You go along with the wardens.</div></div>"""
PREFIXED = RDFA.replace('vocab="https://schema.org/"', 'prefix="s: http://schema.org/"').replace(
    'property="', 'property="s:'
)
MARKED = {
    "title": "Marsh fellow",
    "organisation": "Fen Trust",
    "place": "Ely",
    "salary": "£31,000",
    "closes": "2026-02-03",
    "posted": "2026-01-02",
    "starts": "2026-04-01",
}


def fields(read: GenericReading) -> dict[str, Any]:
    return {name: getattr(read, name) for name in MARKED if getattr(read, name)}


@pytest.mark.parametrize(
    ("page", "notation"),
    [(JSON_LD, "json-ld"), (MICRODATA, "microdata"), (RDFA, "rdfa")],
)
def test_a_posting_says_the_same_in_every_notation(page: str, notation: str) -> None:
    read = read_generic(page, URL)
    assert fields(read) == MARKED
    assert set(read.found_by.values()) == {notation}
    assert "You go along with the wardens." in read.description
    assert read.json_ld is not None
    assert facts_of(read.json_ld)["Closing date"] == "2026-02-03"
    json.dumps(read.json_ld)


def test_rdfa_with_a_prefix_declared_further_out() -> None:
    page = PREFIXED.replace('typeof="', 'typeof="s:')
    assert fields(read_generic(page, URL)) == MARKED


FACTS = {"organisation": "Fen Trust", "place": "Ely", "salary": "£31,000", "closes": "3 February 2026"}
PAIRS = [("Employer", "Fen Trust"), ("Location", "Ely"), ("Salary", "£31,000"), ("Closing date", "3 February 2026")]


def each(shape: str) -> str:
    return "".join(shape.format(*pair) for pair in PAIRS)


SHAPES = {
    "definition list": f"<dl>{each('<dt>{}</dt><dd>{}</dd>')}</dl>",
    "definition list in blocks": f"<dl>{each('<div><dt>{}:</dt><dd>{}</dd></div>')}</dl>",
    "table with heads": f"<table>{each('<tr><th>{}</th><td>{}</td></tr>')}</table>",
    "table without": f"<table>{each('<tr><td>{}</td><td>{}</td></tr>')}</table>",
    "table with a row of heads": "<table><tr>{}</tr><tr>{}</tr></table>".format(
        "".join(f"<th>{label}</th>" for label, _ in PAIRS), "".join(f"<td>{text}</td>" for _, text in PAIRS)
    ),
    "bold labels": f"<p>{each('<b>{}:</b> {}<br>')}</p>",
    "lines": each("<p>{}: {}</p>"),
    "list of lines": f"<ul>{each('<li>{}: {}</li>')}</ul>",
    "headings": each("<h3>{}</h3><p>{}</p>"),
    "named blocks": each('<div><span class="fact-label">{}</span><span class="fact-value">{}</span></div>'),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_labels_are_found_in_every_shape(shape: str) -> None:
    page = f"<title>Marsh fellow | Fen Trust</title><main><h1>Marsh fellow</h1>{SHAPES[shape]}</main>"
    read = read_generic(page, URL)
    assert {name: getattr(read, name) for name in FACTS} == FACTS
    assert {read.found_by[name] for name in FACTS} == {"label"}
    assert (read.title, read.found_by["title"]) == ("Marsh fellow", "heading")
    assert set(dict(PAIRS)) <= set(read.facts)


@pytest.mark.parametrize(
    ("page", "name", "value", "found_by"),
    [
        (f"{JSON_LD}<dl><dt>Employer</dt><dd>Another</dd></dl>", "organisation", "Fen Trust", "json-ld"),
        (f"{JSON_LD}{MICRODATA.replace('Fen Trust', 'Another')}", "organisation", "Fen Trust", "json-ld"),
        (f"{MICRODATA}{RDFA.replace('Fen Trust', 'Another')}", "organisation", "Fen Trust", "microdata"),
        (
            '<script type="application/ld+json">{"@type": "JobPosting", "title": "Marsh fellow"}</script>'
            "<dl><dt>Closing date</dt><dd>3 February</dd></dl>",
            "closes",
            "3 February",
            "label",
        ),
        (
            '<meta property="og:title" content="Shared"><title>Marsh fellow – Fen</title><h1>Fen</h1>'
            "<h2>Marsh fellow</h2>",
            "title",
            "Marsh fellow",
            "heading",
        ),
        ('<meta property="og:title" content="Shared"><p>Text</p>', "title", "Shared", "open graph"),
        ("<h1>Only a heading</h1>", "title", "Only a heading", "heading"),
        (
            "<title>Marsh post - Fen jobs</title><header><h1>Fen jobs</h1></header><main><h1>Marsh post</h1></main>",
            "title",
            "Marsh post",
            "heading",
        ),
        (
            "<title>Fen jobs > Marsh post, 2 May</title><h1>Find work</h1><div class=big>Marsh post</div>",
            "title",
            "Marsh post",
            "heading",
        ),
        ("<title>Details</title><nav><h2>Menu</h2></nav><h2>Marsh post</h2>", "title", "Marsh post", "heading"),
        ('<h1>Marsh post</h1><h3 class="advert__employer">Fen Trust</h3>', "organisation", "Fen Trust", "label"),
        ('<li><div class="card-location">Location : Ely</div></li>', "place", "Ely", "label"),
        (
            '<div itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">Marsh post</b>'
            '<p itemprop="hiringOrganization"><meta itemprop="name" content="Fen Trust"></p></div>',
            "organisation",
            "Fen Trust",
            "microdata",
        ),
        (
            '<meta property="article:published_time" content="2026-01-02T10:00:00Z"><p>x</p>',
            "posted",
            "2026-01-02T10:00:00Z",
            "open graph",
        ),
        (
            "<dl><dt>Closing date</dt><dd>Not specified</dd><dt>Apply by</dt><dd>3 May</dd></dl>",
            "closes",
            "3 May",
            "label",
        ),
        ("<main><p>Salary: £1</p></main><aside><p>Salary: £2</p></aside>", "salary", "£1", "label"),
        ('<script type="application/ld+json">{"@type":"JobPosting","name":"A",}</script>', "title", "A", "json-ld"),
        (
            '<script type="application/ld+json">/* ours */ {"@type":"JobPosting","title":"A"}</script>',
            "title",
            "A",
            "json-ld",
        ),
    ],
)
def test_what_is_trusted_more_comes_first(page: str, name: str, value: str, found_by: str) -> None:
    read = read_generic(page, URL)
    assert (getattr(read, name), read.found_by.get(name)) == (value, found_by)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "plain words",
        '{"a": 1}',
        "<rss></rss>",
        "<p>Our motto: never stop. Warning: wet paint.</p>",
        '<script type="application/ld+json">{"@type": "JobPosting", "title": </script>',
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "title": "Home"}</script>',
        '<div itemscope itemtype="https://schema.org/Recipe"><b itemprop="title">Soup</b></div>',
        "<nav><h2>Location</h2><p>" + "long words " * 60 + "</p></nav>",
    ],
)
def test_what_a_page_does_not_say_stays_unsaid(page: str) -> None:
    read = read_generic(page, URL)
    assert {name for name in read.found_by if name != "description"} <= set()
    assert fields(read) == {}


def test_the_main_text_leaves_menus_and_footers_out() -> None:
    text = "You go along with the wardens of the marsh for three weeks and learn how water is counted. " * 5
    page = (
        "<body><nav><a href=/>Home</a> Menu words</nav><script>var code;</script>"
        f"<div><h1>Marsh fellow</h1><p>{text}</p></div><footer>Footer words</footer></body>"
    )
    read = read_generic(page, URL)
    assert read.found_by["description"] == "main text"
    assert "wardens of the marsh" in read.description
    assert not any(word in read.description for word in ("Menu words", "Footer words", "var code"))


def test_a_footer_is_never_taken_for_the_main_text() -> None:
    cells = "".join(f"<div>Line {number}: <span>short words of the advert</span></div>" for number in range(60))
    footer = "<p>The board is a leading board of boards, and has been for many years now, as everybody knows.</p>"
    read = read_generic(f"<body><form><div>{cells}</div></form><div class=foot>{footer}</div></body>", URL)
    assert "short words of the advert" in read.description


@pytest.mark.parametrize("page", ["{}", "[]", "null", "2026", '"a string"', '{"title": "Secondment"}'])
def test_an_answer_that_is_json_is_read_as_text(page: str) -> None:
    assert not read_generic(page, URL).json_ld


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_reading(text: str) -> None:
    for page in (text, f"<h1>{text}</h1>", f"<script type='application/ld+json'>{text}</script><b>{text}:</b>{text}"):
        read = read_generic(page, URL)
        assert set(read.found_by) <= set(FIELDS)
        assert all(getattr(read, name) for name in read.found_by)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield


@pytest.mark.parametrize(
    "page",
    [
        RDFA,
        '<div vocab="http://127.0.0.1:9/v" prefix="x: http://127.0.0.1:9/p#" typeof="x:JobPosting">'
        '<b property="x:a">t</b></div>',
        '<html profile="http://127.0.0.1:9/p"><div typeof="schema:JobPosting" resource="http://127.0.0.1:9/"></div>',
        '<script type="application/ld+json">{"@context": "http://127.0.0.1:9/c", "@type": "JobPosting"}</script>',
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/dtd"><base href="http://127.0.0.1:9/"><h1>A</h1>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><h1>&b;</h1>',
    ],
)
@pytest.mark.usefixtures("no_network")
def test_nothing_is_fetched(page: str) -> None:
    assert "localhost" not in str(read_generic(page, URL))


ITEM = '<div itemscope itemtype="https://schema.org/JobPosting"><h2 itemprop="title">T</h2>'
HOSTILE: dict[str, Callable[[], str]] = {
    "5 MB of words": lambda: "<title>x</title><h1>x</h1><p>" + "word " * 1_000_000,
    "5 MB of lines": lambda: "<h1>x</h1>" + "<p>Salary: word word word word word word word word</p>" * 90_000,
    "10,000 deep": lambda: "<h1>x</h1>" + "<div>" * 10_000 + "words",
    "postings within postings": lambda: ITEM * 20_000,
    "400 postings deep": lambda: ITEM * 400,
    "references in rings": lambda: (
        f'<div itemscope itemtype="https://schema.org/JobPosting" itemref="{"a " * 1000}"><b itemprop=title>x</b></div>'
        f"<div id=a>{'<i itemprop=x>y</i>' * 1000}</div>"
    ),
    "RDFa within RDFa": lambda: '<div vocab="https://schema.org/" typeof="JobPosting">' * 3_000,
    "rows": lambda: "<table>" + "<tr><td>Salary</td><td>word</td></tr>" * 15_000,
    "headings": lambda: "<h2>Salary</h2>" * 60_000,
    "values of one label": lambda: "<dl><dt>a</dt>" + "<dd>some</dd>" * 60_000,
    "nested JSON": lambda: '<script type="application/ld+json">' + "[" * 100_000 + '"JobPosting"</script>',
    "many attributes": lambda: "<div " + " ".join(f"a{number}=1" for number in range(20_000)) + ">x",
    "angle brackets": lambda: "<" * 1_000_000,
    "NULs": lambda: "<h1>A\0B</h1>" + "\0" * 1_000_000,
}
SECONDS = 20  # each took 0.02 to 1.3 on a quiet machine; what is quadratic takes minutes


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_time(name: str) -> None:
    page = HOSTILE[name]()
    began = time.process_time()
    read_generic(page, URL)
    assert time.process_time() - began < SECONDS


def test_nuls_are_no_part_of_what_is_read() -> None:
    assert read_generic("<title>AB</title><h1>A\0B</h1>", URL).title == "AB"


def test_a_label_stands_for_one_field_alone() -> None:
    told = Counter(label for name, labels in vocabulary().items() if name != "title" for label in labels)
    assert [label for label, times in told.items() if times > 1] == []
    assert known_labels() >= {"closing date", "salary", "host"}


# --- pages of every platform that has a spider: what the spider says of them is the truth

PLATFORMS_RIGHT = 0.9  # of titles and labelled fields; 0.94 when it was set. What is missing: titles behind a number or
# a fixed phrase, which only a spider knows, and pages that keep everything in a script


def expected_by_spiders() -> Iterator[tuple[Path, str, str, dict[str, str | None]]]:
    """(page, html, address, field → text) of each saved advert; what only its listing said is left out."""
    for path in CASES:
        case, page = json.loads(path.read_text(encoding="utf-8")), path.with_suffix(".html")
        adverts = case.get("adverts", [])
        if case.get("read_by") != "parse_advert" or len(adverts) != 1 or not page.exists():
            continue
        if path.stem.startswith(("changed", "empty")):
            continue
        listed = case.get("with", {}).get("facts", {})
        facts = {label: text for label, text in adverts[0].get("facts", {}).items() if label not in listed}
        told = {name: find_labelled(facts, name) for name in MARKED if name != "title"}
        yield page, page.read_text(encoding="utf-8"), case["url"], {"title": adverts[0]["title"], **told}


def test_pages_of_known_platforms_are_read_without_their_spiders() -> None:
    judged, wrong = 0, []
    for page, text, url, truth in expected_by_spiders():
        read = read_generic(text, url)
        for name, value in truth.items():
            if value and read.found_by.get(name) not in ("json-ld", "microdata"):  # said twice, in two wordings
                judged += 1
                wrong += [(page.parent.name, name, getattr(read, name), value)] * (getattr(read, name) != value)
    assert judged >= 50
    assert len(wrong) <= (1 - PLATFORMS_RIGHT) * judged, wrong


# --- `scrapy readpage`

NOW = "2026-10-05T08:00:00Z"
ADVERT = (
    "<title>Marsh secondment | Fen Trust</title><main><h1>Marsh secondment</h1><dl><dt>Employer</dt><dd>Fen Trust</dd>"
    "<dt>Closing date</dt><dd>5 March 2027</dd></dl><p>Nurses are seconded to the marsh authority for six months, "
    "[bold] and learn from its wardens. Your employer goes on paying you.</p></main>"
)


def page_of(text: str, url: str = URL) -> HtmlResponse:
    return HtmlResponse(url, body=text.encode(), encoding="utf-8", request=Request(url))


def printed_of(reading: PageReading) -> str:
    console = Console(record=True, width=200, file=StringIO())
    show(console, reading)
    return console.export_text()


def test_an_unknown_page_is_shown_with_how_each_field_was_found_and_what_the_catalogue_makes_of_it() -> None:
    told = printed_of(read_page(page_of(ADVERT), None, NOW))
    for words_ in (r"organisation\W+Fen Trust\W+label", r"title\W+Marsh secondment\W+heading", r"salary\W+not found"):
        assert re.search(words_, told), words_
    assert re.search(r"closes_on\W+2027-03-05", told)
    assert "an opportunity" in told


def test_a_page_of_a_source_is_read_by_its_spider_and_generically_where_asked() -> None:
    source = stand_in("fen", "Fen", platform="watched_page", start=(URL,))
    assert read_page(page_of(ADVERT), source, NOW).generic is None
    both = read_page(page_of(ADVERT), source, NOW, generic=True)
    assert both.read_by == "the spider of fen (platform watched_page)"
    assert both.generic is not None
    [printed] = as_json(both, coded=False)
    assert printed["generic"]["closes"] == {"value": "5 March 2027", "found_by": "label"}
    assert printed["columns"]["closes_on"] == "2027-03-05"
    json.dumps(printed)


def test_a_page_that_is_no_advert_gives_none() -> None:
    reading = read_page(page_of("<h1>Cookies</h1>"), None, NOW)
    assert (reading.adverts, reading.problem) == ((), None)
    source = stand_in("fen", "Fen", platform="govuk", start=(URL,))
    assert "Error" in str(read_page(page_of("<h1>Cookies</h1>"), source, NOW).problem)


@pytest.mark.parametrize(
    ("arguments", "level"),
    [([], "WARNING"), (["-L", "DEBUG"], "DEBUG"), (["-s", "LOG_LEVEL=ERROR"], "ERROR")],
)
def test_a_command_is_quiet_unless_it_is_told_otherwise(arguments: list[str], level: str) -> None:
    command = Command()
    command.settings = Settings()
    command.settings.setmodule("crawler.settings", priority="project")
    parser = ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(["page.html", *arguments])
    command.process_options(rest, options)
    assert command.settings["LOG_LEVEL"] == level


# --- captured pages: what is labelled is read without a spider

RIGHT = 0.95  # of the labelled fields, over all pages; the floor that was promised
Labelled = Mapping[str, str | None]


def board(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """The JobPostings of the captured board, each in a page; truth is what its data say."""
    with gzip.open(folder / "nhs_jobs" / "adverts.jsonl.gz", "rt", encoding="utf-8") as lines:
        for posting in map(json.loads, lines):
            block = json.dumps(posting, ensure_ascii=False).replace("</", "<\\/")
            page = f'<script type="application/ld+json">{block}</script><main><h1>Post</h1><p>See the data.</p></main>'
            address = posting["jobLocation"]["address"]
            yield (
                "nhs",
                page,
                {
                    "title": plain(posting["title"]),
                    "organisation": plain(posting["hiringOrganization"]["name"]),
                    "place": plain(address["addressLocality"]),
                    "salary": plain(posting["baseSalary"]["value"].get("value")) or None,
                    "closes": posting["validThrough"],
                    "posted": posting["datePosted"],
                },
            )


def careers(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """Vacancy pages with bold labels; truth is what stands behind them in the source."""
    for path in sorted((folder / "careers_group").glob("vacancy_*.html")):
        page = path.read_text(encoding="utf-8")
        node = Selector(text=page)
        facts = labelled_facts(node)
        deadline = facts["Deadline for applications"]
        yield (
            "careers",
            page,
            {
                "title": words(node.css(".v2_title")),
                "organisation": facts["Recruiter"],
                "place": facts["Location"],
                "salary": facts["Salary"],
                "closes": deadline if deadline[0].isdigit() else None,
                "posted": facts["Date posted"],
            },
        )


def funders(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """Calls of funders; truth is what the spider of the funder reads, or what a person reads on the page."""
    page = (folder / "ukri" / "ukri_detail.html").read_text(encoding="utf-8")
    told = summary(Selector(text=page))
    title = words(Selector(text=page).css("h1")).removeprefix(PREFIX)
    closes = told["Closing date"].rpartition(" ")[0]  # the spider adds the time that an attribute has
    yield "funders", page, {"title": title, "organisation": told["Funders"], "closes": closes}
    page = (folder / "ukri" / "innovate_uk_detail.html").read_text(encoding="utf-8")
    yield "funders", page, {"title": "Competition overview"}
    page = (folder / "ukri" / "iuk_business_connect_detail.html").read_text(encoding="utf-8")
    yield "funders", page, {"title": "ADOPT Facilitator Support Grant: Round 9", "organisation": "DEFRA"}


def research(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """An offer of a research board; truth is its definition lists, read by a person."""
    page = (folder / "euraxess" / "job_detail_sample.html").read_text(encoding="utf-8")
    yield (
        "research",
        page,
        {
            "title": "Postdoctoral Researcher",
            "organisation": "Fondation nationale des Sciences Politiques",
            "place": "Paris",
            "closes": "12 Apr 2026 - 23:59 (Europe/Brussels)",
            "posted": "3 March 2026",
            "starts": "1 Sep 2026",
        },
    )


def cards(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """The cards of a list, each as a page; truth is what is labelled on them, as the page has it."""
    page = (folder / "civil_service_jobs" / "result_page1.html").read_bytes().decode("cp1252")
    for card in Selector(text=page).css("li.search-results-job-box"):

        def said(part: str, card: Selector = card) -> str:
            return words(card.css(f".search-results-job-box-{part}")).partition(" : ")[2]

        truth = {"title": words(card.css("h3")), "salary": said("salary"), "closes": said("closingdate")}
        yield "cards", f"<main>{card.get()}</main>", truth


def examples(folder: Path) -> Iterator[tuple[str, str, Labelled]]:
    """Examples of the vocabulary in three notations; truth is the JSON-LD, of each pair its other notation's twin."""
    for path in sorted((folder / "schema_org").glob("*_jsonld.html")):
        blocks = Selector(text=path.read_text()).css("script::text").getall()
        try:
            posting = json.loads(blocks[0], strict=False)
        except ValueError:
            continue  # one is broken beyond mending, as it was published
        told = facts_of(posting)
        truth = {
            "title": posting_title(posting) or posting.get("name"),
            "organisation": told.get("Organisation"),
            "place": told.get("Location"),
            "salary": told.get("Salary"),
            "posted": told.get("Date posted"),
        }
        for notation in ("jsonld", "microdata", "rdfa"):
            twin = path.with_name(path.name.replace("jsonld", notation))
            if twin.exists():
                yield "examples", twin.read_text(encoding="utf-8"), truth


def plain(text: Any) -> str:
    return " ".join(html.unescape(html.unescape(str(text or ""))).split())


def is_right(name: str, found: str | None, truth: str) -> bool:
    """The whole value; of a place whose data add county and postcode, its beginning."""
    said = plain(found)
    return said.startswith(truth) if name == "place" else said == truth


@pytest.mark.real
def test_labelled_fields_of_captured_pages(real_pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right: Counter[tuple[str, str]] = Counter()
    judged: Counter[tuple[str, str]] = Counter()
    wrong = []
    for pages in (board, careers, funders, research, cards, examples):
        for group, page, truth in pages(real_pages):
            read = read_generic(page, URL)
            for name, value in truth.items():
                if not value:
                    continue
                judged[group, name] += 1
                if is_right(name, getattr(read, name), value):
                    right[group, name] += 1
                else:
                    wrong.append((group, name, getattr(read, name), value))
    with capsys.disabled():
        print()
        for name in MARKED:
            row = {group: f"{right[group, name]}/{total}" for (group, each), total in judged.items() if each == name}
            total = sum(count for (_, each), count in judged.items() if each == name)
            share = sum(count for (_, each), count in right.items() if each == name) / total
            print(f"  {name:13} {share:.3f}  " + "  ".join(f"{group} {told}" for group, told in row.items()))
    whole = sum(right.values()) / sum(judged.values())
    small = [key for key in judged if key[0] != "nhs"]
    without_board = sum(right[key] for key in small) / sum(judged[key] for key in small)
    with capsys.disabled():
        print(f"  all {whole:.3f} of {sum(judged.values())}; without the board {without_board:.3f}")
    assert whole >= RIGHT
    assert without_board >= RIGHT, wrong
