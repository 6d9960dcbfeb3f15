"""Why a run found no advert at all, and whether that is right."""

from __future__ import annotations

from catalogue.in_words import counted, day_in_words
from crawler.outcome import MOVED, NOT_THERE, REFUSALS, Outcome
from crawler.verdict.drift import Past, fewer


def verdict_without_adverts(outcome: Outcome, past: Past, refused: int) -> tuple[str, str]:
    """Why a run found nothing: the cases differ in who must act."""
    good = max(0, outcome.good)
    if (outcome.refused_by_robots or outcome.ended) and not good:
        return "blocked", outcome.ended or "robots.txt refuses every page that was asked for"
    if refused and not good:
        return (
            "blocked",
            f"the site refused {counted(refused, 'page')} (HTTP {min(s for s in REFUSALS if outcome.statuses.get(s))})",
        )
    gone = outcome.statuses.get(404, 0) + outcome.statuses.get(410, 0)
    if outcome.unread.get(NOT_THERE) and not good:
        return "gone", "every page that was asked for says that it is not there, though with HTTP 200"
    if gone and not good:
        return "gone", "every page that was asked for is not there any more (HTTP 404 or 410)"
    if outcome.errors:
        return "error", f"the spider failed on {counted(outcome.errors, 'page')}; the log has the trace"
    if outcome.unread.get(MOVED) and not good:
        return "gone", "the site has moved to another one; look at its start in the registry"
    if not outcome.pages:
        return "error", f"no page could be fetched ({outcome.finish}{mostly(outcome)})"
    if not good:
        return "error", "the site answered with errors only"
    return verdict_on_nothing(outcome, past, good)


def verdict_on_nothing(outcome: Outcome, past: Past, good: int) -> tuple[str, str]:
    """Whether it is right that good pages held no advert."""
    if calm := nothing_on_offer(outcome):
        return "healthy", calm
    if outcome.expect_min:
        where = f"no advert on {counted(good, 'page')}"
        return "empty", f"{where}, at least {outcome.expect_min} were expected; has the markup changed?"
    if dropped := fewer(0, past):
        return "empty", dropped
    if outcome.finish != "finished":
        return "partial", f"stopped before the end: {outcome.finish}"
    if outcome.unread or outcome.lost_listings:
        return "partial", f"no advert, and some pages could not be read{mostly(outcome)}"
    return "healthy", "no advert, as may be"


def nothing_on_offer(outcome: Outcome) -> str | None:
    """Why it is right that a run which read all it asked for found no advert; None where it is not."""
    unread = outcome.unread or outcome.lost_listings or outcome.finish != "finished"
    if unread or not (outcome.since or outcome.closed):
        return None
    return f"no advert since {day_in_words(outcome.since)}" if outcome.since else f"no advert; {pages_closed(outcome)}"


def pages_closed(outcome: Outcome) -> str:
    """How many pages say that nothing is on offer now."""
    return f"{outcome.closed} of {outcome.pages} pages say that nothing is open now"


def mostly(outcome: Outcome) -> str:
    """The commonest reason for pages not read, as an addition to a sentence; empty where there is none."""
    reason = max(outcome.unread, key=lambda each: outcome.unread[each], default="")
    return f", mostly: {reason}" if reason else ""
