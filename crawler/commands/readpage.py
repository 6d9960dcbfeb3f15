"""`scrapy readpage FILE_OR_URL`: what would be read from one page, and what the catalogue makes of it."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Console
from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Response, TextResponse

from catalogue.source import Source
from catalogue.sources import load_sources
from crawler.contact import check_contact
from crawler.one_page import OnePage, be_quiet, response_of
from crawler.spider_arguments import check_no_options

if TYPE_CHECKING:
    from crawler.read_page import PageReading


class Command(ScrapyCommand):
    """Reads with the spider of `--source`, or of the source whose start lies on the host; an unknown page is read by
    the generic reader. Exit codes: 0 something was read, 1 nothing was, 2 wrong usage."""

    requires_project = True

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
        parser.add_argument("--generic", action="store_true", help="show what the generic reader reads, too")
        parser.add_argument("--json", action="store_true", help="print JSON, one object an advert")
        parser.add_argument("--coded", action="store_true", help="everything that the catalogue makes of each advert")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Quiet unless asked: what is read goes to the standard output."""
        super().process_options(args, opts)
        be_quiet(self)
        check_no_options(args, "readpage")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetch or load the page, read it, print it."""
        if len(args) != 1:
            raise UsageError("name one file or address")
        from crawler.read_page import read_page  # noqa: PLC0415 (every command is loaded by each; this one's readers late)

        response = self.response(args[0], opts.url)
        source = source_of(opts.source, response.url)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        reading = read_page(response, source, now, generic=opts.generic)
        if reading.problem:
            print(f"{reading.read_by} cannot read {response.url}: {reading.problem}")
        if not reading.adverts:
            print(f"No advert was read from {response.url}{hint(opts, source)}")
            self.exitcode = 1
        self.print(reading, coded=opts.coded, plain=opts.json)

    @staticmethod
    def print(reading: PageReading, *, coded: bool, plain: bool) -> None:
        """Print a reading: JSON objects, or tables for people."""
        from crawler.read_page import as_json, show  # noqa: PLC0415

        if not plain and not coded:
            show(Console(highlight=False, soft_wrap=True), reading)
            return
        for printed in as_json(reading, coded=coded):
            print(json.dumps(printed, ensure_ascii=False, indent=1))

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


def hint(opts: argparse.Namespace, source: Source | None) -> str:
    """What may help where a page gave no advert, as the end of a sentence."""
    if source is None and not opts.url:
        return ": less than a title and one more fact was found; --url or --source says whose page it is"
    if source is None:
        return ": less than a title and one more fact was found"
    return f": {source.id} is read by platform {source.platform}; is it a page of one advert? --generic shows more"


def source_of(source_id: str | None, url: str) -> Source | None:
    """The source named, or the one whose start lies on the host of an address; None for a site that no source has."""
    sources = load_sources()
    if source_id:
        if source_id not in sources:
            raise UsageError(f"no source {source_id!r} in the registry")
        return sources[source_id]
    host = urlsplit(url).netloc
    for source in sources.values():
        if any(urlsplit(start).netloc == host for start in source.start):
            return source
    return None
