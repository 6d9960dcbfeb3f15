"""Pure: a page of a site that no spider knows → what it offers, as strings, each with how it was found.

Order of trust, field by field: JSON-LD, microdata, RDFa (made for machines, by the site); labels that people see;
headings; Open Graph (made for sharing, often shortened); the main text. The first that says something wins, so that a
page may give its title by JSON-LD and its closing date by a table. A title is first looked for in the headings that the
page's own <title> repeats, as few sites label it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parsel import Selector

from catalogue.json_ld import description_of, facts_of, words
from crawler.generic.facts import find_classed, page_facts
from crawler.generic.labels import find_labelled
from crawler.generic.structured import as_json, find_json_ld, find_microdata, find_rdfa, open_graph
from crawler.generic.text import heading_title, main_text
from crawler.guard.markup import MOST_TAGS

LONGEST = 6 * 1024 * 1024  # characters of a page that are parsed; the downloader takes 10 MB at most
# Field → label that catalogue.json_ld gives it.
OF_POSTING = {
    "organisation": "Organisation",
    "place": "Location",
    "salary": "Salary",
    "closes": "Closing date",
    "posted": "Date posted",
    "starts": "Start date",
}
FIELDS = ("title", *OF_POSTING, "description")


@dataclass(frozen=True)
class GenericReading:
    """What an unknown page offers; None = the page does not say, as far as it could be read."""

    title: str | None = None
    organisation: str | None = None
    place: str | None = None
    salary: str | None = None
    closes: str | None = None
    posted: str | None = None
    starts: str | None = None
    description: str = ""  # html, or the text of a JobPosting as served
    facts: Mapping[str, str] = field(default_factory=dict)  # every labelled pair of the page
    json_ld: Mapping[str, Any] | None = None  # its JobPosting, also where it was marked as microdata or RDFa
    found_by: Mapping[str, str] = field(default_factory=dict)  # field → json-ld | microdata | rdfa | label | heading …


def read_generic(html: str, url: str) -> GenericReading:
    """What a page offers, strings as the page has them. Nothing is fetched; any text gives a reading."""
    page = Selector(text=within_bounds(html) or "<html></html>", type="html")
    if not hasattr(page.root, "iter"):  # a page of JSON or plain text
        return GenericReading()
    posting, notation = find_posting(page, url)
    facts = page_facts(page)
    shared = open_graph(page)
    said = facts_of(posting)
    found: dict[str, tuple[str, str]] = {}

    def take(name: str, text: str | None, by: str) -> None:
        if text and name not in found:
            found[name] = (text, by)

    take("title", words((posting or {}).get("title")) or words((posting or {}).get("name")), notation)
    for name, label in OF_POSTING.items():
        take(name, said.get(label), notation)
    for name in OF_POSTING:
        take(name, find_labelled(facts, name), "label")
    for name in OF_POSTING.keys() - found.keys():
        take(name, find_classed(page, name), "label")
    take("title", heading_title(page), "heading")
    take("title", find_labelled(facts, "title"), "label")
    take("title", shared.get("og:title"), "open graph")
    take("title", heading_title(page, sure=False), "heading")
    take("posted", shared.get("article:published_time"), "open graph")
    take("description", description_of(posting), notation)
    take("description", main_text(page, url), "main text")
    take("description", shared.get("og:description"), "open graph")
    return GenericReading(
        **{name: text for name, (text, _) in found.items()},
        facts=facts,
        json_ld=as_json(posting) if posting else None,
        found_by={name: found[name][1] for name in FIELDS if name in found},
    )


def find_posting(page: Selector, url: str) -> tuple[dict[str, Any] | None, str]:
    """(the page's JobPosting in the shape of JSON-LD, the notation that it was marked in)."""
    if posting := find_json_ld(page):
        return posting, "json-ld"
    if posting := find_microdata(page, url):
        return posting, "microdata"
    return find_rdfa(page, url), "rdfa"


def within_bounds(html: str) -> str:
    """The part of a page that is parsed: LONGEST characters and MOST_TAGS elements, so that time stays bounded."""
    html = html[:LONGEST].replace("\0", "").encode("utf-8", "replace").decode("utf-8")  # half of a pair of surrogates
    if html.count("<") <= MOST_TAGS:
        return html
    return "<".join(html.split("<", MOST_TAGS)[:MOST_TAGS])
