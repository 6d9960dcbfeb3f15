"""`scrapy crawl ID`: Scrapy's own, whose exit code tells how the run ended."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.first_look import report_first_look
from crawler.increment import check_since
from crawler.loader import RegistryLoader
from crawler.round import verdict_of
from crawler.source_spider import SourceSpider
from crawler.spider_arguments import check_names, check_no_options, is_yes, sample_of

GATHERED = {"healthy", "partial"}


class Command(ScrapyCrawl):
    """Exit codes: 0 healthy or partial, 1 failed or not begun, 2 wrong usage."""

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Gather one source of the registry"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument(
            "--unverified",
            action="store_true",
            help="a first look at a source whose route nobody has confirmed; ends with a report (as -a unverified=1)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The option is one of the spider's arguments, so that Scrapyd can give it too."""
        super().process_options(args, opts)
        check_no_options(args, "crawl")
        check_names(opts.spargs)
        if opts.unverified:
            opts.spargs["unverified"] = "1"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Gather one source."""
        if len(args) != 1:
            raise UsageError("name one source; `scrapy list` names those that there are, `scrapy crawlall` takes many")
        assert self.crawler_process
        try:
            sample_of(opts.spargs.get("sample"))
            first_look = is_yes(opts.spargs.get("unverified"))
            crawler = self.crawler_process.create_crawler(self.spider(args[0], first_look=first_look))
            check_since(opts.spargs.get("since"), platform_of(crawler))
        except (KeyError, ValueError) as problem:
            raise UsageError(str(problem.args[0]), print_help=False) from problem
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if first_look and "sample" not in opts.spargs:
            self.print_report(crawler)
        self.exitcode = int(self.crawler_process.bootstrap_failed or verdict_of(crawler)[0] not in GATHERED)

    def spider(self, source_id: str, *, first_look: bool) -> type[Spider] | str:
        """What is crawled: the name of a source, or the spider of one that nobody has confirmed. Raises KeyError."""
        assert self.crawler_process
        loader = self.crawler_process.spider_loader
        return loader.load_unverified(source_id) if first_look and isinstance(loader, RegistryLoader) else source_id

    def print_report(self, crawler: Crawler) -> None:
        """Write and print the report of a first look."""
        assert issubclass(crawler.spidercls, SourceSpider)
        made = report_first_look(crawler.spidercls.source, crawler, datetime.now(UTC))
        if made:
            path, text = made
            print(f"{text}\nThis report lies in {path}.")


def platform_of(crawler: Crawler) -> str:
    """The platform of the source that a crawler gathers."""
    return crawler.spidercls.platform if issubclass(crawler.spidercls, SourceSpider) else ""
