"""What many tests share: a folder in memory, names that every worker agrees on, the real pages, an empty archive."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.archive import Archive

SHARED = Path(__file__).parents[2] / "shared"
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes; a whole run keeps less than a tenth of it
LONGEST_NAME = 600  # characters: the longest cue of the codebook has 540 with its test
MOST_BYTES = 8  # in a name: packed bytes may hold the time
# Files that take longest, longest first: begun last, one of them would keep one worker while the others are idle.
LONG = """
    test_crash test_end_to_end test_payloads test_schedule test_payloads_files test_generic test_accessible test_live
    test_browser test_payloads_browser test_truth test_same_everywhere test_hostile test_add_a_source test_takeaway
""".split()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of the tests in memory, where a commit does not wait for a disk."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    if not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)  # for the workers and the commands too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; UsageError for a name that may differ from worker to worker or be unreadable in a report."""
    odd = [
        name
        for name in (item.nodeid for item in items)
        if not name.isprintable() or len(name) > LONGEST_NAME or name.count(r"\x") > MOST_BYTES
    ]
    if odd:
        raise pytest.UsageError(f"give these tests plain short ids (pytest.param(…, id=…)): {odd[:5]}")
    place = {f"{name}.py": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with Archive(tmp_path / "snapshots.db") as empty:
        yield empty


@pytest.fixture(scope="session")
def real_pages() -> Path:
    """The folder of captured pages; the test is skipped where it is absent."""
    folder = SHARED / "pages"
    if not folder.is_dir():
        pytest.skip("no captured pages at hand")
    return folder
