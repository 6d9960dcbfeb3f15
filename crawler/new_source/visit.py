"""A polite visit to an unknown site: one page after the other, each chosen after the last one was looked at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.crawler import CrawlerProcessBase
from scrapy.http import Request, Response, TextResponse, XmlResponse
from scrapy.utils.gz import gunzip, gzip_magic_number
from twisted.python.failure import Failure

from catalogue.places import data_folder
from catalogue.source import Source, stand_in
from crawler.new_source.candidates import Known
from crawler.new_source.look import Look, look_at
from crawler.new_source.trials import next_address
from crawler.robots.cache import RobotsCache

LARGEST = 10_000_000  # bytes of a sitemap once unpacked
MOST = 24  # pages of a visit: at two seconds each under a minute, and less than a person would open


class Visit(Spider):
    """Asks for a page, then for what the look at it makes worth asking for; keeps to the site of the page."""

    name = "newsource"
    # The usual guards and robots.txt stay; nothing is kept, so there is nothing to report on.
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # Scrapy types it as an instance's
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "CLOSESPIDER_PAGECOUNT": MOST,
    }
    source: Source

    def __init__(self, address: str = "", known: dict[str, TextResponse | None] | None = None, **arguments: Any):
        super().__init__(**arguments)
        self.address = Request(address).url
        self.start_urls = [self.address]
        self.source = stand_in("newsource", urlsplit(address).netloc, start=(address,))
        self.known = known if known is not None else {}
        self.first: TextResponse | None = None
        self.look: Look | None = None
        self.problem = "nobody answers there"  # why the page of the address did not come

    async def start(self) -> Any:
        """The page."""
        yield self.ask(self.address)

    def ask(self, address: str) -> Request:
        """A request whose answer is kept, whatever its status."""
        return Request(
            address,
            callback=self.parse_page,
            errback=partial(self.note_failure, asked=address),
            cb_kwargs={"asked": address},
            meta={"handle_httpstatus_all": True},
            dont_filter=True,
        )

    def parse_page(self, response: Response, asked: str) -> Iterator[Request]:
        """Keep a page, then ask for the next one."""
        page = page_of(response)
        self.known[asked] = page
        if page is not None:
            self.known.setdefault(Request(response.url).url, page)
        if asked == self.address and page is not None and page.status == 200:
            self.first, self.look = page, look_at(page, robots_of(page.url))
        elif asked == self.address:
            self.problem = f"it answers HTTP {response.status}" if page is not None else "it is no page of text"
        yield from self.go_on()

    def note_failure(self, failure: Failure, asked: str) -> Iterator[Request]:
        """Note that a page was asked for in vain, then ask for the next one."""
        self.known[asked] = None
        if asked == self.address:
            self.problem = str(failure.value) or type(failure.value).__name__
        yield from self.go_on()

    def go_on(self) -> Iterator[Request]:
        """A request for the page that is worth most now, while the budget lasts."""
        if self.look is None or len(self.known) >= MOST:
            return
        following = next_address(self.look, self.known)
        if following:
            yield self.ask(following)


def page_of(response: Response) -> TextResponse | None:
    """An answer that is text, or a packed sitemap that holds some; None where it is neither."""
    if isinstance(response, TextResponse):
        return response
    if not gzip_magic_number(response):
        return None
    try:
        text = gunzip(response.body, max_size=LARGEST)
    except (OSError, ValueError):  # no gzip after all, or a bomb
        return None
    return XmlResponse(response.url, status=response.status, body=text, request=response.request)


def robots_of(url: str) -> tuple[int, bytes] | None:
    """(HTTP status, body) of a site's robots.txt, as it was asked for within the last day; None: it was not."""
    parts = urlsplit(url)
    return RobotsCache(data_folder() / "robots").find(f"{parts.scheme}://{parts.netloc}", time.time())


@dataclass(frozen=True)
class Visited:
    """The page of an address, or why it did not come, and every page that was asked for."""

    page: TextResponse | None
    known: Known
    problem: str = ""


def visit(process: CrawlerProcessBase, address: str) -> Visited:
    """What a polite visit to an address brings."""
    known: dict[str, TextResponse | None] = {}
    crawler = process.create_crawler(Visit)
    ended: list[Visited] = []

    def keep(spider: Visit) -> None:
        ended.append(Visited(spider.first, known, spider.problem))

    crawler.signals.connect(keep, signals.spider_closed, weak=False)
    process.crawl(crawler, address=address, known=known)
    process.start()
    return ended[-1] if ended else Visited(None, known, "the visit did not begin (see the log)")
