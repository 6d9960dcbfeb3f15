"""Answers as they go over the wire, honest or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Event

WORDS = "<p>A short placement in another workplace, written by nobody and meant for practice alone.</p>"


@dataclass(frozen=True)
class Wire:
    """An answer as it goes over the wire: head and pieces of body, true or not."""

    head: bytes
    pieces: Iterable[bytes] = ()


def answer(
    body: bytes = b"",
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    length: int | None = None,
    **more: str,
) -> Wire:
    """An ordinary answer; `more` are further headers, `length` is what Content-Length claims."""
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body) if length is None else length),
        "Connection": "close",
    }
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return Wire("\r\n".join(lines).encode("latin-1"), [body] if body else [])


def page(title: str, body: str = WORDS) -> bytes:
    """A page that looks like an advert. The title is put in as it is."""
    return f"<!doctype html><title>{title}</title><main><h1>{title}</h1>{body}</main>".encode()


def elsewhere(location: str, cookie: str = "") -> Wire:
    """A redirect, with a cookie that it wants back."""
    return answer(status="302 Found", Location=location, Set_Cookie=cookie)


def endless(head: bytes, piece: bytes, stop: Event, pace: float = 0) -> Wire:
    """An answer that never ends, quickly or drop by drop, until the site stops."""

    def pieces() -> Iterator[bytes]:
        while not stop.wait(pace):
            yield piece

    return Wire(head, pieces())
