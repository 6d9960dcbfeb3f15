"""Files that a killed process left half written: each is named after the process that was writing it."""

from __future__ import annotations

import os
import re
from pathlib import Path

# .NAME.PROCESS.new, and what SQLite puts beside it
LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<process>\d{1,10})\.new(?:-journal|-wal|-shm)?")


def fresh_beside(target: Path) -> Path:
    """Where this process writes what is to take the place of `target`: hidden, in the same folder."""
    return target.with_name(f".{target.name}.{os.getpid()}.new")


def sweep_leftovers(target: Path) -> None:
    """Remove what ended processes left beside a file that they were about to replace."""
    for file in target.parent.glob(f".{target.name}.*"):
        match = LEFTOVER.fullmatch(file.name)
        if match and match["name"] == target.name and not is_alive(int(match["process"])):
            file.unlink(missing_ok=True)


def is_alive(process: int) -> bool:
    """Whether a process of this number runs, other than this one."""
    if process == os.getpid():
        return False  # an earlier one of the same number: nobody sweeps while writing
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def replace_durably(fresh: Path, target: Path) -> None:
    """Put a complete file in the place of another in one step that survives a power cut."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
