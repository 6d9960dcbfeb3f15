"""Whether a length of time is the exchange's own, by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from catalogue.readers.duration_cues import CONTACT, RATE, Cues, load_cues
from catalogue.readers.duration_leads import leads_of
from catalogue.readers.duration_lengths import Length
from catalogue.readers.numbers import NUMBER

REACH = 90  # characters looked at on either side: words further off speak of something else
ENOUGH = 3  # weight that a whole advert's length needs (see the header of duration_cues.yml)
FULL = 4  # weight beyond which more words make a length no surer: of two such, the first is taken
RATE_BEFORE = re.compile(
    r"(?:\d|%|\b(?:days?|hours?|sessions?|once|twice|times|weeks?|months?|evenings?|afternoons?|mornings?|pounds|p))\W{0,3}$",
    re.IGNORECASE,
)
# "37.5 hours per week, over 3 days": the days are those of a week.
WEEK_OF_DAYS = re.compile(r"\b(?:per|a|each)\s(?:week|month|fortnight),?\s(?:for|over|across)\s$", re.IGNORECASE)
LONG_STAY = 2 * 366  # days: a programme whose dates lie further apart is a scheme's whole life, not one person's stay
ONE_PERSONS = 366  # days: no longer is the development plan of one person
SCHEME_RUNS = re.compile(
    r"\b(?:programme|project|scheme|fund|funding|network|hub|centre|grant|it)\b[^.;]{0,60}$", re.IGNORECASE
)
# "15 days in total across 5 weeks", "a 40-day programme that runs over a year": the days are contact time.
CONTACT_AFTER = re.compile(
    rf"""(?:\sof\s\w+)?(?:\s(?:programme|course|scheme|project|award|internship|fellowship|placement))?
    (?:\s(?:that|which)\s(?:takes?\splace|runs?|is|are|will\sbe|spreads?))?(?:,?\s(?:in\stotal|total))?(?:,\s(?:one|1|a\sday|two|2)\s(?:a|per|each)\s(?:week|fortnight|month|term))?
    ,?\s(?:spread\s|spent\s|taken\s|split\s|delivered\s)?(?:over|across|during)\s
    (?:(?:a|an|the)\s(?:(?:course|period)\sof\s)?)?(?:(?:a|the|half\sa)\s)?(?:{NUMBER}|week|month|year|period|fortnight)""",
    re.VERBOSE | re.IGNORECASE,
)
# "Our first fellow spent two months with us" tells of one person; "time is spent", "weeks spent at the host" of all.
PAST_STAY = re.compile(
    r"(?<!\bis)(?<!\bare)(?<!\bbe)(?<!\bbeing)(?<!\btime)(?<!s)\sspent\s(?:(?:almost|nearly|about|over|around|just|the|a)\s){0,2}$",
    re.IGNORECASE,
)
# "Minimum duration four weeks": the bound holds the word that vouches for it.
NAMED_INSIDE = re.compile(r"\bduration\b|\blength\sof\sstay\b", re.IGNORECASE)
# "Work experience of no more than three weeks" is offered; "of at least two years" is asked for.
WORK_EXPERIENCE = re.compile(r"\bwork\sexperience\s(?:of|for|lasting)\W{0,4}$", re.IGNORECASE)
TO_STUDIES = re.compile(
    r"\sto\s(?:their|your|the|his|her|a)\s(?:\w+\s){0,2}?(?:PhD|stipend|studentship|doctora\w+)", re.IGNORECASE
)
# "The £640k awarded for four years" lasts as long as the fund.
FUND_BEFORE = re.compile(
    r"£(?:\d{3,}\s?k|[\d.,]+\s?(?:m|bn|million|billion)|\d{1,3},?\d{3},\d{3}|\d{3},\d{3})\b[^.;)]{0,30}$", re.IGNORECASE
)
# "A minimum of 5 days learning per year": so much of something in each year.
DAYS_EACH = re.compile(r"(?:\s[\w-]+){1,3}?\s(?:per|each|every|a)\s(?:year|annum|term)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """How strongly the words around a length vouch for it, and what forbids it, if anything does."""

    weight: int
    against: str | None = None


def judge(text: str, length: Length, *, whole: bool) -> Verdict:
    """The verdict on one length of a sentence or short phrase; `whole`: as the length of a whole advert."""
    cues = load_cues()
    before, after = text[max(0, length.start - REACH) : length.start], text[length.end : length.end + REACH]
    leads = leads_of(before)
    if length.shape in ("run", "until"):
        if cues.runs_against.search(before):
            return Verdict(0, "dates of something else")
        if (length.high or 0) > LONG_STAY and SCHEME_RUNS.search(before) and not cues.own.search(before):
            return Verdict(0, "the run of a scheme")
        return Verdict(ENOUGH if any(cues.runs_for.search(lead) for lead in leads) else 0)
    if length.shape == "titled":
        return Verdict(FULL)
    said_after = (
        FULL
        if cues.own.search(text, length.start, length.end)
        else next((weight for weight, pattern in cues.after if pattern.match(after)), 0)
    )
    if reason := _forbidden(cues, text, length, leads, after, said_after, whole):
        return Verdict(0, reason)
    said_before = next((weight for weight, pattern in cues.before if any(pattern.search(lead) for lead in leads)), 0)
    if NAMED_INSIDE.search(text, length.start, length.end):
        said_before = FULL
    named = 1 if names_exchange(text) else 0
    return Verdict(min(FULL, said_before + said_after + named))


@lru_cache(maxsize=8)
def names_exchange(text: str) -> bool:
    """Whether a sentence names an exchange or a post; asked anew for each of its lengths."""
    return load_cues().noun.search(text) is not None


def is_rate(text: str, length: Length) -> bool:
    """Whether the words after a length make it a rate: "two days a week"."""
    after = load_cues().rate.match(text, length.end, length.end + REACH)
    return after is not None and length.shape == "counted"


def _forbidden(
    cues: Cues, text: str, length: Length, leads: tuple[str, ...], after: str, said_after: int, whole: bool
) -> str | None:
    article = text[length.start : length.start + 2].lower() in ("a ", "an")
    if length.shape == "uncounted" and article and RATE_BEFORE.search(leads[0]):
        return RATE
    if length.unit in ("day", "half day") and WEEK_OF_DAYS.search(leads[0]):
        return RATE
    if length.unit in ("day", "half day") and CONTACT_AFTER.match(after):
        return CONTACT
    if FUND_BEFORE.search(leads[0]):
        return "something else that lasts"
    if length.unit in ("day", "half day") and DAYS_EACH.match(after):
        return RATE
    if whole and PAST_STAY.search(leads[0]):
        return "one person's past stay"
    around = text[max(0, length.start - REACH) : length.end + REACH]
    is_named = said_after == FULL and after[:1] != ","  # "within their 12-month placement"
    for reason, sides in (*cues.against, *(cues.against_whole if whole else ())):
        said = pattern.match(after) if (pattern := sides.get("after")) else None
        if said and not _is_given(reason, text, length, said):
            return reason
        is_short = length.low is None or length.unit in ("day", "week")
        is_offered = reason == "experience asked for" and is_short and WORK_EXPERIENCE.search(leads[0])
        pattern = None if is_named or is_offered else sides.get("before")
        if pattern and any(pattern.search(lead) for lead in leads):
            return reason
        if (pattern := sides.get("around")) and pattern.search(around):
            return reason
    return None


def _is_given(reason: str, text: str, length: Length, said: re.Match[str]) -> bool:
    """Whether words that forbid a length name what the exchange gives: "a twelve-month experience", "PhD placement"."""
    after = said.string
    if reason == "a course":  # "a three-month PhD placement"
        return load_cues().own.match(after, said.end() + 1) is not None
    if reason == "a part of the stay":  # "a funded three-month extension to their PhD": as long as the placement
        return TO_STUDIES.match(after, said.end()) is not None
    if after[: said.end()].endswith("development plan"):  # a person's; a trust's own runs for years
        return (length.high or 0) <= ONE_PERSONS
    if reason == "something else that lasts":  # "one-year fellowships funded by a charity"
        return after[: said.end()].endswith("funded by") and load_cues().own.search(said.group()) is not None
    if reason != "experience asked for":
        return False
    if length.unit in ("day", "week") and said.group().endswith("work experience"):
        return True
    return length.unit in ("day", "half day") or (text[: length.end][-1:].lower() not in "s" and after[:1] == " ")
