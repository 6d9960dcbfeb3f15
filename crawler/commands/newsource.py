"""`scrapy newsource URL`: look at a site, propose its registry entry, write with --write what a new source needs."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import Request
from scrapy.utils.conf import closest_scrapy_cfg

from catalogue.source_check import RegistryError
from catalogue.sources import load_sources, loopback_allowed, registry_path
from crawler.contact import check_contact
from crawler.one_page import be_quiet, response_of
from crawler.spider_arguments import check_no_options

if TYPE_CHECKING:
    from crawler.new_source.entry import Proposal
    from crawler.new_source.visit import Visited

ID = re.compile(r"[a-z][a-z0-9-]*")


class Command(ScrapyCommand):
    """Exit codes: 0 an entry was proposed, 1 the page did not come or nothing can be written, 2 wrong usage."""

    requires_project = True

    def syntax(self) -> str:
        """Shown by --help."""
        return "[options] URL"

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Look at a site and propose how it becomes a source"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--file", metavar="PAGE", help="read this saved page of the URL; nothing is asked for")
        parser.add_argument("--id", metavar="ID", help="id of the source; by default made from the host name")
        parser.add_argument(
            "--write", action="store_true", help="add the entry to the registry and save pages for tests"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Quiet unless asked: what is found goes to the standard output."""
        super().process_options(args, opts)
        be_quiet(self)
        check_no_options(args, "newsource")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, try, propose, and write where it is asked for."""
        if len(args) != 1 or urlsplit(args[0]).scheme not in ("http", "https") or not urlsplit(args[0]).hostname:
            raise UsageError("name one http(s) address: the page where the site lists what it offers")
        if opts.id and not ID.fullmatch(opts.id):
            raise UsageError(f"--id {opts.id}: use lower-case letters, digits and hyphens", print_help=False)
        if opts.id and is_of_another(opts.id, args[0]):
            raise UsageError(f"--id {opts.id}: is the id of another source; name another", print_help=False)
        # Scrapy loads every command with each; what this one alone needs is loaded late.
        from crawler.new_source.entry import check, propose  # noqa: PLC0415
        from crawler.new_source.files import WillNotWrite  # noqa: PLC0415
        from crawler.new_source.look import look_at  # noqa: PLC0415
        from crawler.new_source.shown import show  # noqa: PLC0415
        from crawler.new_source.trials import trials  # noqa: PLC0415
        from crawler.new_source.visit import robots_of  # noqa: PLC0415

        if opts.write and starts_at(args[0]):
            print(f"Nothing was asked for or written: {registry_path()} has a source that starts at {args[0]} already.")
            return
        visited = self.pages(args[0], opts.file)
        page = visited.page
        if page is None:
            print(f"{args[0]} gave no page: {visited.problem}")
            self.exitcode = 1
            return
        look = look_at(page, None if opts.file else robots_of(page.url))
        tried = trials(look, visited.known)
        proposal = propose(look, tried, datetime.now(UTC).date(), opts.id, saved=bool(opts.file))
        show(Console(highlight=False, soft_wrap=True), look, tried, proposal)
        try:
            check(proposal, loopback=loopback_allowed())
            if opts.write:
                self.write(proposal)
                return
        except (WillNotWrite, RegistryError, OSError) as problem:
            print(f"\nNothing was written: {problem}")
            self.exitcode = 1
            return
        print("\nNothing was written; with --write the entry and pages for the tests are.")

    def pages(self, address: str, file: str | None) -> Visited:
        """The page, and every page that is known: from a file, or from a polite visit. Raises UsageError."""
        from crawler.new_source.visit import Visited, visit  # noqa: PLC0415

        if file is None:
            assert self.crawler_process and self.settings
            check_contact(self.settings.get("CONTACT"))
            return visit(self.crawler_process, address)
        path = Path(file)
        if not path.is_file():
            raise UsageError(f"--file {file}: there is no such file", print_help=False)
        page = response_of(address, path.read_bytes())
        return Visited(page, {Request(address).url: page})

    def write(self, proposal: Proposal) -> None:
        """Write what is planned and say what to do next."""
        from crawler.new_source.files import plan, write_all  # noqa: PLC0415
        from crawler.new_source.shown import next_steps  # noqa: PLC0415

        configuration = closest_scrapy_cfg()
        project = Path(configuration).parent if configuration else None
        registry, loopback = registry_path(), loopback_allowed()
        texts = plan(proposal, registry, project, loopback=loopback)
        if not texts:
            print(f"\nNothing was written: {registry} has a source that starts at {proposal.entry['start']} already.")
            return
        write_all(texts, registry, loopback=loopback)
        print("\nWritten:\n" + "\n".join(f"  {path}" for path in texts))
        print(next_steps(proposal, next(iter(texts))))


def starts_at(address: str) -> bool:
    """Whether a source of the registry starts at an address already."""
    return any(address in source.start for source in load_sources().values())


def is_of_another(source_id: str, address: str) -> bool:
    """Whether an id is taken by a source that starts elsewhere."""
    source = load_sources().get(source_id)
    return source is not None and address not in source.start
