"""Build of 10,000 adverts against reading alone; memory; a build after 1 % changed."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from catalogue.archive import Archive
from catalogue.records import Advert
from crawler.practice.adverts import load_adverts
from crawler.practice.sites import SITES
from tests.bench.figure import Figure, at_most, note

MANY, FEW = 10_000, 2_500
SHARED = Path(__file__).parents[3] / "shared" / "pages"
NOW = datetime(2026, 3, 5, 4, tzinfo=UTC)
TODAY = "2026-03-06"

BUILD = """
import sys, time, resource
from datetime import date
from pathlib import Path
from catalogue.build import build
begun = time.perf_counter()
build([Path(sys.argv[1])], Path(sys.argv[2]), today=date.fromisoformat("{today}"))
seconds = time.perf_counter() - begun
print(seconds, *(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""
READ = """
import sys, time
from pathlib import Path
from catalogue.archive import Archive
from catalogue.bounded_map import bounded_map, workers
from catalogue.read_new import read_and_pack
with Archive(Path(sys.argv[1]), read_only=True) as archive:
    begun = time.perf_counter()
    for _ in bounded_map(read_and_pack, archive.latest(), workers()):
        pass
    print(time.perf_counter() - begun)
"""


def real_adverts() -> list[Advert]:
    """The captured adverts where they are at hand, else the practice ones."""
    captured = SHARED / "nhs_jobs" / "adverts.jsonl.gz"
    if not captured.exists():
        adverts = [each for site in SITES for each in load_adverts(site, date(2026, 3, 5))]
        return [Advert("bench", each.key, "https://example.org", each.title, str(each.body)) for each in adverts]
    with gzip.open(captured, "rt", encoding="utf-8") as lines:
        postings = [json.loads(line) for line in lines]
    return [
        Advert("bench", str(number), str(each["url"]), str(each["title"]), str(each["description"]), {}, each)
        for number, each in enumerate(postings)
    ]


def changed(advert: Advert, number: int) -> Advert:
    """An advert that differs from the one it repeats: key, reference and some words."""
    words = f"<p>Reference BENCH-{number:06d}. This post is number {number} of its kind.</p>"
    posting = {**advert.json_ld, "description": str(advert.json_ld["description"]) + words} if advert.json_ld else None
    return replace(advert, key=f"{advert.key}-{number}", html=advert.html + words, json_ld=posting)


def fill(path: Path, adverts: list[Advert], number: int) -> None:
    """An archive of `number` adverts: the given ones again and again, each changed."""
    with Archive(path) as archive:
        run = archive.begin_run("bench", NOW)
        for each in range(number):
            archive.keep(changed(adverts[each % len(adverts)], each), run, NOW)
        archive.end_run(run, NOW, "healthy", "", pages=0, adverts=number, new=number, changed=0, dropped={}, fill={})


def reword(path: Path, adverts: list[Advert], share: float) -> None:
    """Change the wording of a share of the adverts of an archive."""
    with Archive(path) as archive:
        later = NOW + timedelta(hours=1)
        run = archive.begin_run("bench", later)
        for each in range(0, MANY, round(1 / share)):
            advert = changed(adverts[each % len(adverts)], each)
            archive.keep(replace(advert, title=f"{advert.title} (extended)"), run, later)


def measured(script: str, *arguments: Path) -> list[float]:
    """The numbers that a script prints, run in a fresh process."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [float(word) for word in done.stdout.split()]


def figures() -> Iterator[Figure]:
    """Time and memory ratios."""
    build = BUILD.format(today=TODAY)
    with tempfile.TemporaryDirectory() as name:
        folder, adverts = Path(name), real_adverts()
        few, many = folder / "few.db", folder / "many.db"
        fill(few, adverts, FEW)
        fill(many, adverts, MANY)
        [reading] = measured(READ, many)
        small = measured(build, few, folder / "few" / "catalogue.db")
        full = measured(build, many, folder / "many" / "catalogue.db")
        reword(many, adverts, 0.01)
        again = measured(build, many, folder / "many" / "catalogue.db")
        yield at_most("build of 10,000 adverts ÷ reading alone", full[0] / reading, 1.25)
        yield at_most("build after 1 % changed ÷ full build", again[0] / full[0], 0.10)
        yield at_most("build: peak memory of a process", max(full[1:]) / 1024, 300, " MB")
        yield at_most("build: memory at 10,000 ÷ at 2,500", max(full[1:]) / max(small[1:]), 1.25)
        yield note("build: seconds reading, full, 1 % changed", f"{reading:.1f}, {full[0]:.1f}, {again[0]:.1f}")
