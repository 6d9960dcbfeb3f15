"""All that a verdict is made of, gathered from the counts of a run, its spider and Scrapy."""

from __future__ import annotations

from scrapy.statscollectors import StatsCollector

from crawler.outcome import Outcome
from crawler.run_counts import RunCounts
from crawler.run_end import Seen
from crawler.source_spider import SourceSpider

EMPTY = ("no title", "no text")  # the page did not come as it should; its advert is not gone


def outcome_of(
    counts: RunCounts, spider: SourceSpider, seen: Seen, finish: str, stats: StatsCollector | None
) -> Outcome:
    """What a run counted. `finish`: Scrapy's reason for the end."""
    source = spider.source
    return Outcome(
        finish=finish,
        pages=counts.pages,
        adverts=counts.kept.total(),
        errors=counts.errors,
        statuses=counts.statuses,
        unread=counts.unread,
        refused_by_robots=count_of(stats, "robots/refused"),
        ended=str(stats.get_value("politeness/refusal", "")) if stats else "",
        expect_min=source.expect_min,
        expect_max=source.expect_max,
        sample=spider.sample is not None,
        lost_listings=counts.lost_listings,
        labels=seen.labels,
        alike=seen.alike,
        closed=len(spider.closed),
        since=spider.since.isoformat() if spider.since else "",
        changed="; ".join(f"{url}: {why}" for url, why in list(spider.changed.items())[:3]),
        broken=sum(counts.dropped[reason] for reason in EMPTY),
    )


def count_of(stats: StatsCollector | None, key: str) -> int:
    """A count of Scrapy's own."""
    return int(stats.get_value(key, 0)) if stats else 0
