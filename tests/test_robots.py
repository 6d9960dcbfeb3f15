"""robots.txt, obeyed and failing closed: the answers, and real crawls over loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.robots import read_rules

OURS = "https://example.org/jobs/1"


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (200, b"User-agent: *\nDisallow: /jobs/", True),
        (200, b"User-agent: *\nDisallow: /other/", False),
        (200, b"User-agent: *\nDisallow: /jobs/\nAllow: /jobs/1", False),
        (200, b"User-agent: *\nDisallow: /*/1$", True),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: wkep-catalogue\nAllow: /", False),
        (200, b"User-agent: wkep-catalogue\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        (200, b"User-agent: otherbot\nDisallow: /", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /jobs/", True),
        (200, b"User-agent: *\r\nDisallow: /jobs/\r\n", True),
        (200, b"", False),
        (200, b"<!DOCTYPE html><html><body>Disallow: /</body></html>", False),
        (200, b"#" * 400_000 + b"\nUser-agent: *\nDisallow: /jobs/", True),
        (204, b"", False),
        (401, b"", False),
        (403, b"", False),
        (404, b"", False),
        (410, b"", False),
        (429, b"", True),
        (500, b"", True),
        (503, b"", True),
        (301, b"", True),
    ],
)
def test_what_an_answer_stands_for(status: int, body: bytes, refused: bool) -> None:
    assert bool(read_rules(status, body).refuses(OURS)) is refused


def test_crawl_delay_is_read() -> None:
    assert read_rules(200, b"User-agent: *\nCrawl-delay: 7").crawl_delay == 7
    assert read_rules(200, b"User-agent: *").crawl_delay == 0


CRAWL = """
import json, sys
from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

class Eager(Spider):
    name = "eager"
    async def start(self):
        for number in range(8):
            yield Request(sys.argv[1] + f"/private/{number}", dont_filter=True)
        yield Request(sys.argv[1] + "/public", dont_filter=True)
    def parse(self, response):
        pass

class Here:
    @classmethod
    def from_settings(cls, settings):
        return cls()

settings = get_project_settings()
settings.setdict(dict(DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=16, RETRY_TIMES=0, LOG_LEVEL="ERROR",
                      ITEM_PIPELINES={}, EXTENSIONS={}, SPIDER_LOADER_CLASS="scrapy.spiderloader.SpiderLoader",
                      SPIDER_MODULES=[], DOWNLOAD_TIMEOUT=2), priority="cmdline")
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler(Eager)
process.crawl(crawler)
process.start()
print(json.dumps({"refused": crawler.stats.get_value("robots/refused", 0)}))
"""


@contextmanager
def site(robots: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, list[str]]]:
    """A site on loopback whose robots.txt is answered by `robots`; its address and the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/robots.txt":
                robots(self)
                return
            answer(self, 200, b"<html>page</html>")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def crawl(address: str) -> dict[str, int]:
    done = subprocess.run([sys.executable, "-c", CRAWL, address], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_no_request_slips_past_at_concurrency_16() -> None:
    with site(lambda handler: answer(handler, 200, b"User-agent: *\nDisallow: /private")) as (address, asked):
        assert crawl(address)["refused"] == 8
        assert sorted(asked) == ["/public", "/robots.txt"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_nothing_is_asked_for_while_robots_cannot_be_read(status: int) -> None:
    with site(lambda handler: answer(handler, status, b"")) as (address, asked):
        assert crawl(address)["refused"] == 9
        assert set(asked) == {"/robots.txt"}


def test_nothing_is_asked_for_when_the_connection_breaks() -> None:
    with site(lambda handler: handler.connection.close()) as (address, asked):
        assert crawl(address)["refused"] == 9
        assert set(asked) == {"/robots.txt"}


def test_no_robots_file_means_everything() -> None:
    with site(lambda handler: answer(handler, 404, b"")) as (address, asked):
        assert crawl(address)["refused"] == 0
        assert len(asked) == 10
