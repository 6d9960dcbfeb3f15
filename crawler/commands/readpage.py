"""`scrapy readpage FILE_OR_URL`: the adverts of one page as JSON, and what the catalogue makes of them."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse, Request, Response, TextResponse

from catalogue.records import Advert, Snapshot
from catalogue.sources import Source, load_sources, stand_in
from crawler.contact import check_contact
from crawler.loader import spider_for


class Command(ScrapyCommand):
    """Reads with the spider of `--source`, of the source whose start lies on the host, or with the generic one."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] FILE_OR_URL"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Print what would be read from a saved page or an address"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--url", help="the address that a saved page had")
        parser.add_argument("--source", metavar="ID", help="read with the spider of this source")
        parser.add_argument("--coded", action="store_true", help="print what the catalogue makes of each advert too")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch or load the page, read it, print it."""
        if len(args) != 1:
            raise UsageError("name one file or address")
        response = self.response(args[0], opts.url)
        source = source_of(opts.source, response.url)
        spider = spider_for(source)()
        adverts = [gathered.advert for gathered in spider.parse_advert(response)]
        if not adverts:
            print(f"no advert on {response.url}")
            self.exitcode = 1
        for advert in adverts:
            print(json.dumps(shown(advert, coded=opts.coded), ensure_ascii=False, indent=1))

    def response(self, name: str, url: str | None) -> TextResponse:
        """The page of a file, or of an address that is asked for as politely as in a crawl."""
        if Path(name).is_file():
            body = Path(name).read_bytes()
            return response_of(url or "https://example.org/saved-page", body)
        if urlsplit(name).scheme not in ("http", "https"):
            raise UsageError(f"{name}: no such file, and no http(s) address")
        assert self.crawler_process and self.settings
        check_contact(self.settings.get("CONTACT"))
        kept: list[Response] = []
        crawler = self.crawler_process.create_crawler(OnePage)
        crawler.signals.connect(lambda response, **_: kept.append(response), signals.response_received, weak=False)
        self.crawler_process.crawl(crawler, address=name)
        self.crawler_process.start()
        pages = [response for response in kept if not response.url.endswith("/robots.txt")]
        if not pages or not isinstance(pages[-1], TextResponse):
            raise UsageError(f"{name}: no page came back; robots.txt may refuse it (see the log)", print_help=False)
        return pages[-1]


class OnePage(Spider):
    """Asks for one address."""

    name = "readpage"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012 (Scrapy types it so)

    def __init__(self, address: str = "", **arguments: Any):
        super().__init__(**arguments)
        self.start_urls = [address]

    def parse(self, response: Response, **_: Any) -> None:
        """The command reads the page itself."""


def response_of(url: str, body: bytes) -> TextResponse:
    """A saved page as a response; valid UTF-8 is read as such, whatever the page declares."""
    try:
        body.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None
    return HtmlResponse(url, body=body, encoding=encoding, request=Request(url))


def source_of(source_id: str | None, url: str) -> Source:
    """The source named, or the one whose start lies on the host of an address, or a stand-in for an unknown site."""
    sources = load_sources()
    if source_id:
        if source_id not in sources:
            raise UsageError(f"no source {source_id!r} in the registry")
        return sources[source_id]
    host = urlsplit(url).netloc
    for source in sources.values():
        if any(urlsplit(start).netloc == host for start in source.start):
            return source
    return unknown_site(url)


def unknown_site(url: str) -> Source:
    """A stand-in registry entry, read with the generic spider."""
    return stand_in("unknown-site", urlsplit(url).netloc, platform="json_ld", start=(url,), advert_url=".")


def shown(advert: Advert, *, coded: bool) -> dict[str, Any]:
    """An advert as it is printed; with `coded`, the catalogue's row, quotes and codes beside it."""
    printed: dict[str, Any] = {name: getattr(advert, name) for name in ("source", "key", "url", "title")}
    printed |= {"facts": dict(advert.facts), "json_ld": advert.json_ld, "html": advert.html}
    if not coded:
        return printed
    from catalogue.normalise import read_snapshot  # noqa: PLC0415 (the codebook is only loaded where it is needed)

    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    printed["coded"] = asdict(read_snapshot(Snapshot(0, advert, now, now, now), whole=True))
    return printed
