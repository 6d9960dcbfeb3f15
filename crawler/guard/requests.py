"""What a run asks for stays on the sites of its source, and every request ends in an answer or a counted reason."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from tldextract import TLDExtract
from twisted.python.failure import Failure

from catalogue.sources import loopback_allowed
from crawler.guard import refusal_of_url
from crawler.guard.markup import refusal_of_markup
from crawler.guard.outcomes import Refused, needs_no_trace, reason_of

logger = logging.getLogger(__name__)

NO_TEXT = "answers that are no text"
GZIPPED = b"\x1f\x8b"  # a packed sitemap, which its spider unpacks

# The public suffix list that comes with the package: no request for a newer one, no cache on disk.
PUBLIC_SUFFIXES = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class RequestGuard:
    """Downloader middleware, the first of all: robots.txt too is asked for only where a page might be."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.loopback = loopback_allowed()
        self.sites: frozenset[str] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RequestGuard:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise Refused with the reason."""
        if request.callback is not NO_CALLBACK and request.errback is None:
            request.errback = self.ended
        refusal = refusal_of_url(request.url, loopback=self.loopback)
        if refusal:
            raise Refused(refusal)
        if not request.meta.get("robots_txt") and not self.is_own(request.url):
            raise Refused("a link to another site")

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, if it is text of a reasonable size; else raises Refused."""
        if request.meta.get("robots_txt") or not response.body or response.body.startswith(GZIPPED):
            return response
        try:
            refusal = refusal_of_markup(response.text) if isinstance(response, TextResponse) else NO_TEXT
        except LookupError:  # a charset such as "zlib", which Python knows but not as one of text
            refusal = NO_TEXT
        if refusal:
            raise Refused(refusal)
        return response

    def is_own(self, url: str) -> bool:
        """Whether an address lies on a site of the source; a spider without a source may go anywhere."""
        if self.sites is None:
            self.sites = sites_of_source(getattr(self.crawler.spider, "source", None))
        return not self.sites or site_of(url) in self.sites or (urlsplit(url).hostname or "") in self.sites

    def ended(self, failure: Failure) -> Failure | None:
        """Count why a request got no page; called by Scrapy where a spider has no errback of its own."""
        problem = failure.value
        assert problem is not None
        reason = reason_of(problem)
        if reason:
            request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
            note_unread(self.crawler, request.url, reason, request)
        return None if needs_no_trace(problem) else failure


def note_unread(crawler: Crawler, url: str, reason: str, request: Request | None = None) -> None:
    """Count and log an address that was not read; `request`: the one that asked for it in vain."""
    from crawler.run_report import RunReport  # noqa: PLC0415

    logger.info("not read: %s (%s)", url, reason)
    report = crawler.get_extension(RunReport)
    if report:
        report.note_unread(reason, request)


def sites_of_source(source: Any) -> frozenset[str]:
    """The sites of a source's start addresses, and the further hosts that the registry names."""
    if source is None:
        return frozenset()
    hosts: Iterable[str] = (host.lower() for host in source.hosts)
    return frozenset([*map(site_of, source.start), *hosts])


def site_of(url: str) -> str:
    """What one owner holds: the registrable domain of a host ("trust.nhs.uk"); host and port of a bare IP address."""
    parts = urlsplit(url)
    return registrable((parts.hostname or "").rstrip(".")) or parts.netloc.lower()


@lru_cache(maxsize=1_000)
def registrable(host: str) -> str:
    """The registrable domain of a host; empty where it has none."""
    return PUBLIC_SUFFIXES.extract_str(host).top_domain_under_public_suffix
