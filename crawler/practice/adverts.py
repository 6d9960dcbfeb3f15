"""The adverts of the practice sites, from adverts/*.yml, dated for one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from catalogue.yaml_files import load_yaml
from crawler.practice.dates import moment, only_day
from crawler.practice.wording import as_html, worded

HERE = Path(__file__).parent
KEYS = {"title", "employer", "summary", "text", "sections", "facts", "dates", "quirks", "reference", "calls", "truth"}


@dataclass(frozen=True)
class Employer:
    """A body that publishes adverts; invented."""

    name: str
    about: str
    nation: str
    town: str
    county: str = ""
    postcode: str = ""


@dataclass(frozen=True, eq=False)
class PracticeAdvert:
    """One advert, worded and dated; `truth` is what a careful coder says of it (see adverts/funding.yml)."""

    site: str
    key: str
    title: str
    employer: Employer
    summary: str
    text: str
    sections: Mapping[str, str]
    facts: Mapping[str, str]
    dates: Mapping[str, date]
    quirks: frozenset[str]
    reference: str
    calls: tuple[PracticeAdvert, ...]
    truth: Mapping[str, Any]

    @property
    def html(self) -> Markup:
        """The text and the sections, one after the other, as html."""
        parts = [as_html(self.text)]
        parts += [Markup("<h2>{}</h2>\n{}").format(heading, as_html(text)) for heading, text in self.sections.items()]
        return Markup("\n").join(parts)

    @property
    def words(self) -> str:
        """All that the advert says, for the search of its site."""
        pieces = [self.title, self.summary, self.text, self.employer.name, *self.facts.values()]
        return "\n".join([*pieces, *self.sections, *self.sections.values()])

    def day(self, name: str) -> date | None:
        """One of the advert's days without its time of day, or None."""
        return only_day(self.dates[name]) if name in self.dates else None

    def has_closed(self, today: date) -> bool:
        """Whether the closing day is over."""
        closes = self.day("closes")
        return closes is not None and closes < today

    def is_shown(self, today: date) -> bool:
        """Whether a board still shows it: it has neither closed nor been withdrawn."""
        gone = self.day("withdrawn")
        return not self.has_closed(today) and (gone is None or today < gone)


@cache
def load_employers() -> dict[str, Employer]:
    """Employers by the key that adverts name them by."""
    return {key: Employer(**entry) for key, entry in load_yaml(HERE / "employers.yml").items()}


@cache
def load_adverts(site: str, today: date) -> tuple[PracticeAdvert, ...]:
    """The adverts (or pages) of a site, in the order of its file. Raises ValueError where an entry is wrong."""
    entries = load_yaml(HERE / "adverts" / f"{site}.yml")
    return tuple(advert_from(site, str(key), entry, today) for key, entry in entries.items())


def advert_from(site: str, key: str, entry: Mapping[str, Any], today: date, page: str | None = None) -> PracticeAdvert:
    """One advert from its entry; a call on a page takes the page's employer. Raises ValueError where it is wrong."""
    if unknown := set(entry) - KEYS:
        raise ValueError(f"adverts/{site}.yml: {key}: unknown keys {sorted(unknown)}")
    named = entry.get("employer", page)
    if named not in load_employers():
        raise ValueError(f"adverts/{site}.yml: {key}: employer {named!r} is not in employers.yml")
    employer = load_employers()[named]
    dates = {name: moment(text, today) for name, text in entry.get("dates", {}).items()}

    def write(text: str) -> str:
        return worded(text, today, employer=employer, **dates)

    calls = tuple(
        advert_from(site, f"{key}#{call}", part, today, named) for call, part in entry.get("calls", {}).items()
    )
    return PracticeAdvert(
        site=site,
        key=key,
        title=write(entry["title"]),
        employer=employer,
        summary=write(entry.get("summary", "")),
        text=write(entry.get("text", "")),
        sections={heading: write(text) for heading, text in entry.get("sections", {}).items()},
        facts={label: write(str(text)) for label, text in entry.get("facts", {}).items()},
        dates=dates,
        quirks=frozenset(entry.get("quirks", ())),
        reference=entry.get("reference", ""),
        calls=calls,
        truth=truth_from(entry.get("truth", {}), dates, employer),
    )


def truth_from(entry: Mapping[str, Any], dates: Mapping[str, date], employer: Employer) -> dict[str, Any]:
    """The truth with what goes without saying: closing day and nation are the advert's, unless it has others."""
    closes = only_day(dates["closes"]) if "closes" in dates else None
    kind = "fixed" if closes else "not_stated"
    return {"closes": closes, "closes_kind": kind, "nation": employer.nation, **entry}


def on_show(adverts: Sequence[PracticeAdvert], today: date) -> list[PracticeAdvert]:
    """The adverts that a board shows on a day, in their order."""
    return [advert for advert in adverts if advert.is_shown(today)]


def each_advert(adverts: Sequence[PracticeAdvert]) -> Iterator[PracticeAdvert]:
    """The adverts themselves: of a page with several calls, its calls."""
    for advert in adverts:
        yield from advert.calls or (advert,)
