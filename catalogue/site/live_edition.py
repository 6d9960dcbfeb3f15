"""One published file while it is served: its connections, what was read of it once, and whether it is a catalogue."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from queue import LifoQueue
from typing import Any, TypeVar

from catalogue.columns import TABLES

T = TypeVar("T")
Connection = sqlite3.Connection
Identity = tuple[int, int, int, int]  # device, inode, nanosecond of the last change, bytes


class NotBuilt(RuntimeError):
    """There is no catalogue in the file that is served: none was built yet, or by another release."""


class Edition:
    """One published file while it is served: its connections, and what was read of it once."""

    def __init__(self, identity: Identity, connections: list[Connection]):
        self.identity = identity
        self.lacks = missing_columns(connections[0])
        self.free: LifoQueue[Connection] = LifoQueue()  # the one used last knows most pages of the file
        for each in connections:
            self.free.put(each)
        self.reading = threading.Lock()
        self.read: dict[Callable[[Connection], Any], Any] = {}

    def answer(self, question: Callable[[Connection], T]) -> T:
        """What a question finds; there is a connection for every thread that may ask."""
        connection = self.free.get()
        try:
            return question(connection)
        finally:
            self.free.put(connection)

    def once(self, connection: Connection, reader: Callable[[Connection], T]) -> T:
        """What `reader` reads of the file, read at most once. Raises NotBuilt where the file is no catalogue."""
        if self.lacks:
            raise NotBuilt(f"the file that is served is no catalogue of this release; it lacks {self.lacks}")
        with self.reading:
            if reader not in self.read:
                self.read[reader] = reader(connection)
            known: T = self.read[reader]
            return known


def identity_of(path: str) -> Identity | None:
    """What tells one file from another in the same place; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def missing_columns(connection: Connection) -> str:
    """The tables and columns of columns.yml that a file lacks; empty where it has them all."""
    lacking = []
    for name, table in TABLES.items():
        there = {row[1] for row in connection.execute(f"pragma table_info([{name}])")}
        if not there:
            lacking.append(name)
            continue
        lacking += [f"{name}.{column.name}" for column in table.columns if column.name not in there]
    return ", ".join(lacking)
