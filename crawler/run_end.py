"""The end of a run in the archive: what it saw beside the runs before, its searches and counts, what was lost."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from catalogue.archive import Archive
from catalogue.archive.run_seen import keys_seen_in, note_unread, seen_in
from catalogue.lost_facts import keep_listing
from catalogue.search.log import EVERYTHING, Search, note_searches
from crawler.drift import note_change, note_lost_calls
from crawler.drift.rescue import rescue
from crawler.outcome import SHUTDOWN
from crawler.run_counts import RunCounts, fill_of
from crawler.source_spider import SourceSpider
from crawler.verdict.drift import Past, lost_labels

logger = logging.getLogger(__name__)

FEWEST_CHARACTERS = 40  # of text; a page with less is an empty shell, not an advert


@dataclass(frozen=True)
class Seen:
    """What the adverts of a run say, and what the runs before it counted.

    Asked of the archive, so that a page that has not changed since it was last read counts with what it said then.
    """

    labels: Counter[str]  # label → adverts that have it
    alike: int  # adverts that share one and the same wording
    past: Past

    @classmethod
    def nothing(cls) -> Seen:
        """Of a run that is not kept."""
        return cls(Counter(), 0, Past())

    @classmethod
    def of(cls, archive: Archive, run: int, source: str) -> Seen:
        """Raises sqlite3.Error."""
        labels: Counter[str] = Counter()
        wordings: Counter[str] = Counter()
        for wording, named in seen_in(archive, run, source):
            wordings[wording] += 1
            labels.update(set(named))
        return cls(labels, max(wordings.values(), default=0), Past.of(archive.runs(source)))


@dataclass(frozen=True)
class RunEnd:
    """A run that has ended, and the archive that it is written into."""

    archive: Archive
    run: int
    spider: SourceSpider
    counts: RunCounts
    seen: Seen
    verdict: str
    reason: str
    finish: str  # Scrapy's reason for the end

    def write(self) -> None:
        """Write down all that is known of the run. Raises sqlite3.Error: the run has no end then."""
        self.rescue_broken()
        self.write_counts()
        self.note_drift()

    def rescue_broken(self) -> None:
        """Keep what the generic reader makes of adverts without title or text, if the site has changed."""
        if self.verdict != "changed":
            return
        try:
            rescued = rescue(self.archive, self.counts.broken, self.run, datetime.now(UTC), FEWEST_CHARACTERS)
            self.counts.kept.update(rescued)
        except Exception:  # whatever a page that nobody foresaw does, the run is written down
            logger.exception("the adverts without title or text are not kept")

    def write_counts(self) -> None:
        """Write searches, counts and verdict into the archive."""
        now, source, counts = datetime.now(UTC), self.spider.source.id, self.counts
        note_unread(self.archive, self.run, source, counts.failed | (self.spider.asked_for - counts.answered))
        note_searches(self.archive, self.run, source, now, self.searches())
        self.archive.end_run(
            self.run,
            now,
            self.verdict,
            self.reason,
            pages=counts.pages,
            adverts=counts.kept.total(),
            new=counts.kept["new"],
            changed=counts.kept["changed"],
            dropped=counts.dropped + counts.unread,
            fill=fill_of(self.seen.labels, counts.kept.total()),
            cut_off=self.finish == SHUTDOWN,
        )

    def searches(self) -> Iterator[Search]:
        """What each search gave. A spider without searches has one, that for everything."""
        spider, counts = self.spider, self.counts
        everything = {key for key, _, _ in keys_seen_in(self.archive, self.run, spider.source.id)}
        for query in dict.fromkeys([*spider.searched, *spider.found]) or {"": None}:
            found = spider.found.get(query, set())
            keys = (
                {key for address in found for key in counts.gathered.get(address, ())} if spider.found else everything
            )
            usual = (counts.listings or counts.pages, len(found) or len(keys))
            pages, adverts = spider.searched.get(query, usual)
            yield Search(query or EVERYTHING, pages, adverts, keys)

    def note_drift(self) -> None:
        """Keep what a person needs to see how a site has changed; that it cannot be done loses no advert."""
        source, listing = self.spider.source.id, self.counts.listing
        try:
            if self.verdict == "changed":
                note_change(self.archive, source, self.run, lost_labels(self.seen.labels, self.seen.past))
                note_lost_calls(self.archive, source, self.run, self.spider.changed)
            elif self.verdict == "empty" and listing is not None:
                keep_listing(self.archive, source, self.run, listing.url, listing.body)
        except Exception:  # the run is written down already
            logger.exception("what %s has lost is not written down", source)
