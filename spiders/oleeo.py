"""Oleeo (tal.net) job boards: the plain feed, whose adverts have pages, and the structured feed, which holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from parsel import Selector
from scrapy.http import TextResponse

from catalogue.records import Advert
from crawler.gathered import Gathered
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, Entry, entries, entry_facts, title_on, without_hint

NUMBER = re.compile(r"/opp/(\d+)")
TEXT = 300  # characters of a marked piece of the structured feed, after which it is text and no fact
LEAST = 400  # characters of an entry's texts; an entry with less leaves the advert to its page


class OleeoSpider(SourceSpider):
    """Reads either feed of a board; the structured one says which piece is what and often says it all."""

    platform: ClassVar[str] = "oleeo"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """A feed → adverts where it holds their texts, else requests for their pages."""
        for entry in entries(response):
            facts, texts = marked_pieces(entry)
            if len(texts) < LEAST:
                yield from self.ask_for(response, entry.link, **{**(facts or entry_facts(entry)), LISTED: entry.title})
            elif self.wants_more() and entry.link not in self.asked_for:
                self.asked_for.add(entry.link)
                advert = self.advert(
                    response,
                    key=key_of_address(entry.link),
                    url=entry.link,
                    title=plain_title(entry.title, facts),
                    html=texts,
                    facts=facts,
                )
                yield Gathered(advert, entry.node.get().encode())

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert page; its key is the number of the opportunity in its address."""
        yield self.advert(
            response,
            key=key_of_address(response.url),
            title=plain_title(title_on(response.selector, facts.get(LISTED, "")), facts),
            html=main_region(response.selector, ".opp-description", "#main"),
            facts={**without_hint(facts), **labelled_facts(response.selector)},
            json_ld=json_ld(response.selector),
        )


def key_of_address(address: str) -> str | None:
    """The number of an opportunity."""
    number = NUMBER.search(address)
    return number.group(1) if number else None


def marked_pieces(entry: Entry) -> tuple[dict[str, str], str]:
    """(facts, html of the longer texts) of a structured entry, where each piece is marked with its label."""
    facts: dict[str, str] = {}
    texts = []
    for piece in Selector(text=f"<div>{entry.html}</div>").css("span[itemprop]"):
        label, text = piece.attrib["itemprop"], words(piece)
        if len(text) > TEXT:
            texts.append(f"<h2>{label}</h2>{piece.get()}")
        else:
            add_fact(facts, label, text)
    return facts, "\n".join(texts)


def plain_title(title: str, facts: Mapping[str, str]) -> str:
    """A title without the vacancy's own number, which many boards put in front of it."""
    number = facts.get("Vacancy ID") or facts.get("Vacancy Id") or ""
    return title.removeprefix(number).lstrip(" -–:") if number else title
