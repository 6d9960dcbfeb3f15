"""After a crawl with `unverified`: gathers what its report needs, and writes it to data/reports/ID-DAY.md."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from catalogue.archive import Archive
from catalogue.archive.confirmed import snapshots
from catalogue.archive.run_seen import keys_seen_in
from catalogue.leftovers import fresh_beside, replace_durably
from catalogue.places import archive_path, data_folder
from catalogue.records import Reading, Snapshot
from catalogue.search.log import searches_of
from catalogue.source import Source
from catalogue.sources import file_of
from crawler.first_look.decision import FirstLook
from crawler.first_look.report import first_report
from crawler.robots.cache import RobotsCache
from crawler.robots.rules import read_rules
from crawler.round import report_of
from crawler.run_outcome import count_of
from crawler.run_report import RunReport

SCREENED = 60  # adverts that are read: enough to see what a source carries, some seconds


def report_first_look(source: Source, crawler: Crawler, now: datetime) -> tuple[Path, str] | None:
    """(file, text) of the report on a run that has ended; None where the run never began, which the log explains."""
    report = report_of(crawler)
    if report is None or not report.run:
        return None
    with Archive(archive_path(), read_only=True) as archive:
        look = look_of(source, report, archive, now)
    text = first_report(source, look, str(file_of(source.id) or "the registry"), now)
    path = data_folder() / "reports" / f"{source.id}-{now:%Y-%m-%d}.md"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = fresh_beside(path)
    fresh.write_text(text, encoding="utf-8")
    replace_durably(fresh, path)
    return path, text


def look_of(source: Source, report: RunReport, archive: Archive, now: datetime) -> FirstLook:
    """What is known of a run that has ended."""
    from catalogue.normalise import read_snapshot  # noqa: PLC0415 (the codebook is only loaded where it is needed)

    [run] = [each for each in archive.runs(source.id) if each.id == report.run]
    numbers = [snapshot for _, snapshot, _ in keys_seen_in(archive, run.id, source.id)][:SCREENED]
    read: list[tuple[Snapshot, Reading]] = [
        (each, read_snapshot(each, whole=True)) for each in snapshots(archive, numbers)
    ]
    return FirstLook(
        run=run,
        asked=report.log,
        robots=robots_lines(source, now),
        refused=count_of(report.crawler.stats, "robots/refused"),
        listings=report.listings,
        searches={
            each["query"]: (each["pages"], each["adverts"]) for each in searches_of(archive) if each["run"] == run.id
        },
        adverts=sorted(read, key=lambda each: not each[1].included),
        read=len(read),
        opportunities=sum(reading.included for _, reading in read),
    )


def robots_lines(source: Source, now: datetime) -> list[str]:
    """What robots.txt says of each start address, a line each."""
    cache = RobotsCache(data_folder() / "robots")
    lines = []
    for address in source.start:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        said = cache.find(origin, now.timestamp())
        if said is None:
            lines.append(f"{origin}/robots.txt could not be had, so that nothing was asked for")
            continue
        rules = read_rules(*said)
        wait = f"; it asks for {rules.crawl_delay:g} seconds between requests" if rules.crawl_delay else ""
        verdict = rules.refuses(address) or "the start address is allowed"
        lines.append(f"{origin}/robots.txt answers HTTP {said[0]}: {verdict}{wait}")
    return list(dict.fromkeys(lines))
