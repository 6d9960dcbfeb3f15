"""How a run ended: one of seven verdicts, with the reason in words a keeper can act on."""

from __future__ import annotations

from catalogue.in_words import counted, day_in_words
from crawler.outcome import BEYOND_BUDGET, NOT_THERE, REFUSALS, SHUTDOWN, TOO_DEEP, Outcome
from crawler.verdict.drift import Past, broken, drift, fewer
from crawler.verdict.nothing import mostly, pages_closed, verdict_without_adverts

FAILED_SHARE = 0.1  # more pages than this failing means that the run did not see the whole source
# What Scrapy's finish reasons mean.
STOPS = {
    "closespider_pagecount": "truncated, the page budget is used up",
    "closespider_timeout": "truncated, the time is used up",
    "closespider_errorcount": "too many pages that the spider could not read",
    SHUTDOWN: "it was told to stop",
}


def judge(outcome: Outcome, past: Past = Past()) -> tuple[str, str]:  # noqa: B008 (nothing can change it)
    """(verdict, reason): healthy, partial, empty, blocked, gone, changed or error.

    `past`: what the last healthy runs of the source counted; without one there is nothing to compare with.
    """
    refused = sum(outcome.statuses.get(status, 0) for status in REFUSALS)
    failed = sum(count for status, count in outcome.statuses.items() if status >= 500)
    if outcome.sample:
        return "partial", f"a sample of {counted(outcome.adverts, 'advert')}; nothing was kept"
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
        return "partial", f"{counted(outcome.lost_listings, 'listing')} could not be read{mostly(outcome)}"
    drifted = outcome.changed or drift(outcome.adverts, outcome.labels, outcome.alike, past)
    return ("changed", drifted) if drifted else verdict_on_number(outcome, past)


def verdict_on_number(outcome: Outcome, past: Past) -> tuple[str, str]:
    """Whether a run that saw adverts, and all of its pages, saw as many as it should."""
    if outcome.since:
        return "healthy", f"{counted(outcome.adverts, 'advert')} since {day_in_words(outcome.since)}"
    if outcome.closed:
        return "healthy", f"{counted(outcome.adverts, 'advert')}; {pages_closed(outcome)}"
    if outcome.adverts < outcome.expect_min:
        return "partial", f"{counted(outcome.adverts, 'advert')}, at least {outcome.expect_min} were expected"
    if dropped := fewer(outcome.adverts, past):
        return "partial", dropped
    if outcome.adverts > outcome.expect_max:
        many = f"{counted(outcome.adverts, 'advert')}, more than the {outcome.expect_max} expected"
        return "healthy", f"{many}; look at expect"
    return "healthy", counted(outcome.adverts, "advert")
