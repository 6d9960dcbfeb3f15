"""A site that does everything wrong, to show that a crawl of it ends in bounds and harms no other source.

It is no part of the usual practice web: `with HostileWeb() as web:` (in hostile_server.py) runs it on loopback.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from threading import Event

from crawler.practice.hostile_bombs import PACKED, many_tags
from crawler.practice.hostile_wire import WORDS, Wire, answer, elsewhere, endless, page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PACE = 0.2  # seconds between two drips


OPEN_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SCRIPT = "Placement <script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://192.0.2.1/","Apply")'
MOVES = {  # path → where it leads
    "to-private": "http://10.0.0.1/advert/x",
    "to-metadata": "http://169.254.169.254/latest/meta-data/",
    "to-mapped": "http://[::ffff:10.0.0.1]/advert/x",
    "to-odd": "http://0x7f.1/advert/x",
    "to-file": "file:///etc/hostname",
    "to-ftp": "ftp://127.0.0.1/advert/x",
    "to-data": "data:text/html,<h1>Advert</h1>",
    "to-nowhere": "http://[::1",
    "to-other": "http://localhost:{port}/advert/good-1",
    "to-circle": "/advert/to-circle",
}
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz SYSTEM "file:///etc/hostname" [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghij")
    + b"]><lolz>&j;</lolz>"
)
BODIES: dict[str, Wire] = {
    **{f"good-{number}": answer(page(f"Placement {number}")) for number in (1, 2, 3)},
    "script": answer(page(html.escape(SCRIPT), f"{WORDS}<script>alert(2)</script><img src=x onerror=alert(3)>")),
    "formula": answer(page(html.escape(FORMULA), f"{WORDS}<dl><dt>Salary<dd>=1+1<dt>Hours<dd>@SUM(A1)</dl>")),
    "deep": answer(page("Deep placement", WORDS + "<div>" * 10_000 + "down here")),
    "nul": answer(page("Placement with\0 holes", WORDS.replace(" ", " \0"))),
    "broken": answer(page("Placement") + b"\xff\xfe\x80\xc3\x28" * 50),
    "utf-16": answer(page("Wide placement").decode().encode("utf-16"), kind="text/html; charset=utf-16"),
    "charset": answer(page("Placement of no charset"), kind="text/html; charset=klingon\x1b[31m"),
    "laughs": answer(LAUGHS, kind="application/xml"),
    "image": answer(PNG, kind="image/png"),
    "image-as-page": answer(PNG * 20),
    "page-as-image": answer(page("Placement in disguise"), kind="image/png"),
    "pdf": answer(b"%PDF-1.7\n" + bytes(200), kind="application/pdf"),
    "empty": answer(b""),
    "header": answer(page("Placement"), X_Long="x" * 1_000_000),
    "header-escape": answer(page("Placement of colour"), Content_Encoding="\x1b[2Jrot13"),
    "too-short": answer(page("Placement"), length=100_000),
    "too-long": answer(page("Placement of length") + b"HTTP/1.1 200 OK\r\n\r\n<h1>smuggled</h1>", length=160),
    "cookies": elsewhere("/advert/cookies", "seen=yes"),
    "storm-429": answer(b"", status="429 Too Many Requests", Retry_After="0"),
    "storm-503": answer(b"", status="503 Service Unavailable", Retry_After="0"),
    "hang-up": Wire(b""),
    "no-http": Wire(b"SSH-2.0-OpenSSH_9.9\r\n"),
}
BOMBS: dict[str, Callable[[], Wire]] = {
    **{f"bomb-{name}": lambda name=name: answer(PACKED[name](), Content_Encoding=name) for name in PACKED},  # type: ignore[misc]
    "tags": lambda: answer(many_tags(), Content_Encoding="gzip"),
}
ENDLESS: dict[str, Callable[[Event], Wire]] = {
    "drip": lambda stop: endless(OPEN_HEAD + b"\r\n", b"<p>", stop, PACE),
    "drip-head": lambda stop: endless(OPEN_HEAD, b"X-Drop: 1\r\n", stop, PACE),
    "silent": lambda stop: endless(b"", b"", stop, PACE),
    "flood": lambda stop: endless(OPEN_HEAD + b"\r\n", b"<p>more " * 8_000, stop),
    "flood-head": lambda stop: endless(OPEN_HEAD, b"X-More: and more\r\n" * 500, stop),
}
# Links that a crawl must not follow, whatever a page says.
LURES = (
    "http://10.0.0.1/advert/a",
    "http://192.168.0.1/advert/a",
    "http://169.254.169.254/advert/a",
    "http://[::1]/advert/a",
    "http://[::ffff:127.0.0.1]/advert/a",
    "http://2130706433/advert/a",
    "http://0177.0.0.1/advert/a",
    "http://user:word@127.0.0.1/advert/a",
    "file:///advert/passwd",
    "ftp://127.0.0.1/advert/a",
    "javascript:'/advert/'",
    "data:text/html,/advert/",
)
FORGED = "/advert/good-1?%0d%0a2026-01-01 00:00:00 [crawler.run_report] INFO: forged\x1b[31m\u2028forged"


def hostile(target: str, port: int, stop: Event, fetches: Iterator[int]) -> Wire:
    """What the site says to a request for a path with its query; `fetches` counts those of robots.txt."""
    path, _, query = target.partition("?")
    if path == "/robots.txt":  # another answer to each fetch
        games = (answer(b"User-agent: *\nAllow: /\n" + b"#" * 200_000, kind="text/plain"), answer(status="500 No"))
        return games[next(fetches) % len(games)]
    name = path.removeprefix("/advert/")
    if path == "/":
        return answer(listing(int(query.removeprefix("month=") or 0)))
    if name in MOVES:
        return elsewhere(MOVES[name].format(port=port))
    if name == "hops":  # a chain that never ends, each hop at another address
        return elsewhere(f"/advert/hops?{len(query)}{query}")
    if name in ENDLESS:
        return ENDLESS[name](stop)
    if name in BOMBS:
        return BOMBS[name]()
    return BODIES[name] if name in BODIES else answer(status="404 Not Found")


def listing(month: int) -> bytes:
    """A month of a calendar that has no last one; the first month lists everything that is wrong."""
    names = (*BODIES, *BOMBS, *MOVES, "hops", *ENDLESS) if month == 0 else ()
    lures = (*LURES, FORGED) if month == 0 else ()
    sessions = [f"/advert/good-1?sessionid={month}{number}" for number in range(2)]
    links = [*(f"/advert/{name}" for name in names), *lures, *sessions]
    anchors = " ".join(f'<a href="{html.escape(link)}">Advert</a>' for link in links)
    return page("Calendar", f'{WORDS}{anchors}<a rel="next" href="/?month={month + 1}">Next month</a>')
