"""Requests that no page can answer well, told apart before anything else is done with them."""

from __future__ import annotations

import os
import re
from collections.abc import Collection

from catalogue.site.caching import Scope, header_of, plain_path, raw_path

METHODS = ("GET", "HEAD")
LONGEST = 60_000  # signs of an address: a search of 10,000 signs, each written as three bytes in hex, is answered
MOST = 64_000  # bytes of all headers; what the server itself reads before it gives up
# A name or a number, and a port. Anything else would end up in the addresses that pages give for themselves.
HOST = re.compile(r"(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
OUTSIDE = re.compile(r"/[/\\]|.*\\", re.DOTALL)  # browsers read \ as /, and // as the beginning of another site
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})  # health checks of this very machine


def hosts_of_settings() -> frozenset[str]:
    """The names that the site goes by, from WKEP_HOSTS, separated by commas; empty: any."""
    return frozenset(each.strip().lower() for each in os.environ.get("WKEP_HOSTS", "").split(",") if each.strip())


def refusal(scope: Scope, hosts: Collection[str] = ()) -> tuple[int, str] | None:
    """(status, words) where a request is not to be answered; None where it is."""
    if scope["method"] not in METHODS:
        return 405, "This site only gives; GET and HEAD are answered."
    path = raw_path(scope)
    if len(path) + len(scope.get("query_string", b"")) > LONGEST:
        return 414, "This address is too long to be read."
    if sum(len(name) + len(value) for name, value in scope.get("headers") or []) > MOST:
        return 431, "The headers of this request are too long to be read."
    if not path.isascii() or not path.startswith("/"):
        return 400, "This address is not written as addresses are."
    if OUTSIDE.match(plain_path(scope)) or OUTSIDE.match(path):
        return 404, "There is no such page."
    host = header_of(scope, b"host")
    if host and not HOST.fullmatch(host):
        return 400, "The Host header is not the name of a site."
    name = re.sub(r":\d+$", "", host).lower()
    if hosts and name not in hosts and name not in LOCAL:
        return 421, "This is not the site that was asked for."
    return None
