"""What a first look at a source found, for the keeper who decides whether it becomes active: one Markdown text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalogue.records import Reading, Run, Snapshot
from catalogue.search_log import EVERYTHING
from catalogue.source import UNCONFIRMED, Source
from catalogue.text import shorten
from crawler.run_counts import Asked

SAMPLED = 3  # adverts that are shown
SHOWN = 15  # requests that are shown one by one; the kinds are counted all the same
QUOTED = 100  # characters of a quote or a value
ROOM = 2  # the range that is proposed for `expect` reaches from half of what one run saw to twice as much
CODES = ("exchange_form", "scheme", "sectors_from", "sectors_to")  # shown beside what has a quote


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


def first_report(source: Source, look: FirstLook, file: str, now: datetime) -> str:
    """The report; it ends with the change in the registry that makes the source active, or what is in its way.

    `file`: where the registry entry stands.
    """
    run, held = look.run, list(expectations(source, look))
    parts = [
        f"# First look at {source.id}: {source.title}",
        f"{now:%d %B %Y}, {source.start[0]}, platform {source.platform}. The run was **{run.verdict}**: {run.reason}."
        " Its adverts are in the archive and wait there: nothing of an unverified source is published.",
        "## What was asked and answered",
        "\n".join(asked_lines(look)),
        "## robots.txt",
        "\n".join([*(f"- {line}" for line in look.robots), f"- {look.refused} requests were refused by it"]),
        "## What was found",
        "\n".join(found_lines(look)),
        "## Fields that adverts state",
        table(("label", "share of adverts"), ((label, f"{share:.0%}") for label, share in run.fill.items())),
        f"## {min(SAMPLED, len(look.adverts))} adverts and what the readers made of them",
        "\n\n".join(advert_lines(*each) for each in look.adverts[:SAMPLED]) or "None was kept.",
        "## What the registry entry says, and what came",
        "\n".join(f"- {'holds' if each.holds else '**does not hold**'}: {each.words}" for each in held),
        "## What to do",
        what_to_do(source, look, file, held, now),
    ]
    return "\n\n".join(parts) + "\n"


def asked_lines(look: FirstLook) -> Iterator[str]:
    """The requests, the first of them one by one."""
    yield table(
        ("address", "what", "answer", "bytes"),
        ((each.url, each.what, each.status, each.size) for each in look.asked[:SHOWN]),
    )
    if len(look.asked) > SHOWN or look.run.pages > len(look.asked):
        yield f"\n… of {look.run.pages} pages in all."


def found_lines(look: FirstLook) -> Iterator[str]:
    """Pages and adverts, what was dropped and why, what each search gave."""
    run = look.run
    yield f"- {look.listings} listing pages, {run.adverts} adverts kept ({run.new} new)"
    for reason, count in run.dropped.items():
        yield f"- {count} not read or not kept: {reason}"
    for query, (pages, adverts) in look.searches.items():
        yield f"- search “{query}”: {counted(pages, 'page')}, {counted(adverts, 'advert')} listed"
    yield f"- {look.opportunities} of {look.read} adverts that were screened are opportunities"


def advert_lines(snapshot: Snapshot, reading: Reading) -> str:
    """One advert: its title, whether screening lets it in, and each value with its words."""
    lines = [f"### {reading.title}", snapshot.advert.url, ""]
    why = f" ({reading.exclusion_reason})" if reading.exclusion_reason else ""
    lines.append(f"- opportunity: {'yes' if reading.included else 'no'}{why}")
    for column, value in reading.columns.items():
        if value in (None, [], "") or (column not in reading.quotes and column not in CODES):
            continue
        quote = reading.quotes.get(column)
        said = f" — “{shorten(quote.words, QUOTED)}”" if quote else ""
        lines.append(f"- {column}: {shorten(str(value), QUOTED)}{said}")
    labels = ", ".join(snapshot.advert.facts) or "none"
    return "\n".join([*lines, f"- labels on its page: {labels}"])


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
    seen = f"{run.adverts} adverts on {run.pages} pages (first look, {now:%B %Y})"
    before = "" if source.evidence.startswith(UNCONFIRMED) else source.evidence.partition("; assumed:")[0]
    return f"{before}, {seen}" if before else f"confirmed: {seen}"


def counted(number: int, what: str) -> str:
    """A number of things: "1 page", "2 pages"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def quoted(text: str) -> str:
    """A text as YAML holds it in one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> str:
    """A Markdown table; a pipe in a cell must not end it."""
    lines = [list(names), ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if len(lines) > 2 else "None."
