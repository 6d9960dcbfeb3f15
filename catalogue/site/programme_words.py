"""What is told of a programme's months and of the pages that it is known from, read from the published columns.

The columns come from a file that anybody may have made, so that whatever is not as it should be is left out.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from catalogue.programmes.evidence import UNKNOWN
from catalogue.programmes.months import SPAN, months_after, usual_months
from catalogue.site import words

DAY = r"\d{4}-\d\d(?:-\d\d)?"  # or a month
DATE = rf"{DAY}|\.\."
ROUND = re.compile(rf"(?P<opened>{DATE})/(?P<closed>{DATE}) (?P<link>\S+)")
PAGE = re.compile(r"(?P<year>\d{4}|\.\.) (?P<says>[a-z_, ]+) (?P<link>\S+)")
# Column → what the page calls it; several columns of one line share a name.
SAYS = {
    "name": "its name", "also": "its names", "run_by": "who runs it", "form": "what you do",
    "scheme": "what it is called", "sectors_from": "who takes part", "sectors_to": "where they go",
    "usual_min_days": "its length", "usual_max_days": "its length", "rolling": "that it is open all year",
    "usual_opening_months": "when it opens", "usual_closing_months": "when it closes",
    "ended": "that it has ended", "paused": "that it is paused",
}  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class DatedRound:
    """A round that a public page dates; dates as ISO 8601, None where the page does not say."""

    opened: str | None
    closed: str | None
    link: str

    @property
    def site(self) -> str:
        """Whose page it is, as its address says."""
        return site_of(self.link)

    @property
    def text(self) -> str:
        """ "3 September 2030 to October 2030", "from September 2030", "until 3 October 2030"."""
        opened, closed = words.day_text(self.opened), words.day_text(self.closed)
        if opened and closed:
            return f"{opened} to {closed}"
        return f"From {opened}" if opened else f"Until {closed}"


@dataclass(frozen=True)
class Usual:
    """When a programme opens, or closes: months in words, and how that, or that it is not, is known."""

    months: str = ""
    basis: str = ""
    once: bool = False  # it rests on one dated round


def items(value: str | None) -> list[Any]:
    """The items of a column that holds a list; none where it holds something else."""
    try:
        found = json.loads(value or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def months_in(value: str | None) -> list[int]:
    """The months that a column names."""
    return [each for each in items(value) if type(each) is int and 1 <= each <= 12]


def months_text(months: Sequence[int]) -> str:
    """ "October", "March or April", "May to July"; "April and September" where they are no neighbours."""
    names = [calendar.month_name[month] for month in months]
    if len(names) < 2:
        return "".join(names)
    apart = months_after(months[0], months[-1]) >= SPAN
    if len(names) == SPAN and not apart:
        return f"{names[0]} to {names[-1]}"
    return f"{', '.join(names[:-1])} {'and' if apart else 'or'} {names[-1]}"


def usual_of(months: Sequence[int], dates: Sequence[str]) -> Usual:
    """When it opens (or closes), of the months that are published and the recent dates of rounds that are known."""
    if not months:
        return Usual(basis="rounds opened or closed at different times of the year" if dates else "")
    if set(months) != set(usual_months(dates)):
        return Usual(months_text(months), "as a public page names it")
    years = sorted(date[:4] for date in dates)
    count = "one round" if len(years) == 1 else f"{len(years)} rounds"
    between = " to ".join(dict.fromkeys((years[0], years[-1])))
    return Usual(months_text(months), f"from {count}, {between}", once=len(years) == 1)


def usual_text(opens: Usual, closes: Usual) -> str:
    """The sentence of when it opens and closes, careful where that rests on one round; empty where nobody knows."""
    told = [(word, each) for word, each in (("opens", opens), ("closes", closes)) if each.months]
    if not told:
        return ""
    times = " and ".join(f"{word} in {each.months}" for word, each in told)
    if all(each.once for _, each in told):
        return f"Going by the one round of which this is known, it {times}."
    return f"It usually {times}."


def dated_rounds(value: str | None) -> list[DatedRound]:
    """The rounds that public pages date, latest first."""
    found = [match for each in items(value) if isinstance(each, str) and (match := ROUND.fullmatch(each))]
    rounds = [DatedRound(dated(each["opened"]), dated(each["closed"]), each["link"]) for each in found]
    return sorted(rounds, key=lambda each: each.closed or each.opened or "", reverse=True)


def site_of(link: str) -> str:
    """ "example.org" of an address that may be followed; empty for any other."""
    if not words.outward(link):
        return ""
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:  # such as half an address of version 6
        return ""


def iso_day(written: str | None) -> str | None:
    """A date of a round as a crawl has found it; None where it is none."""
    return written if written and re.fullmatch(DAY, written) else None


def dated(date: str) -> str | None:
    """A date; None for an end that is left open."""
    return None if date == UNKNOWN else date


def pages_of(value: str | None) -> list[dict[str, str]]:
    """The pages that a programme is known from: address, and what each tells, with its year where it names one."""
    found = [match for each in items(value) if isinstance(each, str) and (match := PAGE.fullmatch(each))]
    return [
        {
            "link": each["link"],
            "site": site_of(each["link"]),
            "tells": ", ".join(dict.fromkeys(SAYS.get(key, key.replace("_", " ")) for key in each["says"].split(", "))),
            "year": dated(each["year"]) or "",
        }
        for each in found
    ]


def halted_text(row: Row) -> str:
    """That a programme has ended or is paused; empty where it goes on, as far as is known."""
    if row["ended"]:
        return f"It has ended, or goes on under another name: it was last seen in {row['ended']}."
    if row["paused"]:
        return f"It is paused: a page of {row['paused']} said that no round is planned."
    return ""
