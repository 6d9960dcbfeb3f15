"""Kills, full disks, damaged files, two at once: what was reported as kept is there, no half-written file is seen."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

from catalogue import cli
from catalogue.archive import Archive
from catalogue.build import BuildError, build
from catalogue.export import export
from catalogue.leftovers import fresh_beside
from catalogue.lock import held
from catalogue.tables import check_catalogue
from crawler.practice.server import PracticeWeb
from crawler.practice.web import Answer, Request, html_answer, text_answer
from tests.forked import Forked, nothing, run_forked

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 9, 1)
SEED = 20260901
KILLS = {"crawl": 20, "build": 16, "export": 14}  # fifty
ADVERTS = 12
SLOWLY = 0.04  # seconds a page takes, so that most of a crawl's time is work that a kill can fall into
SHOWN = {"sources.yml", "locks", "never-killed", "catalogue.db", "snapshots.db", "readings.db"}
SHOWN |= {f"{name}.db-{end}" for name in ("snapshots", "readings") for end in ("wal", "shm")}

# A nursery has everything imported and forks a child for each order, so that the kills fall into the work itself.
NURSERY = """
import os, sys
from pathlib import Path
folder = Path(sys.argv[1])
{work}
print("up", flush=True)
for order in sys.stdin:
    child = os.fork()
    if child == 0:
        print("ready", os.getpid(), flush=True)
        work()
        os._exit(0)
    print("\\nended", os.waitpid(child, 0)[1], flush=True)  # the killed may not have come to the end of its line
"""
CRAWL = """
import scrapy.commands.crawl, spiders.watched_page, crawler.run_report, crawler.pipelines
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
def tell(item, **_):
    print(f"{item.key}\\t{item.title}", flush=True)
def work():
    global crawler
    process = AsyncCrawlerProcess(get_project_settings())
    crawler = process.create_crawler("changing")
    crawler.signals.connect(tell, signals.item_scraped)
    process.crawl(crawler)
    process.start()
"""
BUILD = """
from datetime import date
from catalogue.build import build, codebook_in_use
codebook_in_use()
def work():
    build([folder / "snapshots.db"], folder / "catalogue.db", today=date(2026, 9, 1))
"""
EXPORT = """
from catalogue.export import export
def work():
    for _ in range(10):
        export(folder / "catalogue.db", "json", out=folder / "out.json")
"""
ONCE = "import sys\nfrom pathlib import Path\nfolder = Path(sys.argv[1])\n{work}\nwork()\n"


class Nursery:
    """Begins children that do one kind of work in one folder, and kills them."""

    def __init__(self, ground: Ground, folder: Path, work: str) -> None:
        # Its log goes where pytest captures: a pipe that nobody reads would be full one day, and stop the work.
        self.mother = subprocess.Popen(
            [sys.executable, "-c", NURSERY.format(work=work), str(folder)], env=ground.environment(folder), cwd=ROOT,
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.mother.stdout
        assert self.mother.stdin
        self.heard, self.orders = self.mother.stdout, self.mother.stdin
        if self.heard.readline() != "up\n":
            raise AssertionError("the nursery did not begin")

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.mother.communicate()

    def begin(self) -> int:
        """A child that is at work; its process number."""
        self.orders.write("\n")
        self.orders.flush()
        return int(self.heard.readline().split()[1])

    def seconds_of_work(self) -> float:
        """How long a child works when nobody kills it: kills are spread over that time, on this machine, today."""
        begun = time.monotonic()
        self.begin()
        for _ in self.until_ended():
            pass
        return time.monotonic() - begun

    def kill(self, after: float, reports: int = 0) -> list[str]:
        """Kill a child so many seconds after it has told of so many adverts; all that it had told of."""
        child = self.begin()
        timer = threading.Timer(after, end, (child,))
        if not reports:
            timer.start()
        told: list[str] = []
        for line in self.until_ended():
            if "\t" in line:
                told.append(line)
                if len(told) == reports:
                    timer.start()
        timer.cancel()
        return told

    def until_ended(self) -> Iterator[str]:
        """The lines that are heard until a child has ended."""
        while not (line := self.heard.readline()).startswith("ended"):
            assert line, "the nursery is gone"
            yield line.rstrip("\n")


def end(process: int) -> None:
    """Kill a process that may have ended already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


class ChangingSite:
    """A site whose every advert has a new wording in every edition."""

    edition = 1

    def __call__(self, request: Request, *_: object) -> Answer:
        if request.path == "/robots.txt":
            return text_answer("User-agent: *\nAllow: /\n")
        time.sleep(SLOWLY)
        title = f"Secondment {request.path[1:]}, edition {self.edition}"
        words = f"Spend six months at a ministry, seconded from your post. This is edition {self.edition}. " * 40
        return html_answer(f"<title>{title}</title><main><h1>{title}</h1><p>{words}</p></main>")


def entry(base: str) -> dict[str, Any]:
    """The registry entry of the changing site."""
    return {
        "title": "Changing", "publisher": "Changing", "sector": "other", "kind": "employer", "why": "a test",
        "platform": "watched_page", "start": [f"{base}/{number}" for number in range(ADVERTS)],
        "terms": {"url": base, "read_on": date(2026, 1, 5), "verdict": "allow"}, "licence": "none", "reuse": "facts",
        "every": "daily", "expect": {"min": 1, "max": 30}, "status": "active", "evidence": "a test", "delay": 0,
    }  # fmt: skip


class Ground:
    """The practice web, and folders to gather it into."""

    def __init__(self, web: PracticeWeb, site: ChangingSite, kept: Path) -> None:
        self.web, self.site, self.kept = web, site, kept

    def environment(self, folder: Path) -> dict[str, str]:
        """What a command needs to work in a folder."""
        folder.mkdir(exist_ok=True, parents=True)
        entries = {**self.web.sources(), "changing": entry(self.web.base["changing"])}
        (folder / "sources.yml").write_text(yaml.safe_dump(entries, sort_keys=False))
        return {
            **os.environ,
            "WKEP_SOURCES": str(folder / "sources.yml"),
            "WKEP_DATA": str(folder),
            "WKEP_ALLOW_LOOPBACK": "1",
            "WKEP_CONTACT": "https://example.org/keeper",
            "WKEP_WORKERS": "1",
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
        }

    def begin(self, folder: Path, *command: str, first: Callable[[], None] = nothing) -> Forked:
        """A command that runs in a folder, forked from a process that has everything imported."""
        return Forked([sys.executable, *command], self.environment(folder), first=first)

    def end(self, folder: Path, *command: str, first: Callable[[], None] = nothing) -> CompletedProcess[str]:
        """A command that has ended."""
        return self.begin(folder, *command, first=first).ended(timeout=240)

    def folder(self, folder: Path) -> Path:
        """A folder with an archive of the practice sites."""
        folder.mkdir(exist_ok=True, parents=True)
        shutil.copy(self.kept / "snapshots.db", folder / "snapshots.db")
        return folder


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One site gathered, one that waits to be, and one that changes."""
    site = ChangingSite()
    kept = tmp_path_factory.mktemp("kept")
    with PracticeWeb(TODAY, ["trust", "schemes"], extra={"changing": site}) as web:
        made = Ground(web, site, kept)
        gathered = made.end(kept, "-m", "scrapy", "crawlall", "--no-build", "practice-trust")
        assert gathered.returncode == 0, gathered.stderr
        with contextlib.closing(sqlite3.connect(kept / "snapshots.db")) as db:
            db.execute("pragma wal_checkpoint(truncate)")
        yield made


@pytest.fixture
def in_folder(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive, and the environment set to work in it."""
    for name, value in ground.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return ground.folder(tmp_path)


def shown(folder: Path) -> set[str]:
    """Names of the files that are not hidden."""
    return {file.name for file in folder.iterdir() if not file.name.startswith(".")}


# Fifty kills


def test_fifty_kills_lose_nothing(ground: Ground, tmp_path: Path) -> None:
    lanes = [(kill_crawls, kill_exports), (kill_builds,)]
    with ThreadPoolExecutor(len(lanes)) as pool:
        done = [pool.submit(lambda lane: sum(kill(ground, tmp_path) for kill in lane), lane) for lane in lanes]
        assert sum(each.result() for each in done) == 50


def kill_crawls(ground: Ground, folder: Path) -> int:
    """Kill crawls of one archive; each advert reported as kept is there in its wording, and the next crawl goes on."""
    folder, lots = folder / "crawl", random.Random(SEED)
    reported: list[str] = []
    with Nursery(ground, folder, CRAWL) as nursery:
        longest = nursery.seconds_of_work()
        for _ in range(KILLS["crawl"]):
            ground.site.edition += 1
            reported += nursery.kill(lots.uniform(0, longest / ADVERTS), lots.randrange(ADVERTS))
            assert_kept(folder / "snapshots.db", reported)
    assert len(reported) > ADVERTS * KILLS["crawl"] / 4, "the kills fell before the work"
    ground.site.edition += 1
    last = ground.end(folder, "-m", "scrapy", "crawl", "changing", "-L", "ERROR")
    assert last.returncode == 0, last.stderr
    assert_kept(folder / "snapshots.db", reported)
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        runs = archive.runs()
        assert all(run.ended for run in runs)  # those that were cut off are told as such
        assert sum("cut off" in run.reason for run in runs) > 0
        assert runs[-1].verdict == "healthy"
        assert sum(1 for _ in archive.latest()) == ADVERTS
    return KILLS["crawl"]


def assert_kept(path: Path, reported: list[str]) -> None:
    """The archive is sound, and holds every reported advert in the wording that was reported."""
    with Archive(path) as archive:
        assert archive.db.execute("pragma integrity_check").fetchone() == ("ok",)
        wordings = {f"{key}\t{title}" for key, title in archive.db.execute("select key, title from snapshots")}
        assert wordings.issuperset(reported)
        latest = {snapshot.advert.key: snapshot.advert.title for snapshot in archive.latest()}
    for line in reported:
        key, title = line.split("\t")
        assert edition(latest[key]) >= edition(title)


def edition(title: str) -> int:
    """The edition in a title of the changing site."""
    return int(title.rpartition(" ")[2])


def kill_builds(ground: Ground, folder: Path) -> int:
    """Kill builds; what is published is always a whole catalogue, the next build sweeps and gives the same export."""
    folder, lots = ground.folder(folder / "build"), random.Random(SEED + 1)
    other = ground.folder(folder / "never-killed")
    with Nursery(ground, other, BUILD) as nursery:
        longest = nursery.seconds_of_work()
    shutil.copy(other / "catalogue.db", folder / "catalogue.db")
    with Nursery(ground, folder, BUILD) as nursery:
        for _ in range(KILLS["build"]):
            if lots.random() < 0.5:
                for cache in folder.glob("readings.db*"):
                    cache.unlink()
            nursery.kill(lots.uniform(0, longest))
            assert shown(folder) <= SHOWN
            assert check_catalogue(folder / "catalogue.db") == []
    last = ground.end(folder, "-c", ONCE.format(work=BUILD), str(folder))
    assert last.returncode == 0, last.stderr
    assert list(folder.glob(".catalogue.db.*.new*")) == []  # leftovers of the killed are swept
    for each in (folder, other):
        export(each / "catalogue.db", "jsonl", out=each / "out.jsonl")
    assert (folder / "out.jsonl").read_bytes() == (other / "out.jsonl").read_bytes()
    return KILLS["build"]


def kill_exports(ground: Ground, folder: Path) -> int:
    """Kill exports; the file is whole at any time, the next export sweeps."""
    folder, lots = ground.folder(folder / "export"), random.Random(SEED + 2)
    assert ground.end(folder, "-c", ONCE.format(work=BUILD), str(folder)).returncode == 0
    with Nursery(ground, folder, EXPORT) as nursery:
        longest = nursery.seconds_of_work()
        for _ in range(KILLS["export"]):
            nursery.kill(lots.uniform(0, longest))
            assert len(json.loads((folder / "out.json").read_text())) > 5
    export(folder / "catalogue.db", "json", out=folder / "out.json")
    assert [file.name for file in folder.glob(".out.json*")] == []
    return KILLS["export"]


# Two at once


def test_two_builds_at_once_both_publish(ground: Ground, tmp_path: Path) -> None:
    folder = ground.folder(tmp_path)
    builds = [ground.begin(folder, "-c", ONCE.format(work=BUILD), str(folder)) for _ in range(2)]
    assert [each.ended(60).returncode for each in builds] == [0, 0]
    assert check_catalogue(folder / "catalogue.db") == []
    assert list(folder.glob(".catalogue.db.*.new*")) == []


def test_a_build_that_waited_too_long_says_so(in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.build.PATIENCE", 0)
    code = "import sys\nfrom pathlib import Path\nfrom catalogue.lock import held\n"
    code += "with held(Path(sys.argv[1]), 'x'):\n print('ready', flush=True)\n sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(in_folder / ".catalogue.db.lock")],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(BuildError, match=r"a build of .*catalogue.db is under way already .process"):
            build([in_folder / "snapshots.db"], in_folder / "catalogue.db", today=TODAY)
        holder.communicate()


def test_two_crawls_at_once_keep_everything(ground: Ground, tmp_path: Path) -> None:
    crawls = [
        ground.begin(tmp_path, "-m", "scrapy", "crawl", name, "-L", "ERROR")
        for name in ("practice-trust", "practice-schemes")
    ]
    ended = [crawl.ended(timeout=240) for crawl in crawls]
    assert [(each.returncode, each.stderr) for each in ended] == [(0, ""), (0, "")]
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert [run.verdict for run in archive.runs()] == ["healthy", "healthy"]


def test_an_archive_that_is_locked_for_a_while_is_waited_for(ground: Ground, tmp_path: Path) -> None:
    folder = ground.folder(tmp_path)
    with contextlib.closing(sqlite3.connect(folder / "snapshots.db", isolation_level=None)) as other:
        other.execute("pragma journal_mode = wal")
        other.execute("begin immediate")
        crawl = ground.begin(folder, "-m", "scrapy", "crawl", "practice-trust", "-L", "ERROR")
        time.sleep(1.5)
        assert crawl.running.is_alive()
        other.execute("commit")
        assert crawl.ended(30).returncode == 0
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        assert archive.runs("practice-trust")[-1].verdict == "healthy"


def test_a_pool_ends_with_its_killed_parent(tmp_path: Path) -> None:
    code = """
import os, sys, time
from catalogue.bounded_map import bounded_map
def work(value):
    (folder / str(os.getpid())).touch()
    time.sleep(0.05)
from pathlib import Path
folder = Path(sys.argv[1])
for _ in bounded_map(work, range(2000), 2):
    pass
"""
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) as parent:
        until = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        parent.kill()
    workers = [int(file.name) for file in tmp_path.iterdir()]
    assert len(workers) == 2
    until = time.monotonic() + 60
    while any(map(runs, workers)):
        assert time.monotonic() < until, "a process of the pool outlived its parent"
        time.sleep(0.02)


def runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# Full, read-only, damaged


def limited(size: int) -> Callable[[], None]:
    """Lets a process write no file beyond a size: what a full disk does, without one."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_ends_a_crawl_with_an_error_and_loses_nothing(ground: Ground, tmp_path: Path) -> None:
    ground.site.edition = 1000
    Archive(tmp_path / "snapshots.db").close()
    # Enough for some adverts, not for all.
    code = ONCE.format(work=CRAWL) + "from crawler.round import verdict_of\nprint(verdict_of(crawler))"
    full = ground.end(tmp_path, "-c", code, str(tmp_path), first=limited(110_000))
    reported = [line for line in full.stdout.splitlines() if "\t" in line]
    assert 0 < len(reported) < ADVERTS
    assert_kept(tmp_path / "snapshots.db", reported)
    assert "('error'," in full.stdout
    assert full.stderr.count("cannot be written") <= 3  # advert, verdict and end of the run: not once a page
    assert "is the disk full" in full.stderr
    assert "Traceback" not in full.stderr
    again = ground.end(tmp_path, "-m", "scrapy", "crawl", "changing", "-L", "ERROR")
    assert again.returncode == 0, again.stderr
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        first, second = archive.runs()
        assert (first.verdict, second.verdict) == ("error", "healthy")


@pytest.mark.parametrize("size", [40_000, 300_000])
def test_a_full_disk_leaves_the_old_catalogue(ground: Ground, tmp_path: Path, size: int) -> None:
    folder = ground.folder(tmp_path)
    (folder / "catalogue.db").write_bytes(b"the old one")
    full = ground.end(folder, "-m", "catalogue.cli", "build", first=limited(size))
    assert full.returncode == 1
    assert "was not built and stays as it was" in full.stderr
    assert "Traceback" not in full.stderr
    assert (folder / "catalogue.db").read_bytes() == b"the old one"
    assert list(folder.glob(".catalogue.db.*.new*")) == []
    assert ground.end(folder, "-m", "catalogue.cli", "build").returncode == 0


def test_a_full_disk_leaves_the_old_export(ground: Ground, tmp_path: Path) -> None:
    folder = ground.folder(tmp_path)
    assert ground.end(folder, "-c", ONCE.format(work=BUILD), str(folder)).returncode == 0
    (folder / "out.json").write_text("[]")
    command = ("-m", "catalogue.cli", "export", "--format", "json", "-o", str(folder / "out.json"))
    full = ground.end(folder, *command, first=limited(5_000))
    assert full.returncode == 1
    assert "cannot be written" in full.stderr
    assert (folder / "out.json").read_text() == "[]"
    assert list(folder.glob(".out.json*")) == []


UNWRITABLE = Path("/sys/wkep")  # where root, too, can make no file


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "scrapy", "crawl", "practice-trust", "-L", "ERROR"),
        ("-m", "scrapy", "crawlall"),
        ("-m", "scrapy", "schedule"),
        ("-m", "catalogue.cli", "build", "{archive}"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told_of(ground: Ground, tmp_path: Path, command: tuple[str, ...]) -> None:
    surroundings = ground.environment(tmp_path) | {"WKEP_DATA": str(UNWRITABLE)}
    before = len(ground.web.requests)
    program = [sys.executable, *(part.format(archive=ground.kept / "snapshots.db") for part in command)]
    ended = run_forked(program, surroundings)
    assert ended.returncode in (1, 3), ended.stderr
    assert str(UNWRITABLE) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ground.web.requests) == before  # nobody was asked for what cannot be kept


GARBAGE = [
    ("all of it", 0, b"this is no database " * 500),
    ("the head", 0, b"\0" * 200),
    ("the middle", 5000, b"\xff" * 60_000),
]


@pytest.mark.parametrize(("where", "at", "garbage"), GARBAGE)
def test_a_damaged_archive_is_named_and_left_alone(
    in_folder: Path, capsys: pytest.CaptureFixture[str], where: str, at: int, garbage: bytes
) -> None:
    damage(in_folder / "snapshots.db", at, garbage)
    damaged = (in_folder / "snapshots.db").read_bytes()
    assert cli.main(["build"]) == 1
    told = capsys.readouterr().err
    assert "snapshots.db" in told
    assert "backup" in told
    assert (in_folder / "snapshots.db").read_bytes() == damaged  # what can be saved of it is a person's business
    assert not (in_folder / "catalogue.db").exists()


@pytest.mark.parametrize(("where", "at", "garbage"), GARBAGE)
def test_damaged_readings_are_begun_anew(in_folder: Path, where: str, at: int, garbage: bytes) -> None:
    assert cli.main(["build", "--today", "2026-09-01"]) == 0
    export(in_folder / "catalogue.db", "jsonl", out=in_folder / "before.jsonl")
    damage(in_folder / "readings.db", at, garbage)
    assert cli.main(["build", "--today", "2026-09-01"]) == 0
    export(in_folder / "catalogue.db", "jsonl", out=in_folder / "after.jsonl")
    assert (in_folder / "before.jsonl").read_bytes() == (in_folder / "after.jsonl").read_bytes()


def damage(file: Path, at: int, garbage: bytes) -> None:
    """Overwrite a part of a file."""
    with file.open("rb+") as opened:
        opened.seek(at)
        opened.write(garbage)


def test_a_damaged_archive_ends_a_crawl_before_its_first_request(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "snapshots.db").write_bytes(b"this is no database " * 500)
    before = len(ground.web.requests)
    crawl = ground.end(tmp_path, "-m", "scrapy", "crawl", "practice-trust", "-L", "ERROR")
    assert crawl.returncode == 1
    assert "snapshots.db: cannot be opened as an archive" in crawl.stderr
    assert "backup" in crawl.stderr
    assert "Traceback" not in crawl.stderr
    every = ground.end(tmp_path, "-m", "scrapy", "crawlall")
    assert every.returncode == 3
    assert "Nothing is gathered" in every.stderr
    assert len(ground.web.requests) == before


def test_leftovers_of_the_dead_are_swept_and_those_of_the_living_are_not(in_folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    dead = in_folder / f".catalogue.db.{ended.pid}.new"
    alive = in_folder / f".catalogue.db.{os.getppid()}.new"
    other = in_folder / f".other.db.{ended.pid}.new"
    for file in (dead, dead.with_name(dead.name + "-journal"), fresh_beside(in_folder / "catalogue.db"), alive, other):
        file.write_bytes(b"half")
    build([in_folder / "snapshots.db"], in_folder / "catalogue.db", today=TODAY)
    assert {file.name for file in in_folder.glob(".*.new*")} == {alive.name, other.name}


def test_a_lock_file_in_the_way_of_nobody(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("999999")  # left by a holder that died
    with held(path, "a test"):
        assert path.read_text() == str(os.getpid())
