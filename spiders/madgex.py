"""Madgex job boards: the feed of each search, its list pages where the feed is full, then the advert pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import labelled_facts, words
from crawler.source_spider import SourceSpider

FULL = 20  # items a feed or a list page holds at most
ADVERT = re.compile(r"/job/(\d+)/(?!employer-profile)")  # promoted employer cards look like adverts and are none


class MadgexSpider(SourceSpider):
    """Reads any board of the platform; no match is answered with HTTP 404 and a normal page."""

    platform: ClassVar[str] = "madgex"

    def first_requests(self) -> Iterable[Request]:
        """The feed of each search."""
        for search in self.source.options["searches"]:
            for address in self.source.start:
                yield Request(
                    f"{urljoin(address, 'jobsrss/')}?{self.query(search)}",
                    callback=self.parse_listing,
                    cb_kwargs={"address": address, "search": search},
                    meta={"handle_httpstatus_list": [404]},
                )

    def parse_listing(self, response: TextResponse, address: str = "", search: str = "") -> Iterable[Any]:
        """A feed → adverts; a full feed → the list pages, which go on where it stops."""
        feed = Selector(text=response.text, type="xml") if response.status != 404 else None
        links = feed.xpath("//item/link/text()").getall() if feed is not None else []
        yield from self.adverts_of(response, search, links)
        if len(links) >= FULL and self.wants_more():
            yield self.page_request(address, search, 2)

    def adverts_of(self, response: TextResponse, search: str, links: Sequence[str]) -> Iterable[Request]:
        """Requests for the adverts among the links of a page of answers."""
        self.note_search(search, len(links))
        for link in filter(ADVERT.search, links):
            yield from self.ask_for(response, link.strip().partition("?")[0])  # the rest says which search led there

    def query(self, search: str) -> str:
        """A search with the filters of the registry."""
        return urlencode({"keywords": search, **(self.source.options.get("filters") or {})})

    def page_request(self, address: str, search: str, page: int) -> Request:
        """A list page of a search; the first holds what the feed held."""
        return Request(
            f"{urljoin(address, f'jobs/{page}/')}?{self.query(search)}",
            callback=self.parse_page,
            cb_kwargs={"address": address, "search": search, "page": page},
            meta={"handle_httpstatus_list": [404]},
        )

    def parse_page(self, response: TextResponse, address: str, search: str, page: int) -> Iterable[Any]:
        """A list page → adverts and the next page; past the end the board leads back to the first page."""
        if f"/jobs/{page}/" not in response.url or response.status == 404:  # no match: what it lists are suggestions
            return
        links = response.css("li.lister__item[id^='item-'] a.js-clickable-area-link::attr(href)").getall()
        yield from self.adverts_of(response, search, links)
        if len(links) >= FULL and self.wants_more():
            yield self.page_request(address, search, page + 1)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is the number in its address."""
        number = ADVERT.search(response.url)
        posting = json_ld(response.selector)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=words(response.css("h1")) or posting_title(posting),
            html=main_region(response.selector, ".mds-prose", ".job-description", "[itemprop=description]", "main"),
            facts={**facts, **labelled_facts(response.selector)},
            json_ld=posting,
        )
