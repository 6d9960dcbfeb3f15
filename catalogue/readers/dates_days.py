"""A date that an advert mentions, and its day: as written, or as the call's other dates tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalogue.readers.dates_beside import Role
from catalogue.readers.dates_join import Dated
from catalogue.readers.dates_year import Day, edge, inferred_day, last_of_month, written_day, year_is_likely
from catalogue.records import Quote

# How sure the place is that names the date: a labelled fact, a line that is a label and its date, a sentence.
FACT, LINE, SENTENCE = 0, 1, 2


@dataclass(frozen=True)
class Mention:
    """One date of an advert; `day` is None while its year is open, and for good where it can be several."""

    dated: Dated
    role: Role
    quote: Quote
    words: str
    place: int  # FACT, LINE or SENTENCE
    block: int  # which fact or sentence, counted through the advert
    day: Day | None = None
    recurs: bool = False


def written(mention: Mention, seen_on: date | None) -> Mention:
    """The mention with its day where the year is written."""
    spelling = mention.dated.spelling
    if spelling.year is None or spelling.refused or not year_is_likely(spelling.year, seen_on):
        return mention
    if spelling.month_end and mention.role.name == "closing":
        spelling = last_of_month(spelling)
    return replace(mention, day=written_day(spelling, mention.dated.clock))


# Which dates come first in any call, and so tell the year of one that does not write it.
ORDER = {"published": 0, "opening": 1, "closing": 2, "interviews": 3, "start": 4, "occurs": 4, "happens": 4, "end": 5}


def infer_years(mentions: list[Mention], seen_on: date | None) -> list[Mention]:
    """The mentions, those without a year dated from the call's other dates, or else from the day the page was seen."""
    settled = list(mentions)
    for place, mention in enumerate(mentions):
        spelling = mention.dated.spelling
        if spelling.year is not None or spelling.refused or mention.recurs or mention.role.name not in ORDER:
            continue
        # "in September" alone is a month of this call only where the call starts in it.
        if spelling.day is None and mention.role.name != "start":
            continue
        day = day_by_order(mention, settled, seen_on)
        if day is not None and year_is_likely(int(day.iso[:4]), seen_on):
            settled[place] = replace(mention, day=day)
    return settled


def day_by_order(mention: Mention, others: Sequence[Mention], seen_on: date | None) -> Day | None:
    """The day that other dates leave: of the same sentence, then of all, then the day the page was seen."""
    spelling, clock = mention.dated.spelling, mention.dated.clock
    rank = ORDER[mention.role.name]
    known = [other for other in others if other.day and not other.day.year_inferred and other.role.name in ORDER]
    for near in ([other for other in known if other.block == mention.block], known):
        days = {day.iso: day for other in near if (day := day_beside(mention, rank, other))}
        if days:
            return days.popitem()[1] if len(days) == 1 else None
    if seen_on is None:
        return None
    is_over = mention.role.stage == "past" and spelling.weekday is None
    return inferred_day(spelling, clock, seen_on, "past" if is_over else "future")


def day_beside(mention: Mention, rank: int, other: Mention) -> Day | None:
    """The day of the mention if `other` comes after or before it in every call."""
    assert other.day
    order = ORDER[other.role.name]
    if rank == order or other.role.name == "end":
        return None
    base = edge(other.day.iso, last=order > rank)
    return inferred_day(mention.dated.spelling, mention.dated.clock, base, "past" if order > rank else "future", True)
