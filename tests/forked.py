"""Commands in a process of their own, forked from one that has everything imported: to begin takes no second.

What is read from the environment, the folder and the arguments is read by the command itself, as ever. How a command
starts from nothing is tested where that is the point: end to end, in the deployment, under the scheduler.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired

ROOT = Path(__file__).parents[1]
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.preloaded"])


def nothing() -> None:
    """What is done in the child before the command, unless something is."""


class Forked:
    """A command that runs; `command` as for `subprocess`: a script, or Python with `-m module` or `-c code`."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], cwd: Path = ROOT, first: Callable[[], None] = nothing
    ) -> None:
        self.command = [*command]
        self.said = tempfile.TemporaryDirectory()
        told = (self.command, dict(env), cwd, first, Path(self.said.name))
        self.running = FORKS.Process(target=work, args=told)
        self.running.start()

    def ended(self, timeout: float) -> CompletedProcess[str]:
        """What it said, once it has ended; TimeoutExpired, and killed, when that takes more seconds."""
        self.running.join(timeout)
        late = self.running.is_alive()
        if late:
            self.running.kill()
            self.running.join()
        with self.said as folder:
            output, errors = ((Path(folder) / name).read_text(encoding="utf-8") for name in ("out", "err"))
        if late:
            raise TimeoutExpired(self.command, timeout, output, errors)
        assert self.running.exitcode is not None
        return CompletedProcess(self.command, self.running.exitcode, output, errors)


def run_forked(
    command: Sequence[str],
    env: Mapping[str, str],
    cwd: Path = ROOT,
    first: Callable[[], None] = nothing,
    timeout: float = 100,
) -> CompletedProcess[str]:
    """Run a command to its end; see Forked."""
    return Forked(command, env, cwd, first).ended(timeout)


def work(command: list[str], env: dict[str, str], cwd: Path, first: Callable[[], None], said: Path) -> None:
    """What the child does: become the process that the command would have been."""
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(said / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    first()
    program, *arguments = command
    if program != sys.executable:
        sys.argv = [program, *arguments]
        runpy.run_path(program, run_name="__main__")
    elif arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = ["-c", *arguments[2:]]
        exec(compile(arguments[1], "<command>", "exec"), {"__name__": "__main__"})
