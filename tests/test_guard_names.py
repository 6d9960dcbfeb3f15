"""Names as the operating system answers for them, IPv4 and IPv6 alike: every answer is judged before it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

# A crawl through the project's own resolver. Only the operating system's answers and the connections are invented.
CRAWL = """
import json, socket, sys, time
plan = json.loads(sys.argv[1])
asked = []

def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    'As the operating system would, for both families unless one is named.'
    asked.append(host)
    time.sleep(plan.get("seconds", 0))
    found = []
    for each in plan["names"].get(host, []):
        kind = socket.AF_INET6 if ":" in each else socket.AF_INET
        where = (each, port, 0, 0) if ":" in each else (each, port)
        if family in (0, kind):
            found.append((kind, socket.SOCK_STREAM, 6, "", where))
    if not found:
        raise socket.gaierror(-2, "Name or service not known")
    return found

socket.getaddrinfo = getaddrinfo  # before Twisted takes hold of it
socket.gethostbyname = lambda host: getaddrinfo(host, 0, socket.AF_INET)[0][4][0]

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
import crawler.guard.requests as guard

connections, outcomes = [], {}
guard.note_unread = lambda crawler, url, reason, *_: outcomes.__setitem__(url, reason)

class Sent(Spider):
    name = "sent"
    async def start(self):
        from twisted.internet import reactor
        real = reactor.connectTCP
        def connect(host, port, factory, *args, **keywords):
            connections.append(host)
            return real("127.0.0.1", 1, factory, *args, **keywords)  # nobody answers there
        reactor.connectTCP = connect
        for url in plan["urls"]:
            yield Request(url, dont_filter=True)
    def parse(self, response):
        outcomes[response.url] = "answered"

settings = get_project_settings()
settings.setdict(dict(
    DOWNLOAD_DELAY=0, RETRY_TIMES=0, LOG_LEVEL="CRITICAL", DOWNLOAD_TIMEOUT=plan.get("timeout", 10),
    EXTENSIONS={}, ITEM_PIPELINES={}, SPIDER_LOADER_CLASS="scrapy.spiderloader.SpiderLoader", SPIDER_MODULES=[],
    DOWNLOADER_MIDDLEWARES={name: order if "crawler.guard" in name else None
                            for name, order in settings.getdict("DOWNLOADER_MIDDLEWARES").items()},
), priority="cmdline")
process = AsyncCrawlerProcess(settings)
process.crawl(Sent)
process.start()
print(json.dumps(dict(connections=connections, outcomes=outcomes, asked=asked)))
"""
PRIVATE = "an address that is not on the public web"
CLOSED = {  # name → an answer that is not on the public web, and what for
    "mapped.example": ("::ffff:10.0.0.1", "IPv4 in IPv6"),
    "translated.example": ("::ffff:0:10.0.0.1", "IPv4 in IPv6"),
    "compatible.example": ("::10.0.0.1", "IPv4 in IPv6"),
    "six-to-four.example": ("2002:a00:1::1", "IPv4 in IPv6"),
    "teredo.example": ("2001:0:a00:1::1", "IPv4 in IPv6"),
    "nat64.example": ("64:ff9b::a00:1", "IPv4 in IPv6"),
    "nat64-local.example": ("64:ff9b:1::a00:1", "IPv4 in IPv6"),
    "unique-local.example": ("fd12:3456::1", "private"),
    "link-local.example": ("fe80::1", "link-local"),
    "site-local.example": ("fec0::9", "private"),
    "loopback.example": ("::1", "loopback"),
    "nowhere.example": ("::", "unspecified"),
    "multicast.example": ("ff02::fb", "multicast"),
    "documentation.example": ("2001:db8::1", "reserved"),
    "segment-routing.example": ("5f00::1", "reserved"),
}
OPEN6, OPEN4 = "2a00:1450:4009::200e", "93.184.215.14"


def crawl(names: dict[str, list[str]], **plan: Any) -> Any:
    """What a crawl of some names connected to, how each ended, and which names the operating system was asked for."""
    argument = json.dumps({"names": names, "urls": [f"http://{name}/" for name in names], **plan})
    environment = {name: value for name, value in os.environ.items() if name != "WKEP_ALLOW_LOOPBACK"}
    done = subprocess.run(
        [sys.executable, "-c", CRAWL, argument],
        capture_output=True,
        text=True,
        env={**environment, "WKEP_CONTACT": "https://example.org/practice"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_answers_in_ipv6_are_refused_like_those_in_ipv4() -> None:
    names = {name: [answer] for name, (answer, _) in CLOSED.items()}
    # One closed address among open ones closes the name, whichever family it is of.
    names |= {"mixed6.example": [OPEN4, OPEN6, "fd00::1"], "mixed4.example": [OPEN6, "10.0.0.1"]}
    told = crawl(names)
    assert told["connections"] == []
    what = {name: CLOSED[name][1] if name in CLOSED else "private" for name in names}
    assert told["outcomes"] == {f"http://{name}/": f"{PRIVATE} ({kind})" for name, kind in what.items()}


@pytest.mark.parametrize(
    ("answers", "first"),
    [([OPEN6], OPEN6), ([OPEN4], OPEN4), ([OPEN6, OPEN4], OPEN6)],
    ids=["IPv6 alone", "IPv4 alone", "both"],
)
def test_sites_are_reached_over_either_family(answers: list[str], first: str) -> None:
    told = crawl({"site.example": answers})
    assert told["connections"][0] == first
    assert set(told["connections"]) == set(answers)  # where one does not answer, the next is tried
    assert told["outcomes"] == {"http://site.example/": "connection refused"}


def test_a_name_that_leads_nowhere_is_told_of() -> None:
    assert crawl({"nobody.example": []})["outcomes"] == {"http://nobody.example/": "unknown host"}


def test_a_name_server_that_does_not_answer_costs_no_more_than_a_page() -> None:
    began = time.monotonic()
    told = crawl({"slow.example": [OPEN4]}, seconds=4, timeout=1)
    assert told["connections"] == []
    assert list(told["outcomes"]) == ["http://slow.example/"]
    assert time.monotonic() - began < 30
