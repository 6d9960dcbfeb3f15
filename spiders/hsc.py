"""HSC Northern Ireland jobs: cards of a paged search, then the page of each post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider

PAGE = 20  # cards an answer
EVERYTHING = 0  # the category that holds all others
JOB = re.compile(r"/Job/(\d+)", re.IGNORECASE)
# The labels of a card's overview, which run on in one line, so that only their names part them.
OVERVIEW = re.compile(r"(Salary|Location|Contract Type|Employer|Organisation|Hours)\s*:")


class HscSpider(SourceSpider):
    """Reads the searches page by page while pages are full."""

    platform: ClassVar[str] = "hsc"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        for search in self.source.options["searches"]:
            for address in self.source.start:
                yield self.page_request(address, search, 1)

    def page_request(self, address: str, search: str, page: int) -> Request:
        """A page of answers to a search."""
        query = {"SearchCatID": self.source.options.get("category", EVERYTHING), "keyword": search, "page": page}
        return Request(
            f"{address}?{urlencode(query)}",
            callback=self.parse_listing,
            cb_kwargs={"address": address, "search": search, "page": page},
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", search: str = "", page: int = 1
    ) -> Iterable[Any]:
        """Cards → adverts with what the card says of them; then the next page."""
        cards = response.css("article.job-result")
        self.note_search(search, len(cards))
        for card in cards:
            link = next(filter(JOB.search, card.css("h2 a::attr(href), a::attr(href)").getall()), None)
            if link:
                yield from self.ask_for(response, link, **card_facts(card))
        if len(cards) == PAGE and self.wants_more():
            yield self.page_request(address, search, page + 1)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is the number in its address."""
        number = JOB.search(response.url)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=words(response.css("main h1")) or words(response.css("h1")),
            html=main_region(response.selector, ".job-description", ".job-details"),
            facts={**facts, **labelled_facts(response.selector)},
            json_ld=json_ld(response.selector),
        )


def card_facts(card: Selector) -> dict[str, str]:
    """Label → text of a card."""
    facts: dict[str, str] = {}
    pieces = OVERVIEW.split(words(card.css(".job-result-overview")))
    for label, text in zip(pieces[1::2], pieces[2::2], strict=True):
        add_fact(facts, label, text)
    add_fact(facts, "Closing", words(card.css(".job-closing")).removeprefix("Closing:"))
    add_fact(facts, "Ref", words(card.css(".job-ref")).removeprefix("Ref:"))
    return facts
