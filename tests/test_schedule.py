"""What is due when, whatever the clock does; one round at a time; the foreground scheduler and its lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("cronsim")

from catalogue.archive import Archive
from catalogue.archive.file import utc_text
from catalogue.lock import LockTaken, held
from catalogue.records import Run
from catalogue.source import Source, Terms
from catalogue.source_check import RegistryError
from crawler.due import AGAIN, NIGHT, SLACK, TRIES, ScheduleError, is_due, last_moment, moments, plan
from crawler.practice.server import PracticeWeb
from crawler.practice.web import Answer, Request, html_answer, text_answer
from crawler.round import is_published, queues_by_host
from crawler.schedule import LOOK, TROUBLE, Schedule
from crawler.schedule_stop import Stop
from tests.forked import run_forked

ROOT = Path(__file__).parents[1]
HANGS = 90  # seconds after which a schedule hangs; on a busy machine Python alone takes ten to start
NOW = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)  # a Wednesday, summer time
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(every: str = "daily", id: str = "someone", **fields: Any) -> Source:
    """A source that may be crawled."""
    return Source(
        id=id,
        title="Someone",
        publisher="Someone",
        sector="other",
        kind="employer",
        why="a test",
        platform="json_ld",
        start=fields.pop("start", ("https://example.org/",)),
        terms=Terms("", date(2026, 1, 1), "allow"),
        licence="",
        reuse="facts",
        every=every,
        expect_min=0,
        expect_max=9,
        status=fields.pop("status", "active"),
        evidence="",
        **fields,
    )


def run(
    started: datetime,
    *,
    ended: bool = True,
    verdict: str = "healthy",
    reason: str = "",
    cut_off: bool = False,
    id: int = 1,
) -> Run:
    """A run of that source."""
    return Run(
        id=id,
        source="someone",
        started=utc_text(started),
        ended=utc_text(started + timedelta(minutes=5)) if ended else None,
        verdict=verdict if ended else "running",
        reason=reason,
        pages=1,
        adverts=1,
        new=0,
        changed=0,
        dropped={},
        fill={},
        cut_off=cut_off,
    )


# What is due


@pytest.mark.parametrize(
    ("every", "runs", "due"),
    [
        ("daily", [], True),  # never gathered
        ("daily", [run(NOW - timedelta(hours=6))], False),  # this morning
        ("daily", [run(NOW - timedelta(hours=20))], True),
        ("daily", [run(NOW - 60 * DAY)], True),  # sixty moments missed are caught up once …
        ("daily", [run(NOW - 60 * DAY), run(NOW - HOUR)], False),  # … and only once
        ("daily", [run(NOW - HOUR, verdict="error")], False),  # a failing source waits for its next moment
        ("daily", [run(NOW - HOUR, verdict="blocked")], False),
        ("weekly", [run(NOW - 8 * DAY)], True),
        ("weekly", [run(NOW - HOUR)], False),
        ("30 4 * * 1", [run(NOW - 3 * DAY)], True),  # Monday was two days ago
        ("30 4 * * 1", [run(NOW - 2 * DAY)], False),
        ("30 4 * * MON-FRI", [run(NOW - DAY)], True),
        ("*/30 * * * *", [run(NOW - timedelta(minutes=50))], True),
        ("0 0 1 1 *", [run(NOW - 100 * DAY)], False),
        # A run that was killed is tried again after an hour, three times at one moment at most.
        ("daily", [run(NOW - timedelta(minutes=20), ended=False)], False),
        ("daily", [run(NOW - timedelta(minutes=90), ended=False)], True),
        ("daily", [run(NOW - timedelta(minutes=90), verdict="error", cut_off=True)], True),
        ("daily", [run(NOW - timedelta(minutes=90), verdict="error", reason="cut off: only its words say so")], False),
        (
            "daily",
            [run(NOW - timedelta(minutes=90), verdict="partial", cut_off=True)],
            True,
        ),
        ("daily", [run(NOW - k * AGAIN, ended=False) for k in (3, 2, 1)], False),
        # A clock that was far ahead wrote a run down that cannot be; one that was a little ahead is believed.
        ("daily", [run(NOW - 2 * DAY), run(NOW + 400 * DAY)], True),
        ("daily", [run(NOW - 2 * DAY), run(NOW + 400 * DAY), run(NOW - HOUR)], False),
        ("daily", [run(NOW + timedelta(minutes=10))], False),
    ],
)
def test_due(every: str, runs: list[Run], due: bool) -> None:
    assert is_due(source(every), runs, NOW) is due


EVERY = st.sampled_from(["daily", "weekly", "30 4 * * 1", "*/15 * * * *", "0 2 1 * *", "30 1 * * *"])
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda each: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=each))


@given(EVERY, MOMENTS, st.integers(0, 200))
def test_asking_twice_is_asking_once(every: str, now: datetime, days: int) -> None:
    runs = [run(now - days * DAY)]
    if is_due(source(every), runs, now):
        assert not is_due(source(every), [*runs, run(now)], now)


@given(EVERY, MOMENTS)
def test_the_last_moment_is_past_and_near_its_slot(every: str, now: datetime) -> None:
    last = last_moment(source(every), now)
    assert last is not None
    assert last <= now
    assert last == last_moment(source(every), now)
    assert now < moments(source(every), now, 1)[0]


def test_a_day_of_cron_gathers_each_daily_source_once_at_night() -> None:
    begun: dict[str, list[datetime]] = {f"source-{number}": [] for number in range(12)}
    sources = [source("daily", id=each) for each in begun]
    runs = [replace(run(NOW - DAY), source=each) for each in begun]
    for step in range(4 * 24 * 3):  # every quarter of an hour for three days, from noon
        now = NOW + step * timedelta(minutes=15)
        for each in plan(sources, runs, now).due:
            begun[each].append(now)
            runs.append(replace(run(now), source=each))
    assert {len(times) for times in begun.values()} == {4}  # three nights, and the one missed before
    nights = [each for times in begun.values() for each in times[1:]]
    assert all(0 <= each.hour < 5 for each in nights)  # 01:00 to 05:00 in London is 00:00 to 04:00 here
    assert len({each.hour for each in nights}) >= 4  # spread over the night


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_clock_change_gathers_once(day: date) -> None:
    """01:30 is not there on one night and is there twice on the other."""
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6)
    runs = [run(now)]
    for _ in range(24 * 6):
        now += timedelta(minutes=10)
        if is_due(source("30 1 * * *"), runs, now):
            runs.append(run(now))
    assert len(runs) == 2


def test_spread_is_within_bounds_and_differs() -> None:
    nightly = {moments(source("daily", id=f"s{n}"), NOW, 1)[0] - NOW for n in range(40)}
    assert len(nightly) == 40
    assert max(nightly) - min(nightly) < NIGHT
    exact = [moments(source("0 14 * * *", id=f"s{n}"), NOW, 1)[0] for n in range(40)]
    assert all(timedelta() <= each - (NOW + HOUR) < SLACK for each in exact)


def test_a_bad_cron_line_holds_up_nobody_else() -> None:
    todo = plan([source("99 1 * * *", id="bad"), source(id="good"), source(id="off", status="paused")], [], NOW)
    assert todo.due == ["bad", "good"]  # the first run needs no line
    assert len(todo.problems) == 1
    assert "bad: every: '99 1 * * *' is no cron line" in todo.problems[0]
    with pytest.raises(ScheduleError, match="five fields"):
        last_moment(source("99 1 * * *"), NOW)


def test_tries_are_counted_for_one_moment_only() -> None:
    cut = [run(NOW - k * AGAIN, ended=False) for k in range(TRIES, 0, -1)]
    assert not is_due(source("daily"), cut, NOW)
    assert is_due(source("daily"), cut, NOW + DAY)


def test_hosts_are_asked_by_one_source_after_another() -> None:
    one, two = source(id="one"), source(id="two", start=("https://example.net/x",))
    three = source(id="three", start=("https://example.org/other",))
    assert [[each.id for each in queue] for queue in queues_by_host([one, two, three])] == [["one", "three"], ["two"]]


def test_what_is_published(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.db"
    assert not is_published(catalogue, [], NOW)
    catalogue.touch()
    os.utime(catalogue, (NOW.timestamp(), NOW.timestamp()))
    assert is_published(catalogue, [], NOW)
    assert is_published(catalogue, [run(NOW - HOUR)], NOW)
    assert not is_published(catalogue, [run(NOW + HOUR)], NOW + 2 * HOUR)  # gathered since
    assert not is_published(catalogue, [], NOW + DAY)  # what is open changes with the day
    assert not is_published(catalogue, [], NOW - DAY)  # built by a clock that was ahead


# Locks


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], text=True, stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=ROOT
    )


HOLD = """
import sys
from pathlib import Path
from catalogue.lock import held
with held(Path(sys.argv[1]), "a test"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_shuts_others_out_and_ends_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "one"
    with child(HOLD, str(path)) as holder:
        assert holder.stdout
        holder.stdout.readline()
        with (
            pytest.raises(LockTaken, match=f"a test is under way already .process {holder.pid}, lock"),
            held(path, "a test"),
        ):
            pass
        holder.kill()
        holder.wait()
        with held(path, "a test"):
            assert path.read_text() == str(os.getpid())


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with child(HOLD, str(path)) as holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        holder.stdin.close()  # it ends now
        with held(path, "a test", wait=10):
            pass


# The foreground scheduler, by a clock of its own


class Clock:
    """Stands still but for what sleeps."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def schedule(tmp_path: Path, clock: Clock, lines: list[dict[str, Any]], code: str = "") -> Schedule:
    """A scheduler whose round is a line of Python."""
    command = (sys.executable, "-c", code or "pass")
    return Schedule(
        tmp_path / "snapshots.db",
        tmp_path / "catalogue.db",
        command,
        lambda line: lines.append(json.loads(line)),
        stop=Stop(),
        clock=clock,
    )


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    """The registry that the scheduler sees."""
    sources = [source()]
    monkeypatch.setattr("crawler.schedule.load_sources", lambda: {each.id: each for each in sources})
    monkeypatch.setattr("crawler.schedule.STEP", 0.01)
    return sources


def test_a_round_that_breaks_is_told_and_tried_again_later(tmp_path: Path, registry: list[Source]) -> None:
    clock, lines = Clock(), list[dict[str, Any]]()
    made = schedule(tmp_path, clock, lines, "import os; os.kill(os.getpid(), 9)")
    assert made.turn() == 0
    assert [line["event"] for line in lines] == ["plan", "round", "round ended", "trouble"]
    assert lines[2]["exit"] == -9
    assert 0 < made.turn() <= LOOK  # a pause …
    assert len(lines) == 4
    clock.now += TROUBLE
    assert made.turn() == 0  # … and again
    clock.now -= 5 * DAY  # a clock put back does not prolong the pause
    assert made.turn() == 0
    assert sum(line["event"] == "round" for line in lines) == 3


def test_a_source_that_stays_due_is_no_endless_loop(tmp_path: Path, registry: list[Source]) -> None:
    lines: list[dict[str, Any]] = []
    made = schedule(tmp_path, Clock(), lines)  # the round does nothing
    assert [made.turn(), made.turn()] == [0, 0]
    assert [line["event"] for line in lines] == ["plan", "round", "round ended", "trouble"]
    assert lines[-1]["problem"] == "still wanted after a round: someone"
    assert made.turn() > 0


def test_a_source_waits_for_its_window() -> None:
    assert not is_due(source(window="22:00-04:00"), [], NOW)
    assert is_due(source(window="22:00-04:00"), [], NOW + 10 * HOUR)


def test_a_broken_registry_is_told_and_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[str, Source]:
        raise RegistryError("sources.yml: someone: every: is missing\nforged")

    monkeypatch.setattr("crawler.schedule.load_sources", broken)
    lines: list[dict[str, Any]] = []
    made = schedule(tmp_path, Clock(), lines)
    assert made.turn() == 0
    assert lines[-1]["event"] == "trouble"
    assert "is missing" in lines[-1]["problem"]


def test_it_waits_until_the_next_moment(tmp_path: Path, registry: list[Source]) -> None:
    clock, lines = Clock(), list[dict[str, Any]]()
    registry[:] = [source("0 14 * * *")]  # within an hour
    with Archive(tmp_path / "snapshots.db") as archive:
        number = archive.begin_run("someone", NOW - HOUR)
        archive.end_run(number, NOW - HOUR, "healthy", "", pages=1, adverts=1, new=1, changed=0, dropped={}, fill={})
    (tmp_path / "catalogue.db").touch()
    os.utime(tmp_path / "catalogue.db", (NOW.timestamp(), NOW.timestamp()))
    made = schedule(tmp_path, clock, lines)
    waited = 0.0
    while made.said == "" or lines[-1]["event"] == "plan":
        pause = made.turn()
        assert pause <= LOOK
        waited += pause
        clock.now += timedelta(seconds=pause)
    assert HOUR.total_seconds() <= waited <= (HOUR + SLACK).total_seconds()
    # The plan is told when it is new, not every five minutes.
    assert [line["event"] for line in lines] == ["plan", "plan", "round", "round ended"]


# The commands, over the loopback


def slow_site(request: Request, *_: object) -> Answer:
    """A site of one page after another, a tenth of a second each."""
    if request.path == "/robots.txt":
        return text_answer("User-agent: *\nAllow: /\n")
    time.sleep(0.1)
    number = request.whole("page", 0)
    title = "Secondment to a ministry" if number else "Schemes"
    words = f"Spend {number} months in another workplace, seconded from the post that you keep."
    links = f'<a href="/?page={number + 1}">{title} {number + 1}</a>'
    return html_answer(f"<title>{title} {number}</title><main><h1>{title} {number}</h1><p>{words}</p>{links}</main>")


@pytest.fixture(scope="module")
def web() -> Iterator[PracticeWeb]:
    """Two practice sites, and one that is slow."""
    with PracticeWeb(date.today(), ["trust", "schemes"], extra={"slow": slow_site}) as running:  # noqa: DTZ011
        yield running


def environment(folder: Path, web: PracticeWeb) -> dict[str, str]:
    """What the commands need to gather the practice sites into a folder."""
    folder.mkdir(exist_ok=True)
    web.write_sources(folder / "sources.yml")
    return {
        **os.environ,
        "WKEP_SOURCES": str(folder / "sources.yml"),
        "WKEP_DATA": str(folder),
        "WKEP_ALLOW_LOOPBACK": "1",
        "WKEP_CONTACT": "https://example.org/keeper",
    }


def scrapy(folder: Path, web: PracticeWeb, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A `scrapy` command that has ended."""
    return run_forked([sys.executable, "-m", "scrapy", *arguments], environment(folder, web))


def runs_in(folder: Path) -> list[Run]:
    """The runs of the archive in a folder."""
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        return archive.runs()


def test_crawlall_due_is_safe_any_number_of_times(tmp_path: Path, web: PracticeWeb) -> None:
    first = scrapy(tmp_path, web, "crawlall", "--due")
    assert first.returncode == 0, first.stderr
    assert "practice-trust" in first.stdout
    assert "INFO" not in first.stderr  # warnings alone, unless -L asks for more
    asked = len(web.requests)
    second = scrapy(tmp_path, web, "crawlall", "--due")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")  # nothing for cron to send by mail
    assert len(web.requests) == asked
    assert sorted(each.source for each in runs_in(tmp_path)) == sorted(web.sources())


def test_a_second_round_at_the_same_time_stands_back(tmp_path: Path, web: PracticeWeb) -> None:
    (tmp_path / "locks").mkdir()
    with child(HOLD, str(tmp_path / "locks" / "round")) as holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        second = scrapy(tmp_path, web, "crawlall", "--due")
        holder.stdin.close()
    assert second.returncode == 4
    assert "is under way already (process" in second.stderr
    assert not (tmp_path / "snapshots.db").exists()


def test_two_crawls_of_one_host_stand_back(tmp_path: Path, web: PracticeWeb) -> None:
    host = web.base["trust"].removeprefix("http://").replace(":", "_")
    (tmp_path / "locks").mkdir()
    with child(HOLD, str(tmp_path / "locks" / f"host-{host}")) as holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        asked = len(web.requests)
        second = scrapy(tmp_path, web, "crawl", "practice-trust", "-L", "ERROR")
        assert len(web.requests) == asked
        holder.stdin.close()
    assert second.returncode == 1
    assert "a crawl of 127.0.0.1" in second.stderr
    assert "is under way already" in second.stderr
    assert "Traceback" not in second.stderr
    assert not (tmp_path / "snapshots.db").exists() or runs_in(tmp_path) == []


def test_a_source_that_cannot_begin_is_written_down_and_waits(tmp_path: Path, web: PracticeWeb) -> None:
    """A spider that cannot be made, beside one that can."""
    surroundings = environment(tmp_path, web)
    broken = "import crawler.loader as l, scrapy.cmdline as c\nspider_for = l.spider_for\n"
    broken += (
        "def fail(self, *a, **k): raise RuntimeError('no spider')\ndef made(source):\n    kind = spider_for(source)\n"
    )
    broken += "    if source.id == 'practice-trust': kind.__init__ = fail\n    return kind\nl.spider_for = made\n"
    broken += "c.execute(['scrapy', 'crawlall', '--due', '--no-build'])"
    for _ in range(2):
        ended = subprocess.run(
            [sys.executable, "-c", broken], env=surroundings, cwd=ROOT, text=True, capture_output=True, check=False
        )
    assert (ended.returncode, ended.stdout) == (0, "")  # the second time nothing is due
    verdicts = {each.source: (each.verdict, each.reason) for each in runs_in(tmp_path)}
    assert verdicts["practice-trust"] == ("error", "never began; see the log")
    assert verdicts["practice-schemes"][0] == "healthy"


def lines_of(output: str) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_schedule_gathers_and_stops_cleanly(tmp_path: Path, web: PracticeWeb, wish: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", "schedule"],
        env=environment(tmp_path, web),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout
        seen = []
        for line in running.stdout:
            seen.append(json.loads(line))
            if seen[-1]["event"] == "round ended":
                break
        running.send_signal(wish)
        rest, errors = running.communicate(timeout=HANGS)
    lines = [*seen, *lines_of(rest)]
    assert running.returncode == 0, errors
    assert [line["event"] for line in lines] == [
        "started", "plan", "round", *["run"] * len(web.sources()), "round ended", "stopped",
    ]  # fmt: skip
    told = {line["source"]: line for line in lines if line["event"] == "run"}
    assert told["practice-trust"]["verdict"] == "healthy"
    assert told["practice-trust"]["adverts"] > 5
    assert {"pages", "new", "changed", "dropped", "seconds", "reason", "at"} <= set(told["practice-trust"])
    assert (tmp_path / "catalogue.db").exists()


def test_stopping_ends_running_crawls_with_a_verdict(tmp_path: Path, web: PracticeWeb) -> None:
    surroundings = environment(tmp_path, web)
    (tmp_path / "sources.yml").write_text(slow_entry(web.base["slow"]))
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", "schedule"],
        env=surroundings,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        begun = time.monotonic()
        while not [each for each in web.requests if each.site == "slow" and "page=2" in each.path]:
            assert time.monotonic() - begun < HANGS
            time.sleep(0.05)
        running.terminate()
        output, errors = running.communicate(timeout=HANGS)
    assert running.returncode == 0, errors
    [ended] = [line for line in lines_of(output) if line["event"] == "run"]
    assert ended["verdict"] in {"partial", "error"}
    [kept] = runs_in(tmp_path)  # the second source of the host was not begun
    assert kept.cut_off
    assert kept.ended
    assert kept.adverts == ended["adverts"] >= 1


def slow_entry(base: str) -> str:
    """Registry entries of two sources on the slow site."""
    return "\n".join(
        f"""
slow-{number}:
  title: Slow
  publisher: Slow
  sector: other
  kind: employer
  why: a test
  platform: watched_page
  start: ["{base}/?page=1", "{base}/?page=2", "{base}/?page=3", "{base}/?page=4", "{base}/?page=5"]
  terms: {{url: "{base}", read_on: 2026-01-05, verdict: allow}}
  licence: none
  reuse: facts
  every: daily
  expect: {{min: 1, max: 30}}
  status: active
  evidence: a test
  delay: 0.5
"""
        for number in (1, 2)
    )
