"""Many sources side by side, those of one host after one another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from rich.console import Console
from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from catalogue.source import Source
from crawler.loader import RegistryLoader
from crawler.progress import CrawlProgress
from crawler.round import queues_by_host


class Gathering:
    """The crawls of a round. `arguments`: what each spider is told."""

    def __init__(self, process: AsyncCrawlerProcess, arguments: Mapping[str, str]):
        self.process = process
        self.arguments = arguments
        self.crawlers: dict[str, Crawler] = {}  # source → its crawl, in the order in which they began
        self.stopped = False  # whether somebody told the crawler to stop

    def gather(self, sources: Sequence[Source], console: Console) -> None:
        """Crawl the sources; back when all have ended."""
        if not sources:
            return
        with CrawlProgress(console) as progress:
            for queue in queues_by_host(sources):
                self.begin(queue, progress)
            self.process.start()

    def begin(self, queue: Sequence[Source], progress: CrawlProgress) -> None:
        """Gather the first source of a queue; the next begins when it has ended, however it ended."""
        source, *rest = queue
        crawler = self.crawlers[source.id] = self.process.create_crawler(self.spider(source))
        crawler.signals.connect(self.note_stop, signals.spider_closed)
        task = self.process.crawl(crawler, **self.arguments)
        assert isinstance(task, asyncio.Task)
        progress.follow(crawler, source.id, task)
        if rest:
            task.add_done_callback(partial(self.begin_next, rest, progress))

    def spider(self, source: Source) -> type[Spider] | str:
        """What is crawled: the name of a source, or the spider of one that nobody has confirmed."""
        loader = self.process.spider_loader
        first_look = "unverified" in self.arguments
        return loader.load_unverified(source.id) if first_look and isinstance(loader, RegistryLoader) else source.id

    def begin_next(self, rest: Sequence[Source], progress: CrawlProgress, _: object) -> None:
        """Called when a source has ended."""
        if not self.stopped:
            self.begin(rest, progress)

    def note_stop(self, reason: str) -> None:
        """Remember that somebody told the crawler to stop: what waits for its turn is not begun."""
        self.stopped = self.stopped or reason == "shutdown"
