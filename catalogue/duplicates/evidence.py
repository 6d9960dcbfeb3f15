"""Whether two adverts offer the same thing, and why, precision before recall; word lists in words.yml."""

from __future__ import annotations

import re
from datetime import date

from catalogue.duplicates.candidate import TOKEN, WORDS, YEAR, Candidate
from catalogue.duplicates.fingerprints import distance

KIND_OF = {word: kind for kind, words in WORDS["kinds"].items() for word in words}

ROUND_GAP = 45  # days between two closing dates of one round: an extension is days or weeks, the next round months
START_GAP = 92  # days between two starts of one round: a start is often given as a month or a quarter
COPIED = 3  # bits: the same text but for a site's own lines
REWORDED = (
    12  # bits: much of the same text; unrelated texts differ by about 32, and by fewer than 16 one time in 50,000
)
LIKE_TITLES = 0.75  # share of title words in common where host and date agree as well
RELATED_TITLES = 0.3  # where a reference agrees: sites rewrite titles

COUNTER = re.compile(rf"\b({'|'.join(WORDS['counters'])})s?\s?(\d{{1,2}}[a-d]?|[a-f]|[ivx]{{1,4}})\b")


def why_same(one: Candidate, other: Candidate) -> str | None:
    """Why two adverts offer the same thing, in words; None where that is not sure."""
    if why_different(one, other):
        return None
    if one.address and one.address == other.address and one.source != other.source:
        return "same address"
    titles = overlap(one.title_words, other.title_words)
    apart = distance(one.fingerprint, other.fingerprint) if one.fingerprint and other.fingerprint else 64
    shared = one.keys & other.keys
    if shared and (titles >= RELATED_TITLES or apart <= REWORDED or same_host(one, other)):
        return f"same reference {min(shared)}"
    if one.source == other.source:
        return _why_reposted(one, other, apart)
    same_day = one.closes_on is not None and one.closes_on == other.closes_on
    if same_host(one, other):
        if titles >= LIKE_TITLES and (same_day or apart <= REWORDED):
            return "same title and host, " + ("same closing date" if same_day else "much of the same text")
        # "Fellow in Surgery" and "Fellow in Oncology" each say something of their own.
        part = one.title_words <= other.title_words or other.title_words <= one.title_words
        if same_day and apart <= REWORDED and titles >= RELATED_TITLES and part:
            return "same host and closing date, much of the same text"
    if apart <= COPIED and titles >= LIKE_TITLES and (same_day or not (one.closes_on and other.closes_on)):
        return "same text and title"
    if same_day and titles == 1 and apart <= REWORDED:
        return "same title and closing date, much of the same text"
    return None


def why_different(one: Candidate, other: Candidate) -> str | None:
    """Why two adverts cannot offer the same thing, whatever else agrees; None where nothing speaks against it."""
    if _days_apart(one.closes_on, other.closes_on) > ROUND_GAP:
        return "closing dates of two rounds"
    if _days_apart(one.starts_on, other.starts_on) > START_GAP:
        return "starts of two rounds"
    for counted in (_years, _counters):
        ones, others = counted(one.title), counted(other.title)
        if ones and others and not ones & others:
            return f"{min(ones)} is not {min(others)}"
    if one.keys and other.keys and not one.keys & other.keys and one.source == other.source:
        return "two references on one site"
    if _hosts_clash(one, other) and not one.keys & other.keys:
        return "two hosts"
    if one.place_words and other.place_words and not one.place_words & other.place_words and not one.keys & other.keys:
        return "two places"
    return None


def overlap(ones: frozenset[str], others: frozenset[str]) -> float:
    """Share of the words of both that are in both (Jaccard), 0 to 1; of nothing and nothing 0."""
    return len(ones & others) / len(ones | others) if ones | others else 0.0


def same_host(one: Candidate, other: Candidate) -> bool:
    """Whether two names are of one organisation: the same telling words, or one is the initials of the other."""
    ones, others = one.host_words, other.host_words
    if not ones or not others:
        return False
    return ones == others or _is_initials(one, other) or _is_initials(other, one)


def _hosts_clash(one: Candidate, other: Candidate) -> bool:
    """Two hosts are named and neither is the other, nor part of its name."""
    ones, others = one.host_words, other.host_words
    if not ones or not others or same_host(one, other):
        return False
    kinds = [{KIND_OF[word] for word in words if word in KIND_OF} for words in (ones, others)]
    if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
        return True
    return not (ones <= others or others <= ones)


def _is_initials(short: Candidate, long: Candidate) -> bool:
    """UCL of University College London, DHSC of Department of Health and Social Care."""
    words = [word for word in TOKEN.findall((long.host or "").lower()) if word not in ("of", "and", "the", "for")]
    letters = "".join(word[0] for word in words)
    return len(letters) > 2 and short.host_words == {letters}


def _why_reposted(one: Candidate, other: Candidate, apart: int) -> str | None:
    """One site may list one thing twice: then all that is said of it is the same."""
    said = [(item.title_words, item.host_words, item.place_words, item.closes_on) for item in (one, other)]
    return "listed twice on one site" if apart <= COPIED and said[0] == said[1] and one.closes_on else None


def _days_apart(one: str | None, other: str | None) -> int:
    """Days between two dates; 0 where one is not stated. A month counts as its first day."""
    if not one or not other:
        return 0
    return abs((_day(one) - _day(other)).days)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10] if len(text) >= 10 else f"{text[:7]}-01")


def _years(title: str) -> set[str]:
    return {re.sub(r"\D", "", year.group())[2:4] for year in YEAR.finditer(title)}


def _counters(title: str) -> set[str]:
    return {f"{match[1]} {match[2]}" for match in COUNTER.finditer(title.lower())}
