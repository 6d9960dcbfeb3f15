"""What one date is the date of, by the cue that stands nearest before or after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogue.readers.dates_cues import AFTER, STAGES, Cue, find_cues, nearest, overlap
from catalogue.readers.dates_join import Dated

REACH = 160  # characters; a cue further off in a long sentence is about something else
TAIL = 50  # words after a date say what it is only if they come at once: " – closing date", " is the deadline"
AROUND = 30  # what a closing date is for stands close: "references must be received by"
RANGE_ENDS = dict.fromkeys(("opening", "window", "applications"), "closing") | dict.fromkeys(
    ("start", "occurs", "started", "happens", "from"), "end"
)
CLAUSE_END = re.compile(r"[;•\n]|[.!?]\s")
STRAIGHT_AFTER = re.compile(r"[\s,(–—-]{0,3}")
# What follows is said of the next date: "5 May 2026 Closing date: …".
OWN_LABEL = re.compile(r"\s?(?:date|on)?\s?[:–—]|\s?(?:is|are|on|by)\s", re.IGNORECASE)
LEADS_UP = re.compile(r"\W*(?:(?:is|are|on|at|by|from|in|the|of|will|be|date|for|a|an)\W+){0,4}", re.IGNORECASE)
COPULA = re.compile(r"(?:\b(?:is|are|was|were|will be|of)|[:–—-])(?:\s{1,3}\w+){0,2}\s{0,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Role:
    """What a date is of ("" = nothing says so), which closing date it is, and the stretch that proves it."""

    name: str
    stage: str
    start: int
    end: int


def role_after(sentence: str, date: Dated, stop: int) -> Role | None:
    """The role of "September 2026 entry", whatever stands before it."""
    if sentence[: date.start].rstrip().endswith(":"):
        return None
    space = STRAIGHT_AFTER.match(sentence, date.end, stop)
    for name, pattern in AFTER.items():
        match = pattern.match(sentence, space.end() if space else date.end, stop)
        # "entry" and the like never lead up to a date: "for September 2026 entry: 5 March".
        if match and (name == "occurs" or not is_next_ones(sentence, match.end(), stop)):
            return Role(name, "", date.start, match.end())
    return None


def is_next_ones(sentence: str, end: int, stop: int) -> bool:
    """True where words that end at `end` are the label of the next date: "3 May 2026 Closing date 9 June 2026"."""
    if OWN_LABEL.match(sentence, end):
        return True
    return stop < len(sentence) and end < stop and sentence[end:stop].strip().lower() in ("", "date")


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
