"""What programmes.yml gives as evidence: dated rounds, and pages with the facts that each of them supports."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

FIRST_YEAR, LAST_YEAR = 1990, 2100
MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
UNKNOWN = ".."  # an open end, as ISO 8601-2 writes it
Wrong = Callable[[str, str], Exception]  # (key, problem) → the error to raise


@dataclass(frozen=True)
class KnownRound:
    """A round that a public page dates. Dates are ISO 8601, with or without the day; None = the page does not say."""

    link: str
    opened: str | None = None
    closed: str | None = None

    def __str__(self) -> str:
        """As the published table has it: "2030-09-03/2030-10 https://…"."""
        return f"{self.opened or UNKNOWN}/{self.closed or UNKNOWN} {self.link}"


@dataclass(frozen=True)
class EvidencePage:
    """A public page, the keys that it supports, and the year that it speaks of; None where it names none."""

    link: str
    says: tuple[str, ...]
    year: int | None = None

    def __str__(self) -> str:
        """As the published table has it: "2030 form, usual_min_days https://…"."""
        return f"{self.year or UNKNOWN} {', '.join(self.says)} {self.link}"


def known_round(entry: Any, wrong: Wrong) -> KnownRound:
    """One checked item of known_rounds; raises what `wrong` makes."""
    check_keys("known_rounds", entry, {"opened", "closed", "link"}, wrong)
    dates = {key: entry[key] for key in ("opened", "closed") if key in entry}
    if not dates:
        raise wrong("known_rounds", "an item has neither opened nor closed; a round without a date tells nothing")
    for key, value in dates.items():
        if not (type(value) is date or (isinstance(value, str) and MONTH.fullmatch(value))):
            raise wrong("known_rounds", f"{key}: {value!r} is no day such as 2031-09-30 and no month such as 2031-09")
    opened, closed = (str(dates[key]) if key in dates else None for key in ("opened", "closed"))
    if opened and closed and opened[:7] > closed[:7]:
        raise wrong("known_rounds", f"opened {opened} is after closed {closed}; swap the two")
    return KnownRound(entry["link"], opened, closed)


def evidence_page(entry: Any, supported: Collection[str], wrong: Wrong) -> EvidencePage:
    """One checked item of pages; `supported`: the keys that the programme has. Raises what `wrong` makes."""
    check_keys("pages", entry, {"year", "says", "link"}, wrong)
    year, says = entry.get("year"), entry.get("says")
    if year is not None and not is_year(year):
        raise wrong("pages", f"year: {year!r} is no year such as 2031; leave it out where the page names none")
    if not (isinstance(says, list) and says):
        raise wrong("pages", "says: write the keys that the page supports, such as [form, usual_max_days]")
    for key in says:
        if key not in supported:
            raise wrong("pages", f"says: {key!r} is no key that this programme has")
    return EvidencePage(entry["link"], tuple(says), year)


def check_keys(key: str, entry: Any, allowed: Collection[str], wrong: Wrong) -> None:
    """Raise where an item is no mapping of these keys, or has no address."""
    if not isinstance(entry, Mapping):
        raise wrong(key, f"{entry!r} is no mapping; write {{{', '.join(sorted(allowed))}}}")
    if unknown := sorted(set(entry) - set(allowed)):
        raise wrong(key, f"{', '.join(map(str, unknown))}: no key of an item; allowed are {', '.join(sorted(allowed))}")
    link = entry.get("link")
    if not (isinstance(link, str) and is_address(link)):
        raise wrong(key, f"link: {link!r} is no http or https address; every item says where it was read")


def is_address(link: str) -> bool:
    """Whether a link is an address of the web, without spaces."""
    return link.startswith(("http://", "https://")) and not re.search(r"\s", link)


def is_year(value: Any) -> bool:
    """Whether a value is a year in which something can have been known."""
    return type(value) is int and FIRST_YEAR <= value <= LAST_YEAR


def latest_year(rounds: Collection[KnownRound], pages: Collection[EvidencePage]) -> int | None:
    """The latest year to which dated evidence speaks; None where none is dated."""
    years = [int(each[:4]) for one in rounds for each in (one.opened, one.closed) if each]
    return max([*years, *(page.year for page in pages if page.year)], default=None)
