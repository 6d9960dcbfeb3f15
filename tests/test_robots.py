"""robots.txt, obeyed and failing closed: the answers, the cache, and real crawls over loopback."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from crawler.robots import HOPS, RobotsGate
from crawler.robots.cache import A_DAY, RobotsCache
from crawler.robots.rules import READ, Rules, read_rules, text_of
from crawler.turns import Turns
from tests.crawls import answer, crawl, site
from tests.robots_matrix import CLOSED, Case, Result, answering_of, cases, run_matrix, says

OURS = "https://example.org/jobs/1"
ORIGIN = "https://example.org"
NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (200, b"User-agent: *\nDisallow: /jobs/", True),
        (200, b"User-agent: *\nDisallow: /other/", False),
        (200, b"User-agent: *\nDisallow: /jobs/\nAllow: /jobs/1", False),
        (200, b"User-agent: *\nDisallow: /*/1$", True),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: wkep-catalogue\nAllow: /", False),
        (200, b"User-agent: wkep-catalogue\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        (200, b"User-agent: otherbot\nDisallow: /", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /jobs/", True),
        pytest.param(200, "User-agent: *\nDisallow: /jobs/".encode("utf-16"), True, id="utf-16"),
        (200, b"User-agent: *\r\nDisallow: /jobs/\r\n", True),
        (200, b"", False),
        (200, b"<!DOCTYPE html><html><body>Disallow: /</body></html>", False),
        (200, b"#" * 400_000 + b"\nUser-agent: *\nDisallow: /jobs/", True),
        (200, b"User-agent: *\nCrawl-delay: 60", False),
        (200, b"User-agent: *\nCrawl-delay: 61", True),
        (200, b"User-agent: *\nRequest-rate: 1/2m", True),
        (204, b"", False),
        (401, b"", False),
        (403, b"", False),
        (404, b"", False),
        (410, b"", False),
        (429, b"", True),
        (500, b"", True),
        (503, b"", True),
        (301, b"", True),
        (100, b"", True),
    ],
)
def test_what_an_answer_stands_for(status: int, body: bytes, refused: bool) -> None:
    assert bool(read_rules(status, body).refuses(OURS)) is refused


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b"User-agent: *\nCrawl-delay: 7", 7),
        (b"User-agent: *\nCrawl-delay: 0.5", 0.5),
        (b"User-agent: *\nRequest-rate: 1/30s", 30),
        (b"User-agent: *\nRequest-rate: 6/1m\nCrawl-delay: 3", 10),
        (b"User-agent: wkep-catalogue\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 1", 9),
        (b"User-agent: otherbot\nCrawl-delay: 9", 0),
        (b"User-agent: *\nCrawl-delay: soon", 0),
        (b"User-agent: *\nCrawl-delay: -3", 0),
        (b"User-agent: *\nCrawl-delay: inf", 0),
        (b"User-agent: *", 0),
    ],
)
def test_the_delay_that_is_asked_for(body: bytes, seconds: float) -> None:
    assert read_rules(200, body).crawl_delay == seconds


def test_no_rules_ask_for_no_delay() -> None:
    assert Rules(None).crawl_delay == 0


def test_a_delay_that_no_run_can_keep_is_a_reason() -> None:
    assert "120 seconds" in str(read_rules(200, b"User-agent: *\nCrawl-delay: 120").refusal)


def test_a_file_that_is_too_long_is_cut_between_lines() -> None:
    body = b"Disallow: /private\n" + b"#" * (READ - 19 - 9) + b"\nAllow: /private/1\n"
    assert len(body) > READ
    assert "Allow" not in text_of(body)[20:]
    assert text_of(b"#" * (READ + 1)) == ""


@given(st.binary(max_size=300), st.integers(100, 599))
def test_any_answer_can_be_read(body: bytes, status: int) -> None:
    rules = read_rules(status, body)
    assert rules.refuses(OURS) is None or rules.refuses(OURS)
    assert 0 <= rules.crawl_delay <= 60


# --- the cache


def test_an_answer_is_kept_for_a_day_and_privately(tmp_path: Path) -> None:
    cache = RobotsCache(tmp_path / "robots")
    body = bytes(range(256))
    assert cache.find(ORIGIN, NOW) is None
    cache.keep(ORIGIN, 200, body, NOW)
    assert cache.find(ORIGIN, NOW + A_DAY - 1) == (200, body)
    assert cache.find(ORIGIN, NOW + A_DAY) is None
    assert cache.find(ORIGIN, NOW - 1) is None  # the clock was set back
    assert cache.find("http://example.org", NOW) is None
    [file] = (tmp_path / "robots").iterdir()  # nothing half-written beside it
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"origin": 1}', '{"origin": "https://example.org"}', "é"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    cache = RobotsCache(tmp_path)
    cache.file(ORIGIN).write_text(text, encoding="utf-8")
    assert cache.find(ORIGIN, NOW) is None


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    RobotsCache(tmp_path / "file" / "robots").keep(ORIGIN, 200, b"", NOW)


# --- the gate, with answers of our own


class Engine:
    """Answers in turn; an exception is raised."""

    def __init__(self, answers: Sequence[Response | Exception]):
        self.answers = list(answers)
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        await asyncio.sleep(0)
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given


def said(status: int, body: bytes = b"", location: str = "") -> Response:
    return Response(
        f"{ORIGIN}/robots.txt", status=status, body=body, headers={"Location": location} if location else {}
    )


GateWith = Callable[..., RobotsGate]


@pytest.fixture
def gate_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GateWith:
    """A gate whose origin gives these answers; gates of one test share a data folder and a clock."""
    monkeypatch.setenv("WKEP_DATA", str(tmp_path))

    def gate(*answers: Response | Exception, counted: bool = True, now: float = NOW) -> RobotsGate:
        crawler = SimpleNamespace(
            engine=Engine(answers),
            stats=StatsCollector(cast(Crawler, SimpleNamespace(settings=Settings()))) if counted else None,
        )
        made = RobotsGate.from_crawler(cast(Crawler, crawler))
        made.turns = Turns(tmp_path / "hosts", clock=lambda: now)
        return made

    return gate


def asked(gate: RobotsGate) -> list[str]:
    engine = gate.crawler.engine
    assert isinstance(engine, Engine)
    return engine.asked


def refusal(gate: RobotsGate, url: str = OURS, **meta: Any) -> str | None:
    """Why the gate refuses an address, or None."""
    try:
        asyncio.run(gate.process_request(Request(url, meta=meta)))
    except IgnoreRequest as problem:
        return str(problem)
    return None


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([said(200)], None),
        ([said(404)], None),
        ([said(200, b"User-agent: *\nDisallow: /jobs")], "disallows it"),
        ([said(503)], "HTTP 503"),
        ([DownloadTimeoutError("30 s")], "cannot be had (DownloadTimeoutError)"),
        ([IgnoreRequest("not on the public web (private)")], "not on the public web"),
        ([said(301)], "HTTP 301"),
        ([said(301, location="/r"), said(200)], None),
        ([said(301, location="https://www.example.org/robots.txt"), said(200, b"User-agent: *\nDisallow: /")], "disa"),
        ([said(301, location="http://example.org/robots.txt"), said(200)], "from https to http"),
        ([said(302, location="/again")] * (HOPS + 1), "more than 5 redirects"),
        ([said(302, location="/again")] * HOPS + [said(200)], None),
    ],
)
def test_the_gate_lets_through_what_the_answer_allows(
    gate_with: GateWith, answers: list[Response | Exception], why: str | None
) -> None:
    gate = gate_with(*answers)
    told = refusal(gate)
    assert why in told if why and told else told is why
    assert len(asked(gate)) in (len(answers), len(answers) - ("from https" in str(why)))


def test_a_request_for_robots_itself_passes(gate_with: GateWith) -> None:
    assert refusal(gate_with(), robots_txt=True) is None


def test_refusals_are_counted_and_the_reason_is_told(gate_with: GateWith) -> None:
    gate = gate_with(said(503))
    assert refusal(gate)
    assert refusal(gate_with(said(503), counted=False))
    stats = gate.crawler.stats
    assert stats
    assert stats.get_value("robots/refused") == 1
    assert "example.org: robots.txt answers HTTP 503" in stats.get_value("politeness/refusal")


def test_a_page_that_is_disallowed_is_no_reason_to_doubt_the_site(gate_with: GateWith) -> None:
    gate = gate_with(said(200, b"User-agent: *\nDisallow: /jobs"))
    assert refusal(gate)
    assert gate.crawler.stats
    assert gate.crawler.stats.get_value("politeness/refusal") is None


def test_many_wait_for_one_answer(gate_with: GateWith) -> None:
    gate = gate_with(said(200, b"User-agent: *\nDisallow: /jobs"))

    async def all_at_once() -> list[Any]:
        requests = [gate.process_request(Request(f"{OURS}{number}")) for number in range(16)]
        first = await asyncio.gather(*requests, return_exceptions=True)
        later = await asyncio.gather(gate.process_request(Request(OURS)), return_exceptions=True)
        return [*first, *later]

    assert all(isinstance(each, IgnoreRequest) for each in asyncio.run(all_at_once()))
    assert asked(gate) == [f"{ORIGIN}/robots.txt"]


def test_the_next_run_of_the_day_knows_already(gate_with: GateWith) -> None:
    assert refusal(gate_with(said(200, b"User-agent: *\nDisallow: /jobs\nCrawl-delay: 4")))
    later = gate_with(now=NOW + A_DAY - 1)
    assert refusal(later) == "robots.txt disallows it"
    assert asked(later) == []
    assert later.turns.host("example.org").crawl_delay == 4
    tomorrow = gate_with(said(200), now=NOW + A_DAY)
    assert refusal(tomorrow) is None
    assert len(asked(tomorrow)) == 1


@pytest.mark.parametrize("broken", [said(500), said(429), DownloadTimeoutError("30 s"), said(301)])
def test_that_it_could_not_be_had_is_not_kept(gate_with: GateWith, broken: Response | Exception) -> None:
    assert refusal(gate_with(broken))
    assert refusal(gate_with(said(200))) is None


def test_scheme_and_port_make_an_origin(gate_with: GateWith) -> None:
    gate = gate_with(said(200), said(404), said(500))
    assert refusal(gate, "https://example.org/a") is None
    assert refusal(gate, "http://example.org/a") is None
    assert refusal(gate, "https://example.org:8443/a")
    assert len(asked(gate)) == 3


# --- real crawls, sixteen requests at a time

NAMES = list(cases(lambda name: f"http://127.0.0.1/{name}"))


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Case, Result]]:
    """Every case, crawled."""
    return run_matrix(tmp_path_factory.mktemp("matrix"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_against_robots(matrix: dict[str, tuple[Case, Result]], name: str) -> None:
    case, result = matrix[name]
    assert result.against == 0
    assert result.early == 0
    assert set(case.paths) - set(case.forbidden) <= result.asked
    assert result.robots <= HOPS + 1


def test_the_matrix_is_large_enough() -> None:
    assert len(NAMES) >= 40


def test_refusals_show_in_the_counts_of_a_crawl_and_robots_is_asked_once_in_two(tmp_path: Path) -> None:
    with site(answering_of(Case(says(CLOSED)))) as there:
        paths = ["/private/1", "/private/2", "/public"]
        assert crawl({"a": (there.address, paths)}, tmp_path)["a"]["robots/refused"] == 2
        assert crawl({"a": (there.address, paths)}, tmp_path)["a"]["robots/refused"] == 2
        assert there.paths == ["/robots.txt", "/public", "/public"]


def test_a_retry_does_not_slip_past_either(tmp_path: Path) -> None:
    with site(lambda handler: answer(handler, 503)) as there:
        crawl({"a": (there.address, ["/1", "/2"])}, tmp_path, RETRY_TIMES=2)
        assert there.paths == ["/robots.txt"] * 3
