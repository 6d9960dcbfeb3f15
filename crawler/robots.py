"""Robots Exclusion Protocol (RFC 9309), obeyed and failing closed.

Stock Scrapy lets the third request that waits for a host's robots.txt slip past it and crawls on when the file cannot be
had. Here every request to an origin waits for one shared answer, and an answer that cannot be had means: not now.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

logger = logging.getLogger(__name__)

READ = 512 * 1024  # bytes of a robots.txt that are read; RFC 9309 section 2.5 asks for 500 KiB at least
FIRST = 1_000  # scheduling priority: before any page
AGENT = "wkep-catalogue"  # the product token that a robots.txt may name


@dataclass(frozen=True)
class Rules:
    """What an origin allows: parsed rules, or everything, or nothing for now with the reason."""

    parsed: Protego | None
    refusal: str | None = None

    def refuses(self, url: str) -> str | None:
        """Why a page may not be asked for, or None."""
        if self.refusal:
            return self.refusal
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            return "robots.txt disallows it"
        return None

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that robots.txt asks for; 0 where it says nothing."""
        return float((self.parsed.crawl_delay(AGENT) if self.parsed else None) or 0)


def read_rules(status: int, body: bytes) -> Rules:
    """The rules that an answer to /robots.txt stands for (RFC 9309 section 2.3.1).

    2xx: as written; other 4xx: everything is allowed; 429, 5xx and the rest: nothing for now.
    """
    if 200 <= status < 300:
        text = body[:READ].decode("utf-8-sig", "replace")
        return Rules(None) if text.lstrip().startswith("<") else Rules(Protego.parse(text))
    if 400 <= status < 500 and status != 429:
        return Rules(None)
    return Rules(None, f"robots.txt answers HTTP {status}; nothing is asked for until it can be read")


class RobotsGate:
    """Downloader middleware: no request to an origin before its robots.txt is in."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.rules: dict[str, asyncio.Task[Rules]] = {}

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
            asked = self.rules[origin] = asyncio.create_task(self.fetch(origin))
        rules = asked.result() if asked.done() else await asyncio.shield(asked)
        refusal = rules.refuses(request.url)
        if refusal is None:
            return
        if self.crawler.stats:
            self.crawler.stats.inc_value("robots/refused")
        logger.info("not asked for: %s (%s)", request.url, refusal)
        raise IgnoreRequest(refusal)

    async def fetch(self, origin: str) -> Rules:
        """Ask an origin for its rules, once a run."""
        request = Request(
            f"{origin}/robots.txt", priority=FIRST, meta={"robots_txt": True}, callback=NO_CALLBACK, dont_filter=True
        )
        try:
            assert self.crawler.engine
            response: Response = await self.crawler.engine.download_async(request)
        except Exception as problem:
            logger.warning("%s/robots.txt cannot be had: %s", origin, problem)
            return Rules(
                None, f"robots.txt cannot be had ({type(problem).__name__}); nothing is asked for until it can"
            )
        rules = read_rules(response.status, response.body)
        self.keep_delay(origin, rules.crawl_delay)
        return rules

    def keep_delay(self, origin: str, delay: float) -> None:
        """Slow the origin's download slot down to what its robots.txt asks for."""
        if not delay or not self.crawler.engine:
            return
        for slot_name, slot in self.crawler.engine.downloader.slots.items():
            if slot_name == urlsplit(origin).hostname:
                slot.delay = max(slot.delay, delay)
