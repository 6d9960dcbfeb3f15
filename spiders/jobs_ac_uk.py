"""jobs.ac.uk: search cards, then JobPosting data and the label table of each advert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, fact_of_line, labelled_facts, words
from crawler.source_spider import SourceSpider

PAGE = 25  # cards an answer
NEWEST_FIRST = 1
CODE = re.compile(r"/job/([A-Z]{3}\d{3})\b")


class JobsAcUkSpider(SourceSpider):
    """Reads the search pages newest first, and each advert once however many searches find it."""

    platform: ClassVar[str] = "jobs_ac_uk"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        for search in self.source.options["searches"]:
            for address in self.source.start:
                yield self.page_request(address, search, 1)

    def page_request(self, address: str, search: str, first: int) -> Request:
        """A page of answers to a search, from card number `first` on."""
        query = {"keywords": search, "sortOrder": NEWEST_FIRST, "pageSize": PAGE, "startIndex": first}
        return Request(
            f"{address}?{urlencode(query)}",
            callback=self.parse_listing,
            cb_kwargs={"address": address, "search": search, "first": first},
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", search: str = "", first: int = 1
    ) -> Iterable[Any]:
        """Cards → adverts; then the next page while pages are full."""
        cards = response.css("div.j-search-result__result[data-advert-id]")
        self.note_search(search, len(cards))
        new = [card for card in cards if not self.is_old(placed_on(card))]
        for card in new:
            link = card.css(".j-search-result__text > a::attr(href)").get()
            if link:
                yield from self.ask_for(response, link, **card_facts(card))
        if len(cards) == PAGE and new and self.wants_more():  # the newest come first
            yield self.page_request(address, search, first + PAGE)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is the six-character code in its address."""
        code = CODE.search(response.url)
        posting = json_ld(response.selector)
        table = labelled_facts(response.css(".j-advert-details__container")) or labelled_facts(response.selector)
        employer, _, department = words(response.css("h3.j-advert__employer")).partition(" - ")
        for label, text in (("Employer", employer), ("Department", department)):
            if text:
                table.setdefault(label, text)
        yield self.advert(
            response,
            key=code.group(1) if code else None,
            title=words(response.css("h1")) or posting_title(posting),
            html=main_region(response.selector, "#job-description", ".j-advert__description", ".j-advert", "#content"),
            facts={**facts, **table},
            json_ld=posting,
        )


def placed_on(card: Selector) -> str:
    """The day on which a card says that its advert was placed, without a year: "28 Sep"."""
    pairs = map(fact_of_line, map(words, card.css("div")))
    return next((pair[1] for pair in pairs if pair and pair[0] == "Date Placed"), "")


def card_facts(card: Selector) -> dict[str, str]:
    """What a card says; the advert's own page comes before it where both speak."""
    facts: dict[str, str] = {}
    add_fact(facts, "Employer", words(card.css(".j-search-result__employer b")))
    add_fact(facts, "Department", words(card.css(".j-search-result__department")))
    for line in card.css("div"):
        pair = fact_of_line(words(line))
        if pair and pair[0] in ("Location", "Salary"):
            facts.setdefault(*pair)
    return facts
