"""Pages per second of the full spider against a bare Scrapy spider that only downloads the same pages."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figure import Figure, at_least, note

ADVERTS, PARAGRAPHS = 1_500, 12
ROUNDS = 5  # the median of the rounds' ratios counts; the two spiders take turns
GENTLE_OFF = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}

POLITENESS = {"DOWNLOADER_MIDDLEWARES": ["crawler.politeness.HostTurns", "crawler.robots.RobotsGate"]}
# What a crawl of strangers' pages costs on top of reading and keeping them: closed addresses, walls, conditions, logs.
GUARDS = {
    "DOWNLOADER_MIDDLEWARES": [
        *POLITENESS["DOWNLOADER_MIDDLEWARES"], "crawler.guard.requests.RequestGuard",
        "crawler.guard.redirects.GuardedRedirects", "crawler.conditional.AskIfChanged",
    ],
    "SPIDER_MIDDLEWARES": [
        "crawler.conditional.seen.SeenAgain", "crawler.guard.budget.PageBudget", "crawler.wall.WallGate",
    ],
    "EXTENSIONS": ["crawler.guard.log.PlainLog"],
}  # fmt: skip

BARE = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for number in range({pages}):
            yield scrapy.Request(f"{base}/jobs/{{number}}")
        for number in range({adverts}):
            yield scrapy.Request(f"{base}/job/{{number}}")
    def parse(self, response):
        pass

process = AsyncCrawlerProcess({settings})
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(stats["response_received_count"], stats["elapsed_time_seconds"])
"""
OURS = """
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
settings = get_project_settings()
settings.setdict({settings}, priority="cmdline")
for kind, parts in {off}.items():
    for part in parts:
        settings[kind][part] = None
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler("bench")
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(stats["response_received_count"], stats["elapsed_time_seconds"])
"""
REGISTRY = """
bench: {{title: Bench, publisher: Bench, sector: other, kind: employer, why: bench, platform: json_ld,
  start: "{base}/jobs/0", advert_url: "/job/[0-9]+$", terms: {{url: x, read_on: 2026-01-01, verdict: allow}},
  licence: ours, reuse: open, every: daily,
  expect: {{min: 1, max: 100000}}, pages: 100000, status: active, evidence: bench, delay: 0}}
"""


@contextmanager
def static_site() -> Iterator[str]:
    """The base address of the prepared pages."""
    command = [sys.executable, "-m", "tests.bench.static_site", str(ADVERTS), str(PARAGRAPHS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stdin
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.stdin.close()


def pages_per_second(script: str, environment: dict[str, str]) -> float:
    """Run a crawl in a fresh process; pages per second from opening to closing of the spider."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    count, seconds = done.stdout.split()[-2:]
    return float(count) / float(seconds)


def figures() -> Iterator[Figure]:
    """The ratio, and the pages per second that it comes from."""
    bare, ours, guarded = [], [], []
    with static_site() as base, tempfile.TemporaryDirectory() as folder:
        registry = Path(folder) / "sources.yml"
        registry.write_text(REGISTRY.format(base=base), encoding="utf-8")
        environment = {"WKEP_SOURCES": str(registry), "WKEP_ALLOW_LOOPBACK": "1", "WKEP_CONTACT": "https://example.org"}
        quiet = {**GENTLE_OFF, "LOG_LEVEL": "ERROR"}
        listings = (ADVERTS + 49) // 50
        bare_script = BARE.format(base=base, pages=listings, adverts=ADVERTS, settings=quiet)
        for turn in range(ROUNDS):
            data = {"WKEP_DATA": str(Path(folder) / f"data{turn}")}
            bare.append(pages_per_second(bare_script, {}))
            ours.append(pages_per_second(OURS.format(settings=quiet, off=GUARDS), {**environment, **data}))
            data = {"WKEP_DATA": str(Path(folder) / f"guarded{turn}")}
            guarded.append(pages_per_second(OURS.format(settings=quiet, off=POLITENESS), {**environment, **data}))
    ratio = statistics.median(o / b for o, b in zip(ours, bare, strict=True))
    with_guards = statistics.median(g / b for g, b in zip(guarded, bare, strict=True))
    yield at_least("crawl: extraction and archive ÷ bare Scrapy, pages per second", ratio, 0.80)
    yield note("crawl: the same with every guard on", f"{with_guards:.2f}")
    yield note(
        "crawl: pages per second, full and bare (medians)",
        f"{statistics.median(ours):.0f}, {statistics.median(bare):.0f}",
    )
