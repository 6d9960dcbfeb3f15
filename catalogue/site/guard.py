"""What stands around every answer: refusals, headers that keep scripts and frames out, tags, the newest edition."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from datasette import Response

from catalogue.site.answerable import cleaned, readable, unknown_filters
from catalogue.site.bots import may_index
from catalogue.site.caching import Scope, is_unchanged, not_modified, page_tag, raw_path, with_cache_headers
from catalogue.site.live import answered_from
from catalogue.site.published import NAME, PATH, catalogue_of
from catalogue.site.refusals import hosts_of_settings, refusal
from catalogue.tables.finish import VIEWS

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    # Everything comes from this site, nothing is written into the pages, and nobody may frame them.
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",  # for browsers that do not know frame-ancestors
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
NOT_INDEXED = (b"x-robots-tag", b"noindex, follow")
LIST_AS_FILE = re.compile(rf"{PATH}\.(?:csv|json|jsonl|xlsx|ris|atom|ics)$")


def guarded(datasette: Datasette, app: App) -> App:
    """An application that answers as `app` does, with our headers, and from the file that is there now."""
    hosts = hosts_of_settings()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        refused = refusal(scope, hosts)
        if refused:
            status, words = refused
            allow = {"Allow": "GET, HEAD"} if status == 405 else {}
            plain = Response.text(words, status=status, headers={**allow, "Cache-Control": "no-store"})
            await plain.asgi_send(with_headers(send, lambda _, headers: headers))
            return
        db = catalogue_of(datasette)
        if db is not None:
            await db.renew()
        tag = page_tag(datasette, db.edition if db else None, scope)
        if is_unchanged(scope, tag):
            await send({"type": "http.response.start", "status": 304, "headers": [*not_modified(scope, tag), *ENCODED]})
            await send({"type": "http.response.body", "body": b""})
            return
        open_to_bots = may_index(raw_path(scope), scope.get("query_string", b"").decode("latin-1"))

        def dressed(status: int, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
            kept = with_cache_headers(scope, status, headers, tag)
            return kept if open_to_bots else [*(each for each in kept if each[0] != NOT_INDEXED[0]), NOT_INDEXED]

        with answered_from(db.edition if db else None):
            await answer_whole_questions(app, scope, receive, with_headers(send, dressed))

    return answer


async def answer_whole_questions(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, but give no file where the address asks for a filter that is none: rows that nobody asked for.

    What Datasette cannot read without breaking is set aside.
    """
    if LIST_AS_FILE.search(scope["path"]):
        asked = scope.get("query_string", b"").decode("latin-1")
        unknown = unknown_filters(asked)
        if unknown:
            message = f"no such filter: {', '.join(unknown)}; write column=value or column__operator=value"
            refused = Response.json({"ok": False, "error": message, "status": 400}, status=400)
            await refused.asgi_send(send)
            return
        scope = {**scope, "query_string": cleaned(asked).encode("latin-1")}
    elif scope["path"].startswith(f"/{NAME}/"):
        asked = scope.get("query_string", b"").decode("latin-1")
        of_view = re.split(r"[/.]", scope["path"])[2] in VIEWS
        scope = {**scope, "query_string": readable(asked, of_view=of_view).encode("latin-1")}
    await app(scope, receive, send)


def with_headers(send: Send, dressed: Callable[[int, list[tuple[bytes, bytes]]], list[tuple[bytes, bytes]]]) -> Send:
    """`send`, with our headers at the start of the answer, instead of any others of their names."""
    ours = {name for name, _ in ENCODED}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(name.lower(), value) for name, value in message.get("headers", [])]
            kept = dressed(message["status"], [each for each in given if each[0] not in ours])
            message = {**message, "headers": [*kept, *ENCODED]}
        await send(message)

    return send_with_headers
