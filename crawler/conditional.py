"""Conditional requests: an advert page that has not changed since it was kept is not sent and not read again.

What a page was served with (ETag, Last-Modified) is noted once all its adverts are kept, and sent along the next time.
The answer "not modified" (304, RFC 9110 section 15.4.5) then means: each of those adverts was seen again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from catalogue.archive import Archive
from catalogue.served import Served, has_served, is_same, keys_of, note_served, see_again, validators_of
from crawler.run_report import RunReport
from crawler.source_spider import Gathered, SourceSpider

RELEASE = version("wkep-catalogue")
UNCONDITIONAL = timedelta(days=30)  # a page is asked for whole this often: some servers never admit to a change
LONGEST = 200  # characters of a validator; a longer one is no validator
SENT = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class NotModified(IgnoreRequest):
    """The page is the one that is kept already."""


class AskIfChanged:
    """Downloader middleware: sends along what a kept page was served with."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.known: bool | None = None  # whether pages of an earlier run are known at all

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AskIfChanged:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Make a request conditional where its page is kept; a redirect must not inherit the conditions."""
        for header in SENT.values():
            request.headers.pop(header, None)
        report = keeping(self.crawler, request)
        if report is None:
            return
        if self.known is None:
            self.known = has_served(report.archive, source_of(report))
        if not self.known:
            return
        since = datetime.now(UTC) - UNCONDITIONAL
        for name, text in validators_of(report.archive, source_of(report), request.url, asked_with(request), since):
            request.headers[SENT[name]] = text


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


class Keeping(RunReport):
    """A report of a run that keeps adverts, for the type checker."""

    archive: Archive


def keeping(crawler: Crawler, request: Request | None) -> Keeping | None:
    """The report of a run that keeps adverts, if a request asks for an advert page that yields nothing else."""
    spider = crawler.spider
    if request is None or not isinstance(spider, SourceSpider) or request.callback != spider.parse_advert:
        return None
    if type(spider).parse_advert is not SourceSpider.parse_advert:
        return None
    report = crawler.get_extension(RunReport)
    return cast(Keeping, report) if report and report.archive else None


def source_of(report: RunReport) -> str:
    """The id of the source that a run gathers."""
    spider = report.crawler.spider
    assert isinstance(spider, SourceSpider)
    return spider.source.id


def digest_of(body: bytes) -> str:
    """A page's bytes as a short hash."""
    return hashlib.sha256(body).hexdigest()[:16]


def asked_with(request: Request) -> str:
    """What an advert is made of beside its page: what the listing said of it, and the release that reads it."""
    beside = json.dumps([RELEASE, request.cb_kwargs], sort_keys=True, default=str)
    return hashlib.sha256(beside.encode()).hexdigest()[:16]
