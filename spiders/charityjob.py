"""CharityJob: cards of a search, newest first, then the page of each post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region, next_listing, title_of
from crawler.page_facts import add_fact, fact_of_line, labelled_facts, words
from crawler.source_spider import SourceSpider

NUMBER = re.compile(r"/jobs/[^/?#]+/[^/?#]+/(\d+)")


class CharityJobSpider(SourceSpider):
    """Reads the searches of the board; cards of expired posts stand among the others and are passed over."""

    platform: ClassVar[str] = "charityjob"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        for search in self.source.options["searches"]:
            for address in self.source.start:
                query = urlencode({"Keywords": search, "Sort": "Date"})
                yield Request(f"{address}?{query}", callback=self.parse_listing, cb_kwargs={"search": search})

    def parse_listing(self, response: TextResponse, search: str = "") -> Iterable[Any]:
        """Cards → posts with what the card says of them; then the next page."""
        cards = response.css("article.job-card-wrapper[job-id]")
        self.note_search(search, len(cards))
        for card in cards:
            link = card.css(".job-title a::attr(href), a.job-title::attr(href)").get()
            if link and card.attrib.get("is-expired-job", "").lower() != "true":
                yield from self.ask_for(response, link.partition("?")[0], **card_facts(card))
        following = next_listing(response.selector)
        if cards and following and self.wants_more():
            yield self.request_for(response, following, self.parse_listing, search=search)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One post; its key is the number at the end of its address, which its card bears too."""
        number = NUMBER.search(response.url)
        posting = json_ld(response.selector)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=posting_title(posting) or title_of(response.selector),
            html=main_region(response.selector, ".job-description", "[itemprop=description]"),
            facts={**facts, **labelled_facts(response.selector)},
            json_ld=posting,
        )


def card_facts(card: Selector) -> dict[str, str]:
    """Label → text of a card; the lines that the board leaves without a label are kept together."""
    facts: dict[str, str] = {}
    add_fact(facts, "Organisation", words(card.css(".organisation")))
    for line in map(words, card.css(".job-summary-item")):
        add_fact(facts, *(fact_of_line(line) or ("Summary", line)))
    return facts
