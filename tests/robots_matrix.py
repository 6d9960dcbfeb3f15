"""What sites do with robots.txt: many cases, the same for our crawler and for stock Scrapy."""

from __future__ import annotations

import codecs
import gzip
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.crawls import Answering, Site, answer, crawl, site

Handler = BaseHTTPRequestHandler

PRIVATE = tuple(f"/private/{number}" for number in range(6))
PUBLIC = ("/public", "/public/2")
EVERY = PRIVATE + PUBLIC
CLOSED = b"User-agent: *\nDisallow: /private\n"
OPEN = b"User-agent: *\nAllow: /\n"
READ = 512 * 1024  # what is read of a robots.txt
AT_ONCE = {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_TIMEOUT": 1.5}
AGENT = "wkep-catalogue/0 (+https://example.org)"


@dataclass(frozen=True)
class Case:
    """A site: how it answers /robots.txt, what is asked of it, and which of that it forbids."""

    robots: Answering
    forbidden: tuple[str, ...] = PRIVATE
    paths: tuple[str, ...] = EVERY
    follow: Mapping[str, str] | None = None  # pages that redirect: path → address


def says(body: bytes, **headers: str) -> Answering:
    """A robots.txt as written."""
    return lambda handler: answer(handler, 200, body, **headers)


def status(code: int) -> Answering:
    """No robots.txt, for a reason."""
    return lambda handler: answer(handler, code, b"<html>no</html>")


def slow(seconds: float, then: Answering) -> Answering:
    """An answer that takes its time."""

    def answering(handler: Handler) -> None:
        time.sleep(seconds)
        then(handler)

    return answering


def hang_up(handler: Handler) -> None:
    """Nothing at all."""
    handler.close_connection = True


def half(handler: Handler) -> None:
    """Fewer bytes than promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(OPEN)
    handler.close_connection = True


def hops(number: int, last: Answering) -> Answering:
    """A robots.txt behind so many redirects."""

    def answering(handler: Handler) -> None:
        at = int(handler.path.partition("?")[2] or 0)
        if at == number:
            last(handler)
        else:
            answer(handler, 302, Location=f"/robots.txt?{at + 1}")

    return answering


def to(address: str) -> Answering:
    """A redirect to an address."""
    return lambda handler: answer(handler, 301, Location=address)


def first_then(first: Answering, then: Answering) -> Answering:
    """Another answer each time."""
    told: list[int] = []

    def answering(handler: Handler) -> None:
        told.append(1)
        (first if len(told) == 1 else then)(handler)

    return answering


def rules(text: str, *forbidden: str, paths: tuple[str, ...] = EVERY) -> Case:
    """A case of rules alone."""
    return Case(says(text.encode()), forbidden, paths)


def cases(other: Callable[[str], str]) -> dict[str, Case]:
    """Every case by name. `other`: the address of a further site that says "closed" or "gone" of robots."""
    ours, a_few = "User-agent: wkep-catalogue\n", ("/a/1", "/a/2.pdf", "/b/1?sort=x", "/b/2")
    long_comment = b"#" * 99 + b"\n"
    filled = OPEN + long_comment * (READ // 100 + 1)
    cut = CLOSED + long_comment * ((READ - len(CLOSED)) // 100 - 1)
    cut += b"#" * (READ - len(cut) - len(b"\nAllow: /")) + b"\nAllow: /nothing-that-is-there\n" + long_comment
    return {
        # rules
        "a folder is closed": rules("User-agent: *\nDisallow: /private", *PRIVATE),
        "all is closed": rules("User-agent: *\nDisallow: /", *EVERY),
        "a folder but for one page": rules(
            "User-agent: *\nDisallow: /private\nAllow: /private/1", *PRIVATE[:1], *PRIVATE[2:]
        ),
        "the order does not count": rules(
            "User-agent: *\nAllow: /private/1\nDisallow: /private", *PRIVATE[:1], *PRIVATE[2:]
        ),
        "allow wins a tie": rules("User-agent: *\nDisallow: /private\nAllow: /private"),
        "a wildcard": rules("User-agent: *\nDisallow: /*/1", "/a/1", "/b/1?sort=x", paths=a_few),
        "an end": rules("User-agent: *\nDisallow: /*.pdf$", "/a/2.pdf", paths=a_few),
        "an end that is not there": rules("User-agent: *\nDisallow: /a$", paths=a_few),
        "a query": rules("User-agent: *\nDisallow: /*?sort=", "/b/1?sort=x", paths=a_few),
        "an escape": rules("User-agent: *\nDisallow: /caf%C3%A9", "/caf%C3%A9/1", paths=("/caf%C3%A9/1", "/public")),
        "letters beyond ASCII": rules("User-agent: *\nDisallow: /café", "/caf%C3%A9/1", paths=("/caf%C3%A9/1", "/b")),
        "upper case is another path": rules("User-agent: *\nDisallow: /PRIVATE"),
        "an empty rule": rules("User-agent: *\nDisallow:"),
        "no rules": rules(""),
        # groups
        "our group opens what is closed": rules(f"User-agent: *\nDisallow: /\n\n{ours}Allow: /"),
        "our group closes what is open": rules(f"{ours}Disallow: /\n\nUser-agent: *\nAllow: /", *EVERY),
        "our group in capitals": rules("USER-AGENT: WKEP-Catalogue\nDISALLOW: /private", *PRIVATE),
        "our group twice": rules(f"{ours}Disallow: /a\n\n{ours}Disallow: /b", *a_few, paths=a_few),
        "a group of many": rules("User-agent: x\nUser-agent: wkep-catalogue\nDisallow: /private", *PRIVATE),
        "another's group": rules("User-agent: otherbot\nDisallow: /"),
        "another with a longer name": rules("User-agent: wkep-catalogue-plus\nDisallow: /"),
        "a sitemap between": rules("User-agent: *\nSitemap: https://example.org/s.xml\nDisallow: /private", *PRIVATE),
        # the file
        "a byte order mark": Case(says(codecs.BOM_UTF8 + CLOSED)),
        "UTF-16": Case(says(CLOSED.decode().encode("utf-16"))),
        "line ends of Windows": Case(says(CLOSED.replace(b"\n", b"\r\n"))),
        "line ends of old": Case(says(CLOSED.replace(b"\n", b"\r"))),
        "comments": Case(says(b"# ours\nUser-agent: * # all\n  Disallow:/private # closed\n")),
        "bytes that are no text": Case(says(b"\x00\xff\xfe\n" + CLOSED)),
        "packed": Case(says(gzip.compress(CLOSED), Content_Encoding="gzip")),
        "called a download": Case(says(CLOSED, Content_Type="application/octet-stream")),
        "a page instead": Case(says(b"<!DOCTYPE html><p>Disallow: /</p>", Content_Type="text/html"), ()),
        "rules before half a megabyte": Case(says(CLOSED + filled[len(OPEN) :])),
        "rules behind half a megabyte": Case(says(filled + CLOSED), ()),
        "cut within a line": Case(says(cut)),
        "too large to be had": Case(says(OPEN + b"#" * 11_000_000), EVERY),
        # no file
        "404": Case(status(404), ()),
        "401": Case(status(401), ()),
        "403": Case(status(403), ()),
        "410": Case(status(410), ()),
        "429": Case(status(429), EVERY),
        "500": Case(status(500), EVERY),
        "502": Case(status(502), EVERY),
        "503": Case(status(503), EVERY),
        "599": Case(status(599), EVERY),
        "300": Case(status(300), EVERY),
        "no answer in time": Case(slow(3, says(OPEN)), EVERY),
        "hangs up": Case(hang_up, EVERY),
        "breaks off": Case(half, EVERY),
        # redirects
        "behind one redirect": Case(hops(1, says(CLOSED))),
        "behind five redirects": Case(hops(5, says(CLOSED))),
        "behind six redirects": Case(hops(6, says(OPEN)), EVERY),
        "in a circle": Case(hops(9, says(OPEN)), EVERY),
        "on another host": Case(to(other("closed"))),
        "on another host, gone": Case(to(other("gone")), ()),
        "on no web server": Case(to("file:///etc/hostname"), EVERY),
        "nowhere": Case(status(301), EVERY),
        "behind a redirect, broken": Case(hops(1, status(500)), EVERY),
        # races and games
        "slow": Case(slow(0.4, says(CLOSED))),
        "slow, all closed": Case(slow(0.4, says(b"User-agent: *\nDisallow: /")), EVERY),
        "closed, then open": Case(first_then(says(CLOSED), says(OPEN))),
        "broken, then open": Case(first_then(status(500), says(OPEN)), EVERY),
        "a delay that no run can keep": rules("User-agent: *\nCrawl-delay: 86400", *EVERY),
        "a page that leads to a closed one": Case(says(CLOSED), PRIVATE, ("/public", "/door"), {"/door": "/private/1"}),
        "a page that leads to a closed host": Case(
            says(OPEN), (), ("/public", "/door"), {"/door": other("closed") + "/private/1"}
        ),
    }


def answering_of(case: Case) -> Answering:
    """How the site of a case answers."""

    def answering(handler: Handler) -> None:
        path = handler.path
        if path.startswith("/robots.txt"):
            case.robots(handler)
        elif case.follow and path in case.follow:
            answer(handler, 302, Location=case.follow[path])
        else:
            answer(handler, 200, b"<html>page</html>", Content_Type="text/html")

    return answering


@dataclass(frozen=True)
class Result:
    """What a crawl asked of the site of a case."""

    asked: frozenset[str]  # pages
    against: int  # requests against robots, those to a further site included
    early: int  # pages asked for before the answer to robots.txt was out
    robots: int  # requests for robots.txt

    @property
    def against_robots(self) -> int:
        """All requests that should not have been made."""
        return self.against + self.early


def result_of(case: Case, seen: Site, closed: Site) -> Result:
    """What a case came to."""
    about = [each for each in seen.asked if each.path.startswith("/robots.txt")]
    known = min((each.ended for each in about), default=float("inf"))
    pages = [each for each in seen.asked if not each.path.startswith("/robots.txt")]
    against = sum(each.path in case.forbidden for each in pages)
    if case.follow and any(path.startswith(closed.address) for path in case.follow.values()):
        against += sum(each.path.startswith("/private") for each in closed.asked)
    early = sum(each.began < known and each.path not in case.forbidden for each in pages)
    return Result(frozenset(each.path for each in pages), against, early, len(about))


def run_matrix(folder: Path, *, stock: bool = False) -> dict[str, tuple[Case, Result]]:
    """Crawl every case at once, sixteen requests of each at a time: ours, or a new project of stock Scrapy."""
    with ExitStack() as stack:
        closed = stack.enter_context(site(answering_of(Case(says(CLOSED)))))
        gone = stack.enter_context(site(answering_of(Case(status(404)))))
        addresses = {"closed": closed.address, "gone": gone.address}

        def other(name: str) -> str:
            return addresses[name] + "/robots.txt"

        matrix = cases(other)
        for name, case in matrix.items():  # a page that leads to another host leads to one of its pages
            if case.follow:
                led = {path: target.replace("/robots.txt", "") for path, target in case.follow.items()}
                matrix[name] = Case(case.robots, case.forbidden, case.paths, led)
        sites = {name: stack.enter_context(site(answering_of(case))) for name, case in matrix.items()}
        settings: dict[str, Any] = dict(AT_ONCE)
        if stock:
            settings |= {"ROBOTSTXT_OBEY": True, "USER_AGENT": AGENT, "TELNETCONSOLE_ENABLED": False}
        asked = {name: (each.address, matrix[name].paths) for name, each in sites.items()}
        crawl(asked, folder, stock=stock, **settings)
        return {name: (case, result_of(case, sites[name], closed)) for name, case in matrix.items()}
