"""Stonefish recruitment pages: tables of all categories, then the page of each vacancy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, title_on, without_hint

ALL_CATEGORIES = "?cat=-1"
VACANCY = re.compile(r"(?i)vacancy(?:details)?\.aspx\?|vacancyid=")
NUMBERS = ("ref", "vacancyref", "id", "vacancyid")  # parameters of an address that name a vacancy
NOTHING = re.compile(r"(?i)\bno\b.{0,40}\b(?:vacanc|jobs|posts|positions)|\b(?:vacanc|jobs|posts)\w*\b.{0,40}\bno\b")


class StonefishSpider(SourceSpider):
    """Reads the list of all categories; the search page fills itself by script and looks empty."""

    platform: ClassVar[str] = "stonefish"

    def first_requests(self) -> Iterable[Request]:
        """The list of all categories."""
        for address in self.source.start:
            yield Request(address.partition("?")[0] + ALL_CATEGORIES, callback=self.parse_listing, dont_filter=True)

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """Rows of the tables → vacancies, with what the row says under the table's own heads.

        Raises ValueError where there is neither a vacancy nor a word that there is none: then it is another page.
        """
        found = [row for table in response.css("table") for row in vacancies_in(table)]
        if not found and not NOTHING.search(words(response.css("body"))):
            raise ValueError(f"{response.url} lists no vacancies and does not say so; is it all categories' page?")
        self.note_search("", len(found))
        for link, facts in found:
            yield from self.ask_for(response, link.attrib["href"], **{LISTED: words(link), **facts})

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One vacancy; its key is the reference in its address."""
        page = response.selector
        yield self.advert(
            response,
            key=reference_in(response.url),
            title=title_on(page, facts.get(LISTED, "")),
            html=main_region(page, "#vacancy", ".vacancy", "#content", "#main"),
            facts={**without_hint(facts), **labelled_facts(page)},
            json_ld=json_ld(page),
        )


def vacancies_in(table: Selector) -> Iterator[tuple[Selector, dict[str, str]]]:
    """(link, label → text) of every row that leads to a vacancy; the cell of the link is the title, not a fact."""
    rows = table.xpath("tr[not(.//table)] | thead/tr | tbody/tr[not(.//table)]")  # rows that hold tables are layout
    heads = [words(head) for head in rows[:1].xpath("th | td")]
    for row in rows:
        link = next((each for each in row.css("a[href]") if VACANCY.search(each.attrib["href"])), None)
        if link is not None:
            facts: dict[str, str] = {}
            for head, cell in zip(heads, row.xpath("td | th"), strict=False):
                if not cell.css("a[href]"):
                    add_fact(facts, head, words(cell))
            yield link, facts


def reference_in(address: str) -> str | None:
    """What names a vacancy in its address."""
    numbers = {name.lower(): values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return next((numbers[name] for name in NUMBERS if numbers.get(name)), None)
