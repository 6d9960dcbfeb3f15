"""Small on the wire, large when unpacked: 200 MB in each of the encodings that a crawler says it can read."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable
from functools import cache

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SIZE = 200 * 1024 * 1024  # bytes when unpacked
BLOCK = b"<p>x</p>" * 2_048
BLOCKS = SIZE // len(BLOCK)


@cache
def gzip_bomb() -> bytes:
    """About 300 kB."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as bomb:
        for _ in range(BLOCKS):
            bomb.write(BLOCK)
    return packed.getvalue()


@cache
def deflate_bomb() -> bytes:
    """About 300 kB."""
    packer = zlib.compressobj(6)
    return b"".join(packer.compress(BLOCK) for _ in range(BLOCKS)) + packer.flush()


@cache
def brotli_bomb() -> bytes:
    """About 500 kB."""
    packer = brotli.Compressor(quality=1)
    return b"".join(packer.process(BLOCK) for _ in range(BLOCKS)) + bytes(packer.finish())


@cache
def zstd_bomb() -> bytes:
    """About 20 kB."""
    packer = zstd.ZstdCompressor(level=1)
    return b"".join(packer.compress(BLOCK) for _ in range(BLOCKS)) + packer.flush()


@cache
def many_tags() -> bytes:
    """A page of two million elements that fits in every size cap but takes gigabytes when it is read."""
    return gzip.compress(b"<p>x" * 2_000_000, mtime=0)


PACKED: dict[str, Callable[[], bytes]] = {
    "gzip": gzip_bomb,
    "deflate": deflate_bomb,
    "br": brotli_bomb,
    "zstd": zstd_bomb,
}
