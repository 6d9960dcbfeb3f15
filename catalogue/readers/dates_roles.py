"""What a date is the date of: the cue nearest to it in its sentence, by dates_cues.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.readers.dates_cues import AFTER, ELSEWHERE, STAGES, WEAK, Cue, find_cues, nearest, overlap
from catalogue.readers.dates_join import Dated

REACH = 160  # characters; a cue further off in a long sentence is about something else
TAIL = 50  # words after a date say what it is only if they come at once: " – closing date", " is the deadline"
QUOTE_LENGTH = 200  # characters, as much of a proof as may be published
AROUND = 30  # what a closing date is for stands close: "references must be received by"
WINDOWS = ("window", "applications", "closing")  # of a range of these the first day is the opening
RANGE_ENDS = dict.fromkeys(("opening", "window", "applications"), "closing") | dict.fromkeys(
    ("start", "occurs", "started", "happens", "from"), "end"
)
CLAUSE_END = re.compile(r"[;•\n]|[.!?]\s")
STRAIGHT_AFTER = re.compile(r"[\s,(–—-]{0,3}")
# What follows is said of the next date: "5 May 2026 Closing date: …".
OWN_LABEL = re.compile(r"\s?(?:date|on)?\s?[:–—]|\s?(?:is|are|on|by)\s", re.IGNORECASE)
LABEL_FIRST = re.compile(r"\s*[:–—-]")
LEADS_UP = re.compile(r"\W*(?:(?:is|are|on|at|by|from|in|the|of|will|be|date|for|a|an)\W+){0,4}", re.IGNORECASE)
COPULA = re.compile(r"(?:\b(?:is|are|was|were|will be|of)|[:–—-])(?:\s{1,3}\w+){0,2}\s{0,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Role:
    """What a date is of ("" = nothing says so), which closing date it is, and the stretch that proves it."""

    name: str
    stage: str
    start: int
    end: int


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


def role_after(sentence: str, date: Dated, stop: int) -> Role | None:
    """The role of "September 2026 entry", whatever stands before it."""
    if sentence[: date.start].rstrip().endswith(":"):
        return None
    space = STRAIGHT_AFTER.match(sentence, date.end, stop)
    for name, pattern in AFTER.items():
        match = pattern.match(sentence, space.end() if space else date.end, stop)
        # "entry" and the like never lead up to a date: "for September 2026 entry: 5 March".
        if match and (name == "occurs" or not OWN_LABEL.match(sentence, match.end())):
            return Role(name, "", date.start, match.end())
    return None


def joined_role(date: Dated, earlier: Role) -> Role | None:
    """The role that a list or a range hands on: a window opens and closes, a stay starts and ends."""
    if not date.joined or not earlier.name:
        return None
    name = earlier.name
    if date.joined == "range":
        name = RANGE_ENDS.get(name, name)
    return Role(name, earlier.stage, earlier.start, date.end)


def role_in_lead(sentence: str, date: Dated, begin: int, spent: list[Cue]) -> Role | None:
    """The role of the cue that ends nearest before the date."""
    begin = max(begin, date.start - REACH)
    for end in CLAUSE_END.finditer(sentence, begin, date.start):
        begin = end.end()
    cues = find_cues(sentence, begin, date.start)
    if not cues:
        return None
    cue = nearest(cues)
    spent.append(cue)
    if any(other.role == "until" and other.end > cue.end for other in cues):
        return Role(RANGE_ENDS.get(cue.role, cue.role), "", cue.start, date.end)
    return Role(cue.role, stage_of(sentence, cue, date, begin), cue.start, date.end)


def role_in_tail(sentence: str, date: Dated, stop: int, own: bool = False) -> Role | None:
    """The role of the first cue that follows the date at once; `own`: also where it leads up to the next date."""
    reach = min(stop, date.end + TAIL)
    clause_end = CLAUSE_END.search(sentence, date.end, reach)
    cues = find_cues(sentence, date.end, clause_end.start() if clause_end else reach)
    if not own and stop < len(sentence):
        cues = [cue for cue in cues if not LEADS_UP.fullmatch(sentence, cue.end, stop)]
    if not cues:
        return None
    cue = min(cues, key=lambda cue: (cue.start, -cue.end))
    return Role(cue.role, stage_of(sentence, cue, date, date.end), date.start, cue.end)


def role_left_over(sentence: str, date: Dated, begin: int, before: int, spent: list[Cue]) -> Role | None:
    """The role of a cue `before` the last date: "the closing date for a start in May 2027 is 4 March"."""
    if not begin or not COPULA.search(sentence, begin, date.start):
        return None
    cues = [
        cue
        for cue in find_cues(sentence, max(0, before - REACH), before)
        if not any(overlap(cue, taken) for taken in spent)
    ]
    if not cues:
        return None
    cue = nearest(cues)
    return Role(cue.role, stage_of(sentence, cue, date, 0), cue.start, date.end)


def stage_of(sentence: str, cue: Cue, date: Dated, begin: int) -> str:
    """Which closing date it is, by the words about its cue: "extended", "full_stage" …; "" for the plain one."""
    if cue.role != "closing":
        return ""
    begin, stop = max(begin, cue.start - AROUND), max(cue.end, date.start)
    return next((stage for stage, pattern in STAGES.items() if pattern.search(sentence, begin, stop)), "")
