"""What happens to an advert between spider and archive: checked, then kept."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from catalogue.archive.wordings import strip_tags
from catalogue.records import Advert
from crawler.gathered import Gathered
from crawler.guard.markup import MOST_TAGS
from crawler.run_end import FEWEST_CHARACTERS
from crawler.run_outcome import EMPTY
from crawler.run_report import RunReport


class CheckAdvert:
    """Drops what is no advert, with a counted reason."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.seen: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CheckAdvert:
        """Called by Scrapy."""
        return cls(crawler)

    def process_item(self, gathered: Gathered) -> Gathered:
        """The advert as it came; raises DropItem where something is missing or it was seen in this run."""
        problem = self.problem_of(gathered.advert)
        if problem:
            report = self.crawler.get_extension(RunReport)
            if report:
                report.dropped[problem] += 1
                if problem in EMPTY:
                    report.failed.add(gathered.advert.url)
                    report.note_broken(gathered)
            raise DropItem(f"{gathered.advert.url}: {problem}", log_level="INFO")
        self.seen.add(gathered.advert.key)
        return gathered

    def problem_of(self, advert: Advert) -> str | None:
        """Why an advert is not kept, or None."""
        if not advert.title.strip():
            return "no title"
        if not advert.key.strip():
            return "no key"
        if advert.key in self.seen:
            return "seen in this run"
        if advert.html.count("<") > MOST_TAGS:  # of a page that called itself a sitemap or came packed
            return "too many elements"
        described = str((advert.json_ld or {}).get("description") or "")
        if len(described) < FEWEST_CHARACTERS and len(" ".join(strip_tags(advert.html).split())) < FEWEST_CHARACTERS:
            return "no text"
        return None


class KeepAdvert:
    """Keeps each advert in the archive and counts what became of it."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepAdvert:
        """Called by Scrapy."""
        return cls(crawler)

    def process_item(self, gathered: Gathered) -> Advert:
        """The advert alone, after it was kept: what `-o FILE` writes."""
        report = self.crawler.get_extension(RunReport)
        if report:
            report.keep(gathered)
        return gathered.advert
