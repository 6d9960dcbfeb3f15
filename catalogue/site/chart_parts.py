"""What every chart is made of: its frame, the scale, the labels along the foot, the marks of its series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

TOP, PLOT, FOOT = 22, 150, 26  # pixels above, of and below the plot
LABELS = 3  # along the foot; more would run into each other on a phone
LEFT = 10.0  # per cent of the width, kept free for the numbers of the scale
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-5.5L5.5 0 0 5.5-5.5 0z",
    "M0-5L5 4H-5z",
    "M-5-4H5L0 5z",
)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4")


def framed(id: str, title: str, told: str, height: int, parts: Sequence[str]) -> Markup:
    """The whole picture with its name and description."""
    start = Markup(
        '<svg class="chart" role="img" width="100%" height="{}" aria-labelledby="{}-name {}-told">'
        '<title id="{}-name">{}</title><desc id="{}-told">{}</desc>'
    ).format(height, id, id, id, title, id, told)
    return start + Markup("".join(parts)) + Markup("</svg>")  # noqa: S704 every word in the parts went through text()


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


def nice_top(greatest: float) -> float:
    """The least of 2, 4, 6, 8, 10, 20, 40 … that is not below: round, and its half is whole."""
    power = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if factor * power >= greatest:
                return factor * power
        power *= 10


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
