"""The site as a keeper serves it: `datasette` in a process of its own on loopback, asked over real connections."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

METADATA = Path(__file__).parents[1] / "metadata.yml"
PATIENCE = 90.0  # seconds for the site to begin, on a machine that has much other work


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_site(
    path: Path, more: Sequence[str] = (), settings: Mapping[str, str] | None = None, metadata: Path = METADATA
) -> Iterator[int]:
    """Serve a catalogue for as long as the block lasts; its port."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(path), "-m", str(metadata), "--port", str(port), *more]
    log = path.with_suffix(".log").open("w")
    site = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=METADATA.parent, env=settings)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                ask(port, "/robots.txt")
                break
            except (OSError, HTTPException):
                if time.monotonic() > until or site.poll() is not None:
                    raise RuntimeError(path.with_suffix(".log").read_text()) from None
                time.sleep(0.1)
        yield port
    finally:
        site.terminate()
        site.wait(10)
        log.close()


def ask(port: int, address: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> tuple[int, bytes]:
    """(status, body) of one request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, address, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
