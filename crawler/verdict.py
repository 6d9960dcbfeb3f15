"""How a run ended: one of seven verdicts, with the reason in words a keeper can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.verdict_drift import Past, broken, drift, fewer

FAILED_SHARE = 0.1  # more pages than this failing means that the run did not see the whole source
REFUSALS = (401, 403, 407, 429, 451)
# Reasons for pages not read that mean a trap, or a source that has outgrown its budget.
TOO_DEEP = "links deeper than the limit"
BEYOND_BUDGET = "listings cut at the page budget"
SHUTDOWN = "shutdown"  # Scrapy's finish reason after a signal
# What Scrapy's finish reasons mean.
STOPS = {
    "closespider_pagecount": "truncated, the page budget is used up",
    "closespider_timeout": "truncated, the time is used up",
    "closespider_errorcount": "too many pages that the spider could not read",
    SHUTDOWN: "it was told to stop",
}
MOVED = "moved"  # to another site than the registry knows
# Pages that stand in the place of those asked for; walls.yml says what gives them away.
WALLS = ("challenge pages", "login pages", "cookie walls")
NOT_THERE = "pages that are not there"


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
    ended: str = ""  # why politeness refused the whole site or ended the run
    expect_min: int = 0
    expect_max: int = 0
    sample: bool = False
    lost_listings: int = 0  # listings among the pages that could not be read: what they list was not seen
    labels: Mapping[str, int] = field(default_factory=dict)  # label of a fact → adverts that have it
    alike: int = 0  # adverts that share one and the same wording
    closed: int = 0  # pages that say that nothing is on offer now
    broken: int = 0  # adverts that came without title or text
    changed: str = ""  # what of a page is not as the registry says; empty where nothing is
    since: str = ""  # the day since which was asked; what is older was not looked for

    @property
    def walled(self) -> int:
        """Pages that were a wall."""
        return sum(self.unread.get(reason, 0) for reason in WALLS)

    @property
    def good(self) -> int:
        """Pages that were what they should be, as far as one can tell from outside."""
        answered = sum(count for status, count in self.statuses.items() if status < 400)
        return answered - self.walled - self.unread.get(NOT_THERE, 0)

    @property
    def cut_short(self) -> bool:
        """Whether politeness ended a run that had begun well: what it did not find says nothing."""
        return bool(self.ended) and self.finish != "finished" and self.good > 0


def judge(outcome: Outcome, past: Past = Past()) -> tuple[str, str]:  # noqa: B008 (nothing can change it)
    """(verdict, reason): healthy, partial, empty, blocked, gone, changed or error.

    `past`: what the last healthy runs of the source counted; without one there is nothing to compare with.
    """
    refused = sum(outcome.statuses.get(status, 0) for status in REFUSALS)
    failed = sum(count for status, count in outcome.statuses.items() if status >= 500)
    if outcome.sample:
        return "partial", f"a sample of {outcome.adverts} adverts; nothing was kept"
    if outcome.walled and outcome.walled > FAILED_SHARE * outcome.pages:
        return "blocked", f"{outcome.walled} of {outcome.pages} pages were walls{mostly(outcome)}"
    if changed := broken(outcome.adverts, outcome.broken, past):
        return "changed", changed
    if outcome.adverts == 0 and not outcome.cut_short:
        return verdict_without_adverts(outcome, past, refused)
    if outcome.finish != "finished":
        return "partial", f"stopped before the end: {outcome.ended or STOPS.get(outcome.finish, outcome.finish)}"
    cut = [reason for reason in (BEYOND_BUDGET, TOO_DEEP) if outcome.unread.get(reason)]
    if cut:
        return "partial", f"stopped before the end: {', '.join(cut)}"
    unanswered = sum(outcome.unread.values())
    unread = outcome.errors + refused + failed + unanswered
    asked = outcome.pages + unanswered - outcome.walled - outcome.unread.get(NOT_THERE, 0)  # walls are pages too
    if unread > FAILED_SHARE * max(1, asked):
        return "partial", f"{unread} of {asked} pages could not be read{mostly(outcome)}"
    if outcome.lost_listings:
        return "partial", f"{outcome.lost_listings} listings could not be read{mostly(outcome)}"
    drifted = outcome.changed or drift(outcome.adverts, outcome.labels, outcome.alike, past)
    return ("changed", drifted) if drifted else verdict_on_number(outcome, past)


def verdict_on_number(outcome: Outcome, past: Past) -> tuple[str, str]:
    """Whether a run that saw adverts, and all of its pages, saw as many as it should."""
    if outcome.since:
        return "healthy", f"{outcome.adverts} adverts since {outcome.since}"
    if outcome.closed:
        return "healthy", f"{outcome.adverts} adverts; {pages_closed(outcome)}"
    if outcome.adverts < outcome.expect_min:
        return "partial", f"{outcome.adverts} adverts, at least {outcome.expect_min} were expected"
    if dropped := fewer(outcome.adverts, past):
        return "partial", dropped
    if outcome.adverts > outcome.expect_max:
        return "healthy", f"{outcome.adverts} adverts, more than the {outcome.expect_max} expected; look at expect"
    return "healthy", f"{outcome.adverts} adverts"


def verdict_without_adverts(outcome: Outcome, past: Past, refused: int) -> tuple[str, str]:
    """Why a run found nothing: the cases differ in who must act."""
    good = max(0, outcome.good)
    if (outcome.refused_by_robots or outcome.ended) and not good:
        return "blocked", outcome.ended or "robots.txt refuses every page that was asked for"
    if refused and not good:
        return (
            "blocked",
            f"the site refused {refused} pages (HTTP {min(s for s in REFUSALS if outcome.statuses.get(s))})",
        )
    gone = outcome.statuses.get(404, 0) + outcome.statuses.get(410, 0)
    if outcome.unread.get(NOT_THERE) and not good:
        return "gone", "every page that was asked for says that it is not there, though with HTTP 200"
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
    return verdict_on_nothing(outcome, past, good)


def verdict_on_nothing(outcome: Outcome, past: Past, good: int) -> tuple[str, str]:
    """Whether it is right that good pages held no advert."""
    if calm := nothing_on_offer(outcome):
        return "healthy", calm
    if outcome.expect_min:
        return (
            "empty",
            f"no advert on {good} pages, at least {outcome.expect_min} were expected; has the markup changed?",
        )
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
    return f"no advert since {outcome.since}" if outcome.since else f"no advert; {pages_closed(outcome)}"


def pages_closed(outcome: Outcome) -> str:
    """How many pages say that nothing is on offer now."""
    return f"{outcome.closed} of {outcome.pages} pages say that nothing is open now"


def mostly(outcome: Outcome) -> str:
    """The commonest reason for pages not read, as an addition to a sentence; empty where there is none."""
    reason = max(outcome.unread, key=lambda each: outcome.unread[each], default="")
    return f", mostly: {reason}" if reason else ""
