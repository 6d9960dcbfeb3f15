"""`scrapy schedule`: stays in the foreground and gathers each source when its `every` says so."""

from __future__ import annotations

import argparse
import signal
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from catalogue.lock import LockTaken, held
from catalogue.places import archive_path, catalogue_path, data_folder
from crawler.contact import check_contact
from crawler.schedule import Schedule
from crawler.schedule_stop import Stop

ROUND = (sys.executable, "-m", "scrapy", "crawlall", "--due")


class Command(ScrapyCommand):
    """Exit codes: 0 stopped by SIGTERM or SIGINT, 1 not begun, 2 wrong usage."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Stay in the foreground: gather each source when it is due, publish, tell of it in JSON lines"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Go on until SIGTERM or SIGINT; runs under way then end with a verdict."""
        if args:
            raise UsageError(f"{args[0]}: takes no names; the registry says what is gathered when")
        assert self.settings
        check_contact(self.settings.get("CONTACT"))
        stop = Stop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        try:
            with held(data_folder() / "locks" / "schedule", "another `scrapy schedule`"):
                Schedule(archive_path(), catalogue_path(), ROUND, tell, stop=stop).run()
        except (LockTaken, OSError) as problem:
            hint = "" if isinstance(problem, LockTaken) else f"; is {data_folder()} there and writable?"
            print(f"scrapy schedule: not begun: {problem}{hint}", file=sys.stderr)
            self.exitcode = 1


def tell(line: str) -> None:
    """One line on standard output, at once."""
    print(line, flush=True)
