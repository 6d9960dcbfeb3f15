"""Who hosts, who pays, and what the scheme is called; the words that tell are in organisations.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogue.cues import QUOTE_LIMIT
from catalogue.readers.labels import facts_about
from catalogue.readers.names import any_of, is_organisation, load_words, name_at, name_before, words_of
from catalogue.readers.scheme_names import find_recurring_scheme, find_scheme
from catalogue.records import Found, Quote, Wording

NAME_LENGTH = 120  # characters: a longer text under "Host" is a description

HOST_SURE = any_of(load_words()["host"]["sure"])
HOST_STAY = any_of(load_words()["host"]["stay"])
HOST_WORK = any_of(load_words()["host"]["work"])
FUNDER_SURE = any_of(load_words()["funder"]["sure"])
FUNDER_LIKELY = any_of(load_words()["funder"]["likely"])
PAYS = any_of(load_words()["pays"], re.NOFLAG)  # "Innovation Fund" is a name, "fund" a verb
AHEAD = any_of(load_words()["ahead"])
OF_PEOPLE = any_of(load_words()["of_people"])
ACRONYM = re.compile(r"[A-Z][A-Za-z&-]*[A-Z][A-Za-z]*$")  # NIHR, GO-Science is none, DfE
# "the NIHR-funded internship": the name stands before "funded", the scheme behind it.
ADJECTIVE = re.compile(
    r"[ -]funded (?=(?:\w+ ){0,2}(?:fellow|intern|place|award|scheme|programme|post|second|opportun))"
)
# A title says where: "Policy Internship at the Office for …", "Secondment to …".
TITLE_CUE = re.compile(r"\b(?:at|with|within|into|to|in(?= the))(?= )")


def read_host(wording: Wording) -> Found[str] | None:
    """The name of who hosts, from a fact, the title or a sentence of the stay; None where only a kind is told."""
    return (
        _from_facts(wording, "host")
        or _first(_behind(wording.title, TITLE_CUE, "title"))
        or _first(_in_text(wording, HOST_SURE, sure=True))
        or _first(_in_text(wording, HOST_STAY))
        or _first(_in_text(wording, HOST_WORK, ahead=True))
    )


def read_funder(wording: Wording) -> Found[str] | None:
    """The name of who pays for the scheme, as printed; not who pays the present post of an applicant."""
    return (
        _from_facts(wording, "funder")
        or _first(_in_text(wording, FUNDER_SURE, sure=True))
        or _first(_payers(wording))
        or _first(_in_text(wording, FUNDER_LIKELY))
    )


def read_programme(wording: Wording) -> Found[str] | None:
    """The name of the scheme without year, round or cohort: from a fact, the title, or a name that the text repeats."""
    fact = _from_facts(wording, "programme")
    if fact:
        return Found(find_scheme(fact.value) or fact.value, fact.quote)
    scheme = find_scheme(wording.title)
    if scheme:
        return Found(scheme, Quote(wording.title[:QUOTE_LIMIT], "title"))
    recurring = find_recurring_scheme(wording.text)
    return Found(recurring, Quote(recurring)) if recurring else None


def _from_facts(wording: Wording, topic: str) -> Found[str] | None:
    for label, text in facts_about(wording.facts, topic):
        name = " ".join(text.split())
        if name and len(name) <= NAME_LENGTH and name not in words_of("job_boards"):
            return Found(name, Quote(text[:QUOTE_LIMIT], f"fact: {label}"))
    return None


def _in_text(
    wording: Wording, cue: re.Pattern[str], *, sure: bool = False, ahead: bool = False
) -> Iterator[Found[str]]:
    for sentence in wording.sentences:
        if not cue.search(sentence.words) or OF_PEOPLE.search(sentence.words):
            continue
        for found in _behind(sentence.words, cue, "text", sure=sure):
            if not ahead or AHEAD.search(sentence.words, 0, sentence.words.find(found.value)):
                yield found


def _behind(words: str, cue: re.Pattern[str], where: str, *, sure: bool = False) -> Iterator[Found[str]]:
    """Names right behind a cue, each with the words from the cue to the name."""
    for match in cue.finditer(words):
        name = name_at(words, match.end())
        if name is None or name in words_of("job_boards"):
            continue
        if is_organisation(name) or (sure and (" " in name or ACRONYM.match(name))):
            end = words.index(name, match.end()) + len(name)
            yield Found(name, Quote(words[match.start() : end], where))


def _payers(wording: Wording) -> Iterator[Found[str]]:
    """Names before a verb of paying, or before "-funded" with the scheme behind."""
    for sentence in wording.sentences:
        words = sentence.words
        for match in (*PAYS.finditer(words), *ADJECTIVE.finditer(words)):
            name = name_before(words, match.start())
            if name and is_organisation(name) and not OF_PEOPLE.search(words):
                start = words.rindex(name, 0, match.start())
                yield Found(name, Quote(words[start : match.end()].rstrip()))


def _first(found: Iterator[Found[str]]) -> Found[str] | None:
    return next(found, None)
