"""UKRI Funding Finder: cards of a paged listing, then the page of each call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, words
from crawler.source_spider import SourceSpider
from spiders.rss import entries

SUMMARY_ROWS = ".opportunity__summary .govuk-table__row"
PREFIX = "Funding opportunity:"


class UkriSpider(SourceSpider):
    """Reads the Funding Finder and sites of the same markup."""

    platform: ClassVar[str] = "ukri"

    def first_requests(self) -> Iterable[Request]:
        """The listing of calls in the statuses that the registry asks for; of what is new, the feed."""
        if self.since:
            for address in self.source.start:
                yield Request(urljoin(address, "feed/"), callback=self.parse_feed)
            return
        yield from self.listings()

    def listings(self) -> Iterable[Request]:
        """The listing of calls in the statuses that the registry asks for."""
        statuses = self.source.options.get("statuses") or ["open", "upcoming"]
        query = urlencode([("filter_status[]", status) for status in statuses] + [("filter_submitted", "true")])
        for address in self.source.start:
            yield Request(f"{address}?{query}", callback=self.parse_listing)

    def parse_feed(self, response: TextResponse) -> Iterable[Any]:
        """The feed of the newest calls; where all of it is new, it is too short, and the listing is read after all."""
        found = entries(response)
        new = [each for each in found if not self.is_old(each.published)]
        self.note_search("", len(new))
        for entry in new:
            yield from self.ask_for(response, entry.link)
        if len(new) == len(found):
            yield from self.listings()

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """Cards → calls, with what only the card says; then the next page."""
        for card in response.css("div.opportunity"):
            link = card.css("a.ukri-funding-opp__link::attr(href)").get()
            if link:
                yield from self.ask_for(response, link, **summary(card))
        following = response.css("a.next.page-numbers::attr(href)").get()
        if following and self.wants_more():
            yield self.request_for(response, following, self.parse_listing)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One call; its key is the slug."""
        heading = words(response.css("h1.main-area__page-title, h1#skipnav-target, h1"))
        yield self.advert(
            response,
            key=urlsplit(response.url).path.strip("/").rsplit("/", 1)[-1],
            title=heading.removeprefix(PREFIX),
            html=main_region(response.selector, "#main-content"),
            facts={**facts, **summary(response.selector), **application_number(response)},
            json_ld=json_ld(response.selector),
        )


def summary(region: Selector) -> dict[str, str]:
    """Label → text of the summary table; a date keeps the time of day that only its attribute has."""
    facts: dict[str, str] = {}
    for row in region.css(SUMMARY_ROWS):
        text = words(row.css("dd"))
        _, _, time = (row.css("time::attr(datetime)").get() or "").partition("T")
        if time and time[:5] != "00:00" and ":" not in text:
            text = f"{text} {time[:5]}"
        add_fact(facts, words(row.css("dt")), text)
    return facts


def application_number(response: TextResponse) -> dict[str, str]:
    """The Funding Service number in the link that starts an application."""
    number = response.css("a#analytics-start-application::attr(href)").re_first(r"OPP\d+")
    return {"Reference": number} if number else {}
