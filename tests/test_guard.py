"""What a crawl may connect to: judged as written, judged as resolved, at every hop; and what its log lines may hold."""

from __future__ import annotations

import gzip
import ipaddress
import json
import logging
import os
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import Settings

from catalogue.records import Advert
from crawler.guard import refusal_of_address, refusal_of_url
from crawler.guard.budget import PageBudget
from crawler.guard.log import PlainRecord, plain
from crawler.guard.outcomes import Refused
from crawler.guard.redirects import GuardedRedirects
from crawler.guard.requests import RequestGuard, note_unread, site_of
from crawler.pipelines import CheckAdvert
from spiders.json_ld import JsonLdSpider
from tests.forked import run_forked

PRIVATE = "not on the public web"
ODD = "odd spelling"
PLAINLY = "not plainly written"
REFUSED_URLS = {
    # schemes
    "file:///etc/hostname": "neither http",
    "FILE:///etc/hostname": "neither http",
    "data:text/html,hello": "neither http",
    "ftp://192.0.2.1/list": "neither http",
    "s3://bucket/key": "neither http",
    "gopher://192.0.2.1/": "neither http",
    "javascript:alert(1)": "neither http",
    "about:blank": "neither http",
    "": "neither http",
    "//127.0.0.1/": "neither http",
    # ports
    "http://example.org:22/": "port",
    "http://example.org:8080/": "port",
    "https://example.org:6379/": "port",
    "http://example.org:0/": "port",
    "http://example.org:99999/": "cannot be read",
    "http://example.org:1e3/": "cannot be read",
    # loopback and its odd spellings
    "http://127.0.0.1/": PRIVATE,
    "http://127.255.255.254/": PRIVATE,
    "http://127.0.0.1:80/": PRIVATE,
    "http://127.1/": ODD,
    "http://127.0.1/": ODD,
    "http://0177.0.0.1/": ODD,
    "http://0177.0.0.01/": ODD,
    "http://0x7f.0.0.1/": ODD,
    "http://0x7f000001/": ODD,
    "http://0X7F.1/": ODD,
    "http://2130706433/": ODD,
    "http://017700000001/": ODD,
    "http://127.0.0.1./": ODD,
    "http://127.0.0.1../": ODD,
    "http://127.0.0.256/": ODD,
    "http://127.0.0.1.1/": ODD,
    "http://1.1.1.01/": ODD,
    "http://0/": ODD,
    "http://0x/": ODD,
    # tricks with user names, escapes, other digits and separators
    "http://example.org@127.0.0.1/": PLAINLY,
    "http://127.0.0.1@example.org/": PLAINLY,
    "http://example.org:80@127.0.0.1/": PLAINLY,
    "http://127.0.0.1%2f@example.org/": PLAINLY,
    "http://%31%32%37.0.0.1/": PLAINLY,
    "http://127。0。0。1/": PLAINLY,
    "http://①②⑦.⓪.⓪.①/": PLAINLY,
    "http://１２７.0.0.1/": PLAINLY,
    "http://127.0.0.1\\@example.org/": PLAINLY,
    "http://example.org\\.internal/": PLAINLY,
    "http://example.org 127.0.0.1/": PLAINLY,
    "http:///path": PLAINLY,
    "http://.example.org/": PLAINLY,
    # private and special IPv4
    "http://10.0.0.1/": PRIVATE,
    "http://10.255.255.255/": PRIVATE,
    "http://172.16.0.1/": PRIVATE,
    "http://172.31.255.255/": PRIVATE,
    "http://192.168.1.1/": PRIVATE,
    "http://169.254.169.254/latest/meta-data/": PRIVATE,
    "http://100.64.0.1/": PRIVATE,
    "http://100.100.100.200/": PRIVATE,
    "http://100.127.255.255/": PRIVATE,
    "http://0.0.0.0/": PRIVATE,
    "http://0.1.2.3/": PRIVATE,
    "http://192.0.0.192/": PRIVATE,
    "http://192.0.2.1/": PRIVATE,
    "http://198.18.0.1/": PRIVATE,
    "http://198.51.100.1/": PRIVATE,
    "http://203.0.113.9/": PRIVATE,
    "http://192.88.99.1/": PRIVATE,
    "http://224.0.0.1/": PRIVATE,
    "http://239.255.255.250/": PRIVATE,
    "http://240.0.0.1/": PRIVATE,
    "http://255.255.255.255/": PRIVATE,
    "http://168.63.129.16/": PRIVATE,
    # IPv6
    "http://[::1]/": PRIVATE,
    "http://[0:0:0:0:0:0:0:1]/": PRIVATE,
    "http://[::]/": PRIVATE,
    "http://[::ffff:127.0.0.1]/": PRIVATE,
    "http://[::ffff:7f00:1]/": PRIVATE,
    "http://[::ffff:93.184.215.14]/": PRIVATE,
    "http://[::127.0.0.1]/": PRIVATE,
    "http://[::ffff:0:10.0.0.1]/": PRIVATE,
    "http://[64:ff9b::10.0.0.1]/": PRIVATE,
    "http://[64:ff9b:1::1]/": PRIVATE,
    "http://[2002:7f00:1::]/": PRIVATE,
    "http://[2002:a00:1::1]/": PRIVATE,
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/": PRIVATE,
    "http://[2001:db8::1]/": PRIVATE,
    "http://[fe80::1]/": PRIVATE,
    "http://[fe80::1%25eth0]/": PLAINLY,
    "http://[fe80::1%eth0]/": PLAINLY,
    "http://[fec0::1]/": PRIVATE,
    "http://[fd00:ec2::254]/": PRIVATE,
    "http://[fc00::1]/": PRIVATE,
    "http://[ff02::1]/": PRIVATE,
    "http://[100::1]/": PRIVATE,
    "http://[4000::1]/": PRIVATE,
    "http://[::1": "cannot be read",
    "http://[1.2.3.4]/": "",  # Python versions differ in why
    "http://example.org/" + "a" * 3_000: "2048",
}
ALLOWED_URLS = (
    "http://example.org/",
    "https://example.org/path?x=1#y",
    "HTTPS://EXAMPLE.ORG/",
    "https://example.org:443/",
    "http://example.org:80/",
    "http://example.org:/",
    "http://sub_domain.example.org./",
    "https://xn--caf-dma.example/",
    "http://1.2.3.4.example.org/",
    "http://93.184.215.14/",
    "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "https://127.example/",
)


@pytest.mark.parametrize(("url", "why"), REFUSED_URLS.items())
def test_addresses_that_are_refused_as_written(url: str, why: str) -> None:
    refusal = refusal_of_url(url)
    assert refusal and why in refusal


@pytest.mark.parametrize("url", ALLOWED_URLS)
def test_addresses_that_are_allowed_as_written(url: str) -> None:
    assert refusal_of_url(url) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8001/", "http://[::1]:8001/", "http://localhost:8001/x"])
def test_loopback_is_allowed_for_practice(url: str) -> None:
    assert refusal_of_url(url)  # by its port, or by itself
    assert refusal_of_url(url, loopback=True) is None


@pytest.mark.parametrize("url", [u for u, why in REFUSED_URLS.items() if why not in ("port",) and "127" not in u])
def test_practice_lets_nothing_else_through(url: str) -> None:
    if "::1]" not in url and "0:1]" not in url:
        assert refusal_of_url(url, loopback=True)


@given(st.ip_addresses())
def test_only_public_addresses_pass(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if not ip.is_global or ip.is_multicast:
        assert refusal_of_address(str(ip))
    if refusal_of_address(str(ip)) is None:
        assert ip.is_global


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_passes_inside_an_ipv6_address(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    for whole in (
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x2001 << 112 | number ^ 0xFFFFFFFF,
    ):
        assert refusal_of_address(str(ipaddress.IPv6Address(whole)))


@given(st.ip_addresses(v=4))
def test_no_odd_spelling_of_an_ipv4_address_passes(ip: ipaddress.IPv4Address) -> None:
    a, b, c, d = ip.packed
    for host in (
        f"{int(ip)}",
        f"{int(ip):#x}",
        f"{a}.{b}.{c << 8 | d}",
        f"{a:#o}.{b}.{c}.{d}".replace("0o", "0"),
        f"{ip}.",
    ):
        refusal = refusal_of_url(f"http://{host}/")
        assert refusal or host == str(ip)


@given(st.text(max_size=40))
def test_any_host_is_judged_without_an_error(host: str) -> None:
    refusal_of_url(f"http://{host}/")
    refusal_of_address(host)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "2606:4700::1%1", "localhost", "", "1.2.3"])
def test_what_is_no_plain_ip_address_is_refused(address: str) -> None:
    assert refusal_of_address(address)


# --- at connect time: a crawl whose names and connections are recorded, none of them real

CRAWL = """
import json, socket, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings
from twisted.internet import error
from twisted.internet.address import IPv4Address, IPv6Address
from zope.interface import implementer, provider
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
import crawler.guard.requests as guard

plan = json.loads(sys.argv[1])
connections, outcomes, listening = [], {}, []

def by_number(host):
    'What the operating system makes of a host that is a number, oddly written or not.'
    try:
        return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
    except OSError:
        return [host] if ":" in host else []

@implementer(IHostnameResolver)
class Names:
    'Each lookup of a name takes the next of its answers.'
    def __init__(self, reactor): self.reactor = reactor
    @classmethod
    def from_crawler(cls, crawler, reactor): return cls(reactor)
    def install_on_reactor(self):
        self.reactor.installNameResolver(self)
        real = self.reactor.connectTCP
        def connect(host, port, factory, *args, **keywords):
            connections.append(host)
            real_port = port if host == "127.0.0.1" else 1  # nobody answers there
            return real("127.0.0.1", real_port, factory, *args, **keywords)
        self.reactor.connectTCP = connect
    def resolveHostName(self, receiver, host, portNumber=0, addressTypes=None, transportSemantics="TCP"):
        receiver.resolutionBegan(None)
        answers = plan["names"].get(host, [by_number(host)])
        for answer in answers.pop(0) if len(answers) > 1 else answers[0]:
            kind = IPv6Address if ":" in answer else IPv4Address
            receiver.addressResolved(kind("TCP", answer, portNumber))
        receiver.resolutionComplete()
        return receiver

def own_listeners():
    from pathlib import Path
    mine = {str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()}
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            listens = fields[3] == "0A" or table.startswith("udp")
            if listens and f"socket:[{fields[9]}]" in mine:
                found.append(fields[1])
    return found

class Sent(Spider):
    name = "sent"
    async def start(self):
        for url in plan["urls"]:
            try:
                yield Request(url, dont_filter=True, meta=plan.get("meta", {}))
            except ValueError as problem:
                outcomes[url] = "no request: " + str(problem)
        listening.extend(own_listeners())
    def parse(self, response):
        listening.extend(own_listeners())
        outcomes[response.request.meta.get("redirect_urls", [response.url])[0]] = "answered"

guard.note_unread = lambda crawler, url, reason, *_: outcomes.__setitem__(url, reason)
settings = Settings() if plan.get("stock") else get_project_settings()
settings.setdict(dict(
    TWISTED_DNS_RESOLVER=Names, DOWNLOAD_DELAY=0, RETRY_TIMES=0, LOG_LEVEL="CRITICAL", DOWNLOAD_TIMEOUT=5,
    EXTENSIONS={}, ITEM_PIPELINES={}, SPIDER_LOADER_CLASS="scrapy.spiderloader.SpiderLoader", SPIDER_MODULES=[],
    DOWNLOADER_MIDDLEWARES={name: order if "crawler.guard" in name else None
                            for name, order in settings.getdict("DOWNLOADER_MIDDLEWARES").items()},
), priority="cmdline")
if plan.get("no_first_look"):
    settings["DOWNLOADER_MIDDLEWARES"]["crawler.guard.requests.RequestGuard"] = None
if plan.get("no_first_look") or plan.get("stock"):
    Request_init = Request.__init__
    def with_errback(self, url, *args, **keywords):
        keywords.setdefault("errback", lambda failure: outcomes.__setitem__(url, str(failure.value)))
        Request_init(self, url, *args, **keywords)
    Request.__init__ = with_errback
process = AsyncCrawlerProcess(settings)
process.crawl(Sent)
process.start()
print(json.dumps(dict(connections=connections, outcomes=outcomes, listening=listening)))
"""


def crawl(urls: list[str], *, loopback: bool = False, **plan: Any) -> Any:
    """What a crawl of some addresses connected to, how each ended, and which ports it listened on."""
    environment = {key: value for key, value in os.environ.items() if key != "WKEP_ALLOW_LOOPBACK"}
    environment |= {
        "WKEP_CONTACT": "https://example.org/practice",
        **({"WKEP_ALLOW_LOOPBACK": "1"} if loopback else {}),
    }
    argument = json.dumps({"names": {}, "urls": urls, **plan})
    done = run_forked([sys.executable, "-c", CRAWL, argument], environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# Names that lead where no crawl may go: name → answers, one after the other.
BAD_ANSWERS = {
    f"host{number}.example": [[address]]
    for number, address in enumerate(
        "127.0.0.1 127.8.8.8 10.1.2.3 172.20.0.1 192.168.0.10 169.254.169.254 100.64.3.2 0.0.0.0 224.0.0.251"
        " 255.255.255.255 198.18.7.7 192.0.0.170 240.9.9.9 168.63.129.16 ::1 :: fe80::1 fd12::1 ff02::fb"
        " ::ffff:10.0.0.1 ::10.0.0.1 64:ff9b::a00:1 64:ff9b:1::5 2002:a00:1::1 2001::1 2001:db8::1 fec0::9 3fff::1"
        " 5f00::1 2001:20::1".split()
    )
}
MIXED = {"mixed.example": [["93.184.215.14", "10.0.0.1"]], "mixed6.example": [["2606:2800::1", "::1"]]}


WRITTEN = [url for url in REFUSED_URLS if url]
NAMES = {**BAD_ANSWERS, **MIXED, "localhost": [["127.0.0.1"]]}
RESOLVED = [f"http://{name}/" for name in NAMES]


def test_no_connection_to_a_refused_address() -> None:
    told = crawl(WRITTEN + RESOLVED, names=NAMES)
    assert told["connections"] == []
    assert told["listening"] == []
    assert len(WRITTEN) + len(RESOLVED) >= 60
    assert len(told["outcomes"]) >= len(set(WRITTEN + RESOLVED)) - 10  # some are one address once they are quoted
    assert "answered" not in told["outcomes"].values()
    for url in RESOLVED:
        assert PRIVATE in told["outcomes"][url]


def test_the_scan_for_listening_ports_sees_those_of_stock_scrapy() -> None:
    assert crawl(["http://nobody.example/"], names={"nobody.example": [[]]}, stock=True)["listening"]


def test_connections_are_judged_even_where_addresses_are_not() -> None:
    urls = [url for url, why in REFUSED_URLS.items() if why == PRIVATE and "[" not in url]
    told = crawl([*urls, "http://host4.example/"], names=BAD_ANSWERS, no_first_look=True)
    assert told["connections"] == []
    assert all(PRIVATE in reason for reason in told["outcomes"].values())
    assert len(told["outcomes"]) == len(urls) + 1


def test_a_name_is_judged_each_time_that_it_is_looked_up() -> None:
    names = {"rebind.example": [["93.184.215.14"], ["127.0.0.1"]]}
    told = crawl([f"http://rebind.example/{number}" for number in range(3)], names=names)
    assert told["connections"] == ["93.184.215.14"]  # the recorder connects to a closed port instead
    reasons = sorted(told["outcomes"].values())
    assert reasons[0].startswith("an address that is not on the public web (loopback)")
    assert reasons[-1] == "connection refused"


def test_public_addresses_are_connected_to() -> None:
    names = {"good.example": [["93.184.215.14"]], "nobody.example": [[]]}
    told = crawl(["http://good.example/", "http://nobody.example/"], names=names)
    assert told["connections"] == ["93.184.215.14"]
    assert told["outcomes"] == {
        "http://good.example/": "connection refused",
        "http://nobody.example/": "unknown host",
    }


def test_no_proxy_is_used() -> None:
    told = crawl(
        ["http://good.example/"], names={"good.example": [["93.184.215.14"]]}, meta={"proxy": "http://10.0.0.1:80"}
    )
    assert told["connections"] == []
    assert told["outcomes"] == {"http://good.example/": "a proxy"}


# --- redirects


@contextmanager
def site(answers: dict[str, str], certificate: Path | None = None) -> Iterator[tuple[str, list[str]]]:
    """A site on loopback that redirects as `answers` says (path → location); its address and the paths asked for."""
    asked: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            location = answers.get(self.path)
            self.send_response(302 if location else 200)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """Quiet: an asker that does not trust the certificate hangs up."""

    server = Server(("127.0.0.1", 0), Door)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_every_hop_is_judged_and_every_start_has_an_outcome() -> None:
    # Those that lead to the site itself: loopback, or no host at all.
    own = ("http://127.", "http://[::1]", "http://[0:0:", "http:///", "//127.0.0.1/")
    targets = [url for url, why in REFUSED_URLS.items() if url and why != "port" and not url.startswith(own)]
    targets += ["http://host2.example/", "http://host5.example/x"]
    answers = {f"/{number}": target for number, target in enumerate(targets) if target.isascii() and "\\" not in target}
    with site({**answers, "/fine": "/end"}) as (base, asked):
        urls = [base + path for path in (*answers, "/fine")]
        told = crawl(urls, names=BAD_ANSWERS, loopback=True)
    assert set(told["connections"]) == {"127.0.0.1"}
    assert len(answers) >= 60
    assert sorted(asked) == sorted([*answers, "/fine", "/end"])
    assert told["outcomes"].pop(f"{base}/fine") == "answered"
    assert "answered" not in told["outcomes"].values()
    # A hop that a name hides is counted under the hop's own address; all others under the one that redirects.
    assert len(told["outcomes"]) == len(answers)


def hop(source: str, location: str, *, status: int = 302, times: int = 0, **meta: Any) -> str:
    """Where a redirect leads, or why it is not followed."""
    guard = RequestGuard(SimpleNamespace(spider=SimpleNamespace(source=SOURCE)))  # type: ignore[arg-type]
    redirects = GuardedRedirects(Settings({"REDIRECT_ENABLED": True, "REDIRECT_MAX_TIMES": 5}))
    redirects.crawler = SimpleNamespace(spider=None, get_downloader_middleware=lambda _: guard)  # type: ignore[assignment]
    request = Request(source, meta={"redirect_times": times, "redirect_ttl": 5 - times, **meta})
    response = Response(source, status=status, headers={"Location": location.encode()} if location else {})
    try:
        following = redirects.process_response(request, response)
    except Refused as refused:
        return refused.reason
    return following.url if isinstance(following, Request) else "the answer itself"


SOURCE = SimpleNamespace(
    start=("https://www.practice-trust.nhs.uk/jobs", "https://practice.github.io/x"),
    hosts=("jobs.practice-board.example",),
)
START = SOURCE.start[0]


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/jobs/2", "https://www.practice-trust.nhs.uk/jobs/2"),
        ("https://careers.practice-trust.nhs.uk/", "https://careers.practice-trust.nhs.uk/"),
        ("https://practice-trust.nhs.uk./", "https://practice-trust.nhs.uk./"),
        ("https://jobs.practice-board.example/1", "https://jobs.practice-board.example/1"),
        ("https://www.practice-board.example/1", "moved"),
        ("https://other-trust.nhs.uk/", "moved"),
        ("https://other.github.io/", "moved"),
        ("https://practice-trust.nhs.uk.evil.example/", "moved"),
        ("https://nhs.uk/", "moved"),
        ("//evil.example/", "moved"),
        ("http://www.practice-trust.nhs.uk/jobs/2", "redirects from https to http"),
        ("https://10.0.0.1/", "redirects to an address that is not on the public web (private)"),
        ("https://www.practice-trust.nhs.uk:8443/", "redirects to a port other than 80 and 443"),
        ("file:///etc/hostname", "redirects to an address that is neither http nor https"),
        ("data:text/html,x", "redirects to an address that is neither http nor https"),
        ("http://[::1", "redirects that cannot be read"),
        (START, "redirects in a circle"),
        ("", "the answer itself"),
    ],
)
def test_where_redirects_lead(location: str, leads: str) -> None:
    assert hop(START, location) == leads


def test_redirects_end_after_five_hops() -> None:
    assert hop(START, "/jobs/2", times=4).endswith("/jobs/2")
    assert hop(START, "/jobs/2", times=5) == "more than five redirects"


def test_robots_may_lead_to_another_site_but_not_to_any() -> None:
    assert hop(START, "https://robots.example/robots.txt", robots_txt=True) == "https://robots.example/robots.txt"
    assert "private" in hop(START, "https://10.0.0.1/robots.txt", robots_txt=True)


def test_a_spider_may_look_at_a_redirect_itself() -> None:
    assert hop(START, "file:///x", handle_httpstatus_list=[302]) == "the answer itself"
    assert hop(START, "file:///x", status=200) == "the answer itself"


@pytest.mark.parametrize(
    ("url", "holder"),
    [
        ("https://www.practice-trust.nhs.uk/x", "practice-trust.nhs.uk"),
        ("https://a.b.example.co.uk/x", "example.co.uk"),
        ("http://127.0.0.1:81/", "127.0.0.1:81"),
        ("http://localhost:81/", "localhost:81"),
    ],
)
def test_the_site_that_an_address_lies_on(url: str, holder: str) -> None:
    assert site_of(url) == holder


# --- requests and answers


def guard_of(source: Any = SOURCE) -> RequestGuard:
    return RequestGuard.from_crawler(SimpleNamespace(spider=SimpleNamespace(source=source)))  # type: ignore[arg-type]


def test_links_to_other_sites_are_not_followed() -> None:
    guard = guard_of()
    guard.process_request(Request("https://jobs.practice-trust.nhs.uk/1"))
    with pytest.raises(Refused, match="another site"):
        guard.process_request(Request("https://elsewhere.example/1"))
    guard_of(None).process_request(Request("https://elsewhere.example/1"))  # a spider without a source


def test_a_spider_that_minds_its_failures_keeps_its_errback() -> None:
    mine = Request(START, errback=print)
    guard_of().process_request(mine)
    assert mine.errback is print


@pytest.mark.parametrize(
    ("response", "refused"),
    [
        (TextResponse(START, body=b"<p>" * 1_000), None),
        (TextResponse(START, body=b"<" * 100_001), "too many elements"),
        (TextResponse(START, body=("<p>" * 100_001).encode("utf-16")), "too many elements"),
        (TextResponse(START, body=b"<p " + b"a " * 1_001 + b">"), "too many attributes"),
        (TextResponse(START, body=b"<urlset>" + b"<url></url>" * 200_000), None),
        (TextResponse(START, body=b"<x:sitemapindex>" + b"<a/>" * 600_001), "too many elements"),
        (Response(START, body=b"\x89PNG"), "no text"),
        (TextResponse(START, body=b"x", headers={"Content-Type": "text/html; charset=zlib"}), "no text"),
        (Response(START, body=b"\x1f\x8bpacked sitemap"), None),
        (Response(START, body=b""), None),
    ],
)
def test_answers_that_are_worth_reading(response: Response, refused: str | None) -> None:
    guard = guard_of()
    if refused is None:
        assert guard.process_response(Request(START), response) is response
        return
    with pytest.raises(Refused, match=refused):
        guard.process_response(Request(START), response)
    assert guard.process_response(Request(START, meta={"robots_txt": True}), response) is response


def test_a_packed_sitemap_has_an_end_too() -> None:
    body = gzip.compress(b"<urlset>" + b"<a/>" * 600_001)
    with pytest.raises(ValueError, match="longer than any sitemap"):
        list(JsonLdSpider(name="any").parse_listing(Response(START, body=body)))


def test_an_advert_of_too_many_elements_is_dropped() -> None:
    check = CheckAdvert(SimpleNamespace())  # type: ignore[arg-type]
    assert check.problem_of(Advert("any", "1", START, "Placement", "<p>words " * 100_001)) == "too many elements"


def test_a_crawl_without_a_report_counts_nowhere() -> None:
    note_unread(SimpleNamespace(get_extension=lambda _: None), START, "moved")  # type: ignore[arg-type]


def budget(pages: int) -> tuple[PageBudget, Any]:
    report = SimpleNamespace(unread=[], note_unread=lambda reason, _: report.unread.append(reason))
    crawler = SimpleNamespace(settings=Settings({"CLOSESPIDER_PAGECOUNT": pages}), get_extension=lambda _: report)
    return PageBudget.from_crawler(crawler), report  # type: ignore[arg-type]


def test_a_trap_is_read_no_further_than_the_budget() -> None:
    limit, report = budget(3)
    made = 0

    def links() -> Iterator[Any]:
        nonlocal made
        yield "an advert"
        while True:
            made += 1
            yield Request(f"{START}/{made}")

    found = list(limit.process_spider_output(Response(START), links()))
    assert len(found) == 4
    assert made == 4
    assert report.unread == ["listings cut at the page budget"]
    assert list(limit.process_spider_output(Response(START), ["another advert"])) == ["another advert"]


@pytest.mark.parametrize("method", ["process_start", "process_spider_output_async"])
def test_the_budget_counts_what_waits_too(method: str) -> None:
    import asyncio  # noqa: PLC0415

    async def links() -> Any:
        for number in range(5):
            yield Request(f"{START}/{number}")

    async def gather(pages: int) -> int:
        limit, _ = budget(pages)
        arguments = [links()] if method == "process_start" else [Response(START), links()]
        return len([each async for each in getattr(limit, method)(*arguments)])

    assert asyncio.run(gather(3)) == 3
    assert asyncio.run(gather(0)) == 5  # no budget


# --- certificates


def self_signed(path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain_key = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain_key)
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with site({}, self_signed(tmp_path / "site.pem")) as (base, asked):
        told = crawl([f"{base}/secret"], loopback=True)
    assert told["outcomes"] == {f"{base}/secret": "certificate not trusted"}
    assert asked == []


# --- log lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain £5 – ’tis", "plain £5 – ’tis"),
        ("red \x1b[31m", "red \\x1b[31m"),
        ("one\ntwo", "one\n    | two"),
        ("one\r\ntwo", "one\\r\n    | two"),
        ("over\rwritten\x08", "over\\rwritten\\x08"),
        ("c1 \x9b31m \x85", "c1 \\x9b31m \\x85"),
        ("line \u2028 para \u2029", "line \\u2028 para \\u2029"),
        ("turned \u202egnp", "turned \\u202egnp"),
        ("half \ud800", "half \\ud800"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_a_log_line_shows(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_log_line_has_an_end() -> None:
    assert len(plain("x" * 1_000_000)) < 11_000


@given(st.text())
def test_no_text_forges_a_line(text: str) -> None:
    shown = plain(text)
    assert all(line.startswith("    | ") for line in shown.splitlines()[1:])
    assert not any(ord(each) < 32 and each not in "\t\n" for each in shown)
    shown.encode()  # can be written to a file


def test_messages_arguments_and_traces_are_plain() -> None:
    forged = "\n2026-01-01 00:00:00 [crawler.run_report] INFO: run of nihr: healthy\x1b[2J"
    try:
        raise ValueError(forged)
    except ValueError:
        caught = sys.exc_info()
    formatter = logging.Formatter("%(asctime)s %(levelname)s: %(message)s")
    for record in (
        PlainRecord("a", logging.INFO, "f", 1, "got %s", (forged,), None),
        PlainRecord("a", logging.INFO, "f", 1, f"got {forged}", (), None),
        PlainRecord("a", logging.ERROR, "f", 1, "failed", (), caught),
    ):
        lines = formatter.format(record).splitlines()
        assert "\x1b" not in "".join(lines)
        assert not any(line.startswith("2026-01-01") for line in lines)
