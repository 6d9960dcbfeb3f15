"""A page as strings: words, facts, JobPostings, region, title, next listing, address; and its plain text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from catalogue.text import plain_text
from crawler.page import canonical, job_postings, json_ld, key_of, main_region, next_listing, postings_in, title_of
from crawler.page_facts import add_fact, fact_of_line, labelled_facts, words


def page(html: str) -> Selector:
    return Selector(text=f"<html><body>{html}</body></html>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One\n  two<br>three</p>", "One two three"),
        ("<p>Begins on the 4<sup>th</sup> of May</p>", "Begins on the 4th of May"),
        ("<p>12 stalls, 3 rdx</p>", "12 stalls, 3 rdx"),  # no ordinals
        ("<p>Seen<script>not()</script><style>p {}</style><!-- nor this --> by all</p>", "Seen by all"),
        ("<p></p>", ""),
    ],
)
def test_words_of_an_element(html: str, expected: str) -> None:
    assert words(page(html).css("p")) == expected


def test_words_of_nothing_and_of_a_string() -> None:
    assert words(page("").css("p")) == ""
    assert words(page("<a href='/x y'>z</a>").css("a::attr(href)")) == "/x y"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<dl><dt>Host:</dt><dd>Fen <b>Board</b></dd></dl>", {"Host": "Fen Board"}),
        ("<dl><div><dt>Host</dt><dd>A</dd></div><div><dt>Pay</dt><dd>B</dd></div></dl>", {"Host": "A", "Pay": "B"}),
        ("<dl><dt>At</dt><dd>Ely</dd><dd>March</dd><dt>Pay</dt><dd>£1</dd></dl>", {"At": "Ely | March", "Pay": "£1"}),
        ("<dl><dt>Empty</dt><dt>Pay</dt><dd>£1</dd></dl>", {"Pay": "£1"}),
        ("<table><tr><th>A</th><td>May</td></tr><tr><td>B</td><td>June</td></tr></table>", {"A": "May", "B": "June"}),
        ("<table><tr><th>Date</th><th>Step</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>", {}),
        ("<p><b>Hours:</b> Full time<br><b>Pay</b>: £1<br>Words</p>", {"Hours": "Full time", "Pay": "£1"}),
        ("<p><strong>Hours:</strong> <em>Part</em> time</p>", {"Hours": "Part time"}),
        ("<div><b>Deadline:</b></div><div><span>5 May</span></div>", {"Deadline": "5 May"}),
        ("<div><b>Deadline:</b></div><p>A paragraph of its own.</p>", {}),
        ("<p><b>Bold words</b> of a sentence: no label</p>", {}),
        (f"<p><b>Note:</b> {'a long paragraph ' * 20}</p>", {}),
        (f"<dl><dt>{'a sentence and no label ' * 4}</dt><dd>x</dd></dl>", {}),
    ],
)  # fmt: skip
def test_labelled_facts(html: str, expected: dict[str, str]) -> None:
    assert labelled_facts(page(html)) == expected


def test_a_label_that_stands_again_keeps_both_texts_once() -> None:
    facts: dict[str, str] = {}
    for text in ("Ely", "March", "Ely", " "):
        add_fact(facts, "Place:", text)
    assert facts == {"Place": "Ely | March"}


def test_a_label_that_stands_again_and_again_takes_no_time() -> None:
    rows = "".join(f"<dt>Place</dt><dd>{number}</dd>" for number in range(20_000))
    assert labelled_facts(page(f"<dl>{rows}</dl>"))["Place"].startswith("0 | 1 | 2")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Salary: £30,000", ("Salary", "£30,000")),
        ("Closing date : noon: sharp", ("Closing date", "noon: sharp")),
        ("https://example.org/x", None),
        ("Interviews at 10:30 in Ely", None),
        ("No label here", None),
        ("Salary:", None),
        ("A sentence that goes on for longer than labels do: yes", None),
    ],
)
def test_fact_of_line(line: str, expected: tuple[str, str] | None) -> None:
    assert fact_of_line(line) == expected


JOB = {"@type": "JobPosting", "title": "A"}


@pytest.mark.parametrize(
    ("texts", "titles"),
    [
        ([json.dumps(JOB)], ["A"]),
        ([json.dumps([{"@type": "Organization"}, JOB, {**JOB, "title": "B"}])], ["A", "B"]),
        ([json.dumps({"@graph": [{"@type": "WebPage"}, {**JOB, "@type": ["Thing", "JobPosting"]}]})], ["A"]),
        ([json.dumps({"@type": "WebPage", "mainEntity": JOB})], ["A"]),
        (['{"@type": "JobPosting", "title": "over\ntwo lines"}'], ["over two lines"]),
        (['{"@type": "JobPosting", ', json.dumps(JOB)], ["A"]),  # broken, then whole
        (["", "null", "3", '"JobPosting"', '{"@graph": null}', "[" * 100_000], []),
    ],
)
def test_job_postings(texts: list[str], titles: list[str]) -> None:
    assert [posting["title"] for posting in job_postings(texts)] == titles


KEYS = st.sampled_from(["@type", "@graph", "mainEntity", "x"])
JSON = st.recursive(
    st.none() | st.integers() | st.just("JobPosting"), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)
)


@given(JSON)
def test_any_json_has_some_postings_or_none(block: Any) -> None:
    assert all("JobPosting" in posting["@type"] for posting in postings_in(block))


def test_a_long_list_of_nothing_takes_no_time() -> None:
    assert list(postings_in([0] * 500_000 + [JOB])) == [JOB]


def test_json_ld_is_the_first_posting_of_the_page() -> None:
    script = '<script type="application/ld+json">{}</script>'
    assert json_ld(page(script.format(json.dumps({"@type": "WebSite"})) + script.format(json.dumps(JOB)))) == JOB
    assert json_ld(page("<p>none</p>")) is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<main>m</main><div class=job>j</div>", '<div class="job">j</div>'),
        ("<main>m</main><div class=job> <i></i> </div>", "<main>m</main>"),  # an empty shell
        ("<div role=main>m</div><article>a</article>", '<div role="main">m</div>'),
        ("<article>a</article>", "<article>a</article>"),
        ("plain", "<body>plain</body>"),
    ],
)
def test_main_region(html: str, expected: str) -> None:
    assert main_region(page(html), ".job") == expected


@pytest.mark.parametrize(
    ("head", "body", "listed", "expected"),
    [
        ("<title>Fellow - Site</title>", "<h1>Site of sites</h1><h1>Fellow</h1>", "", "Fellow"),
        (
            "<title>Site</title><meta property='og:title' content='Fellow'>",
            "<h1>Post</h1><h1>FELLOW</h1>",
            "",
            "FELLOW",
        ),
        ("<title>Fellow, posted on Monday</title>", "<h1>Find a post</h1>", "Fellow", "Fellow"),
        ("<title>Fellow</title>", "<h1>Fellowship of the fen</h1>", "Read more", "Fellowship of the fen"),
        ("<title>Fellow</title>", "<p>no heading</p>", "", ""),
    ],
)
def test_title_of(head: str, body: str, listed: str, expected: str) -> None:
    assert title_of(Selector(text=f"<html><head>{head}</head><body>{body}</body></html>"), listed) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a rel=next href='?p=2'>2</a>", "?p=2"),
        ("<link rel=next href='?p=2'>", "?p=2"),
        ("<ul><li class=next><a href='?p=2'>on</a></li></ul>", "?p=2"),
        ("<a href='?p=2'>Next page »</a>", "?p=2"),
        ("<a href='?p=2'><b>Next ></b></a>", "?p=2"),
        ("<a href='/steps'>Next steps</a><a href='/x'>Text</a><a>Next</a>", None),
    ],
)
def test_next_listing(html: str, expected: str | None) -> None:
    assert next_listing(page(html)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG:443/a?id=2&utm_source=x&ref=y#top", "https://example.org/a?id=2"),
        ("http://example.org:8080", "http://example.org:8080/"),
        ("https://example.org/a?empty=", "https://example.org/a?empty="),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected
    assert key_of(url) == key_of(expected)


LONG = "A season beside the lock keepers of the canal. " * 16


@pytest.mark.parametrize(
    ("html", "holds", "lacks"),
    [
        (f"<form><h1>Lock keeper</h1><p>{LONG}</p><select><option>All</select></form>", "beside the lock", "All"),
        ("<p>Words.</p><form><label>Keyword</label><input><p>Search our jobs</p></form>", "Words.", "Search"),
        (f"<p>Words.</p><form><label>{LONG}</label><textarea>{LONG}</textarea></form>", "Words.", "lock"),
        ("<h2 id=social-care-placements>Placements in social care</h2>", "Placements", "<"),
        ("<div class='shared-parental'>Shared leave</div>", "Shared leave", "<"),
        ("<p>Words.</p><ul class='social-links'><li>Birdsite</ul><p class=share>Send</p>", "Words.", "Birdsite"),
        ("&lt;p&gt;Six weeks &amp;amp; a day&lt;/p&gt;&lt;p&gt;by the sea&lt;/p&gt;", "Six weeks & a day\nby", "&lt;"),
    ],
)  # fmt: skip
def test_plain_text_keeps_the_advert_and_drops_the_frame(html: str, holds: str, lacks: str) -> None:
    text = plain_text(html)
    assert holds in text
    assert lacks not in text


@given(st.text(max_size=300))
def test_any_text_is_a_page(text: str) -> None:
    found = Selector(text=text or " ", type="html")  # without a type, a page that reads "{}" is taken for JSON
    assert all(label and value for label, value in labelled_facts(found).items())
    assert isinstance(main_region(found) + title_of(found) + words(found), str)
