"""How a run ended: one of seven verdicts, with the reason in words a keeper can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FAILED_SHARE = 0.1  # more pages than this failing means that the run did not see the whole source
REFUSALS = (401, 403, 407, 429, 451)


@dataclass(frozen=True)
class Outcome:
    """What a run counted."""

    finish: str  # Scrapy's finish reason
    pages: int
    adverts: int
    errors: int  # pages that the spider could not read
    statuses: Mapping[int, int] = field(default_factory=dict)  # HTTP status → pages
    unanswered: int = 0  # time-outs, broken connections, answers over a cap
    refused_by_robots: int = 0
    expect_min: int = 0
    expect_max: int = 0
    sample: bool = False


def judge(outcome: Outcome) -> tuple[str, str]:
    """(verdict, reason): healthy, partial, empty, blocked, gone, changed or error."""
    good = sum(count for status, count in outcome.statuses.items() if status < 400)
    refused = sum(outcome.statuses.get(status, 0) for status in REFUSALS)
    failed = sum(count for status, count in outcome.statuses.items() if status >= 500)
    if outcome.sample:
        return "partial", f"a sample of {outcome.adverts} adverts; nothing was kept"
    if outcome.adverts == 0:
        return verdict_without_adverts(outcome, good, refused)
    if outcome.finish != "finished":
        return "partial", f"stopped before the end: {outcome.finish}"
    unread = outcome.errors + refused + failed + outcome.unanswered
    if unread > FAILED_SHARE * max(1, outcome.pages + outcome.unanswered):
        return "partial", f"{unread} of {outcome.pages + outcome.unanswered} pages could not be read"
    if outcome.adverts < outcome.expect_min:
        return "partial", f"{outcome.adverts} adverts, at least {outcome.expect_min} were expected"
    if outcome.adverts > outcome.expect_max:
        return "healthy", f"{outcome.adverts} adverts, more than the {outcome.expect_max} expected; look at expect"
    return "healthy", f"{outcome.adverts} adverts"


def verdict_without_adverts(outcome: Outcome, good: int, refused: int) -> tuple[str, str]:
    """Why a run found nothing: the cases differ in who must act."""
    if outcome.refused_by_robots and not good:
        return "blocked", "robots.txt refuses every page that was asked for"
    if refused and not good:
        return (
            "blocked",
            f"the site refused {refused} pages (HTTP {min(s for s in REFUSALS if outcome.statuses.get(s))})",
        )
    gone = outcome.statuses.get(404, 0) + outcome.statuses.get(410, 0)
    if gone and not good:
        return "gone", "every page that was asked for is not there any more (HTTP 404 or 410)"
    if outcome.errors:
        return "error", f"the spider failed on {outcome.errors} pages; the log has the trace"
    if not outcome.pages:
        return "error", f"no page could be fetched ({outcome.finish})"
    if not good:
        return "error", "the site answered with errors only"
    if outcome.expect_min:
        return (
            "empty",
            f"no advert on {good} pages, at least {outcome.expect_min} were expected; has the markup changed?",
        )
    return "healthy", "no advert, as may be"
