"""A function over many values on several processors, without holding them all in memory."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import parent_process
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

CHUNK = 50  # values a process gets at a time: long enough that sending them costs little
WAITING = 3  # chunks a process may have waiting
WORTH_A_POOL = 150  # values; with fewer, starting processes costs more than it saves


def workers() -> int:
    """Processes to use: WKEP_WORKERS, or one per processor."""
    named = os.environ.get("WKEP_WORKERS", "")
    return int(named) if named.isdigit() and int(named) else os.cpu_count() or 1


def bounded_map(function: Callable[[A], B], values: Iterable[A], processes: int) -> Iterator[B]:
    """`function` of each value, in order; at most a few chunks are under way at a time."""
    stream = iter(values)
    first = list(islice(stream, WORTH_A_POOL))
    if processes < 2 or len(first) < WORTH_A_POOL:
        yield from map(function, first)
        yield from map(function, stream)
        return
    with ProcessPoolExecutor(processes, initializer=end_with_parent) as pool:
        under_way: deque[Future[list[B]]] = deque()
        for chunk in chunks(first, stream):
            under_way.append(pool.submit(each, function, chunk))
            if len(under_way) >= processes * WAITING:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def end_with_parent() -> None:
    """Let a process of the pool end when the one that began it is killed; it would wait for work for ever."""
    threading.Thread(target=wait_and_end, daemon=True).start()


def wait_and_end() -> None:
    """End this process as soon as its parent has."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def chunks(first: list[A], rest: Iterator[A]) -> Iterator[list[A]]:
    """The values in lists of CHUNK."""
    for start in range(0, len(first), CHUNK):
        yield first[start : start + CHUNK]
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def each(function: Callable[[A], B], values: list[A]) -> list[B]:
    """`function` of each value; runs in a process of the pool."""
    return [function(value) for value in values]
