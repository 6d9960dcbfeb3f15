"""Whose turn it is to ask a host: one request at a time, over all crawls that share a data folder.

Requests of one process wait in line for a lock; processes take turns with a lock on the host's file. The file keeps
when the host was last asked and how long it wants to be left alone, so that the next run keeps to that too. Crawls on
one machine that are given separate data folders know nothing of each other: give them one.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import math
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.rest import LONGEST, REMEMBERED

LOOK = 0.25  # seconds between looks at a file that another process holds, and at whether the run has ended
LINE = 64  # bytes of a host's file, of which two moments to the millisecond take half
PORTS = {80, 443, None}
LOOPBACK = re.compile(r"127(?:\.[0-9]{1,3}){3}|::1|(?:[a-z0-9-]{1,63}\.)?localhost")


class Resting(Exception):
    """A host wants to be left alone for longer than a run waits; `until` in seconds since 1970."""

    def __init__(self, until: float):
        super().__init__(until)
        self.until = until


class RunOver(Exception):
    """The run ended while a request waited for its turn."""


@dataclass(frozen=True)
class Kept:
    """What the host's file says; seconds since 1970."""

    asked: float = 0.0  # when it was last asked, or last answered
    rest_until: float = 0.0


class Host:
    """One host: the line before it, and its file."""

    def __init__(self, file: Path, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]):
        self.clock = clock
        self.sleep = sleep
        self.line = asyncio.Lock()
        self.crawl_delay = 0.0  # seconds between requests that its robots.txt asks for
        self.refusals = 0  # how many times in a row it was too busy
        self.file = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    async def take(self, gap: float, is_over: Callable[[], bool]) -> None:
        """Wait for the turn, `gap` seconds after the last answer at the earliest; `leave` gives it back.

        Raises Resting, or RunOver as soon as `is_over` says so.
        """
        await self.line.acquire()
        try:
            while wait := self.wait(gap, is_over):
                await self.sleep(min(wait, LOOK))
        except BaseException:
            self.give_back()
            raise

    def wait(self, gap: float, is_over: Callable[[], bool]) -> float:
        """Seconds to wait yet; 0 where the turn is ours now and the file is held."""
        if is_over():
            raise RunOver
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return LOOK
        now = self.clock()
        kept = self.kept(now)
        ready = max(kept.asked + gap, kept.rest_until)
        if ready <= now:
            self.keep(Kept(now, kept.rest_until))
            return 0.0
        fcntl.flock(self.file, fcntl.LOCK_UN)
        if kept.rest_until - now > LONGEST:
            raise Resting(kept.rest_until)
        return ready - now

    def leave(self, rest: float = 0.0) -> None:
        """Give the turn back; nobody asks the host for `rest` seconds."""
        try:
            now = self.clock()
            self.keep(Kept(now, max(self.kept(now).rest_until, now + rest if rest else 0.0)))
        finally:
            self.give_back()

    def give_back(self) -> None:
        """Let the next one have the turn, here and in other processes."""
        fcntl.flock(self.file, fcntl.LOCK_UN)
        self.line.release()

    def kept(self, now: float) -> Kept:
        """What the file says; what cannot be is put right: half a line, or times before the clock was set back."""
        try:
            asked, rest_until = map(float, json.loads(os.pread(self.file, LINE, 0) or b"[0, 0]"))
        except (ValueError, TypeError):
            asked = rest_until = math.nan
        if asked <= now and rest_until <= now + REMEMBERED:
            return Kept(asked, rest_until)
        right = Kept(asked if asked <= now else now, rest_until if rest_until <= now + REMEMBERED else 0.0)
        self.keep(right)
        return right

    def keep(self, kept: Kept) -> None:
        """Write the file anew, in one write of the same length."""
        os.pwrite(self.file, f"[{kept.asked:.3f}, {kept.rest_until:.3f}]".ljust(LINE).encode(), 0)


class Turns:
    """Every host that a process asks."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ):
        self.folder = folder
        self.clock = clock
        self.sleep = sleep
        self.hosts: dict[str, Host] = {}

    def host(self, name: str) -> Host:
        """The host of a name as `host_of` gives it. Raises OSError where its file cannot be opened."""
        if name not in self.hosts:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self.folder / re.sub(r"[^a-z0-9.-]", "_", name)[:200]
            self.hosts[name] = Host(file, self.clock, self.sleep)
        return self.hosts[name]


@cache
def turns_in(folder: Path) -> Turns:
    """The turns of a folder, the same for every crawl of a process."""
    return Turns(folder)


def host_of(url: str) -> str:
    """Who is asked: the host, whether by http or https; with a port of its own, another host."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".")
    return name if parts.port in PORTS else f"{name}:{parts.port}"


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine: a practice site or a test."""
    return bool(LOOPBACK.fullmatch(host.rsplit(":", 1)[0] if host.count(":") == 1 else host))
