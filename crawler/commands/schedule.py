"""`scrapy schedule`: stays in the foreground and gathers each source when its `every` says so."""

from __future__ import annotations

import argparse
import signal
import sys

from scrapy.commands import ScrapyCommand

from catalogue.lock import LockTaken, held
from catalogue.places import archive_path, catalogue_path, data_folder
from crawler.schedule import Schedule, Stop

ROUND = (sys.executable, "-m", "scrapy", "crawlall", "--due")


class Command(ScrapyCommand):
    """Exit codes: 0 stopped by SIGTERM or SIGINT, 1 not begun."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Stay in the foreground: gather each source when it is due, publish, tell of it in JSON lines"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Go on until SIGTERM or SIGINT; runs under way then end with a verdict."""
        stop = Stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        try:
            with held(data_folder() / "locks" / "schedule", "another `scrapy schedule`"):
                Schedule(archive_path(), catalogue_path(), ROUND, tell, stop=stop).run()
        except (LockTaken, OSError) as problem:
            print(f"scrapy schedule: not begun: {problem}", file=sys.stderr)
            self.exitcode = 1


def tell(line: str) -> None:
    """One line on standard output, at once."""
    print(line, flush=True)
