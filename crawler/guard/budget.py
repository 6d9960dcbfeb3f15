"""The page budget, spent where requests are made: a trap of a million links costs no more than its budget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.guard.requests import note_unread
from crawler.outcome import BEYOND_BUDGET


class PageBudget:
    """Spider middleware: reads a listing no further than the pages that the run may still ask for."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.left = crawler.settings.getint("CLOSESPIDER_PAGECOUNT") or float("inf")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageBudget:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The start requests that the budget covers."""
        async for request in start:
            if not self.covers(request, getattr(request, "url", "")):
                return
            yield request

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:
        """What a page gave, up to the first request that the budget does not cover."""
        for found in result:
            if not self.covers(found, response.url):
                return
            yield found

    async def process_spider_output_async(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The same for a spider that waits."""
        async for found in result:
            if not self.covers(found, response.url):
                return
            yield found

    def covers(self, found: Any, page: str) -> bool:
        """Whether the budget covers what was found; a request spends it, an advert does not."""
        if not isinstance(found, Request):
            return True
        self.left -= 1
        if self.left >= 0:
            return True
        note_unread(self.crawler, page, BEYOND_BUDGET)
        return False
