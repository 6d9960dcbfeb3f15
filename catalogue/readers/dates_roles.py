"""What each date of a sentence is the date of: by its own words, its label, or the range or list that it is in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalogue.readers.dates_beside import (
    RANGE_ENDS,
    REACH,
    Role,
    role_after,
    role_in_lead,
    role_in_tail,
    role_left_over,
)
from catalogue.readers.dates_cues import ELSEWHERE, WEAK, Cue
from catalogue.readers.dates_join import Dated

QUOTE_LENGTH = 200  # characters, as much of a proof as may be published
WINDOWS = ("window", "applications", "closing")  # of a range of these the first day is the opening
# "With effect from 1 April this is £12.70 an hour": a rate of pay begins, not the exchange.
IN_EFFECT = re.compile(r"\beffect(?:ive)?\b|\bw\.?e\.?f\b", re.IGNORECASE)
PAY_FROM = re.compile(
    r"[\s,]{1,3}(?:(?:this|it|which)\s[^.;]{0,20}£|(?:the\s)?(?:\w+\s)?(?:pay|rate|wage|stipend|salary)s?\s(?:rate|is|will))",
    re.IGNORECASE,
)
LABEL_FIRST = re.compile(r"\s*[:–—-]")


def find_roles(sentence: str, dates: Sequence[Dated], heading: str = "") -> list[Role]:
    """The role of each date of a sentence, in order; `heading` is the role that a label or the line above gives."""
    roles: list[Role] = []
    spent: list[Cue] = []  # cues that a date has taken
    label_last = bool(dates) and puts_label_last(sentence, dates)
    for place, date in enumerate(dates):
        begin = max(dates[place - 1].end, roles[-1].end) if place else 0
        stop = dates[place + 1].start if place + 1 < len(dates) else len(sentence)
        role = (
            role_after(sentence, date, stop)
            or (joined_role(date, roles[-1]) if place else None)
            or (role_in_tail(sentence, date, stop, own=True) if label_last else None)
            or strong(lead := role_in_lead(sentence, date, begin, spent))
            or strong(tail := role_in_tail(sentence, date, stop))
            or lead
            or tail
            or role_left_over(sentence, date, begin, dates[place - 1].start if place else 0, spent)
            or Role(heading, "", date.start, date.end)
        )
        a_rate = PAY_FROM.match(sentence, date.end) and IN_EFFECT.search(sentence, role.start, date.start)
        if role.name == "start" and a_rate:
            role = Role("pay", "", date.start, date.end)
        if ELSEWHERE.search(sentence, max(0, date.start - REACH), date.start):
            role = Role("elsewhere", "", date.start, date.end)
        if date.joined == "range" and roles and roles[-1].name in WINDOWS and role.name == "closing":
            roles[-1] = Role("opening", "", roles[-1].start, roles[-1].end)
        roles.append(role)
    return shared_roles(dates, roles)


def shared_roles(dates: Sequence[Dated], roles: Sequence[Role]) -> list[Role]:
    """The roles, the earlier dates of a range or list given what its last one is: "January and April 2027 starts"."""
    shared = list(roles)
    for place in range(len(shared) - 2, -1, -1):
        later = shared[place + 1]
        if shared[place].name or not dates[place + 1].joined or not later.name or later.name in (*WEAK, "end"):
            continue
        name = "opening" if (dates[place + 1].joined, later.name) == ("range", "closing") else later.name
        shared[place] = Role(name, later.stage, dates[place].start, later.end)
    return shared


def strong(role: Role | None) -> Role | None:
    """The role, unless its cue is a weak one."""
    return role if role and role.name not in WEAK else None


def puts_label_last(sentence: str, dates: Sequence[Dated]) -> bool:
    """True for "5 May 2026: applications close; 2 June 2026: interviews"."""
    first = dates[0]
    stop = dates[1].start if len(dates) > 1 else len(sentence)
    if sentence[: first.start].strip(" \t(*-–") or not LABEL_FIRST.match(sentence, first.end):
        return False
    return role_in_tail(sentence, first, stop, own=True) is not None


def joined_role(date: Dated, earlier: Role) -> Role | None:
    """The role that a list or a range hands on: a window opens and closes, a stay starts and ends."""
    if not date.joined or not earlier.name:
        return None
    name = earlier.name
    if date.joined == "range":
        name = RANGE_ENDS.get(name, name)
    return Role(name, earlier.stage, earlier.start, date.end)
