"""How a run ended: one of seven verdicts, with the reason in words a keeper can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FAILED_SHARE = 0.1  # more pages than this failing means that the run did not see the whole source
REFUSALS = (401, 403, 407, 429, 451)
# Reasons for pages not read that mean a trap, or a source that has outgrown its budget.
TOO_DEEP = "links deeper than the limit"
BEYOND_BUDGET = "listings cut at the page budget"
MOVED = "moved"  # to another site than the registry knows


@dataclass(frozen=True)
class Outcome:
    """What a run counted."""

    finish: str  # Scrapy's finish reason
    pages: int
    adverts: int
    errors: int  # pages that the spider could not read
    statuses: Mapping[int, int] = field(default_factory=dict)  # HTTP status → pages
    unread: Mapping[str, int] = field(default_factory=dict)  # reason → requests that got no page
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
    cut = [reason for reason in (BEYOND_BUDGET, TOO_DEEP) if outcome.unread.get(reason)]
    if cut:
        return "partial", f"stopped before the end: {', '.join(cut)}"
    unanswered = sum(outcome.unread.values())
    unread = outcome.errors + refused + failed + unanswered
    if unread > FAILED_SHARE * max(1, outcome.pages + unanswered):
        return "partial", f"{unread} of {outcome.pages + unanswered} pages could not be read{mostly(outcome)}"
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
    if outcome.unread.get(MOVED) and not good:
        return "gone", "the site has moved to another one; look at its start in the registry"
    if not outcome.pages:
        return "error", f"no page could be fetched ({outcome.finish}{mostly(outcome)})"
    if not good:
        return "error", "the site answered with errors only"
    if outcome.expect_min:
        return (
            "empty",
            f"no advert on {good} pages, at least {outcome.expect_min} were expected; has the markup changed?",
        )
    return "healthy", "no advert, as may be"


def mostly(outcome: Outcome) -> str:
    """The commonest reason for pages not read, as an addition to a sentence; empty where there is none."""
    reason = max(outcome.unread, key=lambda each: outcome.unread[each], default="")
    return f", mostly: {reason}" if reason else ""
