"""`scrapy crawlall [ID…]`: gather many sources side by side, then build the catalogue."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError
from catalogue.lock import LockTaken
from catalogue.places import archive_path, catalogue_path, data_folder
from catalogue.source import Source
from crawler import round as a_round
from crawler.contact import check_contact
from crawler.due import LONDON, Plan, plan
from crawler.first_look import report_first_look
from crawler.gathering import Gathering
from crawler.increment import FULL
from crawler.one_crawl import one_round
from crawler.progress import found_table
from crawler.spider_arguments import check_no_options, sample_of


class Command(ScrapyCommand):
    """Exit codes: 0 every source healthy or partial, 1 a source failed, 2 wrong usage, 3 nothing published, 4 another
    round is under way."""

    requires_project = True

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] [ID ...]"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Gather every active source, or those named, side by side; then build the catalogue"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--due", action="store_true", help="only what its `every` says is due; safe at any time")
        parser.add_argument(
            "--unverified", action="store_true", help="take a first look at sources nobody has confirmed"
        )
        parser.add_argument(
            "--full", action="store_true", help="ask for everything, also where the registry has `since`"
        )
        parser.add_argument("--no-build", action="store_true", help="gather only; `catalogue build` builds later")
        parser.add_argument("--sample", metavar="N", help="look at N adverts a source, keep none, build nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """The project's own level is for one source; beside a table of many, only warnings are worth a line."""
        super().process_options(args, opts)
        assert self.settings
        check_no_options(args, "crawlall")
        try:
            sample_of(opts.sample)
        except ValueError as problem:
            raise UsageError(f"--{problem}", print_help=False) from problem
        check_contact(self.settings.get("CONTACT"))
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """One round, kept apart from every other."""
        console = Console(stderr=True)
        try:
            with one_round(data_folder()):
                self.exitcode = self.go_round(args, opts, console)
        except LockTaken as problem:
            console.print(f"Nothing is gathered: {problem}", highlight=False)
            self.exitcode = a_round.BUSY
        except (ArchiveError, sqlite3.Error, OSError) as problem:
            hint = "" if isinstance(problem, ArchiveError) else f"; is {data_folder()} writable, and the disk not full?"
            console.print(f"Nothing is gathered: {problem}{hint}", highlight=False)
            self.exitcode = a_round.UNPUBLISHED

    def go_round(self, args: list[str], opts: argparse.Namespace, console: Console) -> int:
        """Gather, then build; the exit code."""
        now = datetime.now(UTC)
        sources = a_round.chosen(args, first_look=opts.unverified)
        with Archive(archive_path()) as archive:  # one that cannot be used is told of before any site is asked
            runs = archive.runs()
        todo = plan(sources, runs, now) if opts.due and not opts.unverified else Plan([source.id for source in sources])
        for problem in todo.problems:
            console.print(f"[red]On no schedule:[/] {problem}", highlight=False)
        due = [source for source in sources if source.id in todo.due]
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)
        gathering = Gathering(self.crawler_process, arguments_of(opts))
        gathering.gather(due, console)
        crawlers = gathering.crawlers
        a_round.end_on_signals()
        if opts.sample:
            return 0
        if opts.unverified:
            return report_first_looks(due, crawlers, console)
        for source_id, crawler in crawlers.items():
            a_round.keep_failed_start(source_id, crawler, now)
        wanted = crawlers or not a_round.is_published(catalogue_path(), runs, now)
        published = opts.no_build or not wanted or (not gathering.stopped and a_round.build_quietly(console))
        counts = a_round.opportunities_by_source(catalogue_path())
        rows = [a_round.row_of(each, crawler, counts.get(each, 0)) for each, crawler in crawlers.items()]
        if rows:
            Console().print(found_table(rows))
        elif console.is_terminal and todo.next:
            console.print(f"Nothing is due before {todo.next.astimezone(LONDON):%d %B, %H:%M}.", highlight=False)
        if gathering.stopped and not opts.no_build:
            console.print("It was told to stop: what was gathered is kept, and the catalogue stays as it was.")
        if not published:
            return a_round.UNPUBLISHED
        return int(bool(todo.problems) or any(row["verdict"] in a_round.FAILURES for row in rows))


def report_first_looks(sources: list[Source], crawlers: Mapping[str, Crawler], console: Console) -> int:
    """A report on each source in a file, a row each on the screen; nothing is published of them. The exit code."""
    rows = []
    for source in sources:
        crawler = crawlers.get(source.id)
        if crawler is None:
            continue
        made = report_first_look(source, crawler, datetime.now(UTC))
        row = a_round.row_of(source.id, crawler, 0)
        rows.append({**row, "reason": f"{row['reason']}; {made[0]}" if made else row["reason"]})
    if rows:
        Console().print(found_table(rows))
        console.print("Nothing of them is published before a person makes them active; each report says how.")
    return int(any(row["verdict"] in a_round.FAILURES for row in rows))


def arguments_of(opts: argparse.Namespace) -> dict[str, str]:
    """What the options of the command say to each spider."""
    told = {"sample": opts.sample, "since": FULL if opts.full else None, "unverified": "1" if opts.unverified else None}
    return {name: text for name, text in told.items() if text}
