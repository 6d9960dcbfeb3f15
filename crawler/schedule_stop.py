"""A wish to stop, made by a signal and heard by a loop."""

from __future__ import annotations

import time

STEP = 0.5  # seconds between two looks at a running round and at the wish to stop


class Stop:
    """A wish to stop that a signal may make at any time."""

    def __init__(self) -> None:
        self.wished = False

    def __call__(self, *_: object) -> None:
        """Note the wish; made to be a signal handler."""
        self.wished = True

    def wait(self, seconds: float) -> bool:
        """Sleep, at most until the wish; whether there is one. Short naps, since a signal does not end a sleep."""
        until = time.monotonic() + seconds
        while not self.wished and (left := until - time.monotonic()) > 0:
            time.sleep(min(STEP, left))
        return self.wished
