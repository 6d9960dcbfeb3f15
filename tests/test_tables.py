"""The published file: what is written is there, found and checked, and a broken file is not called sound."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_catalogue import BUILT_AT, sample_codebook, sample_opportunity, sample_source, write_sample

from catalogue import tables
from catalogue.codebook import Codebook
from catalogue.columns import TABLES
from catalogue.records import Opportunity, Quote
from catalogue.search import LONGEST, match_query
from catalogue.tables.codes import codebook_rows


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "catalogue.db"
    write_sample(path)
    return path


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


def test_sample_is_sound(sample: Path) -> None:
    assert tables.check_catalogue(sample) == []


def test_every_table_has_its_columns_in_order(sample: Path) -> None:
    for name, table in TABLES.items():
        assert [row[1] for row in rows(sample, f"pragma table_info([{name}])")] == [each.name for each in table.columns]


def test_names_of_the_contract_stand_first_to_last() -> None:
    names = [column.name for column in tables.COLUMNS["opportunities"]]
    assert names[:4] == ["id", "title", "source", "url"]
    assert names[-3:] == ["checked", "codebook_version", "closing_order"]
    assert len(names) == 53


def test_arrays_are_json_and_empty_ones_are_not_stated(sample: Path) -> None:
    [(many,)] = rows(sample, "select career_stages from opportunities where id = 'moor:1'")
    [(none,)] = rows(sample, "select career_stages from opportunities where id = 'harbour:0'")
    assert json.loads(str(many)) == ["early", "mid"]
    assert none is None


def test_open_comes_first_closing_soonest(sample: Path) -> None:
    order = rows(sample, "select status, closes_on from opportunities order by closing_order")
    open_days = [closes for status, closes in order if status == "open"]
    assert [status for status, _ in order[: len(open_days)]] == ["open"] * len(open_days)
    assert open_days == sorted(open_days, key=str)
    closed = [closes for status, closes in order if status == "closed"]
    assert order[-len(closed) :] == [("closed", closes) for closes in sorted(closed, key=str, reverse=True)]


def test_views_count_from_the_day_of_the_build(sample: Path) -> None:
    soon = rows(sample, "select closes_on from closing_soon")
    assert soon
    assert all("2031-03-03" <= str(closes) <= "2031-03-17" for (closes,) in soon)
    assert {str(seen)[:10] for (seen,) in rows(sample, "select first_seen from new_this_week")} == {
        f"2031-{day}" for day in ("02-25", "02-26", "02-27", "02-28", "03-01", "03-02", "03-03")
    }
    assert {row[0] for row in rows(sample, "select source from source_health where last_verdict = 'blocked'")} == {
        "moor"
    }


def test_text_is_searchable_and_not_stored(sample: Path) -> None:
    found = rows(sample, "select rowid from opportunities_fts where opportunities_fts match 'lantern cafe'")
    assert len(found) == 3
    assert b"lanterns at the caf" not in sample.read_bytes()


def test_meta_says_when_and_how_much(sample: Path) -> None:
    meta = {str(key): value for key, value in rows(sample, "select key, value from meta")}
    assert meta["built_at"] == BUILT_AT
    assert json.loads(str(meta["counts"]))["opportunities"] == 30


def test_codebook_rows_explain_every_coded_column() -> None:
    dimensions = {row["dimension"] for row in codebook_rows(Codebook("empty", {}))}
    assert {
        "duration_band",
        "nation",
        "status",
        "closes_kind",
        "checked",
        "application_route",
        "approvals",
    } <= dimensions


def test_same_rows_give_the_same_content(tmp_path: Path) -> None:
    dumps = []
    for name in ("a.db", "b.db"):
        write_sample(tmp_path / name, size=8)
        with closing(sqlite3.connect(tmp_path / name)) as db:
            dumps.append([row for table in TABLES for row in db.execute(f"select * from [{table}]")])
    assert dumps[0] == dumps[1]


def test_a_file_that_is_there_is_left_alone(sample: Path) -> None:
    with pytest.raises(FileExistsError, match="swapped in"):
        tables.new_catalogue(sample)


def test_unknown_columns_are_refused(tmp_path: Path) -> None:
    db = tables.new_catalogue(tmp_path / "c.db")
    with pytest.raises(ValueError, match="no such column: colour"):
        tables.add_rows(db, "sources", [{"id": "a", "colour": "red"}])
    db.conn.close()


BROKEN = [
    ("update quotes set quote = replace(hex(zeroblob(201)), '00', 'x')", "quotes: quote is longer than 200"),
    ("update opportunities set extract = replace(hex(zeroblob(301)), '00', 'x')", "extract is longer than 300"),
    ("update opportunities set summary = '' where id = 'moor:3'", "summary is empty"),
    ("update opportunities set nation = 'Atlantis' where id = 'moor:3'", "nation = 'Atlantis' is not in the codebook"),
    ("update opportunities set sectors_to = '[\"sea\"]' where id = 'moor:3'", "sectors_to = 'sea'"),
    ("update classifications set code = 'swim'", "exchange_form = 'swim' is not in the codebook"),
    ("update opportunities set pay_min = 'much' where id = 'moor:3'", "pay_min is no number"),
    ("delete from opportunities where id = 'moor:3'", "29 rows where 30 were written"),
    ("delete from sources where id = 'moor'", "points to a row of sources"),
    ("delete from meta", "the build was not finished"),
    ("insert into opportunities_fts (opportunities_fts) values ('delete-all')", "0 opportunities are searchable"),
    ("drop table versions", "versions: its columns"),
]


@pytest.mark.parametrize(("harm", "said"), BROKEN)
def test_a_broken_file_is_found_out(sample: Path, tmp_path: Path, harm: str, said: str) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(sample.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        db.execute(harm)
        db.commit()
    assert any(said in message for message in tables.check_catalogue(path)), tables.check_catalogue(path)


def test_an_unclear_answer_needs_no_code(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "unclear.db"
    path.write_bytes(sample.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        db.execute("update opportunities set nation = 'unclear' where id = 'moor:3'")
        db.commit()
    assert tables.check_catalogue(path) == []


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 3000])
def test_what_is_no_catalogue_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.db"
    path.write_bytes(content)
    assert tables.check_catalogue(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in tables.check_catalogue(tmp_path / "none.db")[0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec=None), min_size=1, max_size=60),
    st.text(st.characters(codec=None), min_size=1, max_size=200),
)
def test_any_text_can_be_written(tmp_path: Path, title: str, words: str) -> None:
    path = tmp_path / "any.db"
    path.unlink(missing_ok=True)
    base = sample_opportunity(5)
    db = tables.new_catalogue(path)
    tables.add_sources(db, [sample_source("moor")])
    tables.add_rows(db, "codebook", sample_codebook())
    tables.add_opportunities(db, [Opportunity(base.id, {**base.columns, "title": title}, {"host": Quote(words)})])
    tables.add_search(db, [(base.id, title, None, words)])
    tables.finish(db, BUILT_AT, "sample")
    db.conn.close()
    assert tables.check_catalogue(path) == []


def test_a_region_is_found_that_the_advert_does_not_name(tmp_path: Path) -> None:
    base, path = sample_opportunity(5), tmp_path / "catalogue.db"
    db = tables.new_catalogue(path)
    tables.add_sources(db, [sample_source("moor")])
    tables.add_rows(db, "codebook", sample_codebook())
    columns = {**base.columns, "region": "Yorkshire and the Humber", "nation": "England"}
    tables.add_opportunities(db, [Opportunity(base.id, columns, base.quotes)])
    tables.add_search(db, [(base.id, "A lantern", None, "Lanterns in Leeds.")])
    for typed in ("yorkshire", "leeds yorkshire", "England"):
        asked = "select count(*) from opportunities_fts where opportunities_fts match ?"
        assert db.conn.execute(asked, [match_query(typed)]).fetchone() == (1,), typed
    db.conn.close()


QUERIES = [
    ("policy", '"policy"*'),
    ("policy nurse", '"policy" AND "nurse"*'),
    ('"policy fellow"', '"policy fellow"'),
    ('nurse "policy fellow', '"nurse" AND "policy fellow"'),
    ("face-to-face", '"face-to-face"*'),
    ("nurse OR doctor", '("nurse" OR "doctor"*)'),
    ("OR nurse", '"nurse"*'),
    ("nurse AND doctor", '"nurse" AND "doctor"*'),
    ("nurse NOT doctor", '"nurse" AND "NOT" AND "doctor"*'),
    ("title:nurse", '"title:nurse"*'),
    ("a*b^c", '"a*b^c"*'),
    ("x", '"x"'),
    ("UK", '"UK"'),
    ("POST", '"POST"'),  # a short name is no beginning of "postgraduate"
    ("NURSE", '"NURSE"*'),
    ("phd placement", '("phd" OR "doctoral" OR "doctorate" OR "DPhil") AND "placement"*'),
    ("café", '"café"*'),
    ('"', None),
    ('""', None),
    ("   ", None),
    ("", None),
    ("\0", None),
    ("nur\0ses", '"nur" AND "ses"*'),
    ("(((", None),
    ("-- ; *", None),
    ("😀", None),
]


@pytest.mark.parametrize(("typed", "query"), QUERIES)
def test_typed_words_become_a_query(typed: str, query: str | None) -> None:
    assert match_query(typed) == query


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_the_index_answers_any_query(typed: str) -> None:
    query = match_query(typed)
    if query is not None:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("create virtual table f using fts5(t, tokenize='porter unicode61 remove_diacritics 2')")
            db.execute("select * from f where f match ?", (query,)).fetchall()


def test_a_pasted_page_is_cut() -> None:
    query = match_query("word " * 5000) or ""
    assert query.count('"word"') <= 12
    assert len(query) < LONGEST * 2
