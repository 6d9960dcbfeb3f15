"""One request to a host at a time, far enough apart, never before it asked to be asked again.

Stock Scrapy counts requests per crawl, shortens every other gap by its jitter, and takes no notice of Crawl-delay and
Retry-After. Here every request takes its host's turn last of all, whatever else is set.
"""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from catalogue.places import data_folder
from crawler.contact import check_contact
from crawler.rest import BUSY, LONGEST, clock_time, rest_after
from crawler.turns import Host, Resting, RunOver, host_of, is_loopback, turns_in
from crawler.window import is_within

logger = logging.getLogger(__name__)

LEAST = 2.0  # seconds between requests to any host but this machine itself, whatever the settings say
JITTER = 0.25  # of a gap or a rest, at most; it only ever adds
FIRST_REST = 10.0  # seconds after the first "too busy" that names no time


class HostTurns:
    """Downloader middleware, the last before the request leaves: waits for the host's turn."""

    def __init__(self, crawler: Crawler):
        check_contact(crawler.settings.get("CONTACT"))
        self.crawler = crawler
        self.turns = turns_in(data_folder() / "hosts")
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.first_rest = crawler.settings.getfloat("FIRST_REST", FIRST_REST)
        self.window: str | None = getattr(getattr(crawler.spidercls, "source", None), "window", None)
        self.taken: dict[Request, Host] = {}
        self.over = ""  # why this run asks for nothing more
        self.closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostTurns:
        """Called by Scrapy. Raises UsageError where nobody can be written to."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Come back when it is the request's turn; raise IgnoreRequest where the run ends before."""
        name = host_of(request.url)
        host = self.turns.host(name)
        try:
            await host.take(self.gap(name, host), self.is_over)
        except Resting as problem:
            self.end(f"{name} asked to be left alone until {clock_time(problem.until)}")
            raise IgnoreRequest(self.over) from None
        except RunOver:
            raise IgnoreRequest(self.over or "the run has ended") from None
        self.taken[request] = host

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it came; the host has its rest if it asks for one."""
        host = self.taken.pop(request, None)
        if host:
            host.leave(self.rest(host, request, response))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Give the turn back where no answer came."""
        host = self.taken.pop(request, None)
        if host:
            host.leave()

    def gap(self, name: str, host: Host) -> float:
        """Seconds since the last answer of a host: the longest that anybody asks for, and some more."""
        least = 0.0 if is_loopback(name) else LEAST
        return max(self.delay, host.crawl_delay, least) * (1 + random.uniform(0, JITTER))  # noqa: S311

    def rest(self, host: Host, request: Request, response: Response) -> float:
        """Seconds that a host is left alone after its answer; ends the run where they are too many."""
        host.refusals = host.refusals + 1 if response.status in BUSY else 0
        retry_after, served = (
            (response.headers.get(name) or b"").decode("latin-1") for name in ("Retry-After", "Date")
        )
        now = self.turns.clock()
        rest = rest_after(response.status, retry_after, served, host.refusals, now, self.first_rest)
        if not rest:
            return 0.0
        if rest <= LONGEST:
            rest = min(LONGEST, rest * (1 + random.uniform(0, JITTER)))  # noqa: S311
        name, until = host_of(request.url), clock_time(now + rest)
        logger.info("%s is left alone until %s (HTTP %d)", name, until, response.status)
        if rest > LONGEST:
            self.end(f"{name} answers HTTP {response.status} and is left alone until {until}")
        return rest

    def is_over(self) -> bool:
        """Whether this run asks for nothing more: it was ended, or its nightly window is over."""
        if self.window and not is_within(self.window, datetime.fromtimestamp(self.turns.clock(), UTC)):
            self.end(f"outside the source's window of {self.window}, London time")
        slot = self.crawler.engine._slot if self.crawler.engine else None  # Scrapy tells nobody that it began to close
        return bool(self.over or (slot and slot.closing is not None))

    def end(self, reason: str) -> None:
        """End the run; what waits is not asked for any more, what was gathered is kept."""
        if self.over:
            return
        self.over = reason
        logger.warning("nothing more is asked for: %s", reason)
        if self.crawler.stats:
            self.crawler.stats.set_value("politeness/refusal", reason)
        assert self.crawler.engine
        self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="politeness"))
