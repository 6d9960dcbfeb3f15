"""What stands around every answer: headers that keep scripts and frames out, addresses that can be answered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from datasette import Response

from catalogue.site.published import PATH, reopen_if_replaced
from catalogue.site.question import cleaned, unknown_filters

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
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
LIST_AS_FILE = re.compile(rf"{PATH}\.(?:csv|json)$")


def guarded(datasette: Datasette, app: App) -> App:
    """An application that answers as `app` does, with our headers, and from the file that is there now."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        reopen_if_replaced(datasette)

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in ENCODED}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                message = {**message, "headers": [*kept, *ENCODED]}
            await send(message)

        if LIST_AS_FILE.search(scope["path"]):
            asked = scope.get("query_string", b"").decode("latin-1")
            unknown = unknown_filters(asked)
            if unknown:  # a file with rows that nobody asked for is worse than none
                message = f"no such filter: {', '.join(unknown)}; write column=value or column__operator=value"
                refused = Response.json({"ok": False, "error": message, "status": 400}, status=400)
                await refused.asgi_send(send_with_headers)
                return
            scope = {**scope, "query_string": cleaned(asked).encode("latin-1")}
        await app(scope, receive, send_with_headers)

    return answer
