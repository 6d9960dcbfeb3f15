"""A fingerprint of a text: 64 bits that differ in few places where two texts differ in few words (Charikar 2002)."""

from __future__ import annotations

import re
from hashlib import blake2b

BITS = 64
SHINGLE = 3  # words hashed together: fewer make all adverts alike, more break at every changed word
MOST_WORDS = 1200  # a longer text is known by its beginning; adverts seldom reach it
LANE = 20  # bits of one counter, so that a million shingles cannot overflow it
TOKEN = re.compile(r"[^\W_]+")
# What each of the eight bytes of a hash adds to 64 counters that lie side by side in one number.
COUNTS = [
    [sum(1 << LANE * (8 * place + bit) for bit in range(8) if byte >> bit & 1) for byte in range(256)]
    for place in range(BITS // 8)
]


def fingerprint(text: str) -> int:
    """The fingerprint of a text, whatever its case, spaces and punctuation; 0 for one of fewer than three words."""
    words = TOKEN.findall(text.lower())[:MOST_WORDS]
    shingles = {" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)}
    counters = 0
    for shingle in shingles:
        for place, byte in enumerate(blake2b(shingle.encode(), digest_size=BITS // 8).digest()):
            counters += COUNTS[place][byte]
    half = len(shingles) / 2
    lane = (1 << LANE) - 1
    return sum(1 << bit for bit in range(BITS) if counters >> LANE * bit & lane > half)


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two fingerprints differ; about 32 for texts that have nothing in common."""
    return (one ^ other).bit_count()
