"""A loopback server of prepared pages, in a process of its own: listing pages and advert pages of an invented board.

The bytes are ready before the first request, so that the server costs both spiders next to nothing.
"""

from __future__ import annotations

import asyncio
import json
import sys

WORDS = (
    "The post holder is seconded to the policy team for twelve months and keeps the contract with the home employer. "
    "You will learn how advice is made, bring what you know of services, and work with analysts on one question. "
)
LISTED = 50  # adverts a listing page


def advert_page(number: int, paragraphs: int) -> bytes:
    """An advert page with JobPosting data, a label table and running text."""
    text = "".join(f"<p>{WORDS} Paragraph {each} of advert {number}.</p>\n" for each in range(paragraphs))
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"Policy secondment {number}",
        "description": text[:1500],
        "validThrough": "2027-03-05T23:59",
        "hiringOrganization": {"@type": "Organization", "name": "Practice Trust"},
    }
    menu = "".join(f'<li><a href="/section/{each}">Section {each}</a></li>' for each in range(30))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Advert {number}</title>"
        f"<script type='application/ld+json'>{json.dumps(posting)}</script></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>Policy secondment {number}</h1><dl><dt>Salary</dt><dd>£45,000</dd>"
        f"<dt>Closing date</dt><dd>5 March 2027</dd><dt>Location</dt><dd>Leeds</dd></dl>{text}</main>"
        "<footer>Practice Trust</footer></body></html>"
    ).encode()


def listing_page(page: int, adverts: int) -> bytes:
    """A listing page and its link to the next."""
    first = page * LISTED
    links = "".join(
        f'<li><a href="/job/{each}">Advert {each}</a></li>' for each in range(first, min(first + LISTED, adverts))
    )
    following = f'<a rel="next" href="/jobs/{page + 1}">Next</a>' if first + LISTED < adverts else ""
    return f"<html><body><main><ul>{links}</ul>{following}</main></body></html>".encode()


def pages(adverts: int, paragraphs: int) -> dict[str, bytes]:
    """Path → page."""
    listings = {f"/jobs/{page}": listing_page(page, adverts) for page in range((adverts + LISTED - 1) // LISTED)}
    return listings | {f"/job/{number}": advert_page(number, paragraphs) for number in range(adverts)}


async def serve(answers: dict[str, bytes]) -> None:
    """Answer GET requests on a free port, printed on the first line, until the standard input closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                body = answers.get(request.split(b" ", 2)[1].decode())
                status, body = ("200 OK", body) if body is not None else ("404 Not Found", b"")
                head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(pages(int(sys.argv[1]), int(sys.argv[2]))))
