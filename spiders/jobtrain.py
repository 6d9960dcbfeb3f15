"""Jobtrain tenants: the list page names the address of its card fragments; cards carry the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, fact_of_line, labelled_facts, words
from crawler.source_spider import SourceSpider

PAGE = 12  # cards a fragment
JOB = re.compile(r"/Job/JobDetail\?", re.IGNORECASE)


class JobtrainSpider(SourceSpider):
    """Reads any tenant; the visible list page itself says that there are no jobs until its script has run."""

    platform: ClassVar[str] = "jobtrain"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """The list page → the first fragment of each search. Raises ValueError where it names no fragment address."""
        address = response.css("input#requestUrl::attr(data-request-url)").get()
        if not address:
            raise ValueError(f"{response.url} names no address of card fragments; is it a Jobtrain list page?")
        for search in self.source.options["searches"]:
            yield self.fragment_request(response.urljoin(address), search, 0)

    def fragment_request(self, address: str, search: str, skip: int) -> Request:
        """A fragment of cards for a search, from card `skip` on."""
        return Request(
            f"{address}?{urlencode({'what': search, 'Skip': skip})}",
            callback=self.parse_fragment,
            cb_kwargs={"address": address, "search": search, "skip": skip},
        )

    def parse_fragment(self, response: TextResponse, address: str, search: str, skip: int) -> Iterable[Any]:
        """Cards → adverts with the card's facts; then the next fragment, as the fragment's own count says."""
        cards = response.css("div.job-card, div.card.job-card, .job-row")
        self.note_search(search, len(cards))
        for card in cards:
            link = next(filter(JOB.search, card.css("a::attr(href)").getall()), None)
            if link:
                yield from self.ask_for(response, link, **card_facts(card))
        total = int(response.css("input#totalMatchRecords::attr(value)").re_first(r"\d+") or 0)
        if cards and skip + PAGE < total and self.wants_more():
            yield self.fragment_request(address, search, skip + PAGE)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is the JobId of its address."""
        numbers = {key.lower(): values for key, values in parse_qs(urlsplit(response.url).query).items()}
        own = {**card_facts(response.selector), **labelled_facts(response.selector)}
        yield self.advert(
            response,
            key=numbers.get("jobid", [""])[0] or None,
            title=words(response.css("h1")),
            html=main_region(response.selector, ".job-description", ".jobdetails", "#jobDescription"),
            facts={**facts, **own},
            json_ld=json_ld(response.selector),
        )


def card_facts(card: Selector) -> dict[str, str]:
    """Label → text of the labelled lines of a card or advert page."""
    facts: dict[str, str] = {}
    for line in card.css("p.jobdetailsitem"):
        label = words(line.css("b, strong, .label"))
        text = words(line)
        pair = (label, text.removeprefix(label)) if label else fact_of_line(text)
        if pair:
            add_fact(facts, pair[0], pair[1].lstrip(" :"))
    return facts
