"""What is shown while sources are gathered: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler

from catalogue.in_words import counted
from crawler.round import report_of
from crawler.run_report import RunReport

REASON = 12  # columns that a reason has at least; a longer word than that is rare
COLOURS = {"healthy": "green", "partial": "yellow", "empty": "yellow"}


class CrawlProgress:
    """A line per source: pages, adverts, verdict. Use as a context manager around the crawl."""

    def __init__(self, console: Console):
        self.console = console
        self.bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:24}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[pages]:>4} pages {task.fields[adverts]:>4} adverts  {task.fields[verdict]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> CrawlProgress:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def follow(self, crawler: Crawler, source_id: str, crawl: asyncio.Task[None]) -> None:
        """Show a crawler's progress as it goes, and how it ended."""
        row = self.bars.add_task(source_id, total=None, pages=0, adverts=0, verdict="waiting")

        def show(**_: Any) -> None:
            report = crawler.get_extension(RunReport)
            if report:
                self.bars.update(row, pages=report.pages, adverts=report.kept.total(), verdict=report.verdict)

        def ended(_: object) -> None:
            report = report_of(crawler)  # none where it never began
            verdict = report.verdict if report else "error"
            pages, adverts = (report.pages, report.kept.total()) if report else (0, 0)
            self.bars.update(row, total=1, completed=1, pages=pages, adverts=adverts, verdict=coloured(verdict))
            if not self.console.is_terminal:
                told = f"{counted(pages, 'page')}, {counted(adverts, 'advert')}"
                self.console.print(f"{source_id}: {verdict}: {told}", highlight=False)

        crawler.signals.connect(show, signals.response_received, weak=False)
        crawl.add_done_callback(ended)


def coloured(verdict: str) -> str:
    """A verdict in the colour that says whether someone must look."""
    return f"[{COLOURS.get(verdict, 'red')}]{verdict}[/]"


def found_table(rows: Iterable[dict[str, Any]]) -> Table:
    """What was found, a row per source; on a narrow terminal the reasons wrap and all else stays whole."""
    table = Table(title="What was found", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("source", no_wrap=True)
    for name in ("pages", "adverts", "opportunities"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("reason", min_width=REASON, overflow="fold")
    for row in rows:
        numbers = (str(row[name]) for name in ("pages", "adverts", "opportunities"))
        table.add_row(row["source"], *numbers, coloured(row["verdict"]), escape(row["reason"]))
    return table
