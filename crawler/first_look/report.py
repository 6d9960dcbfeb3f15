"""What a first look at a source found, for the keeper who decides whether it becomes active: one Markdown text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from catalogue.in_words import counted, day_in_words
from catalogue.records import Reading, Snapshot
from catalogue.source import Source
from catalogue.text import shorten
from crawler.first_look.decision import SAMPLED, FirstLook, expectations, what_to_do

SHOWN = 15  # requests that are shown one by one; the kinds are counted all the same
QUOTED = 100  # characters of a quote or a value
CODES = ("exchange_form", "scheme", "sectors_from", "sectors_to")  # shown beside what has a quote


def first_report(source: Source, look: FirstLook, file: str, now: datetime) -> str:
    """The report; it ends with the change in the registry that makes the source active, or what is in its way.

    `file`: where the registry entry stands.
    """
    run, held = look.run, list(expectations(source, look))
    parts = [
        f"# First look at {source.id}: {source.title}",
        f"{day_in_words(now)}, {source.start[0]}, platform {source.platform}. The run was **{run.verdict}**:"
        f" {run.reason}. Its adverts are in the archive and wait there: nothing of an unverified source is published.",
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
        yield f"\n… of {counted(look.run.pages, 'page')} in all."


def found_lines(look: FirstLook) -> Iterator[str]:
    """Pages and adverts, what was dropped and why, what each search gave."""
    run = look.run
    yield f"- {counted(look.listings, 'listing page')}, {counted(run.adverts, 'advert')} kept ({run.new} new)"
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


def table(names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> str:
    """A Markdown table; a pipe in a cell must not end it."""
    lines = [list(names), ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if len(lines) > 2 else "None."
