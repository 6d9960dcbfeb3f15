"""A lock on a file, which the operating system takes back when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.2  # seconds between two tries


class LockTaken(RuntimeError):
    """Somebody else is at it; the message says who."""


@contextmanager
def held(path: Path, what: str, *, wait: float = 0) -> Iterator[None]:
    """Hold a lock for as long as the block lasts. `what`: what only one process may do at a time, for the message.

    Tries for `wait` seconds, then raises LockTaken. Two blocks in one process do not shut each other out: it is a
    record lock (POSIX fcntl), because a flock would live on in the children of a killed holder. Raises OSError where
    the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        take(file, path, what, wait)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)  # frees the lock; the file stays, since removing it would let two holders in


def take(file: int, path: Path, what: str, wait: float) -> None:
    """Take the lock of an open file. Raises LockTaken when the time is up."""
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as problem:  # POSIX allows either answer
            if time.monotonic() >= until:
                holder = os.pread(file, 20, 0).decode(errors="replace").strip() or "not known"
                raise LockTaken(f"{what} is under way already (process {holder}, lock {path})") from problem
            time.sleep(PAUSE)
            continue
        return
