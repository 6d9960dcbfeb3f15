"""The charts of what adverts say of themselves."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.site.charts import Series, line_chart, row_chart
from catalogue.site.months import Months
from catalogue.site.trend_chart import Chart, chart_words, first_seen_in, key_of, long_month, short, span


def stated_chart(stated: Mapping[str, int], size: int) -> Chart:
    """What adverts say, as shares of all opportunities."""
    said = chart_words("stated")
    rows = [(item, 100 * count / size, f"{100 * count / size:.0f}%") for item, count in stated.items()]
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


def share(count: int, of: int) -> float | None:
    """Per cent; None where there is nothing to share."""
    return 100 * count / of if of else None
