"""Crawls in a process of their own, and sites on loopback that write down what they are asked."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.forked import Forked

CONTACT = "https://example.org/about-this-crawler"

# Crawls any number of sites side by side, each with a spider of its own that asks for every path at once.
CRAWL = """
import json, logging, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

class Eager(Spider):
    name = "eager"
    async def start(self):
        for path in self.paths:
            yield Request(self.address + path, dont_filter=True, errback=self.failed)
    def parse(self, response):
        pass
    def failed(self, failure):
        pass

class Here:
    @classmethod
    def from_settings(cls, settings):
        return cls()

told = json.loads(sys.argv[1])
settings = Settings({"LOG_ENABLED": False}) if told["stock"] else get_project_settings()
settings.setdict(dict(SPIDER_LOADER_CLASS="scrapy.spiderloader.SpiderLoader", SPIDER_MODULES=[], ITEM_PIPELINES={},
                      DOWNLOAD_DELAY=0, RETRY_TIMES=0, FIRST_REST=0.05, LOG_LEVEL="ERROR"), priority="cmdline")
settings.setdict(told["settings"], priority="cmdline")
process = AsyncCrawlerProcess(settings)
crawlers = {}
for name, (address, paths) in told["sites"].items():
    crawlers[name] = process.create_crawler(Eager)
    process.crawl(crawlers[name], address=address, paths=paths)
process.start()
print(json.dumps({name: {key: value for key, value in crawler.stats.get_stats().items()
                         if isinstance(value, (int, float, str))} for name, crawler in crawlers.items()}))
"""

Stats = dict[str, Any]


@dataclass
class Asked:
    """One request as a site saw it; times in seconds of the machine's clock."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


@dataclass
class Site:
    """A site on loopback and its log."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [each.path for each in self.asked]

    @property
    def pages(self) -> list[Asked]:
        """The requests for pages."""
        return [each for each in self.asked if each.path != "/robots.txt"]

    @property
    def gaps(self) -> list[float]:
        """Seconds from each request to the next."""
        times = sorted(each.began for each in self.asked)
        return [later - earlier for earlier, later in pairwise(times)]

    @property
    def most_at_once(self) -> int:
        """The most requests that were open at a time."""
        return max((sum(o.began <= each.began < o.ended for o in self.asked) for each in self.asked), default=0)


Answering = Callable[[BaseHTTPRequestHandler], None]


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer a request; names of headers with _ for -."""
    handler.send_response(status)
    for name, text in headers.items():
        handler.send_header(name.replace("_", "-"), text)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def page(handler: BaseHTTPRequestHandler) -> None:
    """An ordinary page; no robots.txt."""
    answer(handler, 404 if handler.path == "/robots.txt" else 200, b"<html>page</html>", Content_Type="text/html")


@contextmanager
def site(answering: Answering = page) -> Iterator[Site]:
    """A site that answers as told, for as long as the block lasts."""
    opened = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen = Asked(self.path, dict(self.headers.items()), time.monotonic())
            opened.asked.append(seen)
            try:
                answering(self)
            except OSError:
                self.close_connection = True  # the asker hung up
            finally:
                seen.ended = time.monotonic()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    opened.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield opened
    finally:
        server.shutdown()
        server.server_close()


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a crawl on loopback that keeps what it keeps in a folder."""
    return {**os.environ, "WKEP_ALLOW_LOOPBACK": "1", "WKEP_CONTACT": CONTACT, "WKEP_DATA": str(folder), **more}


def begin_crawl(
    sites: Mapping[str, tuple[str, Sequence[str]]], folder: Path, *, stock: bool = False, **settings: Any
) -> Forked:
    """Begin to crawl sites (name → address, paths) side by side, in one process."""
    told = json.dumps({"sites": sites, "settings": settings, "stock": stock})
    command = [sys.executable, "-c", CRAWL, told]
    return Forked(command, environment(folder))


def end_crawl(crawl: Forked) -> dict[str, Stats]:
    """Wait for the end of a crawl; name of the site → Scrapy's counts."""
    ended = crawl.ended(timeout=100)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def crawl(
    sites: Mapping[str, tuple[str, Sequence[str]]], folder: Path, *, stock: bool = False, **settings: Any
) -> dict[str, Stats]:
    """Crawl sites side by side; name of the site → Scrapy's counts."""
    return end_crawl(begin_crawl(sites, folder, stock=stock, **settings))
