"""The charts of the trends: each a picture with its key, its note and its table."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from catalogue.site import words
from catalogue.site.charts import Series, bar_chart, key_mark, line_chart, row_chart
from catalogue.site.months import BY_SECTOR, Months, month_after
from catalogue.site.published import Published, page_words
from catalogue.site.question import address

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


def found_chart(months: Months) -> Chart:
    """Opportunities by the month in which they were first seen."""
    said = chart_words("found")
    peak = max(range(len(months.months)), key=lambda place: months.found[place])
    told = (
        f"{sum(months.found):,} in {span(months)}; most in {long_month(months.months[peak])}: {months.found[peak]:,}."
    )
    lines = tuple(
        ((long_month(month), None), (f"{count:,}", first_seen_in(month)))
        for month, count in zip(months.months, months.found, strict=True)
    )
    picture = bar_chart("found", said["title"], told, short(months), months.found)
    return Chart("found", said["title"], said["note"], picture, (), ("Month", "First seen"), lines)


def open_chart(months: Months) -> Chart:
    """Opportunities that one could apply for, by month."""
    said = chart_words("open")
    least, most = min(months.open), max(months.open)
    told = f"{months.open[-1]:,} in {long_month(months.months[-1])}; {least:,} to {most:,} in {span(months)}."
    lines = tuple(
        ((long_month(month), None), (f"{count:,}", None))
        for month, count in zip(months.months, months.open, strict=True)
    )
    picture = bar_chart("open", said["title"], told, short(months), months.open)
    return Chart("open", said["title"], said["note"], picture, (), ("Month", "Open at some time in it"), lines)


def stated_chart(stated: Mapping[str, int], size: int) -> Chart:
    """What adverts say, as shares of all opportunities."""
    said = chart_words("stated")
    rows = [(item, 100 * count / size, f"{100 * count / size:.0f} %") for item, count in stated.items()]
    (first, _, most), (last, _, least) = rows[0], rows[-1]
    told = f"From {first.lower()}, which {most} state, down to {last.lower()}, which {least} state."
    lines = tuple(
        ((item, None), (f"{count:,}", None), (f"{size - count:,}", None), (percent, None))
        for (item, count), (_, _, percent) in zip(stated.items(), rows, strict=True)
    )
    picture = row_chart("stated", said["title"], told, rows, 100)
    heads = ("Item", "Stated", "Not stated", "Share that states it")
    return Chart("stated", said["title"], said["note"], picture, (), heads, lines)


def stated_over_time(months: Months) -> Chart:
    """Shares that state closing day, length and pay, by the month in which they were first seen."""
    said = chart_words("stated_over_time")
    lines = [
        Series(item, tuple(share(count, of) for count, of in zip(counts, months.found, strict=True)))
        for item, counts in months.stated.items()
    ]
    items = ", ".join(line.name.lower() for line in lines)
    told = f"Shares of what was first seen in each month, for {items}; {span(months)}."
    rows = tuple(
        (
            (long_month(month), None),
            (f"{months.found[place]:,}", first_seen_in(month)),
            *((f"{counts[place]:,}", None) for counts in months.stated.values()),
        )
        for place, month in enumerate(months.months)
    )
    picture = line_chart("stated-by-month", said["title"], told, short(months), lines, top=100)
    heads = ("Month", "First seen", *(f"{line.name} stated" for line in lines))
    return Chart("stated-by-month", said["title"], said["note"], picture, key_of(lines), heads, rows)


def forms_chart(months: Months, published: Published) -> Chart:
    """What people do there, by the month in which the opportunity was first seen."""
    said = chart_words("forms")
    codes = sorted(months.forms, key=lambda code: (published.meaning("exchange_form", code).position, str(code)))
    lines = [
        Series(published.meaning("exchange_form", code).label, tuple(map(float, months.forms[code]))) for code in codes
    ]
    told = "; ".join(f"{line.name}: {sum(months.forms[code]):,}" for line, code in zip(lines, codes, strict=True)) + "."
    rows = tuple(
        (
            (long_month(month), None),
            *((f"{months.forms[code][place]:,}", first_seen_in(month, code)) for code in codes),
        )
        for place, month in enumerate(months.months)
    )
    picture = line_chart("forms", said["title"], told, short(months), lines)
    return Chart(
        "forms", said["title"], said["note"], picture, key_of(lines), ("Month", *(line.name for line in lines)), rows
    )


def sectors_chart(conn: sqlite3.Connection, published: Published) -> Chart:
    """Opportunities by the sector of the source that they were found on."""
    said = chart_words("sectors")
    rows = [tuple(row) for row in conn.execute(BY_SECTOR)]
    bars = [(published.meaning("sectors_to", sector).label, float(count), f"{count:,}") for sector, count, _, _ in rows]
    told = "; ".join(f"{label}: {count}" for label, _, count in bars) + "."
    lines = tuple(
        (
            (label, f"/catalogue/sources?{urlencode({'sector': sector})}"),
            (f"{count:,}", None),
            (f"{now:,}", None),
            (f"{sources:,}", None),
        )
        for (sector, count, now, sources), (label, _, _) in zip(rows, bars, strict=True)
    )
    picture = row_chart("sectors", said["title"], told, bars, max(count for _, count, _ in bars))
    heads = ("Sector of the source", "Opportunities", "Open now", "Sources with any")
    return Chart("sectors", said["title"], said["note"], picture, (), heads, lines)


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


def share(count: int, of: int) -> float | None:
    """Per cent; None where there is nothing to share."""
    return 100 * count / of if of else None


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
