"""One `runs` row per crawl: counts, fill rates, verdict, reason."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from catalogue.archive import Archive
from catalogue.places import archive_path
from crawler.source_spider import Gathered, SourceSpider
from crawler.verdict import Outcome, judge

logger = logging.getLogger(__name__)


class RunReport:
    """Opens a run in the archive when a spider opens, counts while it works, and ends the run with a verdict."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.archive: Archive | None = None
        self.run = 0
        self.pages = 0
        self.statuses: Counter[int] = Counter()  # HTTP status → pages
        self.errors = 0
        self.kept: Counter[str] = Counter()  # new, changed, unchanged
        self.dropped: Counter[str] = Counter()  # reason → adverts
        self.labels: Counter[str] = Counter()  # fact label → adverts that have it
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
        if isinstance(spider, SourceSpider) and spider.sample is None:
            self.archive = Archive(archive_path())
            self.run = self.archive.begin_run(spider.source.id, datetime.now(UTC))

    def response_received(self, response: Response, request: Request) -> None:
        """Count a page and its status; robots.txt is no page."""
        if request.meta.get("robots_txt"):
            return
        self.pages += 1
        self.statuses[response.status] += 1

    def spider_error(self) -> None:
        """Count a page that a spider could not read."""
        self.errors += 1

    def keep(self, gathered: Gathered) -> None:
        """Keep an advert and count what became of it."""
        self.labels.update(gathered.advert.facts.keys())
        if self.archive is None:
            self.kept["sampled"] += 1
            return
        outcome = self.archive.keep(gathered.advert, self.run, datetime.now(UTC), gathered.page)
        self.kept[outcome] += 1

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """End the run with its counts and verdict."""
        if not isinstance(spider, SourceSpider):
            return
        outcome = Outcome(
            finish=reason,
            pages=self.pages,
            adverts=self.kept.total(),
            errors=self.errors,
            statuses=self.statuses,
            unanswered=self.unanswered(),
            refused_by_robots=self.stat("robots/refused"),
            expect_min=spider.source.expect_min,
            expect_max=spider.source.expect_max,
            sample=spider.sample is not None,
        )
        self.verdict, self.reason = judge(outcome)
        logger.log(
            logging.INFO if self.verdict == "healthy" else logging.WARNING,
            "run of %s: %s (%s); %d pages, %d adverts, dropped %s",
            spider.source.id,
            self.verdict,
            self.reason,
            self.pages,
            self.kept.total(),
            dict(self.dropped),
        )
        if self.archive is None:
            return
        now = datetime.now(UTC)
        for search, (pages, adverts) in spider.searched.items():  # no words ask for everything
            self.archive.log_search(self.run, spider.source.id, search or "(everything)", now, pages, adverts)
        self.archive.end_run(
            self.run,
            now,
            self.verdict,
            self.reason,
            pages=self.pages,
            adverts=self.kept.total(),
            new=self.kept["new"],
            changed=self.kept["changed"],
            dropped=self.dropped,
            fill=self.fill(),
        )
        self.archive.close()

    def fill(self) -> dict[str, float]:
        """Share of this run's adverts that had each label, the forty most common."""
        total = self.kept.total()
        return {label: round(count / total, 3) for label, count in self.labels.most_common(40)} if total else {}

    def unanswered(self) -> int:
        """Given up after every retry: requests that ended without an answer: time-outs, broken connections, answers over a cap."""
        answered = sum(self.statuses[code] for code in self.crawler.settings.getlist("RETRY_HTTP_CODES"))
        return max(0, self.stat("retry/max_reached") - answered)

    def stat(self, key: str) -> int:
        """A count of Scrapy's own."""
        return int(self.crawler.stats.get_value(key, 0)) if self.crawler.stats else 0
