"""The charts of the trends that count opportunities: what was found, what was open, in which form and where."""

from __future__ import annotations

import sqlite3
from urllib.parse import urlencode

from catalogue.site.charts import Series, bar_chart, line_chart, row_chart
from catalogue.site.months import BY_SECTOR, Months
from catalogue.site.published import Published, page_words
from catalogue.site.trend_chart import Chart, chart_words, first_seen_in, key_of, long_month, short, span


def found_chart(months: Months) -> Chart:
    """Opportunities by the month in which they were first seen."""
    said = chart_words("found")
    peak = max(range(len(months.months)), key=lambda place: months.found[place])
    told = f"{sum(months.found):,} in {span(months)}."
    if len(months.months) > 1:
        told = f"{told[:-1]}; most in {long_month(months.months[peak])}: {months.found[peak]:,}."
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
    told = f"{months.open[-1]:,} in {long_month(months.months[-1])}."
    if len(months.months) > 1:
        told = f"{told[:-1]}; {least:,} to {most:,} in {span(months)}."
    lines = tuple(
        ((long_month(month), None), (f"{count:,}", None))
        for month, count in zip(months.months, months.open, strict=True)
    )
    picture = bar_chart("open", said["title"], told, short(months), months.open)
    return Chart("open", said["title"], said["note"], picture, (), ("Month", "Open at some time in it"), lines)


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


def forms_so_far(months: Months, published: Published) -> Chart:
    """What people do there, as long as there is but one month to count."""
    said = chart_words("forms_so_far")
    codes = sorted(months.forms, key=lambda code: (published.meaning("exchange_form", code).position, str(code)))
    counted = [(code, published.meaning("exchange_form", code).label, sum(months.forms[code])) for code in codes]
    bars = [(label, float(count), f"{count:,}") for _, label, count in counted]
    lines = tuple(
        ((label, None), (f"{count:,}", first_seen_in(months.months[0], code))) for code, label, count in counted
    )
    told = "; ".join(f"{label}: {count:,}" for _, label, count in counted) + "."
    picture = row_chart("forms", said["title"], told, bars, max(count for _, count, _ in bars))
    return Chart("forms", said["title"], said["note"], picture, (), ("Form", "Opportunities"), lines)


def sectors_chart(conn: sqlite3.Connection) -> Chart:
    """Opportunities by the sector of the source that they were found on."""
    said = chart_words("sectors")
    rows = [tuple(row) for row in conn.execute(BY_SECTOR)]
    bars = [
        (page_words()["source_sectors"].get(sector, sector), float(count), f"{count:,}") for sector, count, _, _ in rows
    ]
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
