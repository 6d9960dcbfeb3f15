"""NIHR funding opportunities: cards of a listing, or the sitemap, then the tabbed page of each call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from parsel import Selector
from scrapy.http import Response, TextResponse
from scrapy.utils.sitemap import Sitemap

from catalogue.records import Advert
from crawler.page import json_ld, main_region, next_listing
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.drupal_list import card_facts, field_facts
from spiders.json_ld import unpacked
from spiders.rss import LISTED, title_on, without_hint

CALL = re.compile(r"/funding/[^/?#]+/(\d[\d-]*)")  # …/funding/some-award/2025448, or several joined by hyphens
CARD = "ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' card ') or contains(@class, 'card--')][1]"
# Fields of a card or page whose label is hidden, by class, and the label each gets.
DAYS = {"start-datetime": "Opening date", "end-datetime": "Closing date"}


class NihrSpider(SourceSpider):
    """Reads the listing; where scripts fill it, the sitemap does as well as a start address."""

    platform: ClassVar[str] = "nihr"

    def parse_listing(self, response: Response) -> Iterable[Any]:
        """Cards → calls with what the card says of them, and the next page; a sitemap → calls."""
        body = unpacked(response.body)
        if b"<sitemapindex" in body[:2_000] or b"<urlset" in body[:2_000]:
            yield from self.parse_sitemap(response, Sitemap(body))
        elif isinstance(response, TextResponse):
            for link, card in cards(response.selector):
                facts = {LISTED: words(link), **days(card), **card_facts(card)}
                yield from self.ask_for(response, link.attrib["href"], **facts)
            following = next_listing(response.selector)
            if following and self.wants_more():
                yield self.request_for(response, following, self.parse_listing)

    def parse_sitemap(self, response: Response, sitemap: Sitemap) -> Iterable[Any]:
        """A sitemap → calls; an index → its sitemaps."""
        for entry in sitemap:
            if sitemap.type == "sitemapindex":
                yield self.request_for(response, entry["loc"], self.parse_listing)
            elif CALL.search(entry["loc"]) and not self.is_old(entry.get("lastmod")):
                yield from self.ask_for(response, entry["loc"])

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One call; its key is the reference in its address. The tabs of the page stand in it one after the other."""
        page = response.selector
        reference = CALL.search(response.url)
        yield self.advert(
            response,
            key=reference.group(1) if reference else None,
            title=title_on(page, facts.get(LISTED, "")),
            html=main_region(page),
            facts={**without_hint(facts), **days(page), **labelled_facts(page), **field_facts(page)},
            json_ld=json_ld(page),
        )


def cards(page: Selector) -> Iterator[tuple[Selector, Selector]]:
    """(link, card) of every card that leads to a call; a link outside any card is its own card."""
    seen = set()
    for link in page.css("a[href]"):
        if CALL.search(link.attrib["href"]):
            card = next(iter(link.xpath(CARD)), link)
            if card.root not in seen:  # its further links lead to the same call
                yield link, card
            seen.add(card.root)


def days(region: Selector) -> dict[str, str]:
    """Label → day of the fields whose label is hidden."""
    facts: dict[str, str] = {}
    for name, label in DAYS.items():
        add_fact(facts, label, words(region.css(f".field--name-field-{name}")))
    return facts
