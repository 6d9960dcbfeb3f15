"""Print the part of requirements.lock that running needs, without what only tests and checks need.

    python tools/runtime_lock.py > runtime.lock

The lock says of every package why it is there ("# via"); what none of the project's own dependencies leads to is left
out. Versions and hashes stay, so that `pip install --require-hashes -r runtime.lock` installs what was tested. Needs
nothing but Python.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==")


def normal(name: str) -> str:
    """The name of a package as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(lock: str) -> dict[str, str]:
    """Package → its lines in the lock."""
    found: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        pinned = PINNED.match(line)
        name = normal(pinned["name"]) if pinned else name
        if name and line.strip():
            found[name] = found.get(name, "") + line
    return found


def parents(entry: str) -> set[str]:
    """The packages that a package is there for."""
    _, _, why = entry.partition("# via")
    names = (line.strip(" #") for line in why.splitlines())
    return {normal(name.partition(" ")[0]) for name in names if name}


def needed(locked: Mapping[str, str], roots: Iterable[str]) -> set[str]:
    """The roots and all that they lead to. KeyError for a root that is not locked."""
    children: dict[str, set[str]] = {}
    for name, entry in locked.items():
        for parent in parents(entry):
            children.setdefault(parent, set()).add(name)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in locked:
            raise KeyError(f"{name} is not in the lock; `make lock` pins it")
        found.add(name)
        waiting += children.get(name, ())
    return found


def runtime_lock(lock: str, project: str) -> str:
    """The lines of a lock that the dependencies of a pyproject.toml need, without its extras."""
    written = tomllib.loads(project)["project"]["dependencies"]
    ours = {normal(re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0]): ";" in each for each in written}
    locked = entries(lock)
    # What a marker keeps out on the Python that made the lock is not in it.
    wanted = needed(locked, [name for name, marked in ours.items() if name in locked or not marked])
    return "".join(entry for name, entry in locked.items() if name in wanted)


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    sys.stdout.write(
        runtime_lock((root / "requirements.lock").read_text(), (root / "pyproject.toml").read_text()),
    )
