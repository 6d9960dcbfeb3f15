"""Charts as SVG that a page can hold: no script, no style of their own, legible from 320 pixels up.

Places across are shares of the width and heights are pixels, so that a chart widens with the page while its words keep
their size. Series differ by mark and dashes as well as by colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

TOP, PLOT, FOOT = 22, 150, 26  # pixels above, of and below the plot
LABELS = 3  # along the foot; more would run into each other on a phone
NUMBERED = 12  # bars that still have room for their number on a phone
LEFT = 10.0  # per cent of the width, kept free for the numbers of the scale
WIDEST = 12.0  # per cent of the width; a single bar would otherwise look like a wall
ROW, ROW_BAR = 44, 14  # pixels of a line and of its bar
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5.5L5.5 0 0 5.5-5.5 0z",
    "M0-5L5 4H-5z",
    "M-5-4H5L0 5z",
)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4")


@dataclass(frozen=True)
class Series:
    """One line of a chart: a value for each place of the foot, None where there is nothing to say."""

    name: str
    values: tuple[float | None, ...]


def bar_chart(id: str, title: str, told: str, labels: Sequence[str], values: Sequence[int]) -> Markup:
    """Upright bars in the order of the labels; `told` says what is to be seen. Empty where there is no label."""
    if not labels:
        return Markup()
    top, step = nice_top(max(values)), (100 - LEFT) / len(labels)
    width = min(step * 0.72, WIDEST)
    parts = [*rules(top, "{:,.0f}"), *feet(labels)]
    for place, value in enumerate(values):
        middle, height = middle_of(place, len(labels)), PLOT * value / top
        parts.append(
            f'<rect class="mark-0" x="{middle - width / 2:.2f}%" width="{width:.2f}%"'
            f' y="{TOP + PLOT - height:.1f}" height="{height:.1f}"/>'
        )
        if len(labels) <= NUMBERED:
            parts.append(text(middle, TOP + PLOT - height - 4, f"{value:,}", "number"))
    return framed(id, title, told, TOP + PLOT + FOOT, parts)


def line_chart(
    id: str, title: str, told: str, labels: Sequence[str], lines: Sequence[Series], *, top: float | None = None
) -> Markup:
    """Lines over the labels, each point marked; `top`: greatest value of the scale, by default one that fits."""
    if not labels:
        return Markup()
    values = [value for line in lines for value in line.values if value is not None]
    scale = top or nice_top(max(values, default=0))
    parts = [*rules(scale, "{:,.0f} %" if top == 100 else "{:,.0f}"), *feet(labels)]
    for number, line in enumerate(lines):
        points = [
            None if value is None else (middle_of(place, len(labels)), TOP + PLOT * (1 - value / scale))
            for place, value in enumerate(line.values)
        ]
        for start, end in pairwise(points):
            if start and end:
                parts.append(
                    f'<line class="line-{number}" x1="{start[0]:.2f}%" y1="{start[1]:.1f}" x2="{end[0]:.2f}%"'
                    f' y2="{end[1]:.1f}" stroke-width="2" stroke-dasharray="{dashes(number)}"/>'
                )
        parts += [
            f'<svg x="{point[0]:.2f}%" y="{point[1]:.1f}" overflow="visible">{mark(number)}</svg>'
            for point in points
            if point
        ]
    return framed(id, title, told, TOP + PLOT + FOOT, parts)


def row_chart(id: str, title: str, told: str, rows: Sequence[tuple[str, float, str]], top: float) -> Markup:
    """Lying bars of (label, value, value in words), one below the other, on a scale from 0 to `top`."""
    if not rows or top <= 0:
        return Markup()
    parts = []
    for place, (label, value, said) in enumerate(rows):
        y = place * ROW
        parts += [
            text(0, y + 16, label, "label", anchor="start"),
            text(100, y + 16, said, "number", anchor="end"),
            f'<rect class="track" x="0" width="100%" y="{y + 22}" height="{ROW_BAR}"/>',
            f'<rect class="mark-0" x="0" width="{100 * value / top:.2f}%" y="{y + 22}" height="{ROW_BAR}"/>',
        ]
    return framed(id, title, told, len(rows) * ROW, parts)


def key_mark(number: int) -> Markup:
    """The sign of a series, for the key beside a line chart."""
    return Markup(  # noqa: S704 numbers and paths of ours
        f'<svg width="34" height="14" aria-hidden="true" focusable="false"><line class="line-{number}" x1="0" y1="7"'
        f' x2="34" y2="7" stroke-width="2" stroke-dasharray="{dashes(number)}"/>'
        f'<svg x="17" y="7" overflow="visible">{mark(number)}</svg></svg>'
    )


def mark(number: int) -> str:
    """The mark of a series, around the point where it stands."""
    return f'<path class="mark-{number}" d="{MARKS[number % len(MARKS)]}"/>'


def dashes(number: int) -> str:
    """The dashes of a series."""
    return DASHES[number % len(DASHES)] or "none"


def nice_top(greatest: float) -> float:
    """The least of 2, 4, 6, 8, 10, 20, 40 … that is not below: round, and its half is whole."""
    power = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if factor * power >= greatest:
                return factor * power
        power *= 10


def rules(top: float, written: str) -> Iterator[str]:
    """Lines across at the foot, at half and at the top of the scale, with their numbers."""
    for share in (0.0, 0.5, 1.0):
        y = TOP + PLOT * (1 - share)
        yield f'<line class="rule" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        if share:
            yield text(0, y - 4, written.format(top * share), "scale", anchor="start")


def feet(labels: Sequence[str]) -> Iterator[str]:
    """Labels along the foot: all where there are few, else the first, the last and some between."""
    last = len(labels) - 1
    shown = {round(last * each / (LABELS - 1)) for each in range(LABELS)} if last >= LABELS else set(range(last + 1))
    for place in sorted(shown):
        anchor = "end" if place == last and last else "middle"
        yield text(
            100 if anchor == "end" else middle_of(place, len(labels)),
            TOP + PLOT + 18,
            labels[place],
            "label",
            anchor=anchor,
        )


def middle_of(place: int, places: int) -> float:
    """Where the middle of a place stands, in per cent of the width."""
    return LEFT + (place + 0.5) * (100 - LEFT) / places


def text(x: float, y: float, words: str, kind: str, *, anchor: str = "middle") -> str:
    """Words at a place; they are escaped."""
    return str(
        Markup('<text class="{}" x="{:.2f}%" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, words)
    )


def framed(id: str, title: str, told: str, height: int, parts: Sequence[str]) -> Markup:
    """The whole picture with its name and description."""
    start = Markup(
        '<svg class="chart" role="img" width="100%" height="{}" aria-labelledby="{}-name {}-told">'
        '<title id="{}-name">{}</title><desc id="{}-told">{}</desc>'
    ).format(height, id, id, id, title, id, told)
    return start + Markup("".join(parts)) + Markup("</svg>")  # noqa: S704 every word in the parts went through text()
