"""Scripts through every column and every page: they come out as text, as a real parser sees it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from datasette.utils import tilde_encode
from hostile_catalogue import FORMULAS, PAYLOADS, PLAIN, SCRIPTS, TEXTS, as_kept, usual, write_hostile
from hostile_site import Site, site_of
from inert import Kind, faults, hosts_of, kinds, resolved, shown, squeezed
from served_site import METADATA

from catalogue.columns import TABLES
from catalogue.site import guard, overview
from catalogue.site.sitemap import PAGES
from catalogue.tables.finish import VIEWS

LIST = "/catalogue/opportunities"
QUERIES = [*yaml.safe_load(METADATA.read_text())["databases"]["catalogue"]["queries"]]
HUGE = ("/map",)  # every code of one question by every code of another: looked at with some texts at a time
LISTS = [f"{LIST}?_size=1000", f"{LIST}?_all=on&_size=1000", f"{LIST}?_all=on&_size=1000&_search=fired+OR+wanted",
         "/map?show=open", "/programmes", "/sources", "/catalogue"]  # fmt: skip
ROWS = ("opportunities", "programmes", "sources", "adverts", "excluded")
SHOWN_OF_OUR_OWN = ROWS[:3]  # by templates of ours; the others all by one
CHUNK = 25


def row_address(table: str, id: str) -> str:
    return f"/catalogue/{table}/{tilde_encode(id)}"


@pytest.fixture(scope="module", autouse=True)
def everything_on_the_front_page() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overview, "MOST", 10_000)
        yield


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("hostile"), TEXTS)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("plain"), PLAIN[:3])


TABLE_PAGES = [f"/catalogue/{name}?_size=max" for name in (*TABLES, *VIEWS) if name != "opportunities"]
PAGES_OF_ALL = [*PAGES, *LISTS, *TABLE_PAGES, *(f"/catalogue/{name}" for name in QUERIES)]


@pytest.fixture(scope="module")
def usual_kinds(plain: Site) -> tuple[set[Kind], set[str]]:
    """Kinds of elements, and hosts of addresses, of the same pages where every text is harmless."""
    rows = [row_address(table, id) for table in ROWS for id in (PLAIN[0], usual(PLAIN[0]))]
    rows += ["/catalogue/runs/1", "/catalogue/quotes/1", "/nope", f"{LIST}?_search=nosuchword", f"{LIST}?host=x&nope=1"]
    rows += [f"{LIST}?_search=plain"]
    pages = [plain.ask(address).text for address in (*PAGES_OF_ALL, *rows)]
    # Addresses of adverts among the texts become links, marked as such; no harmless text is an address.
    known = set().union(*map(kinds, pages)) | {("a", ("href", "rel")), ("a", ("class", "href", "rel"))}
    return known, set().union(*map(hosts_of, pages))


def check(page: str, usual_kinds: tuple[set[Kind], set[str]], address: str) -> None:
    assert list(faults(page, *usual_kinds))[:3] == [], address
    assert "54439" not in page, f"{address}: a template was filled in"


def test_there_are_enough() -> None:
    assert len({*SCRIPTS}) >= 60
    assert len({*FORMULAS}) >= 30
    assert len({*TEXTS}) == len(SCRIPTS) + len(FORMULAS)


def test_every_text_column_of_every_table_holds_every_text(hostile: Site) -> None:
    counted = {"dropped": 1, "fill": 0.5}  # JSON: text → number
    with closing(sqlite3.connect(hostile.path)) as db:
        for name, table in TABLES.items():
            for column in (each.name for each in table.columns if each.type == "text"):
                there = {row[0] for row in db.execute(f"select [{column}] from [{name}]")}
                if name == "runs" and column in counted:
                    there = {text for cell in there for text in json.loads(cell)}
                assert {*TEXTS} <= there, (name, column)


def test_the_parser_sees_what_breaks_out(plain: Site, usual_kinds: tuple[set[Kind], set[str]]) -> None:
    """The check can fail: a page that escapes nothing has faults, for most texts of those that hold markup."""
    page = plain.page(row_address("opportunities", PLAIN[0]))
    marked = [text for text in SCRIPTS if "<" in text and "http-equiv" not in text]
    seen = [text for text in marked if [*faults(page.replace(PLAIN[0], text), *usual_kinds)]]
    assert len(seen) > 0.8 * len(marked)


@pytest.mark.parametrize("address", [page for page in PAGES_OF_ALL if not page.startswith(HUGE)])
def test_a_page_of_many_holds_nothing_that_came_from_a_text(
    hostile: Site, usual_kinds: tuple[set[Kind], set[str]], address: str
) -> None:
    check(hostile.page(address), usual_kinds, address)


@pytest.mark.parametrize("first", range(0, len(TEXTS), CHUNK))
def test_maps_and_charts_hold_nothing_that_came_from_a_text(
    tmp_path: Path, usual_kinds: tuple[set[Kind], set[str]], first: int
) -> None:
    site = site_of(tmp_path, TEXTS[first : first + CHUNK])
    for address in ("/map", "/map?show=open", "/trends"):
        check(site.page(address), usual_kinds, address)


@pytest.mark.parametrize("table", ROWS)
def test_a_page_of_one_shows_the_text_and_nothing_that_came_from_it(
    hostile: Site, usual_kinds: tuple[set[Kind], set[str]], table: str
) -> None:
    for text in map(as_kept, SCRIPTS):
        for id in (text, usual(text)) if table in SHOWN_OF_OUR_OWN else (text,):
            page = hostile.page(row_address(table, id))
            check(page, usual_kinds, f"{table}: {text!r}")
            assert squeezed(text) in shown(page), f"{table}: {text!r} is not to be read"


# --- in addresses

ASKED = """
/{} /catalogue/{} /catalogue/{}.json /catalogue/{}.csv /catalogue/opportunities/{} /catalogue/opportunities/{}.json
/catalogue/opportunities.{} /catalogue/opportunities?_search={}&_all=on /catalogue/opportunities?_sort={}
/catalogue/opportunities?{}=1 /catalogue/opportunities?host={}&title__contains={}&sectors_to__arraycontains={}&_all=on
/catalogue/opportunities?status={} /catalogue/opportunities?_page={}&_iam={}&_size={} /catalogue/opportunities.csv?{}=1
/catalogue/opportunities.xlsx?_sort={} /catalogue/opportunities.json?_sort={} /catalogue/opportunities.json?host={}
/catalogue/opportunities.atom?host={} /catalogue/opportunities.atom?_search={} /catalogue/opportunities.ris?id={}
/find?iam={}&go={}&_search={} /programmes?form={} /sources?status={} /map?show={} /codebook?{} /health.atom?{}
/catalogue/closing_within_days?days={} /catalogue/by_host?x={} /catalogue/runs?_sort={} /catalogue/runs?source={}
/catalogue/runs?_facet={} /catalogue/runs?_next={} /catalogue/runs?verdict__{}=1 /catalogue/runs?reason__in={}
/catalogue/runs.json?_col={} /catalogue/sources/{} /catalogue/programmes/{} /download/{} /-/{} /sitemap-{}.xml?{}
""".split()
TYPES = ("text/html", "application/json", "text/plain", "text/csv", "application/atom+xml", "application/x-ndjson",
         "application/x-research-info-systems", "application/vnd", "application/xml")  # fmt: skip
HEADERS = {
    *"content-type content-length content-disposition location link vary etag cache-control x-robots-tag".split(),
    *map(str.lower, guard.HEADERS),
}
# What breaks out of a page does so in a row of others too; what must stand first in an address is asked alone, and so
# is what has a backslash, with which no path is answered.
ALONE = [*PAYLOADS["scripts"]["address"], *(text for text in SCRIPTS if "\\" in text)]
SENT = ["".join(text for text in SCRIPTS if text not in ALONE), *ALONE]


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_that_stands_in_an_address_comes_to_life(
    plain: Site, usual_kinds: tuple[set[Kind], set[str]], asked: str
) -> None:
    for text in SENT:
        address = asked.replace("{}", quote(text, safe="", errors="replace"))
        answer = plain.ask(address)
        if answer.status_code == 302:  # Datasette writes a path's % as ~
            answer = plain.ask(answer.headers["location"])
        assert answer.status_code in (200, 303, 400, 403, 404), (address, answer.status_code)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "fired" not in repr(
            [pair for pair in answer.headers.multi_items() if pair[0] not in ("location", "link")]
        )
        assert resolved(answer.headers.get("location", "/"))[1] == "localhost"
        assert not answer.content or answer.headers["content-type"].startswith(TYPES), answer.headers["content-type"]
        if answer.headers.get("content-type", "").startswith("text/html"):
            check(answer.text, usual_kinds, address)


def test_texts_that_the_file_cannot_hold_are_changed_alike_everywhere(tmp_path: Path) -> None:
    """One advert with NUL in its key would else keep every build from being published."""
    changed = [text for text in (*SCRIPTS, *FORMULAS) if text != as_kept(text)]
    assert len(changed) > 3
    assert write_hostile(tmp_path / "catalogue.db", changed) == []
