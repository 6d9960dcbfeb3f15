"""How long a host wants to be left alone: Retry-After, and waits that grow where it says nothing. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUSY = (429, 503)  # too many requests; service unavailable (RFC 6585 section 4, RFC 9110 section 15.6.4)
LONGEST = 15 * 60  # seconds; a run that would wait longer ends instead
REMEMBERED = 24 * 60 * 60  # seconds; a slip of the pen in Retry-After must not silence a source for years
MOST_DIGITS = 9  # of Retry-After in seconds: thirty years


def rest_after(status: int, retry_after: str, served: str, refusals: int, now: float, first: float) -> float:
    """Seconds until a host may be asked again; 0 where it asked for no rest.

    `refusals`: how many times in a row it was too busy, this one included. `first`: seconds of rest after the first of
    them; each further one doubles it, without a bound. A host that names a time is taken at its word, until it is too
    busy again at that very time. `served`: the Date header, against clocks that differ.
    """
    stated = seconds_stated(retry_after, served, now) if status >= 300 else None
    if status not in BUSY:
        return stated or 0.0
    if stated is not None and refusals == 1:
        return stated
    return max(stated or 0.0, first * 2.0 ** min(refusals - 1, 50))


def seconds_stated(retry_after: str, served: str, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, written as a number or as a date; None where it cannot be read."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:MOST_DIGITS]), REMEMBERED)
    until = moment_of(text)
    if until is None:
        return None
    said = moment_of(served)
    base = now if said is None else min(now, said)
    return min(max(0.0, until - base), REMEMBERED)


def moment_of(text: str) -> float | None:
    """An HTTP date as seconds since 1970, or None."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def clock_time(moment: float) -> str:
    """A moment as a keeper reads it: "5 March, 04:10 UTC"."""
    return f"{datetime.fromtimestamp(moment, UTC):%-d %B, %H:%M} UTC"
