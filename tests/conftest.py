"""What many tests share: the real pages, if they are at hand, and an empty archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.archive import Archive

SHARED = Path(__file__).parents[2] / "shared"


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
