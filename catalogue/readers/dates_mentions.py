"""Every date of an advert: where it stands, what it is the date of, and the words that say so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from catalogue.readers.dates_beside import Role
from catalogue.readers.dates_cues import RECURS, plain_role
from catalogue.readers.dates_days import FACT, LINE, SENTENCE, Mention, infer_years, written
from catalogue.readers.dates_forms import ReadOdd
from catalogue.readers.dates_join import Dated, find_dates
from catalogue.readers.dates_roles import QUOTE_LENGTH, find_roles
from catalogue.readers.labels import facts_about
from catalogue.records import Quote, Wording

TOPICS = {"closes": "closing", "opens": "opening", "starts": "start", "interviews": "interviews", "posted": "published"}
LABEL_LENGTH = 60  # characters; a longer line before a date is a sentence
BYLINE = 400  # a date that stands alone this near the top is the day the page was published
LABEL_END = re.compile(r"[:–—-]\s*$")
MARKS = " \t\u00a0.,;:()[]*•–—-"
RECURS_NEAR = 25  # characters about a date in which "each year" belongs to it


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
