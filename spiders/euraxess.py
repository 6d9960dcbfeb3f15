"""EURAXESS: cards of a search, newest first, then the page of each offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from parsel import Selector, SelectorList
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import title_of
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider

OFFER = re.compile(r"/jobs/(\d+)")
NEXT = "li.ecl-pagination__item--next a::attr(href)"
POSTED = "Posted on:"
# Headings by id. Under the contact heading the advertiser's own address repeats the labels of the place of work.
APART = {"contact"}


class EuraxessSpider(SourceSpider):
    """Reads the searches and follows the pages' own links; offers carry no structured data but many labels."""

    platform: ClassVar[str] = "euraxess"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        filters = [(f"f[{number}]", each) for number, each in enumerate(self.source.options.get("filters") or [])]
        for search in self.source.options["searches"]:
            query = [("keywords", search), *filters, ("sort[name]", "created"), ("sort[direction]", "DESC")]
            for address in self.source.start:
                yield Request(
                    f"{address}?{urlencode(query)}", callback=self.parse_listing, cb_kwargs={"search": search}
                )

    def parse_listing(self, response: TextResponse, search: str = "") -> Iterable[Any]:
        """Cards → offers with what the card says of them; then the next page."""
        cards = response.css("article.ecl-content-item")
        self.note_search(search, len(cards))
        new = [card for card in cards if not self.is_old(card_facts(card).get("Posted on"))]
        for card in new:
            link = next(filter(OFFER.search, card.css(".ecl-content-block__title a, a").xpath("@href").getall()), None)
            if link:
                yield from self.ask_for(response, link, **card_facts(card))
        following = response.css(NEXT).get()
        if new and following and self.wants_more():  # the newest come first
            yield self.request_for(response, following, self.parse_listing, search=search)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One offer; its key is the number in its address."""
        number = OFFER.search(response.url)
        blocks = sections(response.selector)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=title_of(response.selector),
            html="\n".join(str(block.get()) for block in blocks) or str(response.css("main").get() or ""),
            facts={**facts, **labelled_facts(blocks)},
        )


def sections(page: Selector) -> SelectorList[Selector]:
    """The blocks of an offer, each under its heading. Beside them every page hides the words that it has expired."""
    headings = [each for each in page.css("main h2[id]") if each.attrib["id"] not in APART]
    return SelectorList([block for heading in headings for block in heading.xpath("parent::div")])


def card_facts(card: Selector) -> dict[str, str]:
    """Label → text of a card."""
    facts: dict[str, str] = {}
    for item in map(words, card.css(".ecl-content-block__primary-meta-item")):
        label = "Posted on" if item.startswith(POSTED) else "Organisation/Company"
        add_fact(facts, label, item.removeprefix(POSTED))
    for block in card.css(".ecl-content-block__secondary-meta-item div[class^='id-']"):
        label, text = words(block.xpath("div[1]")), words(block.xpath("div[2]"))
        add_fact(facts, label, text)
    return facts
