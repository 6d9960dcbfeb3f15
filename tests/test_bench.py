"""What the benches compare with is what they say it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sample_catalogue import write_sample

ROOT = Path(__file__).parents[1]
LIST = "/catalogue/opportunities"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "catalogue.db"
    write_sample(path, size=5)
    return path


def asked(path: Path, side: str, *addresses: str) -> list[dict[str, float]]:
    """What a site in a process of its own says of its answers."""
    command = [sys.executable, "-m", "tests.bench.asked_site", str(path), side]
    lines = "".join(f"{address}\n" for address in addresses)
    done = subprocess.run(command, input=lines, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]  # the rest tells of errors


def test_plain_datasette_has_none_of_our_pages(path: Path) -> None:
    """It was ours once, by a switch that this release does not know: we had measured ourselves against ourselves."""
    ours = asked(path, "ours", LIST, "/codebook")
    plain = asked(path, "plain", LIST, "/codebook")  # it has no such page, and ends at it
    assert (len(ours), len(plain)) == (2, 1)
    assert ours[0]["bytes"] != plain[0]["bytes"]
    assert all(each["milliseconds"] > 0 and each["processor"] > 0 for each in (*ours, *plain))


def test_the_codebook_is_read_once_however_many_ask_at_once() -> None:
    """Four who opened the page together after a start had each read it, and waited for each other's reading too."""
    code = """
import threading
from catalogue.site import codebook_answers as answers
read, load = [], answers.known_codebook.__wrapped__
def counted():
    read.append(1)
    return load()
answers.known_codebook = answers.cache(counted)
asking = [threading.Thread(target=answers.codebook) for _ in range(4)]
[each.start() for each in asking]
[each.join() for each in asking]
print(len(read))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "1"
