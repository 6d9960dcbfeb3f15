"""What a round of crawls is made of: which sources, in which queues, what came of each, and the build at the end."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.places import archive_path, catalogue_path
from catalogue.records import Run
from catalogue.source import Source
from catalogue.sources import load_sources
from crawler.due import LONDON, moment_of
from crawler.one_crawl import host_of
from crawler.permission import may_be_looked_at, refusal
from crawler.run_report import RunReport

FAILURES = {"blocked", "gone", "changed", "error", "empty"}  # verdicts after which a person should look
UNPUBLISHED, BUSY = 3, 4  # exit codes: nothing was published; another round is under way
NOTHING_TO_CRAWL = "the registry has no source that may be crawled"
NOTHING_TO_LOOK_AT = (
    "the registry has no unverified source whose terms were read as allowing a crawl. Read the terms of one, write"
    " verdict: allow and read_on into its entry, and come again; `scrapy readpage ADDRESS` looks at one page meanwhile"
)
NEVER_BEGAN = "never began; see the log"


def chosen(ids: list[str], *, first_look: bool = False) -> list[Source]:
    """The sources named, or all that may be crawled. Raises UsageError for one that may not.

    `first_look`: those that nobody has confirmed yet, and no others.
    """
    sources = load_sources()
    unknown = [each for each in ids if each not in sources]
    if unknown:
        raise UsageError(f"no such source: {', '.join(unknown)}; `scrapy list` names those that there are")
    for each in ids:
        if problem := refusal(sources[each], first_look=first_look):
            raise UsageError(problem, print_help=False)
    named = [sources[each] for each in dict.fromkeys(ids)]
    wanted = named or [each for each in sources.values() if is_wanted(each, first_look)]
    if not wanted:
        raise UsageError(NOTHING_TO_LOOK_AT if first_look else NOTHING_TO_CRAWL, print_help=False)
    return wanted


def is_wanted(source: Source, first_look: bool) -> bool:
    """Whether a source belongs to a round that names none."""
    return source.status == "unverified" and may_be_looked_at(source) if first_look else source.may_be_crawled


def queues_by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """Sources that share a host follow one another, so that no host gets two requests at a time."""
    queues: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        queues[host_of(source)].append(source)
    return list(queues.values())


def verdict_of(crawler: Crawler) -> tuple[str, str]:
    """(verdict, reason) of a crawl that has ended; an error where it never began."""
    report = report_of(crawler)
    return ("error", NEVER_BEGAN) if report is None else (report.verdict, report.reason)


def report_of(crawler: Crawler) -> RunReport | None:
    """The run report of a crawl that has ended; None where it never began."""
    try:
        report = crawler.get_extension(RunReport)
    except RuntimeError:  # it ended before its parts were made
        return None
    return None if report is None or report.verdict == "running" else report


def keep_failed_start(source: str, crawler: Crawler, now: datetime) -> None:
    """Write down a crawl that never began as a run that failed: else nobody would see it, and it would stay due.

    One that only had to wait, for another crawl or for its window, stays due.
    """
    report = report_of(crawler)
    verdict, reason = verdict_of(crawler)
    if verdict == "skipped" or (report and report.run):
        return
    with suppress(ArchiveError, sqlite3.Error), Archive(archive_path()) as archive:  # the table tells it all the same
        run = archive.begin_run(source, now)
        archive.end_run(run, now, verdict, reason, pages=0, adverts=0, new=0, changed=0, dropped={}, fill={})


def row_of(source: str, crawler: Crawler, opportunities: int) -> dict[str, Any]:
    """What is shown of a source after a round."""
    report = report_of(crawler)
    verdict, reason = verdict_of(crawler)
    pages, adverts = (report.pages, report.kept.total()) if report else (0, 0)
    return {
        "source": source,
        "pages": pages,
        "adverts": adverts,
        "opportunities": opportunities,
        "verdict": verdict,
        "reason": reason,
    }


def is_published(catalogue: Path, runs: Sequence[Run], now: datetime) -> bool:
    """Whether a catalogue holds the last run and was built today: what is open changes with the day."""
    if not catalogue.exists():
        return False
    built = datetime.fromtimestamp(catalogue.stat().st_mtime, UTC)
    last = max((moment_of(run.ended) for run in runs if run.ended), default=built)
    same_day = built.astimezone(LONDON).date() == now.astimezone(LONDON).date()
    # Moments of runs are whole seconds, those of files are not.
    return same_day and last < built + timedelta(seconds=1)


def build_quietly(console: Console) -> bool:
    """Build the catalogue; whether it was published."""
    from catalogue.build import build  # noqa: PLC0415 (readers and codebook load slowly; gathering needs neither)

    try:
        build([archive_path()], catalogue_path())
    except Exception as problem:
        console.print(f"[red]The catalogue was not built:[/] {problem}")
        return False
    return True


def opportunities_by_source(path: Path) -> dict[str, int]:
    """Source → opportunities in a catalogue; empty where there is none yet."""
    if not path.exists():
        return {}
    with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as db:
        return dict(db.execute("select source, count(*) from opportunities group by source"))


def end_on_signals() -> None:
    """SIGTERM and SIGINT end the process at once from here on, tidily; while gathering they let runs end first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
