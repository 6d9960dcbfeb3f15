"""W4MP jobs: one feed of the whole board, then the page of each post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scrapy.http import TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, Entry, entries, title_on, without_hint

JOB = re.compile(r"JobDetails\.aspx\?(?:[^#]*&)?jobid=(\d+)", re.IGNORECASE)
# Elements of a feed entry, and the label each gets: the board keeps employer and place in elements of other meaning.
ELEMENTS = {"author": "Employer", "category": "Location", "pubDate": "Date posted"}


class W4mpSpider(SourceSpider):
    """Reads the board; days in its feed stand without weekday and zone and are kept as they are written."""

    platform: ClassVar[str] = "w4mp"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """The feed → posts with what it says of them."""
        found = [entry for entry in entries(response) if JOB.search(entry.link)]
        self.note_search("", len(found))
        for entry in found:
            if self.is_old(entry.published):
                continue
            yield from self.ask_for(response, entry.link, **said_of(entry))

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One post; its key is the number in its address."""
        number = JOB.search(response.url)
        page = response.selector
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=title_on(page, facts.get(LISTED, "")),
            html=main_region(page, "#jobdetails", ".job-details", "#content"),
            facts={**without_hint(facts), **labelled_facts(page)},
            json_ld=json_ld(page),
        )


def said_of(entry: Entry) -> dict[str, str]:
    """Label → text of a feed entry."""
    facts: dict[str, str] = {}
    add_fact(facts, LISTED, entry.title)
    for name, label in ELEMENTS.items():
        for node in entry.node.xpath(name):
            add_fact(facts, label, words(node))
    return facts
