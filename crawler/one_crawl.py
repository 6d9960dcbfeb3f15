"""One crawl of a host at a time, over all processes that share a data folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from catalogue.lock import held
from catalogue.source import Source


def host_of(source: Source) -> str:
    """The host, with its port, that a source mainly asks."""
    return urlsplit(source.start[0]).netloc


def one_crawl(source: Source, folder: Path) -> AbstractContextManager[None]:
    """Keeps every other crawl off the source's host for as long as the block lasts. Raises LockTaken, OSError."""
    host = host_of(source)
    return held(folder / "locks" / f"host-{host.replace(':', '_')}", f"a crawl of {host}")


def one_round(folder: Path) -> AbstractContextManager[None]:
    """Keeps every other `crawlall` off for as long as the block lasts. Raises LockTaken, OSError."""
    return held(folder / "locks" / "round", "another `scrapy crawlall`")
