"""When a call opens and closes, when the exchange starts, when interviews are: days as said, with the words.

Days are day first, times are London's, and the day the page was seen is the base for a year that is not written.
This is the one door for dateparser; it sees short strings that are already known to be a date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

import dateparser

from catalogue.readers.dates_cues import RECURS
from catalogue.readers.dates_days import Mention
from catalogue.readers.dates_found import Closing, Dates, dates_of
from catalogue.readers.dates_join import Dated, find_dates
from catalogue.readers.dates_mentions import phrase_dates
from catalogue.readers.dates_year import Day, inferred_day, written_day, year_is_likely
from catalogue.records import Found, Wording

__all__ = [
    "Closing",
    "consider_dates",
    "days_in",
    "deadline_in",
    "read_closing",
    "read_interviews",
    "read_opening",
    "read_start",
    "start_in",
]


@lru_cache(maxsize=256)
def read_odd(words: str) -> date | None:
    """The day of a whole date in an odd order ("2026 March 5"), or None."""
    settings = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "RELATIVE_BASE": datetime(2000, 1, 1)}  # noqa: DTZ001
    read = dateparser.parse(words, languages=["en"], settings=settings)
    return read.date() if read else None


def days_in(phrase: str, seen_on: date | None, prefer: str | None = "future") -> list[tuple[Day, int, int]]:
    """Every day and month of a phrase with its stretch, the time beside it included.

    A year that is not written comes from the range or list that the date stands in, or else from `seen_on`: by the
    weekday, or as the nearest such day on the side that `prefer` names; with None only the weekday tells.
    """
    days = []
    for dated in find_dates(phrase, read_odd):
        day = day_in(dated, phrase, seen_on, prefer)
        if day:
            days.append((day, dated.start, dated.end))
    return days


def day_in(dated: Dated, phrase: str, seen_on: date | None, prefer: str | None) -> Day | None:
    """The day of one date of a phrase, or None where it is refused or its year can be several."""
    spelling = dated.spelling
    if spelling.refused:
        return None
    if spelling.year is not None:
        return written_day(spelling, dated.clock) if year_is_likely(spelling.year, seen_on) else None
    if (
        seen_on is None
        or spelling.day is None
        or RECURS.search(phrase)
        or (prefer is None and spelling.weekday is None)
    ):
        return None
    return inferred_day(spelling, dated.clock, seen_on, prefer or "future")


_last: list[tuple[Wording, Dates]] = []  # of the wording looked at last: the reader of lengths asks for its start, too


def consider_dates(wording: Wording) -> Dates:
    """All that an advert's dates say."""
    for known, dates in _last:
        if known is wording:
            return dates
    _last[:] = [(wording, fresh := dates_of(wording, read_odd))]
    return fresh


def read_closing(wording: Wording) -> Found[Closing] | None:
    """When applications close, or None where nothing is said."""
    return consider_dates(wording).closing


def read_opening(wording: Wording) -> Found[str] | None:
    """The ISO day on which applications open, or None."""
    return consider_dates(wording).opening


def read_start(wording: Wording) -> Found[str] | None:
    """The ISO day or month in which the exchange starts, or None."""
    return consider_dates(wording).start


def read_interviews(wording: Wording) -> Found[str] | None:
    """The ISO day of the first interviews, or None."""
    return consider_dates(wording).interviews


# Stages of a closing date that answer a question for the applicants' deadline, the surest first.
DEADLINES = ("extended", "", "intent", "host", "past", "full_stage")
# Roles of a date that may be a deadline, or a start, where a short phrase says no more.
BARE_DEADLINE = ("", "until", "edge", "window", "applications")
BEGINNINGS = ("start", "occurs", "happens", "started", "edge", "from", "")


def deadline_in(phrase: str, seen_on: date | None) -> str | None:
    """The ISO day of a phrase that states a deadline; None where its dates are of something else."""
    said = phrase_mentions(phrase, seen_on)
    for stage in DEADLINES:
        closing = [mention for mention in said if mention.role.name == "closing" and mention.role.stage == stage]
        if closing:
            return next((mention.day.iso for mention in closing if is_day(mention) and mention.day), None)
    if any(mention.role.name not in BARE_DEADLINE for mention in said):
        return None
    # "27 September – 23 November 2023" is a window, and its end the deadline; of a list the first counts.
    bare = [mention for mention in said if mention.dated.joined == "range"] or said
    return next((mention.day.iso for mention in bare if is_day(mention) and mention.day), None)


def start_in(phrase: str, seen_on: date | None) -> str | None:
    """The ISO day or month of a phrase that states a start; None where its dates are of something else."""
    said = phrase_mentions(phrase, seen_on)
    for name in BEGINNINGS:
        starts = [mention for mention in said if mention.role.name == name]
        if starts:
            return next((mention.day.iso for mention in starts if mention.day), None)
    return None


def phrase_mentions(phrase: str, seen_on: date | None) -> list[Mention]:
    """The dates of a short phrase with their roles and days; a date that nothing names is dated from `seen_on`."""
    mentions = phrase_dates(phrase, read_odd, seen_on)
    return [
        mention if mention.day else replace(mention, day=day_in(mention.dated, phrase, seen_on, "future"))
        for mention in mentions
    ]


def is_day(mention: Mention) -> bool:
    """True where a mention is of one day, not of a month."""
    return mention.day is not None and len(mention.day.iso) == 10
