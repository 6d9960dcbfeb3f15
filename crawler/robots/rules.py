"""Pure: what the answer to /robots.txt allows (RFC 9309)."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from protego import Protego

READ = 512 * 1024  # bytes of a robots.txt that are read; RFC 9309 section 2.5 asks for 500 KiB at least
SLOWEST = 60  # seconds between requests; a source that asks for more cannot be gathered in a night
AGENT = "wkep-catalogue"  # the product token that a robots.txt may name


@dataclass(frozen=True)
class Rules:
    """What an origin allows: parsed rules, or everything, or nothing for now with the reason."""

    parsed: Protego | None
    refusal: str | None = None

    def refuses(self, url: str) -> str | None:
        """Why a page may not be asked for, or None."""
        if self.refusal:
            return self.refusal
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            return "robots.txt disallows it"
        return None

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that robots.txt asks for (Crawl-delay, Request-rate); 0 where it says nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(AGENT)
        return max(self.parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def read_rules(status: int, body: bytes) -> Rules:
    """The rules that an answer to /robots.txt stands for (RFC 9309 section 2.3.1).

    2xx: as written; other 4xx: everything is allowed; 429, 5xx and the rest: nothing for now. A delay that no run could
    keep refuses everything too.
    """
    if 400 <= status < 500 and status != 429:
        return Rules(None)
    if not 200 <= status < 300:
        return Rules(None, f"robots.txt answers HTTP {status}; nothing is asked for until it can be read")
    text = text_of(body)
    rules = Rules(None) if text.lstrip().startswith("<") else Rules(Protego.parse(text))
    if rules.crawl_delay > SLOWEST:
        return Rules(
            None, f"robots.txt asks for {rules.crawl_delay:g} seconds between requests; at most {SLOWEST} can be kept"
        )
    return rules


def text_of(body: bytes) -> str:
    """The text of a robots.txt: UTF-8 as it must be, or what its byte order mark says; whole lines up to READ."""
    if len(body) > READ:
        body = body[: body.rfind(b"\n", 0, READ) + 1]  # half of "Allow: /jobs" would be "Allow: /"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")
