"""What the dates of an advert come to: one closing, one opening, one start, and what does not agree."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue.readers.dates_choice import choose_closing, choose_start, find_issues, find_rejected, first_of
from catalogue.readers.dates_clock import moment
from catalogue.readers.dates_days import Mention
from catalogue.readers.dates_forms import ReadOdd
from catalogue.readers.dates_mentions import find_mentions
from catalogue.readers.dates_rolling import find_kind
from catalogue.records import Found, Issue, Rejected, Wording


@dataclass(frozen=True)
class Closing:
    """The applicants' closing day, the moment in London where a time is said, and how the call closes."""

    on: str | None
    at: str | None
    kind: str  # fixed | rolling | until_filled | not_stated


@dataclass(frozen=True)
class Dates:
    """What the dates of an advert say, what was not taken and why, and what does not agree."""

    closing: Found[Closing] | None = None
    opening: Found[str] | None = None
    start: Found[str] | None = None
    interviews: Found[str] | None = None
    rejected: list[Rejected] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def dates_of(wording: Wording, read_odd: ReadOdd) -> Dates:
    """All that an advert's dates say, read anew."""
    mentions = find_mentions(wording, read_odd)
    closing = choose_closing(mentions, wording.seen_on)
    taken = {
        "closes_on": closing,
        "opens_on": first_of(mentions, "opening"),
        "starts_on": choose_start(mentions, closing),
    }
    interviews = first_of(mentions, "interviews")
    return Dates(
        closing=closing_of(closing) if closing else find_open_end(wording),
        opening=iso_of(taken["opens_on"]),
        start=iso_of(taken["starts_on"]),
        interviews=iso_of(interviews),
        rejected=find_rejected(mentions, [*taken.values(), interviews]),
        issues=find_issues(mentions, closing, taken),
    )


def closing_of(mention: Mention) -> Found[Closing]:
    """A fixed closing date with its moment, if a time is said."""
    day = mention.day
    assert day
    at = moment(day.iso, day.time, day.zone) if day.time else None
    return Found(Closing(day.iso, at, "fixed"), mention.quote)


def find_open_end(wording: Wording) -> Found[Closing] | None:
    """How a call without a closing date closes, if it says so."""
    found = find_kind(wording)
    return Found(Closing(None, None, found.value), found.quote) if found else None


def iso_of(mention: Mention | None) -> Found[str] | None:
    """The day or month of a mention with its quote."""
    return Found(mention.day.iso, mention.quote) if mention and mention.day else None
