"""Robots Exclusion Protocol (RFC 9309), obeyed and failing closed.

Stock Scrapy lets the third request that waits for a host's robots.txt slip past it and crawls on when the file cannot
be had. Here every request to an origin waits for one shared answer, and an answer that cannot be had means: not now.
"""

from __future__ import annotations

import asyncio
import codecs
import logging
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from catalogue.places import data_folder
from crawler.robots_cache import RobotsCache
from crawler.turns import host_of, turns_in

logger = logging.getLogger(__name__)

READ = 512 * 1024  # bytes of a robots.txt that are read; RFC 9309 section 2.5 asks for 500 KiB at least
HOPS = 5  # redirects of a robots.txt that are followed; RFC 9309 section 2.3.1.2
REDIRECTS = (301, 302, 303, 307, 308)
FIRST = 1_000  # scheduling priority: before any page
SLOWEST = 60  # seconds between requests; a source that asks for more cannot be gathered in a night
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
        """Seconds between requests that robots.txt asks for (Crawl-delay, Request-rate); 0 where it says nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(AGENT)
        return max(self.parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def read_rules(status: int, body: bytes) -> Rules:
    """The rules that an answer to /robots.txt stands for (RFC 9309 section 2.3.1).

    2xx: as written; other 4xx: everything is allowed; 429, 5xx and the rest: nothing for now. A delay that no run could
    keep refuses everything too.
    """
    if 400 <= status < 500 and status != 429:
        return Rules(None)
    if not 200 <= status < 300:
        return Rules(None, f"robots.txt answers HTTP {status}; nothing is asked for until it can be read")
    text = text_of(body)
    rules = Rules(None) if text.lstrip().startswith("<") else Rules(Protego.parse(text))
    if rules.crawl_delay > SLOWEST:
        return Rules(
            None, f"robots.txt asks for {rules.crawl_delay:g} seconds between requests; at most {SLOWEST} can be kept"
        )
    return rules


def text_of(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 as it must be, or what its byte order mark says; whole lines up to READ."""
    if len(body) > READ:
        body = body[: body.rfind(b"\n", 0, READ) + 1]  # half of "Allow: /jobs" would be "Allow: /"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")


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
