"""Which of an advert's dates is its closing date, its opening, its start: one of each, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from catalogue.readers.dates_cues import REASONS
from catalogue.readers.dates_days import FACT, Mention
from catalogue.readers.dates_year import edge
from catalogue.records import Issue, Rejected

# Which closing date is the applicants' first, the surest first; "other" is never theirs.
STAGES = ("extended", "", "intent", "full_stage", "host", "past")
# How plainly a date is said to be the start.
STARTS = ("start", "occurs", "happens", "started")
# A start this long before the closing date is that of an earlier round.
EARLIER_ROUND = timedelta(days=31)


def choose_closing(mentions: Sequence[Mention], seen_on: date | None) -> Mention | None:
    """The applicants' closing date: an extended one first, then by the surest place; the first that is still ahead."""
    closing = [mention for mention in with_day(mentions, "closing") if mention.role.stage in STAGES]
    if not closing:
        return None
    ahead = [mention for mention in closing if mention.role.stage != "past"]
    newest = max(closing, key=day_of)
    if ahead and newest in ahead:
        closing = ahead
    best = min(sureness(mention) for mention in closing)
    closing = [mention for mention in closing if sureness(mention) == best]
    to_come = [mention for mention in closing if seen_on and day_of(mention) >= seen_on]
    if all(mention.role.stage == "past" for mention in closing):
        return newest if newest in closing else max(closing, key=day_of)
    return min(to_come or closing, key=day_of)


def sureness(mention: Mention) -> tuple[int, int]:
    """Sorts closing dates: whose and which it is, then where it stands."""
    return STAGES.index(mention.role.stage), mention.place


def choose_start(mentions: Sequence[Mention], closing: Mention | None) -> Mention | None:
    """The first start: a fact, else the plainest; never an earlier round's; its day rather than its month."""
    starts = [mention for name in STARTS for mention in with_day(mentions, name, months=True)]
    starts.sort(key=lambda mention: (mention.place != FACT, STARTS.index(mention.role.name)))
    if closing:
        starts = [start for start in starts if may_follow(start, day_of(closing))]
    # A start in the past tense is history, unless it is shown to be this round's.
    starts = [start for start in starts if start.role.name != "started" or closing]
    if not starts:
        return None
    first = starts[0]
    assert first.day
    same = [start for start in starts if start.day and start.day.iso.startswith(first.day.iso)]
    return max(same, key=lambda start: len(start.day.iso) if start.day else 0)


def may_follow(start: Mention, closing: date) -> bool:
    """True unless the start belongs to an earlier round than the closing date."""
    assert start.day
    slack = EARLIER_ROUND if start.role.name == "start" else timedelta(0)
    return start.place == FACT or edge(start.day.iso, last=True) + slack >= closing


def first_of(mentions: Sequence[Mention], role: str) -> Mention | None:
    """The mention of that role in the surest place, the first where several are as sure."""
    return min(with_day(mentions, role), key=lambda mention: mention.place, default=None)


def with_day(mentions: Iterable[Mention], role: str, months: bool = False) -> list[Mention]:
    """The mentions of that role whose day is certain."""
    found = [mention for mention in mentions if mention.role.name == role and mention.day]
    return [mention for mention in found if months or (mention.day and len(mention.day.iso) == 10)]


def day_of(mention: Mention) -> date:
    """The day of a mention that has one."""
    assert mention.day
    return date.fromisoformat(mention.day.iso)


def find_rejected(mentions: Iterable[Mention], taken: Iterable[Mention | None]) -> list[Rejected]:
    """The dates that no column takes, each with its reason."""
    kept = {id(mention) for mention in taken}
    return [Rejected(mention.words, reason(mention)) for mention in mentions if id(mention) not in kept]


def reason(mention: Mention) -> str:
    """Why a date is not taken, for people."""
    if mention.dated.spelling.refused:
        return mention.dated.spelling.refused
    if mention.recurs:
        return "a day of every year"
    if mention.day is None and mention.role.name and mention.dated.spelling.year is None:
        return "the year is not written and can be several"
    return REASONS[mention.role.stage or mention.role.name or "none"]


def find_issues(mentions: Sequence[Mention], closing: Mention | None, taken: dict[str, Mention | None]) -> list[Issue]:
    """What does not agree with itself about the dates that were taken, and what could not be read."""
    issues: list[Issue] = []
    for column, mention in taken.items():
        if mention is None or mention.day is None:
            continue
        if mention.day.weekday_agrees is False:
            issues.append(Issue(column, "the weekday does not fall on this date", mention.words))
        if mention.day.year_inferred:
            issues.append(Issue(column, f"the year is not written; {mention.day.iso[:4]} is inferred", mention.words))
    for mention in mentions:
        if mention.dated.spelling.refused:
            problem = f"cannot be read as a day first date: {mention.dated.spelling.refused}"
            issues.append(Issue(COLUMNS.get(mention.role.name, "closes_on"), problem, mention.words))
    if closing:
        issues += other_closings(mentions, closing)
    return issues


COLUMNS = {"closing": "closes_on", "opening": "opens_on", "start": "starts_on", "occurs": "starts_on"}


def other_closings(mentions: Sequence[Mention], closing: Mention) -> list[Issue]:
    """Closing dates of the same kind that name another day."""
    others = {
        mention.day.iso: mention
        for mention in with_day(mentions, "closing")
        if mention.day and mention.role.stage == closing.role.stage and day_of(mention) != day_of(closing)
    }
    return [Issue("closes_on", f"another closing date is given: {iso}", others[iso].words) for iso in sorted(others)]
