"""The words that are shown as evidence for a length or a share of time."""

from __future__ import annotations

QUOTED = 160  # longest quote in characters: a sentence, or the part of it around the value


def quote_around(piece: str, start: int, end: int) -> str:
    """The words from `start` to `end` with what is around them, cut between words; at most about QUOTED characters."""
    if len(piece) <= QUOTED:
        return piece.strip()
    room = max(0, QUOTED - (end - start)) // 2
    left, right = max(0, start - room), min(len(piece), end + room)
    if left > 0:
        left = piece.find(" ", left, start) + 1 or start
    if right < len(piece):
        right = max(piece.rfind(" ", end, right), end)
    return piece[left:right].strip()
