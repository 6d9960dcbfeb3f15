"""Files that are made once per published catalogue and kept: beside it, or in a folder of the process's own."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from catalogue.leftovers import fresh_beside, replace_durably, sweep_leftovers

MAKING = threading.Lock()  # one at a time: each takes a processor for seconds
Make = Callable[[sqlite3.Connection, Path], object]


def kept_file(db: sqlite3.Connection, catalogue: Path, suffix: str, make: Make) -> Path:
    """The file that `make` writes of an open catalogue; made now where it is not there yet, never seen half written.

    Those of earlier catalogues are removed; who is reading one reads on. Raises OSError or sqlite3.Error.
    """
    name = f".{catalogue.name}.{content_key(db)}.{suffix}"
    with MAKING:
        try:
            return kept_in(catalogue.parent, name, db, make)
        except (OSError, sqlite3.OperationalError):  # a folder that may only be read, or is full
            return kept_in(own_folder(), name, db, make)


def kept_in(folder: Path, name: str, db: sqlite3.Connection, make: Make) -> Path:
    """The file in a folder, made where it is not there; those of the same kind that are of other catalogues go."""
    target = folder / name
    if target.exists():
        return target
    write_once(db, target, make)
    kind, _, suffix = name.rpartition(".")
    for other in folder.glob(f"{kind.rpartition('.')[0]}.*.{suffix}"):
        if other != target:
            other.unlink(missing_ok=True)
    return target


def write_once(db: sqlite3.Connection, target: Path, make: Make) -> None:
    """Write beside the target, then put it in its place."""
    fresh = fresh_beside(target)
    try:
        sweep_leftovers(target)
        fresh.unlink(missing_ok=True)
        make(db, fresh)
        replace_durably(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def content_key(db: sqlite3.Connection) -> str:
    """What tells one published catalogue from another: when it was built, its counts and its size."""
    rows = db.execute("select key, value from meta order by key").fetchall()
    pages = db.execute("pragma page_count").fetchone()[0]
    return hashlib.sha256(repr(([tuple(row) for row in rows], pages)).encode()).hexdigest()[:12]


@cache
def own_folder() -> Path:
    """A folder that this process alone can read; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="wkep-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
