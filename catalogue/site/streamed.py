"""Answers that are sent piece by piece, as fast as they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Streamed:
    """An answer whose pieces are made in a thread, one at a time, so that pages are answered in between."""

    def __init__(self, pieces: Iterator[bytes], headers: Mapping[str, str], content_type: str):
        self.pieces = pieces
        self.headers = {**headers, "content-type": content_type}
        self.first: bytes | None = None

    async def begin(self) -> None:
        """Make the first piece. What fails here can still be answered with an error page."""
        self.first = await asyncio.to_thread(next, self.pieces, None)

    async def asgi_send(self, send: Send) -> None:
        """Send all of it. What fails here ends the connection, so that half a file is never taken for a whole one."""
        raw = [[name.lower().encode(), value.encode()] for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        piece = self.first
        while piece is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await asyncio.to_thread(next, self.pieces, None)
        await send({"type": "http.response.body", "body": b""})


def is_on(flags: Mapping[str, list[str]], name: str) -> bool:
    """Whether a part of the address switches something on, as Datasette reads it."""
    return flags.get(name, [""])[-1].lower() in ("on", "1", "true", "t", "y", "yes")
