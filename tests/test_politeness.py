"""One request to a host at a time, far enough apart, never before it wants to be asked; and only for what changed."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, UsageError
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from catalogue.archive import Archive
from catalogue.archive.served import Served, note_served, see_again, validators_of
from catalogue.records import Advert, Run
from crawler.contact import check_contact
from crawler.politeness import JITTER, LEAST, HostTurns
from crawler.rest import LONGEST, REMEMBERED, rest_after, seconds_stated
from crawler.turns import LOOK, Host, Kept, Resting, RunOver, Turns, host_of, is_loopback, turns_in
from crawler.window import LONDON, is_within
from tests.crawls import CONTACT, Site, answer, begin_crawl, crawl, end_crawl, environment, page, site
from tests.forked import run_forked

T = TypeVar("T")
NOW = 1_800_000_000.0  # Friday 15 January 2027, 08:00 UTC
WINTER = datetime(2027, 1, 15, tzinfo=UTC)


# --- whom to write to


@pytest.mark.parametrize(
    "contact",
    [
        "https://example.org/crawler",
        "http://example.org",
        "https://example.org:8443/a?b=c#d",
        "crawler@example.org",
        "mailto:our.crawler+1@mail.example.ac.uk",
    ],
)
def test_a_contact_is_an_address_that_can_be_written_to(contact: str) -> None:
    check_contact(contact)


@pytest.mark.parametrize(
    "contact",
    ["", None, " ", "me", "example.org", "ftp://example.org", "https://", "https://localhost", "a@b", "a b@example.org",
     "https://example.org/\r\nCookie: x", "https://example.org/(x)", "crawler@example.org\n", "https://example.org/é"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_mend(contact: str | None) -> None:
    with pytest.raises(UsageError, match="WKEP_CONTACT"):
        check_contact(contact)


@pytest.mark.parametrize(
    ("command", "contact"),
    [
        ("crawl example", ""),
        ("crawl example", "nobody"),
        ("crawlall example", ""),
        ("readpage {address}/1", ""),
        ("fetch {address}/1", ""),
    ],
)
def test_nothing_is_asked_for_without_a_contact(tmp_path: Path, command: str, contact: str) -> None:
    with site() as there:
        done = scrapy(command.format(address=there.address), registry(tmp_path, there), WKEP_CONTACT=contact)
        assert there.asked == []
    assert done.returncode in (1, 2)
    assert "WKEP_CONTACT" in done.stderr + done.stdout


def test_the_list_needs_no_contact(tmp_path: Path) -> None:
    with site() as there:
        done = scrapy("list", registry(tmp_path, there), WKEP_CONTACT="")
    assert (done.returncode, done.stdout) == (0, "example\n")


# --- how long a host wants to be left alone

AT = "Fri, 15 Jan 2027 08:{}:00 GMT"  # minutes after NOW


@pytest.mark.parametrize(
    ("text", "served", "seconds"),
    [
        ("0", "", 0),
        ("120", "", 120),
        (" 120 ", "", 120),
        (AT.format("05"), "", 300),
        ("Friday, 15-Jan-27 08:05:00 GMT", "", 300),
        ("Fri Jan 15 08:05:00 2027", "", 300),
        (AT.format("05"), AT.format("00"), 300),
        (AT.format("05"), AT.format("03"), 300),  # their clock is fast: the moment that they named, on ours
        (AT.format("05"), "Fri, 15 Jan 2027 07:58:00 GMT", 420),  # their clock is slow: the time that they meant
        ("Fri, 15 Jan 2027 07:00:00 GMT", "", 0),
        ("Fri, 15 Jan 2027 08:00:00 +0100", "", 0),
        ("9" * 60, "", REMEMBERED),
        ("Sat, 15 Jan 2050 08:00:00 GMT", "", REMEMBERED),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("٣", "", None),
        ("Fri, 99 Jan 2027 08:00:00 GMT", "", None),
        ("Fri, 15 Jan 99999999999999999999 08:00:00 GMT", "", None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(text: str, served: str, seconds: float | None) -> None:
    assert seconds_stated(text, served, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "retry_after", "refusals", "seconds"),
    [
        (200, "60", 0, 0),
        (301, "60", 0, 60),
        (404, "", 0, 0),
        (500, "", 0, 0),
        (500, "60", 0, 60),
        (503, "60", 1, 60),
        (503, "0", 1, 0),
        (503, "0", 3, 40),
        (503, "60", 2, 60),
        (429, "", 1, 10),
        (429, "", 2, 20),
        (429, "", 7, 640),
        (503, "never", 1, 10),
    ],
)
def test_rest_after_an_answer(status: int, retry_after: str, refusals: int, seconds: float) -> None:
    assert rest_after(status, retry_after, "", refusals, NOW, 10) == seconds


@given(st.text(max_size=60), st.text(max_size=60), st.integers(100, 599), st.integers(1, 10_000))
def test_any_header_can_be_read(retry_after: str, served: str, status: int, refusals: int) -> None:
    assert rest_after(status, retry_after, served, refusals, NOW, 10) >= 0


# --- the window


@pytest.mark.parametrize(
    ("window", "moment", "within"),
    [
        ("01:00-05:00", WINTER.replace(hour=0, minute=59), False),
        ("01:00-05:00", WINTER.replace(hour=1), True),
        ("01:00-05:00", WINTER.replace(hour=4, minute=59), True),
        ("01:00-05:00", WINTER.replace(hour=5), False),
        ("01:00-05:00", datetime(2027, 7, 15, 0, 30, tzinfo=UTC), True),  # half past one in summer
        ("01:00-05:00", datetime(2027, 7, 15, 4, 30, tzinfo=UTC), False),
        ("22:00-04:00", WINTER.replace(hour=23), True),
        ("22:00-04:00", WINTER.replace(hour=3), True),
        ("22:00-04:00", WINTER.replace(hour=12), False),
        ("00:00-00:00", WINTER.replace(hour=12), False),
    ],
)
def test_the_window_is_read_on_londons_clock(window: str, moment: datetime, within: bool) -> None:
    assert is_within(window, moment) is within


# --- turns, on a clock of our own


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self, now: float = NOW):
        self.now = now

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def turns(folder: Path, clock: Clock) -> Turns:
    return Turns(folder, clock, clock.sleep)


def never() -> bool:
    return False


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


async def asked_at(host: Host, clock: Clock, gap: float, rests: list[float], *, takes: float = 0.1) -> list[float]:
    """When each of some requests is made that all wait from the beginning; `rests` after each answer."""
    times: list[float] = []

    async def ask(rest: float) -> None:
        await host.take(gap, never)
        times.append(clock.now)
        await clock.sleep(takes)
        host.leave(rest)

    await asyncio.gather(*(ask(rest) for rest in rests))
    return times


def test_the_gap_counts_from_the_last_answer(tmp_path: Path) -> None:
    clock = Clock()
    times = run(asked_at(turns(tmp_path, clock).host("h"), clock, 2, [0.0] * 5, takes=3))
    assert [round(time - NOW, 6) for time in times] == [0, 5, 10, 15, 20]


def test_nobody_asks_while_a_host_rests(tmp_path: Path) -> None:
    clock = Clock()
    times = run(asked_at(turns(tmp_path, clock).host("h"), clock, 2, [0.0, 60.0, 0.0]))
    assert times[2] >= times[1] + 60


def test_the_next_process_keeps_gap_and_rest(tmp_path: Path) -> None:
    clock = Clock()
    run(asked_at(turns(tmp_path, clock).host("h"), clock, 2, [100.0]))
    told = clock.now
    [time] = run(asked_at(turns(tmp_path, clock).host("h"), clock, 2, [0.0]))
    assert time >= told + 100
    answered = clock.now
    [time] = run(asked_at(turns(tmp_path, clock).host("h"), clock, 7, [0.0]))
    assert time >= answered + 7


def test_a_rest_that_is_too_long_is_told(tmp_path: Path) -> None:
    clock = Clock()
    run(asked_at(turns(tmp_path, clock).host("h"), clock, 0, [LONGEST + 60.0]))
    told = clock.now
    later = turns(tmp_path, clock).host("h")
    with pytest.raises(Resting) as problem:
        run(later.take(0, never))
    assert problem.value.until == pytest.approx(told + LONGEST + 60)
    clock.now += 60
    run(later.take(0, never))
    assert clock.now >= told + LONGEST + 60


def test_two_processes_take_turns(tmp_path: Path) -> None:
    clock = Clock()
    one, two = turns(tmp_path, clock).host("h"), turns(tmp_path, clock).host("h")
    inside: list[int] = []

    async def ask(host: Host) -> None:
        await host.take(1, never)
        inside.append(1)
        assert len(inside) == 1
        await clock.sleep(0.5)
        inside.pop()
        host.leave()

    async def both() -> None:
        await asyncio.gather(*(ask(host) for host in (one, two) * 10))

    run(both())
    assert clock.now >= NOW + 19 * 1.5


def test_what_waits_ends_with_the_run(tmp_path: Path) -> None:
    clock = Clock()
    host = turns(tmp_path, clock).host("h")
    run(asked_at(host, clock, 0, [600.0]))
    until = clock.now + 5
    with pytest.raises(RunOver):
        run(host.take(0, lambda: clock.now > until))
    assert clock.now <= until + LOOK
    run(host.take(0, never))  # the line goes on


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[",
        b"{}",
        b"[1]",
        b'["x", 2]',
        b"[null, null]",
        b"[NaN, NaN]",
        b"[Infinity, 0]",
        pytest.param(b"\x00" * 64, id="zeros"),
        b"nonsense" * 30,
    ],
)
def test_a_damaged_file_costs_one_gap(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "h").write_bytes(text)
    clock = Clock()
    [time] = run(asked_at(turns(tmp_path, clock).host("h"), clock, 2, [0.0]))
    assert time <= NOW + 4


@pytest.mark.parametrize(("asked", "rest"), [(NOW + 9e8, 0), (0, NOW + 9e8), (NOW + 9e8, NOW + 9e8)])
def test_a_clock_that_was_set_back_costs_one_gap(tmp_path: Path, asked: float, rest: float) -> None:
    clock = Clock()
    host = turns(tmp_path, clock).host("h")
    host.keep(Kept(asked, rest))
    [time] = run(asked_at(host, clock, 2, [0.0]))
    assert time <= NOW + 2 + LOOK


def test_a_file_that_cannot_be_written_shuts_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    host = turns(tmp_path, clock).host("h")
    run(host.take(0, never))

    def full(*_: object) -> int:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="no space"):
            host.leave()
        with pytest.raises(OSError, match="no space"):
            run(host.take(0, never))
    run(turns(tmp_path, clock).host("h").take(0, never))


def test_the_files_are_private_and_harmless_names(tmp_path: Path) -> None:
    folder = tmp_path / "hosts"
    for name in ("example.org", "[::1]:80", "../../etc/passwd", "a" * 400):
        Turns(folder).host(name)
    assert len(list(folder.iterdir())) == 4
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder, *folder.iterdir()))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.org/a", "example.org"),
        ("http://example.org:80/a", "example.org"),
        ("https://example.org:443", "example.org"),
        ("https://example.org./a", "example.org"),
        ("https://user@example.org:8443/a", "example.org:8443"),
        ("http://127.0.0.1:4000/a", "127.0.0.1:4000"),
        ("http://[::1]:4000/a", "::1:4000"),
    ],
)
def test_one_host_by_http_and_https(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1:80", True), ("127.9.9.9", True), ("localhost", True), ("a.localhost:99", True), ("::1", True),
     ("example.org", False), ("127.0.0.1.example.org", False), ("10.0.0.1", False), ("localhost.example.org", False),
     ("2001:db8::1", False)],
)  # fmt: skip
def test_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here


# --- the middleware


class Engine:
    """Remembers how it was closed."""

    def __init__(self) -> None:
        self.reason = ""
        self._slot = SimpleNamespace(closing=None)

    async def close_spider_async(self, *, reason: str) -> None:
        self.reason = reason
        self._slot.closing = object()


MiddlewareWith = Callable[..., HostTurns]


@pytest.fixture
def middleware_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MiddlewareWith:
    """A middleware with these settings, on a clock of our own."""
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))

    def middleware(clock: Clock, window: str | None = None, counted: bool = True, **changes: Any) -> HostTurns:
        settings = Settings({"CONTACT": CONTACT, "DOWNLOAD_DELAY": 2, "FIRST_REST": 10, **changes})
        crawler = SimpleNamespace(
            settings=settings, spidercls=SimpleNamespace(source=SimpleNamespace(window=window)), engine=Engine()
        )
        crawler.stats = StatsCollector(cast(Crawler, crawler)) if counted else None
        made = HostTurns.from_crawler(cast(Crawler, crawler))
        made.turns = turns(tmp_path / "hosts", clock)
        return made

    return middleware


def closed_for(middleware: HostTurns) -> str:
    return cast(Engine, middleware.crawler.engine).reason


async def ask(
    middleware: HostTurns, status: int = 200, url: str = "https://example.org/1", **headers: str
) -> Response | None:
    """One request and its answer; None where the middleware refused."""
    request = Request(url)
    try:
        await middleware.process_request(request)
    except IgnoreRequest:
        await asyncio.sleep(0)
        return None
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    response = middleware.process_response(request, Response(url, status=status, headers=given))
    await asyncio.sleep(0)
    return response


def test_no_contact_no_crawl(middleware_with: MiddlewareWith) -> None:
    with pytest.raises(UsageError):
        middleware_with(Clock(), CONTACT="")


@pytest.mark.parametrize(
    ("url", "delay", "crawl_delay", "least"),
    [
        ("https://example.org/", 0, 0, LEAST),
        ("https://example.org/", 5, 0, 5),
        ("https://example.org/", 5, 30, 30),
        ("https://example.org/", 5, 3, 5),
        ("http://127.0.0.1:4000/", 0, 0, 0),
        ("http://127.0.0.1:4000/", 0, 4, 4),
    ],
)
def test_the_longest_gap_that_anybody_asks_for(
    middleware_with: MiddlewareWith, url: str, delay: float, crawl_delay: float, least: float
) -> None:
    middleware = middleware_with(Clock(), DOWNLOAD_DELAY=delay)
    host = middleware.turns.host(host_of(url))
    host.crawl_delay = crawl_delay
    gaps = [middleware.gap(host_of(url), host) for _ in range(200)]
    assert least <= min(gaps)
    assert max(gaps) <= least * (1 + JITTER)
    assert len(set(gaps)) > 100 or least == 0


@given(st.floats(0, 50), st.integers(2, 6))
def test_requests_are_never_closer_than_the_delay(
    tmp_path_factory: pytest.TempPathFactory, delay: float, number: int
) -> None:
    clock = Clock()
    host = turns(tmp_path_factory.mktemp("hosts"), clock).host("h")
    times = run(asked_at(host, clock, delay, [0.0] * number))
    os.close(host.file)
    assert all(later - earlier >= delay for earlier, later in pairwise(times))


@pytest.mark.parametrize("header", ["40", "Fri, 15 Jan 2027 08:00:42 GMT"])
@pytest.mark.parametrize("status", [429, 503, 307])
def test_no_request_before_the_stated_time(middleware_with: MiddlewareWith, status: int, header: str) -> None:
    clock = Clock()
    middleware = middleware_with(clock)

    async def two() -> None:
        assert await ask(middleware, status, Retry_After=header)
        assert await ask(middleware)

    run(two())
    assert NOW + 40 <= clock.now <= NOW + 42 * (1 + JITTER) + LOOK


def test_waits_double_and_then_the_run_ends(middleware_with: MiddlewareWith) -> None:
    clock = Clock()
    middleware = middleware_with(clock)
    waits: list[float] = []

    async def storm() -> None:
        while True:
            before = clock.now
            if not await ask(middleware, 429):
                return
            waits.append(clock.now - before)

    run(storm())
    assert len(waits) == 8  # the first at once
    for number, wait in enumerate(waits[1:]):
        assert 10 * 2**number <= wait <= min(LONGEST, 10 * 2**number * (1 + JITTER)) + LOOK
    assert closed_for(middleware) == "politeness"
    assert middleware.crawler.stats
    assert "example.org answers HTTP 429" in middleware.crawler.stats.get_value("politeness/refusal")


def test_an_answer_that_is_not_too_busy_ends_the_doubling(middleware_with: MiddlewareWith) -> None:
    clock = Clock()
    middleware = middleware_with(clock)

    async def some() -> None:
        for status in (429, 429, 200, 429):
            assert await ask(middleware, status)
        before = clock.now
        assert await ask(middleware)
        assert clock.now - before <= 10 * (1 + JITTER) + LOOK

    run(some())


def test_a_host_that_wants_hours_ends_the_run_and_the_next_one(middleware_with: MiddlewareWith) -> None:
    clock = Clock()
    middleware = middleware_with(clock)

    async def hours() -> None:
        assert await ask(middleware, 503, Retry_After="7200")
        assert await ask(middleware) is None
        later = middleware_with(clock, counted=False)
        assert await ask(later) is None
        assert "until 15 January, 10:00 UTC" in later.over
        clock.now += 7200
        assert await ask(middleware_with(clock))

    run(hours())
    assert "left alone until 15 January, 10:00 UTC" in middleware.over


def test_a_quarter_of_an_hour_is_waited_for(middleware_with: MiddlewareWith) -> None:
    clock = Clock()
    middleware = middleware_with(clock)

    async def waits() -> None:
        assert await ask(middleware, 503, Retry_After=str(LONGEST))
        assert await ask(middleware)

    run(waits())
    assert clock.now >= NOW + LONGEST


def test_a_request_that_fails_gives_its_turn_back(middleware_with: MiddlewareWith) -> None:
    middleware = middleware_with(Clock())

    async def fail() -> None:
        request = Request("https://example.org/1")
        await middleware.process_request(request)
        middleware.process_exception(request, OSError("broken"))
        middleware.process_exception(request, OSError("told of twice"))
        assert await ask(middleware)

    run(fail())


def test_an_answer_that_no_host_gave_takes_no_turn(middleware_with: MiddlewareWith) -> None:
    middleware = middleware_with(Clock())
    response = Response("https://example.org/1", status=429)
    assert middleware.process_response(Request(response.url), response) is response


def test_nothing_is_asked_for_once_the_run_closes(middleware_with: MiddlewareWith) -> None:
    middleware = middleware_with(Clock())
    cast(Engine, middleware.crawler.engine)._slot.closing = object()
    assert run(ask(middleware)) is None
    assert middleware.over == ""


def test_the_run_ends_with_its_window(middleware_with: MiddlewareWith) -> None:
    clock = Clock()
    middleware = middleware_with(clock, window="07:00-08:01")

    async def into_the_day() -> None:
        assert await ask(middleware)
        clock.now += 60
        assert await ask(middleware) is None
        assert await ask(middleware) is None

    run(into_the_day())
    assert middleware.over == "outside the source's window of 07:00-08:01, London time"
    assert closed_for(middleware) == "politeness"


def test_the_crawls_of_a_process_share_their_turns(tmp_path: Path) -> None:
    assert turns_in(tmp_path) is turns_in(tmp_path)
    assert turns_in(tmp_path) is not turns_in(tmp_path / "other")


# --- real crawls over loopback

PAGES = [f"/{number}" for number in range(6)]
AT_ONCE: dict[str, Any] = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}


def says(robots: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A site with these rules, whose pages take a moment."""

    def answering(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/robots.txt":
            answer(handler, 200, robots.encode())
        else:
            time.sleep(0.02)
            page(handler)

    return answering


def test_crawl_delay_is_kept_by_requests_that_wait_for_robots_too(tmp_path: Path) -> None:
    with site(says("User-agent: *\nCrawl-delay: 0.3")) as there:
        crawl({"a": (there.address, PAGES)}, tmp_path, **AT_ONCE)
        assert len(there.pages) == len(PAGES)
        assert min(there.gaps) >= 0.3 * 0.95
        assert there.most_at_once == 1


def test_our_delay_is_kept_where_theirs_is_shorter(tmp_path: Path) -> None:
    with site(says("User-agent: *\nCrawl-delay: 0.1")) as there:
        crawl({"a": (there.address, PAGES[:4])}, tmp_path, **{**AT_ONCE, "DOWNLOAD_DELAY": 0.3})
        assert min(there.gaps) >= 0.3 * 0.95


def test_two_sources_in_one_process_and_a_third_in_another_share_a_host(tmp_path: Path) -> None:
    with site(says("User-agent: *\nCrawl-delay: 0.1")) as there:
        other = begin_crawl({"c": (there.address, [f"/c{path}" for path in PAGES])}, tmp_path, **AT_ONCE)
        here = {name: (there.address, [f"/{name}{path}" for path in PAGES]) for name in ("a", "b")}
        crawl(here, tmp_path, **AT_ONCE)
        end_crawl(other)
        assert len(there.pages) == 3 * len(PAGES)
        assert there.most_at_once == 1
        after_robots = there.asked[max(i for i, each in enumerate(there.asked) if each.path == "/robots.txt") :]
        assert min(b.began - a.began for a, b in pairwise(after_robots)) >= 0.1 * 0.95


def test_retry_after_is_kept_over_http(tmp_path: Path) -> None:
    told: list[int] = []

    def busy_once(handler: BaseHTTPRequestHandler) -> None:
        if handler.path != "/robots.txt" and not told:
            told.append(1)
            answer(handler, 429, Retry_After="1")
        else:
            page(handler)

    with site(busy_once) as there:
        crawl({"a": (there.address, PAGES)}, tmp_path, RETRY_TIMES=2, **AT_ONCE)
        assert len(there.pages) == len(PAGES) + 1
        refused, *others = there.pages
        assert min(each.began for each in others) >= refused.ended + 1 - 0.01


def test_the_agent_is_honest(tmp_path: Path) -> None:
    with site() as there:
        crawl({"a": (there.address, PAGES[:1])}, tmp_path)
        assert {each.headers["User-Agent"] for each in there.asked} == {f"wkep-catalogue/0.1.0 (+{CONTACT})"}
        assert not any(name in each.headers for each in there.asked for name in ("Cookie", "Referer", "Via"))


# --- whole runs of a source


def registry(folder: Path, there: Site, **changes: Any) -> dict[str, str]:
    """The environment of commands over a registry of one source."""
    entry = {
        "title": "Example", "publisher": "Example", "sector": "other", "kind": "employer", "why": "a test",
        "platform": "json_ld", "start": f"{there.address}/jobs", "advert_url": "/job/", "licence": "ours",
        "terms": {"url": "x", "read_on": WINTER.date(), "verdict": "allow"}, "reuse": "open", "every": "daily",
        "expect": {"min": 1, "max": 9}, "status": "active", "evidence": "a test", "delay": 0, **changes,
    }  # fmt: skip
    (folder / "sources.yml").write_text(yaml.safe_dump({"example": entry}), encoding="utf-8")
    return environment(folder, WKEP_SOURCES=str(folder / "sources.yml"))


def scrapy(command: str, told: dict[str, str], **more: str) -> CompletedProcess[str]:
    tool = str(Path(sys.executable).parent / "scrapy")
    return run_forked([tool, *command.split()], {**told, **more})


def last_run(folder: Path) -> Run:
    with Archive(folder / "snapshots.db", read_only=True) as archive:
        return archive.runs("example")[-1]


LISTING = "".join(f'<a href="/job/{number}">A secondment, number {number}</a>' for number in range(4))
ADVERT = "<html><title>Secondment {0}</title><main><h1>Secondment {0}</h1><p>{1} {2}</p></main></html>"


def board(handler: BaseHTTPRequestHandler, *, changed: bool = False) -> None:
    """A listing and four adverts: with an ETag, with a date, with both, with neither. They know what is new."""
    if handler.path == "/robots.txt":
        return answer(handler, 404)
    if not handler.path.startswith("/job/"):
        return answer(handler, 200, f"<html><body>{LISTING}</body></html>".encode(), Content_Type="text/html")
    number = int(handler.path.rpartition("/")[2])
    new = changed and number == 0
    wording = ADVERT.format(number, "Twelve" if new else "Six", "months in another workplace, paid as before. " * 3)
    served = {"ETag": f'"{number}-{new}"'} if number in (0, 2) else {}
    served |= {"Last-Modified": "Fri, 01 Jan 2027 08:00:00 GMT"} if number in (1, 2) else {}
    asked = {"ETag": handler.headers.get("If-None-Match"), "Last-Modified": handler.headers.get("If-Modified-Since")}
    headers = {name.replace("-", "_"): text for name, text in served.items()}
    if served and all(asked[name] == text for name, text in served.items()):
        handler.send_response(304)
        for name, text in served.items():
            handler.send_header(name, text)
        handler.end_headers()
        return None
    return answer(handler, 200, wording.encode(), Content_Type="text/html; charset=utf-8", **headers)


def test_a_page_that_has_not_changed_is_seen_again_and_not_sent(tmp_path: Path) -> None:
    with site(board) as there:
        told = registry(tmp_path, there)
        assert scrapy("crawl example", told).returncode == 0
        first = last_run(tmp_path)
        assert (first.verdict, first.adverts, first.new) == ("healthy", 4, 4)
        with Archive(tmp_path / "snapshots.db") as archive:
            archive.db.execute("update adverts set last_seen = '2020-01-01T00:00:00Z'")
        there.asked.clear()
        assert scrapy("crawl example", told).returncode == 0
        conditional = {
            each.path: (each.headers.get("If-None-Match"), each.headers.get("If-Modified-Since"))
            for each in there.pages
        }
        date = "Fri, 01 Jan 2027 08:00:00 GMT"
        assert conditional == {
            "/jobs": (None, None),
            "/job/0": ('"0-False"', None),
            "/job/1": (None, date),
            "/job/2": ('"2-False"', date),
            "/job/3": (None, None),
        }
    second = last_run(tmp_path)
    assert (second.verdict, second.adverts, second.new, second.changed) == ("healthy", 4, 0, 0)
    assert second.fill == first.fill
    with Archive(tmp_path / "snapshots.db", read_only=True) as archive:
        assert all(snapshot.last_seen > "2020-01-01T00:00:00Z" for snapshot in archive.latest())
        assert len(list(archive.latest())) == 4


def test_a_page_that_has_changed_is_sent(tmp_path: Path) -> None:
    changed: list[bool] = [False]
    with site(lambda handler: board(handler, changed=changed[0])) as there:
        told = registry(tmp_path, there)
        scrapy("crawl example", told)
        changed[0] = True
        scrapy("crawl example", told)
        run = last_run(tmp_path)
        assert (run.verdict, run.adverts, run.changed) == ("healthy", 4, 1)
        scrapy("crawl example", told)
        assert last_run(tmp_path).changed == 0


def test_the_budget_ends_the_run_and_the_verdict_says_so(tmp_path: Path) -> None:
    with site(board) as there:
        scrapy("crawl example", registry(tmp_path, there, pages=3))
        assert len(there.pages) <= 3
    run = last_run(tmp_path)
    assert run.verdict == "partial"
    assert "budget" in run.reason


def test_a_site_that_wants_hours_is_left_alone_and_the_verdict_says_so(tmp_path: Path) -> None:
    def busy(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.startswith("/job/"):
            answer(handler, 429, Retry_After="7200")
        else:
            board(handler)

    with site(busy) as there:
        told = registry(tmp_path, there)
        scrapy("crawl example", told)
        assert len(there.pages) == 2  # the listing and one advert
        run = last_run(tmp_path)
        assert run.verdict == "partial"
        assert "HTTP 429 and is left alone until" in run.reason
        scrapy("crawl example", told)
        assert len(there.pages) == 2
    run = last_run(tmp_path)
    assert run.verdict == "blocked"
    assert "asked to be left alone until" in run.reason


@pytest.mark.parametrize(
    ("robots", "told"),
    [
        ((200, b"User-agent: *\nCrawl-delay: 600"), "asks for 600 seconds between requests"),
        ((503, b""), "robots.txt answers HTTP 503"),
        ((200, b"User-agent: *\nDisallow: /"), "robots.txt refuses every page"),
    ],
)
def test_what_robots_refuses_is_in_the_verdict(tmp_path: Path, robots: tuple[int, bytes], told: str) -> None:
    with site(lambda handler: answer(handler, *robots)) as there:
        scrapy("crawl example -s RETRY_TIMES=0 -s FIRST_REST=0.1", registry(tmp_path, there))
        assert there.paths == ["/robots.txt"]
    run = last_run(tmp_path)
    assert run.verdict == "blocked"
    assert told in run.reason


def test_nothing_is_asked_for_outside_the_window(tmp_path: Path) -> None:
    now = datetime.now(LONDON)
    window = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=4):%H:%M}"
    with site(board) as there:
        done = scrapy("crawl example", registry(tmp_path, there, window=window))
        assert there.asked == []
    assert "only asked from" in done.stderr


# --- what is kept of pages

PAGE = Served("s", "https://example.org/1", {"ETag": '"x"', "Last-Modified": ""}, "hash", ("a", "b"))
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)


def keep(archive: Archive, *keys: str) -> int:
    run = archive.begin_run("s", WINTER)
    for key in keys:
        archive.keep(Advert("s", key, PAGE.url, "Title", f"<p>{key} of a page with two adverts</p>"), run, WINTER)
    return run


def known(archive: Archive, **changes: Any) -> dict[str, str]:
    told = {"source": "s", "url": PAGE.url, "asked_with": "hash", "since": LONG_AGO, **changes}
    return dict(validators_of(archive, **told))


def test_what_proves_a_page_unchanged_is_kept_with_all_its_adverts(archive: Archive) -> None:
    run = keep(archive, "a", "b")
    assert note_served(archive, PAGE, run, WINTER)
    assert known(archive) == {"ETag": '"x"'}
    assert known(archive, url="https://example.org/2") == {}
    assert known(archive, asked_with="another") == {}
    assert known(archive, since=WINTER + timedelta(days=1)) == {}
    later = archive.begin_run("s", WINTER)
    assert see_again(archive, "s", PAGE.url, later, WINTER + timedelta(days=1)) == 2
    assert see_again(archive, "s", PAGE.url, later, WINTER + timedelta(days=1)) == 0  # counted once a run
    assert {snapshot.last_seen for snapshot in archive.latest()} == {"2027-01-16T00:00:00Z"}


def test_a_page_of_which_something_was_not_kept_is_wanted_whole(archive: Archive) -> None:
    run = keep(archive, "a", "b")
    assert note_served(archive, PAGE, run, WINTER)
    later = keep(archive, "a")  # b was on the page and was dropped
    assert not note_served(archive, PAGE, later, WINTER)
    assert known(archive) == {}


def test_a_page_that_nothing_proves_unchanged_is_wanted_whole(archive: Archive) -> None:
    run = keep(archive, "a", "b")
    bare = Served(PAGE.source, PAGE.url, {"ETag": "", "Last-Modified": ""}, "hash", PAGE.keys)
    assert not note_served(archive, bare, run, WINTER)
    assert known(archive) == {}


@pytest.mark.parametrize(
    "loss", ["delete from adverts where key = 'b'", "update snapshots set html = '' where key = 'b'"]
)
def test_a_page_is_wanted_whole_once_an_advert_was_forgotten_or_pruned(archive: Archive, loss: str) -> None:
    run = keep(archive, "a", "b")
    note_served(archive, PAGE, run, WINTER)
    archive.db.execute(loss)
    assert known(archive) == {}


def test_a_forgotten_advert_leaves_no_address_behind(archive: Archive) -> None:
    run = keep(archive, "a", "b")
    note_served(archive, PAGE, run, WINTER)
    archive.db.execute("delete from adverts where key = 'a'")
    assert archive.db.execute("select count(*) from served").fetchone() == (0,)
