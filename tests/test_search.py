"""What is typed becomes a query: the glossary's words with others for the same thing, and words that were meant."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.search import asked_for, match_query, widened
from catalogue.search.families import with_marks
from catalogue.search.spelling import Spelling, counted_words

MARK = '"secondmentxq"'  # as the index keeps the family of secondment apart
ALIKE = '"attachmentxq" OR "loan" OR "interchange"'
QUERIES = [
    ("secondment", f"({MARK} OR {ALIKE})"),
    ("Secondments", f"({MARK} OR {ALIKE})"),
    ('"secondment"', MARK),
    ('nurse "secondment"', f'"nurse" AND {MARK}'),
    ("secondment nurse", f'({MARK} OR {ALIKE}) AND "nurse"*'),
    ("seconded", MARK),
    ("second", '"second"*'),
    ('"a second secondment"', '"a second secondment"'),
    ("integrated care system", '(("integrated" AND "care" AND "system") OR "ICS")'),
    ("ics", '("ics" OR "integrated care system")'),
    ("integrated care", '"integrated" AND "care"*'),
    ("ICS OR hospital", '("ICS" OR "integrated care system" OR "hospital"*)'),
    ("co-design", '("co-design" OR "co-production" OR "coproduction" OR "codesign")'),
    ("nurses", '"nurses"*'),
]


@pytest.mark.parametrize(("typed", "query"), QUERIES)
def test_words_of_the_glossary_are_searched_with_their_others(typed: str, query: str) -> None:
    assert match_query(typed) == query


@pytest.mark.parametrize(
    ("typed", "query"), [("secondment nurse", f'{MARK} AND "nurse"*'), ("ICS", '"ICS"'), ("second", '"secondxq"')]
)
def test_a_query_can_be_of_the_typed_words_alone(typed: str, query: str) -> None:
    assert match_query(typed, widen=False) == query


def test_what_was_widened_is_told_with_the_search_that_is_not() -> None:
    [(words, others, quoted)] = widened("policy secondment Leeds")
    assert words == "secondment"
    assert others[:2] == ("attachment", "loan")
    assert quoted == 'policy "secondment" Leeds'
    [(_, _, quoted)] = widened("Loan nurse loan")
    assert quoted == '"Loan" nurse "loan"'
    [(words, _, quoted)] = widened("an integrated care system")
    assert (words, quoted) == ("integrated care system", 'an "integrated care system"')


TEXTS = {
    1: "A secondment to the ministry",
    2: "An interchange with a council's officers",
    3: "The ICS of the north",
    4: "An integrated care system",
    5: "Care of an integrated kind, a system",
    6: "Nothing of that sort",
    7: "The second ward; attach a letter",
    8: "Nurses are seconded",
}
FOUND = [
    ("secondment", {1, 2, 8}),
    ('"secondment"', {1, 8}),
    ("seconded", {1, 8}),
    ("interchange", {1, 2, 8}),
    ("attachment", {1, 2, 8}),
    ("attach", {7}),
    ("ICS", {3, 4}),
    ("integrated care system", {3, 4, 5}),
    ('"integrated care system"', {4}),
]


@pytest.mark.parametrize(("typed", "ids"), FOUND)
def test_the_index_finds_what_is_meant_alike(typed: str, ids: set[int]) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("create virtual table f using fts5(t, content='', tokenize='porter unicode61 remove_diacritics 2')")
        db.executemany("insert into f (rowid, t) values (?, ?)", ((id, with_marks(text)) for id, text in TEXTS.items()))
        assert {row[0] for row in db.execute("select rowid from f where f match ?", (match_query(typed),))} == ids


WORDS = "secondment ICS integrated care system OR AND \" ' loan taster day policy fellow GP ( ) * nurse".split(" ")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))  # a search of twelve words is cut
def test_a_search_in_quotation_marks_is_always_narrower(typed: str) -> None:
    """The index answers; quoting a widened word takes its others away and changes nothing else."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("create virtual table f using fts5(t, tokenize='porter unicode61 remove_diacritics 2')")
        db.execute("insert into f values ('a loan of nurses to an integrated care system, by GP and policy fellow')")
        query = match_query(typed)
        if query:
            db.execute("select * from f where f match ?", (query,)).fetchall()
    for words, _, quoted in widened(typed):
        alike = [asked.others for either in asked_for(typed) for asked in either if asked.others]
        left = [asked.others for either in asked_for(quoted) for asked in either if asked.others]
        assert len(left) < len(alike), (typed, words, quoted)


SPELLING = Spelling(
    Counter({"secondment": 9, "shadowing": 5, "nurse": 7, "nurses": 7, "policy": 20, "police": 2, "rural": 1})
)
MEANT = [
    ("secondmnet", "secondment"),
    ("shadowig", "shadowing"),
    ("nusre", "nurse"),
    ("polict", "policy"),
    ("zebra", None),
    ("ruarl buses", "rural buses"),
    ("Secondmant AND nures", "secondment AND nurse"),
    ('"rurel nurse"', '"rural nurse"'),
    ("xyz", None),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_words_that_were_meant(typed: str, meant: str | None) -> None:
    known = {*SPELLING.words, "buses"}
    assert SPELLING.corrected(typed, lambda word: word.lower() in known) == meant


def test_known_words_are_left_alone() -> None:
    assert SPELLING.corrected("police nurses", lambda word: True) is None


def test_words_are_counted_once_a_text() -> None:
    assert counted_words(["Nurse, nurse and NURSES", "A nurse of 2031"]) == {"nurse": 2, "nurses": 1}
