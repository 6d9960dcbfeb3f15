"""How long an answer may be kept, and how to ask whether it still holds: ETag, Cache-Control, 304.

A page depends on the file that is served, on the address asked, on the code, and on the day in London ("in 13 days");
all four are in its tag, so that "not modified" is answered before anything is asked of the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, MutableMapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from catalogue.site.live_edition import Edition
from catalogue.site.today import today_for

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

Scope = MutableMapping[str, Any]
Headers = list[tuple[bytes, bytes]]

MINUTE = "public, max-age=60"  # what is taken down shall be gone from every cache a minute later
HOUR = "public, max-age=3600"
FOR_GOOD = "public, max-age=31536000, immutable"  # a year; the address changes with the file
NEVER = "no-store"
STATIC = "/-/static"
CODE = ("*.py", "*.yml", "**/*.html", "**/*.css", "**/*.svg", "**/*.png", "**/*.ico", "site/*.py", "codebook/*.yml")
VERSIONS: WeakKeyDictionary[Datasette, str] = WeakKeyDictionary()


def page_tag(datasette: Datasette, edition: Edition | None, scope: Scope) -> str:
    """The weak ETag of an address: what is compressed is not the same bytes, but says the same."""
    address = [scope.get("scheme"), header_of(scope, b"host"), raw_path(scope), scope.get("query_string", b"")]
    parts: list[object] = [code_version(datasette), *address]
    if not is_static(scope):
        file = edition.identity[2:] if edition else None  # not its inode: copies on other machines say the same
        parts += [file, today_for(datasette)]
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def code_version(datasette: Datasette) -> str:
    """A digest of everything that pages are made of beside the catalogue: our code, words and templates, settings."""
    if datasette not in VERSIONS:
        package = Path(__file__).parents[1]
        digest = hashlib.sha256(version("datasette").encode())
        for path in sorted({path for pattern in CODE for path in package.glob(pattern)}):
            digest.update(path.read_bytes())
        told = [datasette.metadata(), datasette.settings_dict()]
        digest.update(json.dumps(told, sort_keys=True, default=str).encode())
        VERSIONS[datasette] = digest.hexdigest()
    return VERSIONS[datasette]


def is_unchanged(scope: Scope, tag: str) -> bool:
    """Whether who asks has the page already (RFC 9110, 13.1.2: compared without the sign of weakness)."""
    if scope["method"] not in ("GET", "HEAD") or is_personal(scope):
        return False
    known = header_of(scope, b"if-none-match").split(",")
    return tag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in known}


def not_modified(scope: Scope, tag: str) -> Headers:
    """The headers of a 304."""
    told = [(b"etag", tag.encode()), (b"cache-control", lifetime(scope, 200).encode())]
    return [*told, (b"vary", b"Cookie, Authorization, Accept-Encoding")]


def with_cache_headers(scope: Scope, status: int, headers: Headers, tag: str) -> Headers:
    """The headers of an answer with how long it may be kept; an answer to a person alone stays theirs."""
    told = {name.lower(): value for name, value in headers}
    if is_personal(scope) or b"set-cookie" in told:
        return headers
    kept = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
    kept.append((b"cache-control", lifetime(scope, status).encode()))
    if status == 200 and b"etag" not in told:
        kept.append((b"etag", tag.encode()))
    return kept


def lifetime(scope: Scope, status: int) -> str:
    """Cache-Control of an answer."""
    if status not in (200, 304, 404):
        return NEVER
    if status == 200 and is_static(scope):
        return FOR_GOOD if scope.get("query_string") else HOUR
    return MINUTE


def is_static(scope: Scope) -> bool:
    """Whether an address is that of a file which stays as it is until the next release."""
    return str(scope["path"]).startswith(STATIC)


def is_personal(scope: Scope) -> bool:
    """Whether a request names a person; Datasette marks the answer as private then."""
    return any(name.lower() in (b"cookie", b"authorization") for name, _ in scope.get("headers") or [])


def header_of(scope: Scope, name: bytes) -> str:
    """A header of the request; several of the same name joined by commas."""
    return ",".join(_values(scope, name))


def _values(scope: Scope, name: bytes) -> Iterator[str]:
    for each, value in scope.get("headers") or []:
        if each.lower() == name:
            yield value.decode("latin-1")


def raw_path(scope: Scope) -> str:
    """The path as it was sent, without the question."""
    sent = scope.get("raw_path")
    return sent.decode("latin-1").partition("?")[0] if sent else str(scope["path"])


def plain_path(scope: Scope) -> str:
    """The path with every %-sign sequence read."""
    return unquote(raw_path(scope))
