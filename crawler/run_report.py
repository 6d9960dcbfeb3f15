"""One `runs` row per crawl: opened with the spider, counted while it works, ended with a verdict."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import NoReturn

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Request, Response

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.lock import LockTaken
from catalogue.places import archive_path, data_folder
from crawler.gathered import Gathered
from crawler.increment import since_of
from crawler.one_crawl import one_crawl
from crawler.outcome import TOO_DEEP
from crawler.run_counts import RunCounts
from crawler.run_end import RunEnd, Seen
from crawler.run_outcome import count_of, outcome_of
from crawler.source_spider import SourceSpider
from crawler.verdict import judge
from crawler.window import is_within

logger = logging.getLogger(__name__)

TAKEN_DOWN = "taken down"


class RunReport(RunCounts):
    """Opens a run in the archive when a spider opens, counts while it works, and ends the run with a verdict."""

    def __init__(self, crawler: Crawler):
        super().__init__()
        self.crawler = crawler
        self.open = ExitStack()  # the lock and the archive of a run under way
        self.archive: Archive | None = None
        self.lost = ""  # why an advert could not be kept; the run ends there
        self.run = 0
        self.verdict, self.reason = "running", ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunReport:
        """Called by Scrapy."""
        report = cls(crawler)
        connect = crawler.signals.connect
        connect(report.spider_opened, signals.spider_opened)
        connect(report.spider_closed, signals.spider_closed)
        connect(report.response_received, signals.response_received)
        connect(report.spider_error, signals.spider_error)
        return report

    def spider_opened(self, spider: Spider) -> None:
        """Begin the run; a sample is looked at, not kept, and has no run."""
        if not isinstance(spider, SourceSpider):
            return
        window = spider.source.window
        if window and not is_within(window, datetime.now(UTC)):
            self.refuse(spider, "skipped", f"it is only asked from {window.replace('-', ' to ')}, London time")
        try:
            self.open.enter_context(one_crawl(spider.source, data_folder()))
            if spider.sample is None:
                self.begin(spider, self.open.enter_context(Archive(archive_path())), datetime.now(UTC))
        except LockTaken as problem:
            self.refuse(spider, "skipped", str(problem))
        except (ArchiveError, sqlite3.Error, OSError) as problem:
            self.refuse(spider, "error", f"nothing can be kept in {data_folder()}: {problem}")

    def begin(self, spider: SourceSpider, archive: Archive, now: datetime) -> None:
        """Begin a run in the archive, unless the source was taken down."""
        source = spider.source
        if archive.is_taken_down(source.id):
            self.refuse(spider, "blocked", "the source is on the takedown list; set its status to blocked")
        archive.end_cut_off_runs(source.id, now)
        spider.since = since_of(spider.since_asked, source.options.get("since"), archive.runs(source.id), now)
        self.run = archive.begin_run(source.id, now, spider.since)
        self.archive = archive

    def refuse(self, spider: Spider, verdict: str, reason: str) -> NoReturn:
        """Close a spider before its first request; such a run is not written down."""
        self.verdict, self.reason = verdict, reason
        logger.error("%s is not gathered: %s", spider.name, reason)
        raise CloseSpider("refused")

    def response_received(self, response: Response, request: Request) -> None:
        """Count a page."""
        self.note_page(response, request)

    def spider_error(self, response: Response) -> None:
        """Count a page that a spider could not read."""
        self.errors += 1
        if response.request:
            self.note_failed(response.request)

    def keep(self, gathered: Gathered) -> None:
        """Keep an advert and count what became of it; raises DropItem for one that is not kept."""
        self.gathered.setdefault(gathered.asked, set()).add(gathered.advert.key)
        if self.archive is None:
            self.kept["sampled"] += 1
            return
        try:
            outcome = self.archive.keep(gathered.advert, self.run, datetime.now(UTC), gathered.page)
        except sqlite3.Error as problem:
            self.lose(problem)
        if outcome == "forgotten":
            self.dropped[TAKEN_DOWN] += 1
            raise DropItem(f"{gathered.advert.url}: {TAKEN_DOWN}", log_level="INFO")
        self.kept[outcome] += 1

    def lose(self, problem: sqlite3.Error) -> NoReturn:
        """Drop an advert that cannot be kept, and end the crawl: gathering on would ask a site for nothing."""
        if not self.lost:
            self.lost = f"{archive_path()} cannot be written ({problem}); is the disk full, or the file damaged?"
            logger.error("the crawl ends: %s", self.lost)
            assert self.crawler.engine
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="not_kept"))
        raise DropItem(self.lost, log_level="DEBUG")

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """End the run with its counts and verdict."""
        if not isinstance(spider, SourceSpider) or reason == "refused":
            self.open.close()
            return
        stats = self.crawler.stats
        self.unread += Counter({TOO_DEEP: count_of(stats, "depth/request_ignored_count")})
        self.note_refused(spider.refused)
        seen = self.look_back(spider)
        outcome = outcome_of(self, spider, seen, reason, stats)
        self.verdict, self.reason = ("error", self.lost) if self.lost else judge(outcome, seen.past)
        self.say(spider)
        try:
            if self.archive:
                RunEnd(self.archive, self.run, spider, self, seen, self.verdict, self.reason, reason).write()
        except sqlite3.Error as problem:
            # The run stays without an end; the next crawl of the source writes down that it was cut off.
            self.verdict, self.reason = "error", f"{archive_path()} cannot be written ({problem})"
            logger.error("the end of the run of %s is not written down: %s", spider.source.id, self.reason)
        finally:
            self.open.close()

    def look_back(self, spider: SourceSpider) -> Seen:
        """What the adverts of the run say, and the runs before it; nothing where the archive cannot be read."""
        if self.archive is None:
            return Seen.nothing()
        try:
            return Seen.of(self.archive, self.run, spider.source.id)
        except sqlite3.Error as problem:
            self.lost = self.lost or f"{archive_path()} cannot be read ({problem})"
            return Seen.nothing()

    def say(self, spider: SourceSpider) -> None:
        """A line in the log; a warning where the run was not healthy."""
        logger.log(
            logging.INFO if self.verdict == "healthy" else logging.WARNING,
            "run of %s: %s (%s); %d pages, %d adverts, dropped %s",
            spider.source.id,
            self.verdict,
            self.reason,
            self.pages,
            self.kept.total(),
            dict(self.dropped + self.unread),
        )
