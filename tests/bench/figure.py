"""One printed figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measurement beside its promise."""

    what: str
    measured: str
    promised: str
    kept: bool


def at_most(what: str, value: float, most: float, unit: str = "") -> Figure:
    """A figure that must not pass a bound."""
    return Figure(what, f"{value:.2f}{unit}", f"≤ {most:g}{unit}", value <= most)


def at_least(what: str, value: float, least: float, unit: str = "") -> Figure:
    """A figure that must reach a bound."""
    return Figure(what, f"{value:.2f}{unit}", f"≥ {least:g}{unit}", value >= least)


def note(what: str, text: str) -> Figure:
    """A measurement that nothing is promised of; it puts the others in proportion."""
    return Figure(what, text, "", True)
