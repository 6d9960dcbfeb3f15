"""Write the generated pages of docs/ anew: `python -m tools.write_docs`, or `make docs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from catalogue.source import Source
from catalogue.source_values import SECTORS, STATUSES
from catalogue.sources import load_sources

ROOT = Path(__file__).parents[1]
REGISTRY = ROOT / "catalogue" / "sources"
NEAR = (2026, 2025, 2024, 2023)  # years with a column of their own; a page seen before them may well have moved
COLUMNS = (*map(str, NEAR), "earlier", "not recorded", "nothing confirmed")
INTRODUCTION = """\
# Coverage: which sources there are, and how far each is known

Written by `make docs` from `catalogue/sources/`; a test says when it is stale. What a status means stands in the header
of `catalogue/sources/academia.yml`. The year of a source is the latest that its evidence names. Nobody has tried the
sites from this project yet: evidence is public code, documentation and pages.

Active means that the route is confirmed and a spider reads it. Only sources whose terms were read as allowing it are
crawled; the others wait for somebody who reads their terms."""


def main() -> None:
    """Write every generated page."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


def pages() -> dict[Path, str]:
    """Path → what should stand there."""
    return {ROOT / "docs" / "coverage.md": coverage(load_sources(REGISTRY, loopback=False))}


def coverage(sources: Mapping[str, Source]) -> str:
    """The page on coverage."""
    there = list(sources.values())
    crawled = sum(source.may_be_crawled for source in there)
    active = sum(source.status == "active" for source in there)
    routes = {source.platform for source in there if source.status == "active"}
    counted = f"{len(there)} sources; {active} active on {len(routes)} kinds of route, {crawled} of them crawled today."
    parts = [
        INTRODUCTION,
        counted,
        "## Sector and status",
        table(("sector", *STATUSES, "all"), by_sector(there)),
        "## Sector, route, status and year of the evidence",
        table(("sector", "route", "status", *COLUMNS), by_route(there)),
        "## Active sources and their terms",
        table(("source", "route", "terms", "evidence"), active_rows(there)),
        "## Look there yourself",
        "A CAPTCHA, a refusal or a subscription stands before these; the crawler stays away.",
        table(("source", "why it is blocked"), blocked_rows(there)),
    ]
    return "\n\n".join(parts) + "\n"


def by_sector(sources: Sequence[Source]) -> Iterator[Sequence[object]]:
    """A row per sector, and one for all: sources by status."""
    for sector in (*SECTORS, "all"):
        counts = Counter(source.status for source in sources if sector in (source.sector, "all"))
        yield (sector, *(counts[status] for status in STATUSES), counts.total())


def by_route(sources: Sequence[Source]) -> Iterator[Sequence[object]]:
    """A row per sector, route and status: sources by year of the evidence."""
    counts = Counter(((s.sector, s.platform, s.status), year_of(s)) for s in sources)
    places = {sector: place for place, sector in enumerate(SECTORS)}
    for row in sorted({row for row, _ in counts}, key=lambda row: (places[row[0]], row[1], STATUSES.index(row[2]))):
        yield (*row, *(counts[row, column] or "" for column in COLUMNS))


def year_of(source: Source) -> str:
    """The column in which a source is counted."""
    if source.evidence.startswith("nothing confirmed"):
        return "nothing confirmed"
    year = source.evidence_year
    if year is None:
        return "not recorded"
    return str(year) if year in NEAR else "earlier"


def active_rows(sources: Iterable[Source]) -> Iterator[Sequence[object]]:
    """A row per active source."""
    for source in sorted(sources, key=lambda source: source.id):
        if source.status == "active":
            read = f"{source.terms.verdict}, read {source.terms.read_on}" if source.terms.read_on else "not read yet"
            yield (f"[{source.title}]({source.start[0]}) `{source.id}`", source.platform, read, source.evidence)


def blocked_rows(sources: Iterable[Source]) -> Iterator[Sequence[object]]:
    """A row per blocked source."""
    for source in sorted(sources, key=lambda source: source.id):
        if source.status == "blocked":
            yield (f"[{source.title}]({source.start[0]})", source.reason)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main()
