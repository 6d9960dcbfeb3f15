"""`scrapy crawlall [ID…]`: gather many sources side by side, then build the catalogue."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from catalogue.archive import Archive
from catalogue.places import archive_path, catalogue_path
from catalogue.sources import Source, load_sources
from crawler.progress import CrawlProgress, found_table

FAILED = {"blocked", "gone", "changed", "error", "empty"}


class Command(ScrapyCommand):
    """Exit codes: 0 every source healthy or partial, 1 a source failed, 2 wrong usage, 3 nothing published."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] [ID ...]"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Gather every active source, or those named, side by side; then build the catalogue"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--no-build", action="store_true", help="gather only; `catalogue build` builds later")
        parser.add_argument("--sample", metavar="N", help="look at N adverts a source, keep none, build nothing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Gather, then build."""
        sources = chosen(args)
        console = Console(stderr=True)
        with CrawlProgress(console) as progress:
            for queue in queues_by_host(sources):
                self.begin(queue, progress, opts.sample)
            assert self.crawler_process
            self.crawler_process.start()
        if opts.sample:
            return
        published = opts.no_build or build_quietly(console)
        runs = last_runs([source.id for source in sources])
        Console().print(found_table(runs))
        failed = any(run["verdict"] in FAILED for run in runs)
        self.exitcode = 3 if not published else int(failed)

    def begin(self, queue: list[Source], progress: CrawlProgress, sample: str | None) -> None:
        """Gather the first source of a queue; the next begins when it has ended, however it ended."""
        source, *rest = queue
        assert self.crawler_process
        crawler = self.crawler_process.create_crawler(source.id)
        arguments = {"sample": sample} if sample else {}
        task = self.crawler_process.crawl(crawler, **arguments)
        assert isinstance(task, asyncio.Task)
        progress.follow(crawler, source.id, task)
        if rest:
            task.add_done_callback(partial(self.begin_next, rest, progress, sample))

    def begin_next(self, rest: list[Source], progress: CrawlProgress, sample: str | None, _: object) -> None:
        """Called when a source has ended."""
        self.begin(rest, progress, sample)


def chosen(ids: list[str]) -> list[Source]:
    """The sources named, or all that may be crawled. Raises UsageError for one that may not."""
    sources = load_sources()
    unknown = [each for each in ids if each not in sources]
    if unknown:
        raise UsageError(f"no such source: {', '.join(unknown)}; `scrapy list` names those that there are")
    for each in ids:
        if not sources[each].may_be_crawled:
            raise UsageError(
                f"{each} is not crawled: status {sources[each].status}, terms {sources[each].terms.verdict}"
            )
    wanted = [sources[each] for each in ids] if ids else [s for s in sources.values() if s.may_be_crawled]
    if not wanted:
        raise UsageError("the registry has no source that may be crawled")
    return wanted


def queues_by_host(sources: list[Source]) -> list[list[Source]]:
    """Sources that share a host follow one another, so that no host gets two requests at a time."""
    queues: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        queues[urlsplit(source.start[0]).netloc].append(source)
    return list(queues.values())


def build_quietly(console: Console) -> bool:
    """Build the catalogue; whether it was published."""
    from catalogue.build import build  # noqa: PLC0415 (readers and codebook load slowly; gathering needs neither)

    try:
        build([archive_path()], catalogue_path())
    except Exception as problem:
        console.print(f"[red]The catalogue was not built:[/] {problem}")
        return False
    return True


def last_runs(ids: list[str]) -> list[dict[str, Any]]:
    """The last run of each source, with how many opportunities the catalogue has of it."""
    counts = opportunities_by_source(catalogue_path())
    rows = []
    with Archive(archive_path(), read_only=True) as archive:
        for source_id in ids:
            runs = archive.runs(source_id)
            if not runs:
                rows.append(
                    {
                        "source": source_id,
                        "pages": 0,
                        "adverts": 0,
                        "verdict": "error",
                        "reason": "never began; see the log",
                    }
                )
            else:
                last = runs[-1]
                rows.append({name: getattr(last, name) for name in ("source", "pages", "adverts", "verdict", "reason")})
            rows[-1]["opportunities"] = counts.get(source_id, 0)
    return rows


def opportunities_by_source(path: Path) -> dict[str, int]:
    """Source → opportunities in a catalogue; empty where there is none yet."""
    if not path.exists():
        return {}
    with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as db:
        return dict(db.execute("select source, count(*) from opportunities group by source"))
