"""`scrapy crawl ID`: Scrapy's own, whose exit code tells how the run ended."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.round import verdict_of

GATHERED = {"healthy", "partial"}


class Command(ScrapyCrawl):
    """Exit codes: 0 healthy or partial, 1 failed or not begun, 2 wrong usage."""

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Gather one source of the registry"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Gather one source."""
        if len(args) != 1:
            raise UsageError("name one source; `scrapy list` names those that there are, `scrapy crawlall` takes many")
        assert self.crawler_process
        try:
            crawler = self.crawler_process.create_crawler(args[0])
        except KeyError as problem:
            raise UsageError(str(problem.args[0])) from problem
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = int(self.crawler_process.bootstrap_failed or verdict_of(crawler)[0] not in GATHERED)
