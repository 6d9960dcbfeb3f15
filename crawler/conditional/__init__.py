"""Conditional requests: an advert page that has not changed since it was kept is not sent and not read again.

What a page was served with (ETag, Last-Modified) is noted once all its adverts are kept, and sent along the next time.
The answer "not modified" (304, RFC 9110 section 15.4.5) then means: each of those adverts was seen again.
"""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.http import Request

from catalogue.archive.served import has_served, validators_of
from crawler.conditional.asked import SENT, UNCONDITIONAL, asked_with, keeping, source_of


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
