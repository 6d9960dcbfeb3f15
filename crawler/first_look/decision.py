"""What a first look means for the registry: whether its entry holds, and the change that makes the source active."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.in_words import counted
from catalogue.records import Reading, Run, Snapshot
from catalogue.search.log import EVERYTHING
from catalogue.source import UNCONFIRMED, Source
from crawler.run_counts import Asked

SAMPLED = 3  # adverts that are shown
ROOM = 2  # the range that is proposed for `expect` reaches from half of what one run saw to twice as much


@dataclass(frozen=True)
class FirstLook:
    """What is known after the run."""

    run: Run
    asked: Sequence[Asked]
    robots: Sequence[str]  # a line per origin
    refused: int  # requests that robots.txt refused
    listings: int
    searches: Mapping[str, tuple[int, int]]  # query → pages, adverts
    adverts: Sequence[tuple[Snapshot, Reading]] = field(default=())  # the first of them, opportunities first
    read: int = 0  # adverts that were screened
    opportunities: int = 0  # of these


@dataclass(frozen=True)
class Expectation:
    """Something that the registry entry says, and whether the run bears it out."""

    holds: bool
    words: str


def expectations(source: Source, look: FirstLook) -> Iterator[Expectation]:
    """What the registry entry leads one to expect, each with what came."""
    run = look.run
    came = {each.url for each in look.asked if each.status < 400}
    yield Expectation(not look.refused, "robots.txt allows what is asked for")
    yield Expectation(bool(came), f"start: {', '.join(source.start[:SAMPLED])} answers")
    yield Expectation(run.adverts > 0, f"platform {source.platform}: its spider reads adverts ({run.adverts})")
    if source.advert_url:
        yield Expectation(run.adverts > 0, f"advert_url: {source.advert_url} matches links")
    inside = source.expect_min <= run.adverts <= source.expect_max
    yield Expectation(inside, f"expect: {source.expect_min} to {source.expect_max} adverts, {run.adverts} came")
    if source.platform == "json_ld":
        share = run.fill.get("JobPosting", 0)
        yield Expectation(share > 0, f"JobPosting data stands on {share:.0%} of the advert pages")
    for query, (_, adverts) in look.searches.items():
        if query == EVERYTHING:
            continue
        yield Expectation(adverts > 0, f"search “{query}” finds something ({adverts})")
    yield Expectation(
        look.opportunities > 0, f"why: “{source.why}”; {look.opportunities} opportunities among the adverts"
    )


def what_to_do(source: Source, look: FirstLook, file: str, held: Sequence[Expectation], now: datetime) -> str:
    """The change that makes the source active, or what is in its way."""
    if look.run.verdict != "healthy":
        return (
            f"Not yet: the run was {look.run.verdict} ({look.run.reason}). Mend the entry in {file}, or the spider,"
            f" then look again:\n\n    scrapy crawl {source.id} --unverified"
        )
    least, most = range_for(look.run.adverts)
    if source.status == "active":
        return f"It is active already. `expect: {{min: {least}, max: {most}}}` would fit what came."
    doubts = sum(not each.holds for each in held)
    doubt = f"Lines above that do not hold: {doubts}; look at them first. " if doubts else ""
    was = f"{{min: {source.expect_min}, max: {source.expect_max}}}"
    change = (
        f"    {source.id}:",
        f"      expect: {{min: {least}, max: {most}}}  # was {was}",
        f"      status: active  # was {source.status}",
        f"      evidence: {quoted(evidence_of(source, look.run, now))}",
    )
    return (
        f"{doubt}If the adverts above are what the source is for, change its entry in {file}:\n\n"
        + "\n".join(change)
        + f"\n\nand take out its line `reason: {source.reason}`. Then `catalogue check` reads the entry, and"
        " `catalogue build` publishes what was gathered."
    )


def range_for(adverts: int) -> tuple[int, int]:
    """Fewest and most adverts to expect, from one run alone."""
    return (max(1, adverts // ROOM), max(adverts * ROOM, 3)) if adverts else (0, 3)


def evidence_of(source: Source, run: Run, now: datetime) -> str:
    """What can be said of a route once it was crawled: what was confirmed before, and this run; no more."""
    seen = f"{counted(run.adverts, 'advert')} on {counted(run.pages, 'page')} (first look, {now:%B %Y})"
    before = "" if source.evidence.startswith(UNCONFIRMED) else source.evidence.partition("; assumed:")[0]
    return f"{before}, {seen}" if before else f"confirmed: {seen}"


def quoted(text: str) -> str:
    """A text as YAML holds it in one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
