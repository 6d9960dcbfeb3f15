"""One `runs` row per crawl: counts, fill rates, verdict, reason."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Request, Response

from catalogue.archive import Archive, ArchiveError
from catalogue.lock import LockTaken
from catalogue.lost_facts import keep_listing
from catalogue.places import archive_path, data_folder
from catalogue.search_log import EVERYTHING, Search, note_searches
from crawler.drift import note_change, note_lost_calls, rescue
from crawler.increment import since_of
from crawler.one_crawl import one_crawl
from crawler.source_spider import Gathered, SourceSpider, address_of
from crawler.verdict import SHUTDOWN, TOO_DEEP, Outcome, judge
from crawler.verdict_drift import Past, lost_labels
from crawler.window import is_within

logger = logging.getLogger(__name__)

GONE = (404, 410)
TAKEN_DOWN = "taken down"
EMPTY = ("no title", "no text")  # the page did not come as it should; its advert is not gone
FEWEST_CHARACTERS = 40  # of text; a page with less is an empty shell, not an advert
BROKEN = 20  # adverts without title or text whose pages are held until the end of a run, in case all are like that
LOGGED = 60  # requests that are remembered one by one: a first look shows how a site answers, not all of it


class RunReport:
    """Opens a run in the archive when a spider opens, counts while it works, and ends the run with a verdict."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.open = ExitStack()  # the lock and the archive of a run under way
        self.archive: Archive | None = None
        self.lost = ""  # why an advert could not be kept; the run ends there
        self.run = 0
        self.pages = 0
        self.statuses: Counter[int] = Counter()  # HTTP status → pages
        self.errors = 0
        self.kept: Counter[str] = Counter()  # new, changed, unchanged
        self.dropped: Counter[str] = Counter()  # reason → adverts
        self.unread: Counter[str] = Counter()  # reason → requests that got no page
        self.answered: set[str] = set()  # addresses that gave their page, or said that it is gone
        self.failed: set[str] = set()  # addresses of which nothing can be said
        self.lost_listings = 0
        self.broken: list[Gathered] = []  # adverts without title or text: the first of them
        self.gathered: dict[str, set[str]] = {}  # address that was asked for → keys of the adverts behind it
        self.listings = 0  # pages that list adverts
        self.listing: Response | None = None  # the last of them that came
        self.log: list[Asked] = []  # the first requests and their answers, for the report of a first look
        self.finish = ""  # Scrapy's reason for the end
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
                archive = self.open.enter_context(Archive(archive_path()))
                if archive.is_taken_down(spider.source.id):
                    self.refuse(spider, "blocked", "the source is on the takedown list; set its status to blocked")
                now = datetime.now(UTC)
                archive.end_cut_off_runs(spider.source.id, now)
                whole_every = spider.source.options.get("since")
                spider.since = since_of(spider.since_asked, whole_every, archive.runs(spider.source.id), now)
                self.run = archive.begin_run(spider.source.id, now, spider.since)
                self.archive = archive
        except LockTaken as problem:
            self.refuse(spider, "skipped", str(problem))
        except (ArchiveError, sqlite3.Error, OSError) as problem:
            self.refuse(spider, "error", f"nothing can be kept in {data_folder()}: {problem}")

    def refuse(self, spider: Spider, verdict: str, reason: str) -> None:
        """Close a spider before its first request; such a run is not written down."""
        self.verdict, self.reason = verdict, reason
        logger.error("%s is not gathered: %s", spider.name, reason)
        raise CloseSpider("refused")

    def response_received(self, response: Response, request: Request) -> None:
        """Count a page and its status; robots.txt is no page."""
        if len(self.log) < LOGGED:
            self.log.append(Asked.of(response, request))
        if request.meta.get("robots_txt"):
            return
        self.pages += 1
        self.statuses[response.status] += 1
        if is_listing(request) and response.status < 300:
            self.listings += 1
            self.listing = response
        if response.status < 400 or response.status in GONE:
            self.answered.add(address_of(request))
        else:
            self.note_failed(request)

    def spider_error(self, response: Response) -> None:
        """Count a page that a spider could not read."""
        self.errors += 1
        if response.request:
            self.note_failed(response.request)

    def note_unread(self, reason: str, request: Request | None) -> None:
        """Count an address that was not read, and the request that asked for it in vain."""
        self.unread[reason] += 1
        if request is not None:
            self.note_failed(request)

    def note_failed(self, request: Request) -> None:
        """Remember an address of which nothing can be said: what is there is not gone, only not read."""
        self.failed.add(address_of(request))
        self.lost_listings += is_listing(request)

    def note_broken(self, gathered: Gathered) -> None:
        """Hold an advert without title or text, until it is known whether the site has changed."""
        if len(self.broken) < BROKEN:
            self.broken.append(gathered)

    def note_keys(self, request: Request, keys: Iterable[str]) -> None:
        """Remember which adverts lie behind an address that was asked for."""
        self.gathered.setdefault(address_of(request), set()).update(keys)

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
        self.finish = reason
        self.unread += Counter({TOO_DEEP: self.stat("depth/request_ignored_count")})
        labels, wordings, past = self.look_back(spider)
        outcome = Outcome(
            finish=reason,
            pages=self.pages,
            adverts=self.kept.total(),
            errors=self.errors,
            statuses=self.statuses,
            unread=self.unread,
            refused_by_robots=self.stat("robots/refused"),
            ended=str(self.crawler.stats.get_value("politeness/refusal", "")) if self.crawler.stats else "",
            expect_min=spider.source.expect_min,
            expect_max=spider.source.expect_max,
            sample=spider.sample is not None,
            lost_listings=self.lost_listings,
            labels=labels,
            alike=max(wordings.values(), default=0),
            closed=len(spider.closed),
            since=spider.since.isoformat() if spider.since else "",
            changed="; ".join(f"{url}: {why}" for url, why in list(spider.changed.items())[:3]),
            broken=sum(self.dropped[reason] for reason in EMPTY),
        )
        self.verdict, self.reason = ("error", self.lost) if self.lost else judge(outcome, past)
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
        try:
            if self.archive:
                self.rescue_broken(self.archive)
                self.write_end(self.archive, spider, labels)
                self.note_drift(self.archive, spider, labels, past)
        except sqlite3.Error as problem:
            # The run stays without an end; the next crawl of the source writes down that it was cut off.
            self.verdict, self.reason = "error", f"{archive_path()} cannot be written ({problem})"
            logger.error("the end of the run of %s is not written down: %s", spider.source.id, self.reason)
        finally:
            self.open.close()

    def look_back(self, spider: SourceSpider) -> tuple[Counter[str], Counter[str], Past]:
        """(label → adverts that have it, wording → adverts that have it, the last healthy runs of the source).

        Asked of the archive, so that a page that has not changed since it was last read counts with what it said then.
        """
        labels: Counter[str] = Counter()
        wordings: Counter[str] = Counter()
        if self.archive is None:
            return labels, wordings, Past()
        try:
            for wording, named in self.archive.seen_in(self.run, spider.source.id):
                wordings[wording] += 1
                labels.update(set(named))
            return labels, wordings, Past.of(self.archive.runs(spider.source.id))
        except sqlite3.Error as problem:
            self.lost = self.lost or f"{archive_path()} cannot be read ({problem})"
            return labels, wordings, Past()

    def rescue_broken(self, archive: Archive) -> None:
        """Keep what the generic reader makes of adverts without title or text, if the site has changed."""
        if self.verdict != "changed":
            return
        try:
            self.kept.update(rescue(archive, self.broken, self.run, datetime.now(UTC), FEWEST_CHARACTERS))
        except Exception:  # whatever a page that nobody foresaw does, the run is written down
            logger.exception("the adverts without title or text are not kept")

    def note_drift(self, archive: Archive, spider: SourceSpider, labels: Counter[str], past: Past) -> None:
        """Keep what a person needs to see how a site has changed; that it cannot be done loses no advert."""
        try:
            if self.verdict == "changed":
                note_change(archive, spider.source.id, self.run, lost_labels(labels, past))
                note_lost_calls(archive, spider.source.id, self.run, spider.changed)
            elif self.verdict == "empty" and self.listing is not None:
                keep_listing(archive, spider.source.id, self.run, self.listing.url, self.listing.body)
        except Exception:  # the run is written down already
            logger.exception("what %s has lost is not written down", spider.source.id)

    def searches(self, archive: Archive, spider: SourceSpider) -> Iterator[Search]:
        """What each search gave. A spider without searches has one, that for everything."""
        everything = {key for key, _, _ in archive.keys_seen_in(self.run, spider.source.id)}
        for query in dict.fromkeys([*spider.searched, *spider.found]) or {"": None}:
            found = spider.found.get(query, set())
            keys = {key for address in found for key in self.gathered.get(address, ())} if spider.found else everything
            pages, adverts = spider.searched.get(query, (self.listings or self.pages, len(found) or len(keys)))
            yield Search(query or EVERYTHING, pages, adverts, keys)

    def write_end(self, archive: Archive, spider: SourceSpider, labels: Counter[str]) -> None:
        """Write searches, counts and verdict into the archive."""
        now = datetime.now(UTC)
        archive.note_unread(self.run, spider.source.id, self.failed | (spider.asked_for - self.answered))
        note_searches(archive, self.run, spider.source.id, now, self.searches(archive, spider))
        archive.end_run(
            self.run,
            now,
            self.verdict,
            self.reason,
            pages=self.pages,
            adverts=self.kept.total(),
            new=self.kept["new"],
            changed=self.kept["changed"],
            dropped=self.dropped + self.unread,
            fill=fill_of(labels, self.kept.total()),
            cut_off=self.finish == SHUTDOWN,
        )

    def stat(self, key: str) -> int:
        """A count of Scrapy's own."""
        return int(self.crawler.stats.get_value(key, 0)) if self.crawler.stats else 0


@dataclass(frozen=True)
class Asked:
    """One request and its answer."""

    url: str
    status: int
    size: int  # bytes
    what: str  # robots.txt | listing | advert

    @classmethod
    def of(cls, response: Response, request: Request) -> Asked:
        """As it came."""
        kind = "listing" if is_listing(request) else "advert page"
        what = "robots.txt" if request.meta.get("robots_txt") else kind
        return cls(response.url, response.status, len(response.body), what)


def is_listing(request: Request) -> bool:
    """Whether a page lists adverts, so that not to read it is not to see them."""
    return getattr(request.callback, "__name__", "") != SourceSpider.parse_advert.__name__


def fill_of(labels: Counter[str], adverts: int) -> dict[str, float]:
    """Share of adverts that have each label, the forty most common."""
    return {label: round(count / adverts, 3) for label, count in labels.most_common(40)} if adverts else {}
