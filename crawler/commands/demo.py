"""`scrapy demo`: gather the practice sites over HTTP, build, export, serve."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand

from crawler.practice.server import PracticeWeb

FOLDER = Path("data/demo")
CONTACT = "https://example.org/wkep-practice"
SITES_FROM = 8710  # the practice sites keep their addresses, so that a second run meets the same adverts
TRIES = 50  # ports above the one asked for


class Command(ScrapyCommand):
    """Everything runs on loopback; the practice sites end with the crawl."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Shown by `scrapy` alone."""
        return "Gather the practice sites on loopback, build, export and serve the catalogue"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options beside Scrapy's own."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=8001, help="port of the site (default 8001)")
        parser.add_argument("--no-serve", action="store_true", help="end after the export")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Gather, build, export, serve; the exit code is that of the first step that failed."""
        console = Console()
        FOLDER.mkdir(parents=True, exist_ok=True)
        with PracticeWeb(date.today(), first_port=SITES_FROM) as web:  # noqa: DTZ011 (the day where the demo runs)
            web.write_sources(FOLDER / "sources.yml")
            console.print(f"Gathering {len(web.base)} practice sites on loopback …")
            self.exitcode = step([tool("scrapy"), "crawlall"])
        catalogue = FOLDER / "catalogue.db"
        for kind in ("csv", "json"):
            target = FOLDER / f"opportunities.{kind}"
            self.exitcode = self.exitcode or step([tool("catalogue"), "export", "--format", kind, "-o", str(target)])
            console.print(f"{kind.upper():5} {target}")
        console.print(f"[dim]Catalogue {catalogue}[/]")
        if opts.no_serve or self.exitcode:
            return
        port = free_port(opts.port)
        if port != opts.port:
            console.print(f"Port {opts.port} is taken; the next free one is {port}.")
        console.print(f"The catalogue is at [bold]http://127.0.0.1:{port}[/] until Ctrl-C.")
        try:
            self.exitcode = step([tool("datasette"), str(catalogue), "-m", "metadata.yml", "-p", str(port)])
        except KeyboardInterrupt:
            console.print("Ended.")


def tool(name: str) -> str:
    """The path of a command of this environment."""
    return str(Path(sys.executable).parent / name)


def step(command: list[str]) -> int:
    """Run a command over the demo's own registry and data folder; its exit code."""
    environment = {
        **os.environ,
        "WKEP_SOURCES": str(FOLDER / "sources.yml"),
        "WKEP_DATA": str(FOLDER),
        "WKEP_ALLOW_LOOPBACK": "1",
        "WKEP_CONTACT": os.environ.get("WKEP_CONTACT") or CONTACT,
    }
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (our own commands)


def free_port(wanted: int) -> int:
    """The port asked for, or the next one that nobody listens on."""
    for port in range(wanted, wanted + TRIES):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {wanted} and {wanted + TRIES}; name another with --port")
