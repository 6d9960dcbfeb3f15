"""Every date that an advert mentions: what it is the date of, on which day, and the words that say so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalogue.readers.dates_cues import RECURS, plain_role
from catalogue.readers.dates_join import Dated, find_dates
from catalogue.readers.dates_roles import QUOTE_LENGTH, Role, find_roles
from catalogue.readers.dates_spelling import ReadOdd
from catalogue.readers.dates_year import Day, edge, inferred_day, last_of_month, written_day, year_is_likely
from catalogue.readers.labels import facts_about
from catalogue.records import Quote, Wording

# How sure the place is that names the date: a labelled fact, a line that is a label and its date, a sentence.
FACT, LINE, SENTENCE = 0, 1, 2
TOPICS = {"closes": "closing", "opens": "opening", "starts": "start", "interviews": "interviews", "posted": "published"}
LABEL_LENGTH = 60  # characters; a longer line before a date is a sentence

BYLINE = 400  # a date that stands alone this near the top is the day the page was published
LABEL_END = re.compile(r"[:–—-]\s*$")
MARKS = " \t\u00a0.,;:()[]*•–—-"
RECURS_NEAR = 25  # characters about a date in which "each year" belongs to it


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


def find_mentions(wording: Wording, read_odd: ReadOdd) -> list[Mention]:
    """The dates of the facts, the title and the text in that order, each with the day that can be only one."""
    mentions: list[Mention] = []
    for topic, heading in TOPICS.items():
        for label, words in facts_about(wording.facts, topic):
            mentions += block_mentions(words, f"fact: {label}", read_odd, len(mentions), heading)
    mentions += block_mentions(wording.title, "title", read_odd, len(mentions))
    mentions += text_mentions(wording, read_odd, len(mentions))
    return infer_years([written(mention, wording.seen_on) for mention in mentions], wording.seen_on)


def phrase_dates(phrase: str, read_odd: ReadOdd, seen_on: date | None) -> list[Mention]:
    """The dates of one short phrase."""
    return infer_years([written(mention, seen_on) for mention in block_mentions(phrase, "text", read_odd, 0)], seen_on)


def block_mentions(words: str, where: str, read_odd: ReadOdd, block: int, heading: str = "") -> list[Mention]:
    """The dates of a title or a fact."""
    dates = find_dates(words, read_odd)
    roles = find_roles(words, dates, heading)
    place = FACT if where.startswith("fact") else SENTENCE
    return mentions_of(words, dates, roles, where, place, block)


def text_mentions(wording: Wording, read_odd: ReadOdd, block: int) -> list[Mention]:
    """The dates of the text, sentence by sentence."""
    mentions: list[Mention] = []
    text = wording.text
    dates = find_dates(text, read_odd)
    if not dates:
        return []
    starts = [sentence.start for sentence in wording.sentences]
    for number, group in by_sentence(dates, starts):
        sentence = wording.sentences[number]
        end = max(sentence.start + len(sentence.words), group[-1].end)
        begin = min(sentence.start, group[0].start)
        words = text[begin:end]
        local = [moved(dated, -begin) for dated in group]
        heading = heading_above(wording, number) if not words[: local[0].start].strip(MARKS) else ""
        roles = find_roles(words, local, heading)
        if is_byline(words, local, roles, begin):
            roles = [Role("published", "", role.start, role.end) for role in roles]
        mentions += mentions_of(words, local, roles, "text", SENTENCE, block + number)
    return mentions


def by_sentence(dates: Sequence[Dated], starts: Sequence[int]) -> Iterator[tuple[int, list[Dated]]]:
    """The dates grouped by the sentence that they begin in."""
    group: list[Dated] = []
    current = -1
    for dated in dates:
        number = max(0, bisect_right(starts, dated.start) - 1)
        if group and number != current:
            yield current, group
            group = []
        current = number
        group.append(dated)
    if group:
        yield current, group


def moved(dated: Dated, by: int) -> Dated:
    """The date at its place inside its sentence."""
    return replace(dated, start=dated.start + by, end=dated.end + by)


def heading_above(wording: Wording, number: int) -> str:
    """The role that the line above gives to a date that begins its line: "Deadline" over "5 March 2026"."""
    if number == 0:
        return ""
    above = wording.sentences[number - 1].words
    return plain_role(above) if len(above) <= LABEL_LENGTH and not any(sign.isdigit() for sign in above) else ""


def is_label_line(words: str, dated: Dated, role: Role) -> bool:
    """True for "Closing date: 5 March 2026", and for a date under its heading."""
    lead = words[: dated.start]
    return bool(role.name) and len(lead) <= LABEL_LENGTH and (not lead.strip(MARKS) or bool(LABEL_END.search(lead)))


def is_byline(words: str, dates: Sequence[Dated], roles: Sequence[Role], begin: int) -> bool:
    """True for a line near the top that is a date and nothing else."""
    alone = len(dates) == 1 and dates[0].spelling.day is not None and not roles[0].name and begin < BYLINE
    return alone and not (words[: dates[0].start] + words[dates[0].end :]).strip(MARKS)


def mentions_of(
    words: str, dates: Sequence[Dated], roles: Sequence[Role], where: str, place: int, block: int
) -> list[Mention]:
    """The mentions of one fact or sentence, each with its proof: from the cue to the end of its range or list."""
    mentions: list[Mention] = []
    stop = 0
    joined = False
    sure = sureness(words, dates, roles) if place == SENTENCE else [place] * len(dates)
    for dated, role, how_sure in reversed(list(zip(dates, roles, sure, strict=True))):
        stop = stop if joined else dated.end
        joined = bool(dated.joined)
        proof = words[min(role.start, dated.start) : max(role.end, stop)]
        shown = words[dated.start : dated.end]
        around = words[max(0, dated.start - RECURS_NEAR) : dated.end + RECURS_NEAR]
        recurs = dated.spelling.year is None and bool(RECURS.search(around))
        quote = Quote(proof if len(proof) <= QUOTE_LENGTH else shown, where)
        mentions.append(Mention(dated, role, quote, shown, how_sure, block, recurs=recurs))
    return mentions[::-1]


def sureness(words: str, dates: Sequence[Dated], roles: Sequence[Role]) -> list[int]:
    """How sure each date's place is; a label is that of its whole list."""
    sure: list[int] = []
    for dated, role in zip(dates, roles, strict=True):
        listed = bool(dated.joined and sure and sure[-1] == LINE)
        sure.append(LINE if listed or is_label_line(words, dated, role) else SENTENCE)
    return sure


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
