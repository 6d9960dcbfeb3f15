"""Charts as SVG that a page can hold: no script, no style of their own, legible from 320 pixels up.

Places across are shares of the width and heights are pixels, so that a chart widens with the page while its words keep
their size. Series differ by mark and dashes as well as by colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from catalogue.site.chart_parts import (
    FOOT,
    LEFT,
    PLOT,
    TOP,
    dashes,
    feet,
    framed,
    mark,
    middle_of,
    nice_top,
    rules,
    text,
)

NUMBERED = 12  # bars that still have room for their number on a phone
WIDEST = 12.0  # per cent of the width; a single bar would otherwise look like a wall
ROW, ROW_BAR = 44, 14  # pixels of a line and of its bar


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
    parts = [*rules(scale, "{:,.0f}%" if top == 100 else "{:,.0f}"), *feet(labels)]
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
