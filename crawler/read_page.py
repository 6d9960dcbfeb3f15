"""One page → what a spider or the generic reader reads from it, and what the catalogue makes of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from scrapy.http import TextResponse

from catalogue.normalise import read_snapshot
from catalogue.records import Advert, Reading, Snapshot
from catalogue.source import Source
from crawler.generic import FIELDS, GenericReading, read_generic
from crawler.loader import spider_for
from crawler.page import key_of

SHOWN = 200  # characters of a text that are printed for people
UNKNOWN = "unknown-site"
LEAST = 2  # fields found, beside the main text, that make an unknown page an advert


@dataclass(frozen=True)
class PageReading:
    """What was read from a page; `generic` where the generic reader was asked."""

    read_by: str
    adverts: tuple[Advert, ...]
    readings: tuple[Reading, ...]  # what the catalogue makes of each
    generic: GenericReading | None
    problem: str | None = None


def read_page(response: TextResponse, source: Source | None, now: str, *, generic: bool = False) -> PageReading:
    """Read a page with the spider of its source, or generically where it has none. `now`: ISO 8601, UTC."""
    read = read_generic(response.text, response.url) if generic or source is None else None
    problem = None
    if source is None:
        assert read is not None
        adverts = [advert_of(read, response.url)] if len(set(read.found_by) - {"description"}) >= LEAST else []
        read_by = "the generic reader (no source of the registry starts on this host)"
    else:
        read_by = f"the spider of {source.id} (platform {source.platform})"
        try:
            adverts = [gathered.advert for gathered in spider_for(source)().parse_advert(response)]
        except Exception as raised:  # a spider is loud where a page is none of its own
            adverts, problem = [], f"{type(raised).__name__}: {raised}"
    readings = [read_snapshot(Snapshot(0, advert, now, now, now), whole=True) for advert in adverts]
    return PageReading(read_by, tuple(adverts), tuple(readings), read, problem)


def advert_of(read: GenericReading, url: str) -> Advert:
    """A generic reading as an advert; each field stands among the facts under a label that the readers know."""
    named = {
        "Organisation": read.organisation,
        "Location": read.place,
        "Salary": read.salary,
        "Closing date": read.closes,
        "Date posted": read.posted,
        "Start date": read.starts,
    }
    facts = {**{label: text for label, text in named.items() if text}, **read.facts}
    return Advert(UNKNOWN, key_of(url), url, read.title or "", read.description, facts, read.json_ld)


def as_json(reading: PageReading, *, coded: bool) -> Iterator[dict[str, Any]]:
    """An object for each advert, `coded` with all that the catalogue makes of it; else with the columns it fills."""
    for advert, read in zip(reading.adverts, reading.readings, strict=True):
        told: dict[str, Any] = {name: getattr(advert, name) for name in ("source", "key", "url", "title")}
        told |= {"read_by": reading.read_by, "facts": dict(advert.facts), "json_ld": advert.json_ld}
        told["html"] = advert.html
        if reading.generic is not None:
            told["generic"] = {
                name: {"value": getattr(reading.generic, name), "found_by": by}
                for name, by in reading.generic.found_by.items()
            }
        yield told | ({"coded": asdict(read)} if coded else {"columns": filled(read)})


def filled(read: Reading) -> dict[str, Any]:
    """The columns that the catalogue fills, in their order."""
    return {name: value for name, value in read.columns.items() if value not in (None, [], "")}


def show(console: Console, reading: PageReading) -> None:
    """Print a reading as tables: what the reader brings, then what the catalogue makes of it."""
    if reading.adverts:
        console.print(f"Read by {reading.read_by}", markup=False)
    if reading.generic is not None:
        console.print(generic_table(reading.generic))
    for advert, read in zip(reading.adverts, reading.readings, strict=True):
        told = {"title": advert.title, "key": advert.key, "url": advert.url, **advert.facts}
        told["json_ld"] = "yes" if advert.json_ld else "none"
        told["html"] = f"{len(advert.html):,} characters"
        console.print(table("What a run would keep", told, {}))
        verdict = "an opportunity" if read.included else f"no opportunity ({read.exclusion_reason or 'no cue'})"
        quotes = {name: quote.words for name, quote in read.quotes.items()}
        console.print(table(f"What the catalogue makes of it: {verdict}", filled(read), quotes))


def generic_table(read: GenericReading) -> Table:
    """Field, value and how it was found."""
    drawn = Table("Field", "Value", "Found by", title="What the generic reader finds", title_justify="left")
    for name in FIELDS:
        value = getattr(read, name)
        drawn.add_row(name, plain(value) if value else "", read.found_by.get(name, "not found"))
    return drawn


def table(title: str, told: Mapping[str, Any], quotes: Mapping[str, str]) -> Table:
    """Name, value and, where there are quotes, the words that prove it."""
    drawn = Table("Name", "Value", *(["The page's own words"] if quotes else []), title=title, title_justify="left")
    for name, value in told.items():
        drawn.add_row(plain(name), plain(value), *([plain(quotes.get(name, ""))] if quotes else []))
    return drawn


def plain(value: Any) -> str:
    """A value as one short line in which nothing is markup."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    line = " ".join(text.split())
    cut = f"{line[:SHOWN]} …" if len(line) > SHOWN else line
    return cut.replace("[", r"\[")
