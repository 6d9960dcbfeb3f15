"""Clients that ask the site without a pause while its file is replaced, and what came of it."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

LIST = "/catalogue/opportunities"
TOTAL = re.compile(rb'role="status">([\d,]+) ')
ADDRESSES = ("/", f"{LIST}?_all=on", f"{LIST}?_search=policy&_all=on", f"{LIST}/harbour~3A0", f"{LIST}.csv?_stream=on",
             f"{LIST}.json?_shape=objects", "/catalogue/by_host", "/codebook")  # fmt: skip


@dataclass
class Load:
    """What the clients saw."""

    asked: int = 0
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds
    torn: list[str] = field(default_factory=list)  # answers with rows of two files
    seen_after: list[float] = field(default_factory=list)  # seconds from each swap to the first answer of the new file


def load_while_swapping(
    port: int, served: Path, editions: Sequence[tuple[Path, int]], seconds: float, per_second: float, clients: int = 4
) -> Load:
    """Ask at a pace for some seconds, while each edition (file, number of its opportunities) in turn is swapped in.

    The file that is served first has as many opportunities as one of them.
    """
    load, lock, stop = Load(), threading.Lock(), threading.Event()
    sizes = {size for _, size in editions}

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        turn = number
        while not stop.is_set():
            address = ADDRESSES[turn % len(ADDRESSES)]
            turn += 1
            begun = time.monotonic()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                body = answer.read()
                wrong = "" if answer.status == 200 else f"{answer.status} {address}"
            except (HTTPException, OSError) as problem:
                connection.close()
                body, wrong = b"", f"{type(problem).__name__} {address}: {problem}"
            taken = time.monotonic() - begun
            with lock:
                load.asked += 1
                load.slowest = max(load.slowest, taken)
                if wrong:
                    load.failed.append(wrong)
                elif ".csv" in address and rows_of(body) not in sizes:
                    load.torn.append(f"{rows_of(body)} rows")
            stop.wait(max(0.0, clients / per_second - taken))
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for each in threads:
        each.start()
    for path, size in editions:
        stop.wait(seconds / (len(editions) + 1))
        os.replace(path, served)  # noqa: PTH105 as the build does it
        swapped = time.monotonic()
        while size != total(port) and time.monotonic() < swapped + 10:
            time.sleep(0.02)
        load.seen_after.append(time.monotonic() - swapped)
    stop.wait(seconds / (len(editions) + 1))
    stop.set()
    for each in threads:
        each.join()
    return load


def total(port: int) -> int:
    """How many opportunities the list says there are; -1 where it does not answer well.

    The page that people look at: a whole CSV would take longer than the swap that is waited for.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", f"{LIST}?_all=on")
        answer = connection.getresponse()
        told = TOTAL.search(answer.read())
        return int(told[1].replace(b",", b"")) if answer.status == 200 and told else -1
    finally:
        connection.close()


def rows_of(body: bytes) -> int:
    """Rows of a CSV whose values hold no line breaks."""
    return body.count(b"\n") - 1
