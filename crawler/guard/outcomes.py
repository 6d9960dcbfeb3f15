"""Why a request ended without a page, in words that can be counted."""

from __future__ import annotations

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError

TOO_LARGE = "answers over the size cap"


class Refused(IgnoreRequest):
    """A request or an answer that the guard turned away; `reason` is counted in the run."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "no answer in time"),
    (DownloadCancelledError, TOO_LARGE),
    (CannotResolveHostError, "unknown host"),
    (DownloadConnectionRefusedError, "connection refused"),
    (ResponseDataLossError, "answer broken off"),
    (DownloadFailedError, "connection failed"),
)


def reason_of(problem: BaseException) -> str | None:
    """The reason to count for a request that failed; None where it is counted elsewhere.

    Those are HTTP errors, which are pages with a status, and refusals by robots.txt.
    """
    if isinstance(problem, Refused):
        return problem.reason
    if isinstance(problem, IgnoreRequest):  # what Scrapy's decompression raises has a cause; refusals have none
        return TOO_LARGE if problem.__cause__ and not isinstance(problem, HttpError) else None
    if any(isinstance(cause, (TlsError, VerificationError)) for cause in causes_of(problem)):
        return "certificate not trusted"
    return next((reason for kind, reason in REASONS if isinstance(problem, kind)), "answer that cannot be read")


def needs_no_trace(problem: BaseException) -> bool:
    """Whether the reason says it all; else the log gets the trace, for it may be a fault of ours."""
    return isinstance(problem, (Refused, *(kind for kind, _ in REASONS)))


def refused_below(problem: BaseException) -> Refused | None:
    """The refusal that made a connection fail, or None."""
    return next((cause for cause in causes_of(problem) if isinstance(cause, Refused)), None)


def causes_of(problem: BaseException) -> list[BaseException]:
    """What lies below a failed connection: Twisted gathers the failures of each try in `reasons`."""
    return [failure.value for failure in getattr(problem.__cause__, "reasons", ())]
