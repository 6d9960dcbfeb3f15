"""The loopback server of the hostile site: what it writes is not always HTTP."""

from __future__ import annotations

import contextlib
import itertools
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from crawler.practice.hostile import BOMBS, hostile

ENTRY = {  # a registry entry, but for the address
    "title": "Hostile practice site",
    "publisher": "Practice Nobody",
    "sector": "other",
    "kind": "directory",
    "why": "Shows that a crawl of a site that does everything wrong ends in bounds",
    "platform": "json_ld",
    "advert_url": "/advert/",
    "licence": "Practice text of this project",
    "reuse": "facts",
    "every": "daily",
    "expect": {"min": 1, "max": 30},
    "status": "active",
    "evidence": "Invented for practice",
    "delay": 0,
}


class HostileWeb:
    """The hostile site on loopback, as a context manager."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.fetches = itertools.count()  # of robots.txt
        self.asked: list[str] = []  # paths, in the order of the requests
        self.server = HostileServer(self)

    @property
    def port(self) -> int:
        """Where the site listens on 127.0.0.1."""
        return int(self.server.server_address[1])

    def __enter__(self) -> Self:
        for make in BOMBS.values():  # packing takes a second each, which a crawl would count as silence
            make()
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def source(self, pages: int) -> dict[str, Any]:
        """The site's registry entry with a page budget."""
        base = f"http://127.0.0.1:{self.port}"
        terms = {"url": f"{base}/terms", "read_on": date(2026, 1, 5), "verdict": "allow"}
        return {**ENTRY, "start": f"{base}/", "terms": terms, "pages": pages}


class HostileServer(ThreadingHTTPServer):
    """Answers each connection in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64  # of connections that wait; with the usual five a waiting crawl would count silence

    def __init__(self, web: HostileWeb) -> None:
        super().__init__(("127.0.0.1", 0), HostileDoor)
        self.web = web


class HostileDoor(BaseHTTPRequestHandler):
    """Writes what the site says, byte by byte as it says it, then hangs up."""

    server: HostileServer

    def do_GET(self) -> None:
        """One answer."""
        web = self.server.web
        web.asked.append(self.path)
        wire = hostile(self.path, web.port, web.stop, web.fetches)
        self.close_connection = True
        with contextlib.suppress(OSError):  # the asker has hung up, as it should
            self.wfile.write(wire.head)
            for piece in wire.pieces:
                self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; `HostileWeb.asked` is the log."""
