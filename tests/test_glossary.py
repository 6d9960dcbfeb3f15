"""The glossary: every term is whole, and what it calls alike is searched alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.glossary import GlossaryError, Term, folded, load_glossary
from catalogue.search import match_query
from catalogue.search.families import family_marks, stranger_marks, with_marks
from catalogue.search.synonyms import MOST_OTHERS, others_of, plural, published_synonyms, synonyms


def test_the_glossary_is_whole() -> None:
    terms = load_glossary()
    assert len(terms) >= 60
    for term in terms:
        assert term.means.endswith("."), term.name
        assert len(term.means) < 250, term.name
        assert term.said_by, term.name
    assert sum(bool(term.not_to_confuse) for term in terms) >= 15


WORDS = ["secondment", "integrated care system", "interprofessional education", "honorary contract", "backfill", "OOPE"]
WORDS += ["policy fellowship", "knowledge transfer partnership", "observership", "clinical academic fellowship"]


@pytest.mark.parametrize("word", WORDS)
def test_the_words_that_people_ask_for_are_there(word: str) -> None:
    assert word in {term.name for term in load_glossary()}


@pytest.mark.parametrize("term", [term for term in load_glossary() if term.searched], ids=lambda term: term.name)
def test_what_is_called_alike_is_searched_alike(term: Term) -> None:
    alike = (term.name, *term.also)
    for words in alike:
        found = {folded(other) for other in others_of(words)}
        assert len(found) <= MOST_OTHERS
        assert {folded(other) for other in alike} - {folded(words)} <= found, words


def test_what_is_not_searched_alike_is_left_alone() -> None:
    for term in load_glossary():
        if not term.searched:
            assert not others_of(term.name)


def test_no_words_for_the_same_thing_are_the_words_themselves() -> None:
    for words, others in published_synonyms().items():
        assert words not in {folded(other) for other in others}
        assert all(match_query(other) for other in others)


PLURALS = [
    ("secondment", "secondments"),
    ("local authority", "local authorities"),
    ("GovXchange", "GovXchanges"),
    ("dbs", "dbs"),
]
PLURALS += [("survey", "surveys"), ("honorary contract", "honorary contracts")]


@pytest.mark.parametrize(("one", "many"), PLURALS)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_a_word_of_two_terms_has_the_others_of_both() -> None:
    terms = (Term("ferry", "A ship.", ("boat",), "all"), Term("dinghy", "A small one.", ("boat", "tender"), "all"))
    found = synonyms(terms)
    assert found["boat"] == ("ferry", "dinghy", "tender")
    assert found["boats"] == found["boat"]
    assert found["ferry"] == ("boat",)


APART = [
    ("A secondment and its second year", "A secondment and its second year secondmentxq secondxq"),
    ("Attach the form; SECONDED staff", "Attach the form; SECONDED staff attachxq secondmentxq"),
    (
        "A secondary school, attaching nothing to placements",
        "A secondary school, attaching nothing to placements attachingxq",
    ),
    ("", ""),
    (None, None),
]


@pytest.mark.parametrize(("text", "indexed"), APART)
def test_words_that_share_a_stem_are_marked(text: str | None, indexed: str | None) -> None:
    marked = with_marks(text)
    assert (marked or "").strip() == (indexed or "")
    assert (marked is None) is (text is None)


def test_nobody_is_both_of_a_family_and_a_stranger_to_it() -> None:
    assert not set(family_marks()) & set(stranger_marks())
    assert all(" " not in word for word in (*family_marks(), *stranger_marks()))


BROKEN = [
    ("ferry: a ship", "holds no mapping"),
    ("ferry: {means: A ship., said_by: all, tone: low}", "no such key: tone"),
    ("ferry: {said_by: all}", "means is missing"),
    ("ferry: {means: A ship.}", "said_by is missing"),
    ("ferry: {means: A ship., said_by: all, also: boat}", "also is no list"),
    ("ferry: {means: A ship., said_by: all, also: [boat, Boat]}", "stand twice"),
    ("ferry: {means: A ship., said_by: all, also: [Ferry]}", "stand twice"),
    ("ferry: {means: A ship., said_by: all, also: ['-']}", "also is no list"),
    ("ferry: {means: A ship., said_by: all, family: ferries}", "family is no list"),
    ("ferry: {means: A ship., said_by: all, strangers: ['']}", "strangers is no list"),
    ("ferry: {means: A ship., said_by: all, searched: perhaps}", "neither true nor false"),
    ("ferry: {means: A ship., said_by: all}\nFerry: {means: A ship., said_by: all}", "stands there as ferry too"),
]


@pytest.mark.parametrize(("written", "said"), BROKEN)
def test_a_broken_glossary_says_what_is_wrong(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "glossary.yml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(GlossaryError, match=said) as problem:
        load_glossary(path)
    assert str(path) in str(problem.value)
