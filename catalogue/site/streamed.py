"""Answers that are sent piece by piece, as fast as they are taken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

AHEAD = 2_000_000  # bytes that are made in one go: each turn from thread to thread waits for a busy machine


class Streamed:
    """An answer whose pieces are made in a thread, a few at a time, so that pages are answered in between."""

    def __init__(self, pieces: Iterator[bytes], headers: Mapping[str, str], content_type: str):
        self.pieces = pieces
        self.headers = {**headers, "content-type": content_type}
        self.made: list[bytes] = []

    async def begin(self) -> None:
        """Make the first pieces. What fails here can still be answered with an error page."""
        self.made = await asyncio.to_thread(self.more)

    def more(self) -> list[bytes]:
        """The next pieces, AHEAD bytes of them or all that are left."""
        made, size = [], 0
        for piece in self.pieces:
            made.append(piece)
            size += len(piece)
            if size >= AHEAD:
                break
        return made

    async def asgi_send(self, send: Send) -> None:
        """Send all of it. What fails here ends the connection, so that half a file is never taken for a whole one."""
        raw = [[name.lower().encode(), value.encode()] for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        while self.made:
            for piece in self.made:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                await asyncio.sleep(0)  # it is compressed right here, and pages shall not wait for all of them
            is_end = sum(map(len, self.made)) < AHEAD
            self.made = [] if is_end else await asyncio.to_thread(self.more)
        await send({"type": "http.response.body", "body": b""})


def is_on(flags: Mapping[str, list[str]], name: str) -> bool:
    """Whether a part of the address switches something on, as Datasette reads it."""
    return flags.get(name, [""])[-1].lower() in ("on", "1", "true", "t", "y", "yes")
