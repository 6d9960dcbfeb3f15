"""Days, moments and numbers as people read them: "3 March 2026", "1 page"."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_words(moment: datetime | str) -> str:
    """ "3 March 2026": the day of a moment (ISO 8601 with its zone, or a datetime), in London; other text as it is."""
    here = in_london(moment)
    return f"{here.day} {here:%B %Y}" if here else str(moment)


def moment_in_words(moment: datetime | str) -> str:
    """ "3 March 2026, 04:10": a moment as the clocks of London show it; what is no moment stays as it is."""
    here = in_london(moment)
    return f"{day_in_words(here)}, {here:%H:%M}" if here else str(moment)


def in_london(moment: datetime | str) -> datetime | None:
    """A moment in London's time; what names no zone is London's already. None: the text is no ISO 8601 moment."""
    try:
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    except ValueError:
        return None
    return known.astimezone(LONDON) if known.tzinfo else known


def counted(number: int, what: str, many: str = "") -> str:
    """A number of things: "1 page", "2 pages"; `many`: the plural where it is not made with an s."""
    return f"{number} {what if number == 1 else many or what + 's'}"
