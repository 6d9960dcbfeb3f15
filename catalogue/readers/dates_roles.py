"""What a date is the date of: the cue nearest to it in its sentence, by dates_cues.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.dates_join import Dated

CUES: dict[str, Any] = yaml.safe_load(files("catalogue.readers").joinpath("dates_cues.yml").read_text(encoding="utf-8"))
REASONS: dict[str, str] = CUES["reasons"]

REACH = 160  # characters; a cue further off in a long sentence is about something else
TAIL = 50  # words after a date say what it is only if they come at once: " – closing date", " is the deadline"
QUOTE_LENGTH = 200  # characters, as much of a proof as may be published
AROUND = 30  # what a closing date is for stands close: "references must be received by"
# What may stand between a cue with > and its date.
GLUE = r"(?=(?:\W|\b(?:on|at|the|of|in|by|is|are|from|around|approximately|about|either|early|late|mid|now|today)\b){0,12}$)"
OPTION = re.compile(r"\[([^\[\]]*)\]")
WEAK = tuple(CUES["weak"])
WINDOWS = ("window", "applications", "closing")  # of a range of these the first day is the opening
RANGE_ENDS = dict.fromkeys(("opening", "window", "applications"), "closing") | dict.fromkeys(
    ("start", "occurs", "started", "from"), "end"
)
CLAUSE_END = re.compile(r"[;•|\n]|[.!?]\s")
LABEL_FIRST = re.compile(r"\s*[:–—-]")
COPULA = re.compile(r"(?:\b(?:is|are|was|were|will be|of)|[:–—-])(?:\s+\w+){0,2}\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """A cue in a sentence: its role and where it stands."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Role:
    """What a date is of ("" = nothing says so), which closing date it is, and the stretch that proves it."""

    name: str
    stage: str
    start: int
    end: int


def phrase_patterns(phrase: str) -> Iterator[str]:
    """A phrase of dates_cues.yml as regular expressions: one with and one without what may be left out."""
    option = OPTION.search(phrase)
    if option:
        yield from phrase_patterns(phrase.replace(option.group(), f"({option[1]})", 1))
        yield from phrase_patterns(" ".join(phrase.replace(option.group(), " ", 1).split()))
        return
    words = phrase.removesuffix(">").replace("*", r"[\w’']*").replace("(", "(?:").split()
    # Six words at most between the parts of a cue: "submit your completed application form … by".
    pattern = r"\W{1,3}".join(words).replace(r"…\W{1,3}", r"(?:\w[\w’']*\W{1,3}){0,6}?")
    yield pattern + r"(?!\w)" + (GLUE if phrase.endswith(">") else "")


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first."""
    patterns = sorted({pattern for phrase in phrases for pattern in phrase_patterns(phrase)}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(patterns) + ")", re.IGNORECASE)


ROLES = {role: any_of(phrases) for role, phrases in CUES["cues"].items()}
RANK = {role: place for place, role in enumerate(CUES["cues"])}
AFTER = {role: any_of(phrases) for role, phrases in CUES["after"].items()}
STAGES = {stage: any_of(phrases) for stage, phrases in CUES["stages"].items()}
MASKS = any_of(CUES["masks"])
ELSEWHERE = any_of(CUES["elsewhere"])
RECURS = any_of(CUES["recurs"])


def find_roles(sentence: str, dates: Sequence[Dated], heading: str = "") -> list[Role]:
    """The role of each date of a sentence, in order; `heading` is the role that a label or the line above gives."""
    roles: list[Role] = []
    spent: set[int] = set()  # where cues stand that a date has taken
    label_last = bool(dates) and puts_label_last(sentence, dates)
    for place, date in enumerate(dates):
        begin = dates[place - 1].end if place else 0
        stop = dates[place + 1].start if place + 1 < len(dates) else len(sentence)
        role = (
            role_after(sentence, date, stop)
            or (joined_role(date, roles[-1]) if place else None)
            or (role_in_tail(sentence, date, stop) if label_last else None)
            or strong(lead := role_in_lead(sentence, date, begin, spent))
            or strong(tail := role_in_tail(sentence, date, stop))
            or lead
            or tail
            or role_left_over(sentence, date, begin, spent)
            or Role(heading, "", date.start, date.end)
        )
        if ELSEWHERE.search(sentence, 0, date.start):
            role = Role("elsewhere", "", date.start, date.end)
        if date.joined == "range" and roles and roles[-1].name in WINDOWS and role.name == "closing":
            roles[-1] = Role("opening", "", roles[-1].start, roles[-1].end)
        roles.append(role)
    return roles


def strong(role: Role | None) -> Role | None:
    """The role, unless its cue is a weak one."""
    return role if role and role.name not in WEAK else None


def puts_label_last(sentence: str, dates: Sequence[Dated]) -> bool:
    """True for "5 May 2026: applications close; 2 June 2026: interviews"."""
    first = dates[0]
    stop = dates[1].start if len(dates) > 1 else len(sentence)
    if sentence[: first.start].strip(" \t(*-–") or not LABEL_FIRST.match(sentence, first.end):
        return False
    return role_in_tail(sentence, first, stop) is not None


def role_after(sentence: str, date: Dated, stop: int) -> Role | None:
    """The role of "September 2026 entry", whatever stands before it."""
    begin = date.end
    while begin < stop and not sentence[begin].isalnum() and begin < date.end + 3:
        begin += 1
    for name, pattern in AFTER.items():
        match = pattern.match(sentence, begin, stop)
        if match:
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


def role_in_lead(sentence: str, date: Dated, begin: int, spent: set[int]) -> Role | None:
    """The role of the cue that ends nearest before the date."""
    begin = max(begin, date.start - REACH)
    for end in CLAUSE_END.finditer(sentence, begin, date.start):
        begin = end.end()
    cues = find_cues(sentence, begin, date.start)
    if not cues:
        return None
    cue = nearest(cues)
    spent.add(cue.end)
    return Role(cue.role, stage_of(sentence, cue, date, begin), cue.start, date.end)


def role_in_tail(sentence: str, date: Dated, stop: int) -> Role | None:
    """The role of the first cue that follows the date at once."""
    stop = min(stop, date.end + TAIL)
    clause_end = CLAUSE_END.search(sentence, date.end, stop)
    cues = find_cues(sentence, date.end, clause_end.start() if clause_end else stop)
    if not cues:
        return None
    cue = min(cues, key=lambda cue: (cue.start, -cue.end))
    return Role(cue.role, stage_of(sentence, cue, date, date.end), date.start, cue.end)


def role_left_over(sentence: str, date: Dated, begin: int, spent: set[int]) -> Role | None:
    """The role of a cue before an earlier date: "the closing date for a start in May 2027 is 4 March"."""
    if not begin or not COPULA.search(sentence, begin, date.start):
        return None
    cues = [cue for cue in find_cues(sentence, 0, begin) if cue.end not in spent]
    if not cues:
        return None
    cue = nearest(cues)
    return Role(cue.role, stage_of(sentence, cue, date, 0), cue.start, date.end)


def nearest(cues: Sequence[Cue]) -> Cue:
    """The cue that ends last, of the role that dates_cues.yml names first; a weak one only where it is alone."""
    telling = [cue for cue in cues if cue.role not in WEAK]
    return max(telling or cues, key=lambda cue: (cue.end, -RANK[cue.role], cue.end - cue.start))


def find_cues(sentence: str, begin: int, stop: int) -> list[Cue]:
    """Every cue of a stretch, but for those inside a mask."""
    stretch = sentence[begin:stop]
    if not any(letter.isalpha() for letter in stretch):
        return []
    masked = [match.span() for match in MASKS.finditer(stretch)]
    return [
        Cue(role, begin + match.start(), begin + match.end())
        for role, pattern in ROLES.items()
        for match in pattern.finditer(stretch)
        if not any(start <= match.start() and match.end() <= end for start, end in masked)
    ]


def stage_of(sentence: str, cue: Cue, date: Dated, begin: int) -> str:
    """Which closing date it is, by the words about its cue: "extended", "full_stage" …; "" for the plain one."""
    if cue.role != "closing":
        return ""
    begin, stop = max(begin, cue.start - AROUND), max(cue.end, date.start)
    return next((stage for stage, pattern in STAGES.items() if pattern.search(sentence, begin, stop)), "")


def plain_role(label: str) -> str:
    """The role that a short line or a label gives to the date under it, or ""."""
    cues = find_cues(label, 0, len(label))
    return nearest(cues).role if cues else ""
