"""`scrapy crawl ID`: Scrapy's own, whose exit code tells how the run ended."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler

from crawler.run_report import FAILED, RunReport


class Command(ScrapyCrawl):
    """Exit codes: 0 healthy or partial, 1 failed or not begun, 2 wrong usage."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Gather one source."""
        super().run(args, opts)
        if any(failed(crawler) for crawler in self.begun):
            self.exitcode = 1

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Remember which crawlers this command begins."""
        super().process_options(args, opts)
        self.begun: list[Crawler] = []

    def _create_crawler(self, *args: str) -> Crawler:
        crawler: Crawler = super()._create_crawler(*args)
        self.begun.append(crawler)
        return crawler


def failed(crawler: Crawler) -> bool:
    """Whether a crawl ended so that a person should look."""
    try:
        report = crawler.get_extension(RunReport)
    except RuntimeError:  # it ended before its parts were made
        return True
    return report is None or report.verdict in FAILED
