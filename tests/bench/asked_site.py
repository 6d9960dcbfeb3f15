"""A site in a process of its own that is asked one address at a time, and says what the answer took it.

`python -m tests.bench.asked_site FILE ours|plain`; an address a line goes in, an `Answer` as JSON comes out. What it
takes is from the request into the application to the last byte out of it, without a network and uncompressed.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalogue.yaml_files import load_yaml

SIDES = ("ours", "plain")
SEARCHABLE = {"opportunities": {"fts_table": "opportunities_fts", "fts_pk": "rowid"}}
# As our own; but a search that takes plain Datasette more than a second is not broken off.
SETTINGS = {"suggest_facets": False, "default_page_size": 50, "sql_time_limit_ms": 20_000}


@dataclass(frozen=True)
class Answer:
    """What one request took."""

    milliseconds: float  # on the clock
    processor: float  # milliseconds of the whole process
    bytes: int


class AskedSite:
    """The other end of such a process."""

    def __init__(self, path: Path, side: str):
        command = [sys.executable, "-m", "tests.bench.asked_site", str(path), side]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, address: str) -> Answer:
        """What one request took. Raises RuntimeError where it was not answered."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line.startswith("{"):
            raise RuntimeError(f"no answer to {address}")
        return Answer(**json.loads(line))


@contextmanager
def both_sides(path: Path) -> Iterator[dict[str, AskedSite]]:
    """The same file served by our site and by plain Datasette, for as long as the block lasts."""
    sites = {side: AskedSite(path, side) for side in SIDES}
    try:
        yield sites
    finally:
        for each in sites.values():
            each.process.communicate()  # it ends with what it is asked


def in_turn(sites: dict[str, AskedSite], addresses: dict[str, str], times: int) -> dict[str, list[Answer]]:
    """Answers of each side to its address, asked one after the other: what else the machine does meets them alike."""
    found: dict[str, list[Answer]] = {side: [] for side in addresses}
    for _ in range(times + 1):
        for side, address in addresses.items():
            found[side].append(sites[side].ask(address))
    return {side: answers[1:] for side, answers in found.items()}  # the first warms up


def site_of(path: str, side: str) -> Any:
    """The application. Plain: no plugin is loaded, ours neither."""
    if side == "plain":
        sys._called_from_test = True  # type: ignore[attr-defined]  # the one thing that keeps 0.65 from loading plugins
    from datasette.app import Datasette  # noqa: PLC0415 it loads plugins when it is loaded itself
    from datasette.plugins import pm  # noqa: PLC0415

    has_plugins = bool(pm.list_plugin_distinfo())
    assert has_plugins == (side == "ours"), "plain Datasette is plain, and ours is not"
    if side == "plain":
        return Datasette([path], metadata={"databases": {"catalogue": {"tables": SEARCHABLE}}}, settings=SETTINGS)
    return Datasette([path], metadata=load_yaml(Path("metadata.yml")))


async def answer_lines(site: Any) -> None:
    """Answer every address of the standard input."""
    await site.invoke_startup()
    for line in sys.stdin:
        begun, worked = time.perf_counter(), time.process_time()
        answer = await site.client.get(line.strip(), headers={"accept-encoding": "identity"})
        took, cost = time.perf_counter() - begun, time.process_time() - worked
        assert answer.status_code == 200, (line, answer.text[:500])
        print(json.dumps(asdict(Answer(took * 1000, cost * 1000, len(answer.content)))), flush=True)


if __name__ == "__main__":
    asyncio.run(answer_lines(site_of(*sys.argv[1:3])))
