"""Pages that have not changed: each of their adverts was seen again, and nothing of them is read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from catalogue.archive.served import Served, is_same, keys_of, note_served, see_again
from crawler.conditional.asked import SENT, UNCONDITIONAL, Keeping, asked_with, digest_of, keeping, source_of
from crawler.gathered import Gathered

LONGEST = 200  # characters of a validator; a longer one is no validator


class NotModified(IgnoreRequest):
    """The page is the one that is kept already."""


class SeenAgain:
    """Spider middleware: takes note of what pages were served with, and of pages that have not changed."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.read: dict[str, list[str]] = {}  # address of a page read to its end → keys of its adverts
        self.kept: Counter[str] = Counter()  # address → adverts that went through every check

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SeenAgain:
        """Called by Scrapy."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.item_scraped, signals.item_scraped)
        return middleware

    def process_spider_input(self, response: Response) -> None:
        """Raise NotModified, after its adverts were seen again, where a page is the one that is kept."""
        request = response.request
        if request is None or not (response.status == 200 or self.says_unchanged(response, request)):
            return
        report = keeping(self.crawler, request)
        if report is None or not (response.status == 304 or self.is_unchanged(report, response, request)):
            return
        source = source_of(report)
        report.kept["unchanged"] += see_again(report.archive, source, request.url, report.run, datetime.now(UTC))
        report.note_keys(request, keys_of(report.archive, source, request.url))
        raise NotModified(f"{request.url} has not changed")

    @staticmethod
    def says_unchanged(response: Response, request: Request) -> bool:
        """Whether a page that was asked for conditionally answers that it is the same."""
        return response.status == 304 and any(name in request.headers for name in SENT.values())

    @staticmethod
    def is_unchanged(report: Keeping, response: Response, request: Request) -> bool:
        """Whether a page came whole, in the very bytes of the last time; most sites name no validators."""
        since, digest = datetime.now(UTC) - UNCONDITIONAL, digest_of(response.body)
        return is_same(report.archive, source_of(report), request.url, asked_with(request), since, digest)

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        """A page that has not changed yields nothing; other exceptions are not ours."""
        return () if isinstance(exception, NotModified) else None

    def process_spider_output(self, response: Response, result: Iterable[Any]) -> Iterator[Any]:
        """What a page gave, as it came, and that the page came to its end."""
        keys: list[str] = []
        for found in result:
            keys += [found.advert.key] if isinstance(found, Gathered) else []
            yield found
        self.note_read(response, keys)

    async def process_spider_output_async(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """The same for a spider that waits."""
        keys: list[str] = []
        async for found in result:
            keys += [found.advert.key] if isinstance(found, Gathered) else []
            yield found
        self.note_read(response, keys)

    def note_read(self, response: Response, keys: list[str]) -> None:
        """Remember which adverts a page held."""
        if keys and response.status == 200 and keeping(self.crawler, response.request):
            self.read[response.url] = keys
            self.note(response)

    def item_scraped(self, response: Response | None) -> None:
        """Count an advert that was kept; Scrapy reads ahead, so that its page may have come to its end or not."""
        if response is not None:
            self.kept[response.url] += 1
            self.note(response)

    def note(self, response: Response) -> None:
        """Note what a page was served with once it was read to its end and each of its adverts was kept."""
        keys = self.read.get(response.url)
        report = keeping(self.crawler, response.request)
        if keys is None or self.kept[response.url] < len(keys) or report is None or response.request is None:
            return
        del self.read[response.url]
        texts = {name: (response.headers.get(name) or b"").decode("latin-1") for name in SENT}
        validators = {name: text if len(text) <= LONGEST else "" for name, text in texts.items()}
        page = Served(
            source_of(report),
            response.request.url,
            validators,
            asked_with(response.request),
            tuple(keys),
            digest_of(response.body),
        )
        with suppress(sqlite3.Error):  # a full disk: the next advert that cannot be kept says so and ends the run
            note_served(report.archive, page, report.run, datetime.now(UTC))
