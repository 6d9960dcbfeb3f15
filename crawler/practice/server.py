"""The loopback server: every practice site on a port of its own."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import yaml

from catalogue.yaml_files import load_yaml
from crawler.practice.adverts import HERE, PracticeAdvert, load_adverts
from crawler.practice.delivery import deliver
from crawler.practice.sites import PATHS, SITES, AnswerSite
from crawler.practice.web import Answer, request_from

IDLE = 10  # seconds that a kept-alive connection may stay silent


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it; `time` is in seconds of the server's clock."""

    site: str
    path: str  # with the query
    time: float
    agent: str
    status: int


class PracticeWeb:
    """The practice sites on loopback, as a context manager: `with PracticeWeb(date(2026, 9, 1)) as web:`."""

    def __init__(
        self,
        today: date,
        sites: Sequence[str] | None = None,
        *,
        extra: Mapping[str, AnswerSite] | None = None,
        first_port: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`first_port`: the sites lie on this port and the next ones, so that their addresses stay from run to run."""
        self.today = today
        self.first_port = first_port
        self.clock = clock
        self.answers: dict[str, AnswerSite] = {site: SITES[site] for site in sites or SITES} | dict(extra or {})
        self.adverts = {site: load_adverts(site, today) if site in SITES else () for site in self.answers}
        self.base: dict[str, str] = {}
        self.requests: list[Seen] = []
        self.servers: list[SiteServer] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Open a free port for each site and answer there until stop()."""
        for number, site in enumerate(self.answers):
            server = open_site(self, site, self.first_port + number if self.first_port else 0)
            self.base[site] = f"http://127.0.0.1:{server.server_address[1]}"
            self.servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Close every port and every kept-alive connection."""
        while self.servers:
            self.servers.pop().close_all()

    def answer(self, site: str, target: str, headers: Mapping[str, str]) -> Answer:
        """What a site says to a request, recorded in `requests`."""
        request = request_from(target, self.base[site], headers)
        answer = deliver(request, self.answers[site](request, self.adverts[site], self.today))
        agent = request.headers.get("user-agent", "")
        self.requests.append(Seen(site, target, self.clock(), agent, answer.status))
        return answer

    def address(self, advert: PracticeAdvert) -> str:
        """Where an advert stands on the running web."""
        return self.base[advert.site] + PATHS[advert.site](advert)

    def sources(self) -> dict[str, Any]:
        """Registry entries for the running sites, their addresses filled in."""
        entries = load_yaml(HERE / "sources.yml")
        return {
            source: with_base({key: value for key, value in entry.items() if key != "site"}, self.base[entry["site"]])
            for source, entry in entries.items()
            if entry["site"] in self.base
        }

    def write_sources(self, path: Path) -> None:
        """Write the registry entries to a file that the crawler can be pointed at."""
        path.write_text(yaml.safe_dump(self.sources(), sort_keys=False, allow_unicode=True), encoding="utf-8")


def with_base(value: Any, base: str) -> Any:
    """A registry value with every `{base}` replaced by the site's address."""
    if isinstance(value, str):
        return value.replace("{base}", base)
    if isinstance(value, list):
        return [with_base(part, base) for part in value]
    if isinstance(value, dict):
        return {key: with_base(part, base) for key, part in value.items()}
    return value


class SiteServer(ThreadingHTTPServer):
    """One site on one port; remembers its connections so that stopping also ends those kept alive."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64  # connections that may wait; the usual five keep a crawl waiting for a second or more

    def __init__(self, web: PracticeWeb, site: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), Door)
        self.web = web
        self.site = site
        self.connections: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then answer it in a thread."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of askers that hang up; other faults are printed as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def close_all(self) -> None:
        """Stop listening and hang up."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def open_site(web: PracticeWeb, site: str, port: int) -> SiteServer:
    """A site on the port asked for, or on a free one where that is taken."""
    try:
        return SiteServer(web, site, port)
    except OSError:
        return SiteServer(web, site, 0)


class Door(BaseHTTPRequestHandler):
    """Passes GET and HEAD on to the site."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "PracticeWeb"
    sys_version = ""
    timeout = IDLE
    disable_nagle_algorithm = True  # else every small answer waits for the asker's delayed acknowledgement

    def do_GET(self) -> None:
        """Answer with head and body."""
        answer = self.server.web.answer(self.server.site, self.path, dict(self.headers.items()))
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; `PracticeWeb.requests` is the log."""
