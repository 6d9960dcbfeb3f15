"""Whatever stands in an address: it is answered, refused or not found, and nothing on our side goes wrong.

`FUZZ=2000 pytest tests/test_site_fuzz.py` asks that many times each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hostile_catalogue import FORMULAS, SCRIPTS
from hostile_site import Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_catalogue import write_sample

from catalogue.columns import COLUMNS
from catalogue.export_filters import OPERATORS
from catalogue.site.published import page_words

EXAMPLES = int(os.environ.get("FUZZ", "25"))
ANSWERED = {200, 302, 303, 400, 403, 404}  # 302: Datasette writes a path's % as ~; 403: its own pages, not public here
SPECIAL = """_search _sort _sort_desc _size _page _next _all _iam _shape _stream _raw _bom _facet _facet_array
_facet_date _facet_size _nofacet _nocount _col _nocol _where _through _extra _json _labels _ttl _trace _searchmode
_search_title
_fts_table _fts_pk _filter_column _filter_op _filter_value _timelimit _dl _header _blob_column _rowid id""".split()
GUIDED = [question["name"] for question in page_words()["guided"]]
NUMBERS = """
0 1 -1 1000 1001 9223372036854775807 9223372036854775808 1e999 nan inf 0x10 ٣ 1_0 1.5 -0 +1 2031-03-03 2031-13-99
2031-02-30T25:61 max on off null [] [1] ["a"] {} "title" ' ; -- {"table":"quotes","column":"quote","value":"x"}
{"table":"x","column":"y","value":"z"} {"table":[],"column":{},"value":1e999}
{"table":"quotes","column":"quote","value":99999999999999999999}
""".split()
# Found once; none of them is answered with an error of ours.
FOUND = [
    "/catalogue/runs?_through=",
    "/catalogue/runs?_through=%7B%22table%22",
    '/catalogue/runs?_through={"table":"x","column":"y","value":"z"}',
    '/catalogue/runs.csv?_through={"table":"search_log","column":"query","value":["x"]}',
    '/catalogue/opportunities.json?_through={"table":"quotes","column":"quote","value":99999999999999999999}',
    f"/catalogue/opportunities?host__in={'[' * 20_000}",
    f"/catalogue/opportunities.csv?host__in={'[' * 20_000}",
    f"/catalogue/runs?source__in={'[' * 20_000}",
    f"/catalogue/runs?_through={'[' * 20_000}",
    "/catalogue/runs.csv?_sort=nosuch",
    "/catalogue/runs.json?_sort=id&_sort_desc=id",
    "/catalogue/runs?_next=x",
    "/catalogue/runs?_timelimit=x",
    "/catalogue/runs?%5Ftimelimit=x&%5fthrough=x",
    "/catalogue/runs.json?_ttl=²",
    "/catalogue/opportunities.json?_ttl=²&_timelimit=x",
    "/catalogue/closing_soon?_next=x",
    "/catalogue/closing_soon.csv?_next=99999999999999999999",
    "/catalogue/runs/99999999999999999999",
    "/catalogue/quotes/x.json",
]

words = st.text(st.characters(codec="utf-8"), max_size=20)
columns = st.sampled_from([column.name for table in COLUMNS.values() for column in table])
operators = st.sampled_from([*OPERATORS, "arraynotcontains", "date", "isblank", "notin", "nosuch", ""])
keys = st.one_of(
    columns, st.builds("{}__{}".format, columns, operators), st.sampled_from([*SPECIAL, *GUIDED, "show", "days"]), words
)
values = st.one_of(words, columns, st.sampled_from([*SCRIPTS, *FORMULAS, *NUMBERS]))
pairs = st.lists(st.tuples(keys, values), max_size=6)
ids = st.one_of(words, st.sampled_from([*SCRIPTS, *FORMULAS]), st.builds("harbour:{}".format, st.integers(-3, 40)))

LIST = "/catalogue/opportunities"
FILES = [f"{LIST}.{suffix}" for suffix in "csv json jsonl xlsx ris atom ics blob nosuch".split()]
QUIET = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("fuzz") / "catalogue.db"
    write_sample(path, size=20)
    yield Site(path)


def asked(question: list[tuple[str, str]]) -> str:
    """A query string, each part in hexadecimal where it is no letter."""
    return "&".join(f"{quote(key, safe='', errors='replace')}={quote(value, safe='', errors='replace')}"
                    for key, value in question)  # fmt: skip


def fine(site: Site, address: str) -> None:
    answer = site.ask(address)
    assert answer.status_code in ANSWERED, (address, answer.status_code)


@pytest.mark.parametrize("address", FOUND, ids=lambda address: address[:50])
def test_what_was_found_once(site: Site, address: str) -> None:
    fine(site, address)


@QUIET
@given(question=pairs)
def test_any_question_to_the_list(site: Site, question: list[tuple[str, str]]) -> None:
    fine(site, f"{LIST}?{asked(question)}")


@QUIET
@given(address=st.sampled_from(FILES), question=pairs)
def test_any_question_for_a_file(site: Site, address: str, question: list[tuple[str, str]]) -> None:
    fine(site, f"{address}?{asked(question)}")


@QUIET
@given(question=pairs)
def test_any_answers_to_the_guided_questions(site: Site, question: list[tuple[str, str]]) -> None:
    answer = site.ask(f"/find?{asked(question)}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(LIST)
    assert site.ask(answer.headers["location"]).status_code == 200


@QUIET
@given(
    page=st.sampled_from("/ /map /trends /programmes /sources /health /codebook /glossary /api /health.atom".split()),
    question=pairs,
)
def test_any_question_to_a_page(site: Site, page: str, question: list[tuple[str, str]]) -> None:
    assert site.ask(f"{page}?{asked(question)}").status_code == 200


TABLES = "runs quotes sources codebook adverts closing_soon source_health by_host closing_within_days".split()


@QUIET
@given(table=st.sampled_from(TABLES), ending=st.sampled_from(["", ".json", ".csv"]), question=pairs)
def test_any_question_to_a_table_or_report(
    site: Site, table: str, ending: str, question: list[tuple[str, str]]
) -> None:
    fine(site, f"/catalogue/{table}{ending}?{asked(question)}")


@QUIET
@given(
    table=st.sampled_from("opportunities programmes sources runs quotes codebook adverts meta".split()),
    id=ids,
    ending=st.sampled_from(["", ".json", ".csv", ".blob", ".atom"]),
    question=pairs,
)
def test_any_record(site: Site, table: str, id: str, ending: str, question: list[tuple[str, str]]) -> None:
    fine(site, f"/catalogue/{table}/{quote(id, safe='', errors='replace')}{ending}?{asked(question)}")
    tilde = quote(id, safe="", errors="replace").replace("%", "~")
    fine(site, f"/catalogue/{table}/{tilde}{ending}")


@QUIET
@given(path=words, question=pairs)
def test_any_path(site: Site, path: str, question: list[tuple[str, str]]) -> None:
    fine(site, f"/{quote(path, safe='/~.-')}?{asked(question)}")
