"""The clock of `scrapy schedule`: waits until something is due, lets a round in a process of its own gather it.

Each round is a fresh process: what it leaks or breaks is gone with it, and a round that dies takes nothing along.
What is due is asked anew each time (crawler/due.py), so that nothing remembered here can be wrong after a sleep of the
machine, a jump of its clock or a restart.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from catalogue.archive import Archive
from catalogue.archive.file import ArchiveError, utc_text
from catalogue.records import Run
from catalogue.source_check import RegistryError
from catalogue.sources import load_sources
from crawler.due import Plan, moment_of, plan
from crawler.round import is_published
from crawler.schedule_stop import STEP, Stop

LOOK = 300.0  # seconds after which the registry and the wall clock are looked at again, whatever was planned
TROUBLE = timedelta(minutes=15)  # pause after a round that did not come to its end, so that a fault is no endless loop
PATIENCE = 120.0  # seconds that a round may take to stop; a request under way takes up to 30, a kept page nearly none
FINE = (0, 1)  # exit codes of a round that gathered and published; 1: a source failed, which its own line tells


class Schedule:
    """Runs rounds until it is told to stop. `tell` takes one JSON line at a time."""

    def __init__(
        self,
        archive: Path,
        catalogue: Path,
        command: Sequence[str],
        tell: Callable[[str], None],
        *,
        stop: Stop,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.archive, self.catalogue, self.command = archive, catalogue, command
        self.tell, self.stop, self.clock = tell, stop, clock
        self.quiet_until: datetime | None = None  # after trouble
        self.tried: set[str] = set()  # what the last round was for
        self.said = ""  # the last problems and plan, so that they are told once only

    def run(self) -> None:
        """Go on until told to stop; whatever fails is told, and tried again later."""
        self.say("started", process=os.getpid())
        while not self.stop.wished:
            self.stop.wait(self.turn())
        self.say("stopped")

    def turn(self) -> float:
        """Gather and publish what is due now; seconds to wait before the next turn."""
        now = self.clock()
        # A clock that was put back must not prolong the pause.
        if self.quiet_until and now < self.quiet_until <= now + TROUBLE:
            return min(LOOK, (self.quiet_until - now).total_seconds())
        self.quiet_until = None
        try:
            todo, published = self.look(now)
        except (RegistryError, ArchiveError, sqlite3.Error, OSError) as problem:
            self.trouble(str(problem), now)
            return 0
        self.say_once("plan", problems=todo.problems, next=utc_text(todo.next) if todo.next else None)
        if not todo.due and published:
            self.tried = set()
            return min(LOOK, max(0.0, (todo.next - now).total_seconds())) if todo.next else LOOK
        wanted = set(todo.due) or {"a build"}
        if wanted & self.tried:
            self.trouble(f"still wanted after a round: {', '.join(sorted(wanted & self.tried))}", now)
            return 0
        code, self.tried = self.round(todo.due), wanted
        if code not in FINE and not self.stop.wished:
            self.trouble(f"the round ended with exit code {code}; its own lines say why", now)
        return 0

    def look(self, now: datetime) -> tuple[Plan, bool]:
        """(What is due, whether the catalogue is up to date). Raises RegistryError, ArchiveError."""
        sources = load_sources().values()
        runs: list[Run] = []
        if self.archive.exists():
            with Archive(self.archive, read_only=True) as archive:
                runs = archive.runs()
        return plan(sources, runs, now), is_published(self.catalogue, runs, now)

    def round(self, due: Sequence[str]) -> int:
        """One round in a process of its own, each run told as it ends; the exit code. A wish to stop is passed on."""
        begun, last = time.monotonic(), self.last_run()
        self.say("round", sources=list(due))
        # A session of its own: Ctrl-C reaches the round once, through us, and not twice, which would cut runs off.
        child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        asked: float | None = None
        told: set[int] = set()
        while child.poll() is None:
            time.sleep(STEP)
            told |= self.tell_runs(last, told)
            if self.stop.wished and asked is None:
                asked = time.monotonic()
                child.send_signal(signal.SIGTERM)
            if asked is not None and time.monotonic() - asked > PATIENCE:
                child.kill()
        self.tell_runs(last, told)
        self.say("round ended", exit=child.returncode, seconds=round(time.monotonic() - begun, 1))
        return child.returncode

    def last_run(self) -> int:
        """The number of the latest run in the archive."""
        with suppress(ArchiveError, sqlite3.Error, OSError):
            if self.archive.exists():
                with Archive(self.archive, read_only=True) as archive:
                    return archive.last_run()
        return 0

    def tell_runs(self, after: int, told: set[int]) -> set[int]:
        """Tell of the runs after a number that have ended since; their numbers."""
        runs: list[Run] = []
        # It may be written at this very moment; the next look sees it.
        with suppress(ArchiveError, sqlite3.Error, OSError):
            if self.archive.exists():
                with Archive(self.archive, read_only=True) as archive:
                    runs = [run for run in archive.runs(after=after) if run.ended and run.id not in told]
        for run in runs:
            self.say("run", **run_line(run))
        return {run.id for run in runs}

    def trouble(self, problem: str, now: datetime) -> None:
        """Tell of something that keeps rounds from working, and pause."""
        self.quiet_until, self.tried = now + TROUBLE, set()
        self.say("trouble", problem=problem, pause_seconds=int(TROUBLE.total_seconds()))

    def say_once(self, event: str, **told: Any) -> None:
        """Tell, unless it is what was told the last time."""
        line = json.dumps(told, ensure_ascii=False)
        if line != self.said:
            self.said = line
            self.say(event, **told)

    def say(self, event: str, **told: Any) -> None:
        """Tell one JSON line; JSON writes line ends as \\n, so that nothing told can forge a line."""
        self.tell(json.dumps({"at": utc_text(self.clock()), "event": event, **told}, ensure_ascii=False))


def run_line(run: Run) -> dict[str, Any]:
    """What is told of a run that has ended."""
    ended = moment_of(run.ended or run.started)
    return {
        "source": run.source,
        "verdict": run.verdict,
        "reason": run.reason,
        "pages": run.pages,
        "adverts": run.adverts,
        "new": run.new,
        "changed": run.changed,
        "dropped": sum(run.dropped.values()),
        "seconds": int((ended - moment_of(run.started)).total_seconds()),
    }
