"""Card listings, as Drupal and its like make them: where card, link and next page are stands in the registry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region, next_listing
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, short_fact, title_on, without_hint

LINK = "h2 a, h3 a, h4 a, a"  # where the link of a card is looked for, unless the registry says
LINES = "p, li, span, div:not(:has(p, li, div))"  # blocks of a card that may be one labelled line
NODE = re.compile(r"/node/(\d+)")


class DrupalListSpider(SourceSpider):
    """Reads the cards of a listing and the page behind each."""

    platform: ClassVar[str] = "drupal_list"

    def first_requests(self) -> Iterable[Request]:
        """The listing, or the listing of each search where the start address has a place for it."""
        for address, search in self.searched_starts():
            yield Request(address, callback=self.parse_listing, cb_kwargs={"search": search}, dont_filter=True)

    def parse_listing(self, response: TextResponse, search: str = "") -> Iterable[Any]:
        """Cards → pages with what the card says of them; then the next page of cards."""
        options = self.source.options
        cards = response.css(options["card"])
        self.note_search(search, len(cards))
        for card in cards:
            links = [card] if "href" in card.attrib else card.css(options.get("link") or LINK)
            link = next((each for each in links if self.is_advert(each.attrib.get("href", ""))), None)
            if link is not None:
                yield from self.ask_for(response, link.attrib["href"], **{LISTED: name_of(link), **card_facts(card)})
        following = response.css(options["next"]).xpath("@href").get() if options.get("next") else None
        following = following or next_listing(response.selector)
        if cards and following and self.wants_more():
            yield self.request_for(response, following, self.parse_listing, search=search)

    def is_advert(self, link: str) -> bool:
        """Whether a link leads to another page, and `advert_url`, where the registry has one, matches it."""
        elsewhere = bool(link) and not link.startswith(("#", "mailto:", "javascript:"))
        return elsewhere and bool(re.search(self.source.advert_url or "", link))

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One page; its key is the number of its node, where it shows one."""
        page = response.selector
        posting = json_ld(page)
        yield self.advert(
            response,
            key=node_number(page),
            title=posting_title(posting) or title_on(page, facts.get(LISTED, "")),
            html=main_region(page),
            facts={**without_hint(facts), **labelled_facts(page), **field_facts(page)},
            json_ld=posting,
        )


def name_of(link: Selector) -> str:
    """What a card calls its advert: the words of its link, or of the heading inside where all of it is a link."""
    return words(link.css("h2, h3, h4")) or words(link)


def node_number(page: Selector) -> str | None:
    """The number of the node that a page shows: it stays when its address changes."""
    link = page.css("link[rel=shortlink]::attr(href)").re_first(NODE)
    return link or page.css("article[data-history-node-id]::attr(data-history-node-id)").get()


def card_facts(card: Selector) -> dict[str, str]:
    """Label → text of the labelled pairs and lines of a card."""
    facts = {**labelled_facts(card), **field_facts(card)}
    for line in card.css(LINES):
        label, text = short_fact(words(line))
        if label:
            facts.setdefault(label, text)
    return facts


def field_facts(region: Selector) -> dict[str, str]:
    """Label → text of Drupal's fields that show a label; the items of one field stand in a block or side by side."""
    facts: dict[str, str] = {}
    for label in region.css(".field__label"):
        add_fact(facts, words(label), ", ".join(filter(None, items_beside(label))))
    return facts


def items_beside(label: Selector) -> Iterator[str]:
    """The texts of the items between the label of a field and the next label."""
    for sibling in label.root.itersiblings(etree.Element):
        block = Selector(root=sibling)
        if block.css(".field__label"):
            return
        yield from map(words, block.css(".field__item") or [block])
