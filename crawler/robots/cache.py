"""What hosts said of robots, kept for a day in the data folder: one small private file an origin."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

A_DAY = 24 * 60 * 60  # seconds; RFC 9309 section 2.4


class RobotsCache:
    """Answers to robots.txt by origin. Only what an origin said is kept, never that it could not be asked."""

    def __init__(self, folder: Path):
        self.folder = folder

    def find(self, origin: str, now: float) -> tuple[int, bytes] | None:
        """(HTTP status, body) of an answer that is less than a day old, or None. `now` in seconds since 1970."""
        try:
            kept = json.loads(self.file(origin).read_text(encoding="ascii"))
            fresh = kept["origin"] == origin and 0 <= now - kept["asked"] < A_DAY
            return (kept["status"], kept["body"].encode("latin-1")) if fresh else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # not there, or not ours: it is asked for again

    def keep(self, origin: str, status: int, body: bytes, now: float) -> None:
        """Keep an answer; a file that cannot be written costs one request more tomorrow and nothing else."""
        file = self.file(origin)
        said = {"origin": origin, "asked": now, "status": status, "body": body.decode("latin-1")}
        unfinished = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
                    json.dump(said, target)
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)

    def file(self, origin: str) -> Path:
        """The file of an origin: readable, and with a hash because names of files know no slashes."""
        readable = re.sub(r"[^a-z0-9.-]", "_", origin.lower())[:100]
        return self.folder / f"{readable}-{sha256(origin.encode()).hexdigest()[:12]}.json"
