"""Whether a length of time is the exchange's own, by the words around it (duration_cues.yml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from catalogue.readers.duration_lengths import Length
from catalogue.readers.duration_words import LeadUp, cue_file, nouns, pattern_of
from catalogue.readers.numbers import NUMBER

REACH = 90  # characters looked at on either side: words further off speak of something else
ENOUGH = 3  # weight that a whole advert's length needs (see the header of duration_cues.yml)
FULL = 4  # weight beyond which more words make a length no surer: of two such, the first is taken

# Small words that may stand between a cue and the length.
SMALL = frozenset(
    (
        "a about additional also an another anywhere approx approximately around at average be between c circa "
        "currently each either expected flexible from full funded further generally initial initially just least "
        "maximum minimum normally of on one only ordinarily our paid part period possibly potentially roughly single "
        "some standard the their this time to total typically up usually whole your"
    ).split()
)
WORD = re.compile(r"\w+")
MOST_SMALL, SMALL_GAP = 8, 3  # so many of them in a row, so many characters between two
RATE_BEFORE = re.compile(
    r"(?:\d|%|\b(?:days?|hours?|sessions?|once|twice|times|weeks?|months?|evenings?|afternoons?|mornings?|pounds|p))\W{0,3}$",
    re.IGNORECASE,
)
# "37.5 hours per week, over 3 days": the days are those of a week.
WEEK_OF_DAYS = re.compile(r"\b(?:per|a|each)\s(?:week|month|fortnight),?\s(?:for|over|across)\s$", re.IGNORECASE)
LONG_STAY = 2 * 366  # days: a programme whose dates lie further apart is a scheme's whole life, not one person's stay
SCHEME_RUNS = re.compile(
    r"\b(?:programme|project|scheme|fund|funding|network|hub|centre|grant|it)\b[^.;]{0,60}$", re.IGNORECASE
)
# "15 days in total across 5 weeks": the days are contact time, the weeks are the length.
CONTACT_AFTER = re.compile(
    rf"""(?:\sof\s\w+)?(?:,?\s(?:in\stotal|total))?(?:,\s(?:one|1|a\sday|two|2)\s(?:a|per|each)\s(?:week|fortnight|month|term))?
    ,?\s(?:spread\s|spent\s|taken\s|split\s|delivered\s)?(?:over|across|during)\s
    (?:(?:a|an|the)\s(?:(?:course|period)\sof\s)?)?(?:(?:a|the|half\sa)\s)?(?:{NUMBER}|week|month|year|period|fortnight)""",
    re.VERBOSE | re.IGNORECASE,
)


RATE, CONTACT = "a rate", "contact time"  # reasons that are asked for elsewhere


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
    named = 1 if names_exchange(text) else 0
    return Verdict(min(FULL, said_before + said_after + named))


@lru_cache(maxsize=8)
def names_exchange(text: str) -> bool:
    """Whether a sentence names an exchange or a post; asked anew for each of its lengths."""
    return load_cues().noun.search(text) is not None


def leads_of(before: str) -> tuple[str, ...]:
    """The words before a length as they stand, and without the small ones where there are such."""
    trimmed = without_small(before)
    return (before,) if trimmed == before else (before, trimmed)


def without_small(before: str) -> str:
    """The words before a length without the small ones that lead up to it."""
    cut = len(before)
    for word in reversed(list(WORD.finditer(before))[-MOST_SMALL:]):
        gap = before[word.end() : cut]
        if len(gap) > SMALL_GAP or "." in gap or ";" in gap or word.group().lower() not in SMALL:
            break
        cut = word.start()
    return before[:cut]


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
    around = text[max(0, length.start - REACH) : length.end + REACH]
    is_named = said_after == FULL and after[:1] != ","  # "within their 12-month placement"
    for reason, sides in (*cues.against, *(cues.against_whole if whole else ())):
        if (pattern := sides.get("after")) and pattern.match(after) and not _given(reason, text, length, after):
            return reason
        pattern = None if is_named else sides.get("before")
        if pattern and any(pattern.search(lead) for lead in leads):
            return reason
        if (pattern := sides.get("around")) and pattern.search(around):
            return reason
    return None


def _given(reason: str, text: str, length: Length, after: str) -> bool:
    """Whether "experience" after a length is what the exchange gives: "a twelve-month experience"."""
    if reason != "experience asked for":
        return False
    return length.unit in ("day", "half day") or (text[: length.end][-1:].lower() not in "s" and after[:1] == " ")


@dataclass(frozen=True)
class Cues:
    """duration_cues.yml as patterns; weights fall from first to last."""

    before: tuple[tuple[int, LeadUp], ...]
    after: tuple[tuple[int, re.Pattern[str]], ...]
    own: re.Pattern[str]
    noun: re.Pattern[str]
    runs_for: re.Pattern[str]
    runs_against: re.Pattern[str]
    rate: re.Pattern[str]
    against: tuple[tuple[str, dict[str, re.Pattern[str]]], ...]
    against_whole: tuple[tuple[str, dict[str, re.Pattern[str]]], ...]


@cache
def load_cues() -> Cues:
    """The cues of duration_cues.yml, made into patterns once."""
    kept = cue_file()

    def reasons(key: str) -> tuple[tuple[str, dict[str, re.Pattern[str]]], ...]:
        return tuple(
            (why, {where: pattern_of(phrases, where) for where, phrases in sides.items()})
            for why, sides in kept[key].items()
        )

    said = kept["speaks_for"]
    return Cues(
        before=tuple((weight, LeadUp(said["before"][weight])) for weight in sorted(said["before"], reverse=True)),
        after=tuple(
            (weight, pattern_of(said["after"][weight], "after")) for weight in sorted(said["after"], reverse=True)
        ),
        own=re.compile(rf"\b{nouns()[0]}\b", re.VERBOSE | re.IGNORECASE),
        noun=re.compile(rf"\b{nouns()[1]}\b", re.VERBOSE | re.IGNORECASE),
        runs_for=pattern_of(kept["runs"]["speaks_for"], "before"),
        runs_against=pattern_of(kept["runs"]["against"], "before"),
        rate=pattern_of(kept["against"][RATE]["after"], "after"),
        against=reasons("against"),
        against_whole=reasons("against_whole"),
    )
