"""What every chart of the trends has: its words, its key, its months, and links to the lists behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from catalogue.site import words
from catalogue.site.addresses import address
from catalogue.site.chart_parts import key_mark
from catalogue.site.charts import Series
from catalogue.site.months import Months, month_after
from catalogue.site.published import page_words

Line = tuple[tuple[str, str | None], ...]  # (words, address) of each cell


@dataclass(frozen=True)
class Chart:
    """A picture with its key and its table."""

    id: str
    title: str
    note: str
    picture: Markup
    key: tuple[tuple[Markup, str], ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def chart_words(name: str) -> Mapping[str, str]:
    """Title and note of a chart, from page_words.yml."""
    said: Mapping[str, str] = page_words()["charts"][name]
    return said


def key_of(lines: list[Series]) -> tuple[tuple[Markup, str], ...]:
    """Sign and name of each line."""
    return tuple((key_mark(number), line.name) for number, line in enumerate(lines))


def first_seen_in(month: str, form: str | None = "") -> str:
    """The list of what was first seen in a month; of one form, or of none that is stated (None), where it is given."""
    formed = [] if form == "" else [("exchange_form__isnull", "1")] if form is None else [("exchange_form", form)]
    after = [("first_seen__gte", f"{month}-01"), ("first_seen__lt", f"{month_after(month)}-01")]
    return address([*formed, *after, ("_all", "on")])


def short(months: Months) -> list[str]:
    """The months as they stand below a chart: Mar 2031."""
    return [f"{datetime.strptime(month, '%Y-%m'):%b %Y}" for month in months.months]  # noqa: DTZ007 a month has no zone


def long_month(month: str) -> str:
    """March 2031."""
    return words.day_text(month)


def span(months: Months) -> str:
    """March 2031, or March to June 2031 in full."""
    first, last = long_month(months.months[0]), long_month(months.months[-1])
    return first if first == last else f"{first} to {last}"
