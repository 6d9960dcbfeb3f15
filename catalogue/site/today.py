"""The day that "in 13 days" is counted from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from catalogue.site.settings import named
from catalogue.site.words import LONDON

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette


def today_for(datasette: Datasette) -> date:
    """Today in London; or the day that metadata names for the plugin (`plugins: {wkep-catalogue: {today: …}}`)."""
    return day_of(named(datasette, "today")) or datetime.now(LONDON).date()


def day_of(written: str | None) -> date | None:
    """The day at the beginning of an ISO date or moment; None where there is none."""
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
