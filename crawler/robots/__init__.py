"""Robots Exclusion Protocol (RFC 9309), obeyed and failing closed.

Stock Scrapy lets the third request that waits for a host's robots.txt slip past it and crawls on when the file cannot
be had. Here every request to an origin waits for one shared answer, and an answer that cannot be had means: not now.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from catalogue.places import data_folder
from crawler.robots.cache import RobotsCache
from crawler.robots.rules import READ, Rules, read_rules
from crawler.turns import host_of, turns_in

logger = logging.getLogger(__name__)

HOPS = 5  # redirects of a robots.txt that are followed; RFC 9309 section 2.3.1.2
REDIRECTS = (301, 302, 303, 307, 308)
FIRST = 1_000  # scheduling priority: before any page


class RobotsGate:
    """Downloader middleware: no request to an origin before its robots.txt is in."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.rules: dict[str, asyncio.Task[Rules]] = {}
        self.cache = RobotsCache(data_folder() / "robots")
        self.turns = turns_in(data_folder() / "hosts")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsGate:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise IgnoreRequest with the reason."""
        if request.meta.get("robots_txt"):
            return
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        asked = self.rules.get(origin)
        if asked is None:
            asked = self.rules[origin] = asyncio.create_task(self.rules_of(origin))
        rules = asked.result() if asked.done() else await asyncio.shield(asked)
        refusal = rules.refuses(request.url)
        if refusal is None:
            return
        if self.crawler.stats:
            self.crawler.stats.inc_value("robots/refused")
            if rules.refusal:
                self.crawler.stats.set_value("politeness/refusal", f"{parts.netloc}: {rules.refusal}")
        logger.info("not asked for: %s (%s)", request.url, refusal)
        raise IgnoreRequest(refusal)

    async def rules_of(self, origin: str) -> Rules:
        """The rules of an origin: as said within the last day, or as it says now. Asked for once a run."""
        said = self.cache.find(origin, self.turns.clock())
        if said is None:
            try:
                said = await self.fetch(origin)
            except Exception as problem:
                logger.warning("%s/robots.txt cannot be had: %s", origin, problem)
                reason = type(problem).__name__ if not isinstance(problem, IgnoreRequest) else str(problem)
                return Rules(None, f"robots.txt cannot be had ({reason}); nothing is asked for until it can")
        rules = read_rules(*said)
        host = self.turns.host(host_of(origin))
        host.crawl_delay = max(host.crawl_delay, rules.crawl_delay)
        return rules

    async def fetch(self, origin: str) -> tuple[int, bytes]:
        """(HTTP status, body) of an origin's robots.txt, which may stand on another host; an answer is kept for a day.

        Raises IgnoreRequest after too many redirects, and whatever a failed request raises.
        """
        address = f"{origin}/robots.txt"
        for _ in range(HOPS + 1):
            response = await self.ask(address)
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                body = response.body[: READ + 1]
                if response.status // 100 in (2, 4) and response.status != 429:
                    self.cache.keep(origin, response.status, body, self.turns.clock())
                return response.status, body
            following = urljoin(address, location.decode("latin-1"))
            if urlsplit(address).scheme == "https" and urlsplit(following).scheme != "https":
                raise IgnoreRequest("it redirects from https to http")
            address = following
        raise IgnoreRequest(f"more than {HOPS} redirects")

    async def ask(self, address: str) -> Response:
        """One request for a robots.txt, without Scrapy's own redirects: rules must not ask for other rules."""
        request = Request(
            address,
            priority=FIRST,
            meta={"robots_txt": True, "handle_httpstatus_all": True},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self.crawler.engine
        return await self.crawler.engine.download_async(request)
