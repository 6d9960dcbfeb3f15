"""What the site does for nobody: lead away, run their SQL, wait for ever, tell of itself, show what is private."""

from __future__ import annotations

import asyncio
import io
import re
import socket
import sqlite3
import threading
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.metadata import metadata, version
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
import yaml
from datasette.app import Datasette
from sample_catalogue import TODAY, write_sample
from served_site import METADATA, ask, served_site

from catalogue.archive.schema import SCHEMA
from catalogue.columns import TABLES
from catalogue.site.refusals import LONGEST, refusal
from catalogue.site.routes import ROUTES
from catalogue.site.sitemap import PAGES
from catalogue.tables.finish import VIEWS

LIST = "/catalogue/opportunities"
RECORD = f"{LIST}/harbour~3A0"
CANARY = "lantern"  # stands in the searchable text of every tenth opportunity, and in nothing that is published
QUERIES = list(yaml.safe_load(METADATA.read_text())["databases"]["catalogue"]["queries"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("safe")
    write_sample(folder / "catalogue.db")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Datasette:
    told = {**yaml.safe_load(METADATA.read_text()), "plugins": {"wkep-catalogue": {"today": TODAY.isoformat()}}}
    return Datasette([str(folder / "catalogue.db")], metadata=told)


def sent(site: Datasette, target: bytes, method: str = "GET", **headers: bytes) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of a request whose target is passed on as it is written, as a server does."""
    path, _, question = target.partition(b"?")
    named = {b"host": b"localhost", **{name.encode().replace(b"_", b"-"): value for name, value in headers.items()}}
    scope = {"type": "http", "method": method, "scheme": "http", "http_version": "1.1", "raw_path": path,
             "path": bytes_of(path).decode("utf-8", "replace"), "query_string": question,
             "headers": list(named.items())}  # fmt: skip
    got: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        got.append(dict(message))

    asyncio.run(site.client.app(scope, receive, send))
    told = {name.decode().lower(): value.decode("latin-1") for name, value in got[0]["headers"]}
    return got[0]["status"], told, b"".join(each.get("body", b"") for each in got[1:])


def bytes_of(path: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), path)


def get(site: Datasette, address: str) -> Any:
    return asyncio.run(site.client.get(address))


# --- nobody is led away


AWAY = r"""
//evil.example
//evil.example/
///evil.example/
////evil.example//
/\evil.example
/\evil.example/
/\/evil.example/
\\evil.example/
/%5Cevil.example/
/%5c%5cevil.example/
/%2Fevil.example/
/%2f%2fevil.example/
/%2F%2Fevil.example
/.//evil.example/
/..//evil.example/
/;//evil.example/
//evil.example/%2e%2e/
/%09/evil.example/
/%0d%0aLocation:%20//evil.example/
/evil.example%00/
//evil.example?x=1
/?next=//evil.example
/find?next=https://evil.example/
/find/?next=//evil.example/
/-/logout?next=//evil.example
/-/config//evil.example/
/:memory://evil.example/
/:memory:%2F%2Fevil.example
/catalogue//evil.example/
/catalogue/opportunities//evil.example/
/catalogue\..\..\evil.example/
https://evil.example/
http:evil.example/
/catalogue/opportunities/?x=//evil.example
/http://evil.example/
/%68ttp://evil.example/
/@evil.example/
/#//evil.example/
/about/
""".split()


@pytest.mark.parametrize("target", AWAY)
def test_no_address_leads_to_another_site(site: Datasette, target: str) -> None:
    status, headers, _ = sent(site, target.encode("latin-1"))
    assert status < 500
    location = headers.get("location")
    if location is not None:
        read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")  # as browsers read it
        assert urlsplit(urljoin("http://localhost/", read)).netloc == "localhost", location
        assert not read.startswith("//")


# --- methods, hosts, lengths


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
@pytest.mark.parametrize("target", [b"/", LIST.encode(), b"/catalogue", b"/-/logout", b"/nope"])
def test_nothing_is_taken_in(site: Datasette, method: str, target: bytes) -> None:
    status, headers, body = sent(site, target, method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert headers["content-security-policy"]
    assert len(body) < 200


BAD_HOSTS = ["evil.example/path", "evil.example?x=", "a b", '"><script>', "x@evil.example", "evil.example:80:80", "http://x",
             "a" * 400, "evil.example\\x", "[::1", "x\ty", "evil.example:port", "a,b"]  # fmt: skip


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_a_host_that_is_no_name_is_refused(site: Datasette, host: str) -> None:
    status, _, body = sent(site, b"/sitemap.xml", host=host.encode())
    assert status == 400
    assert host.encode() not in body


@pytest.mark.parametrize("host", "catalogue.example.org example.org:8001 127.0.0.1:8001 [::1]:80 wkep_site".split())
def test_a_host_that_is_a_name_is_answered(site: Datasette, host: str) -> None:
    assert sent(site, b"/", host=host.encode())[0] == 200


def test_only_the_names_of_the_settings_are_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WKEP_HOSTS", "catalogue.example.org, www.example.org")
    site = Datasette([str(folder / "catalogue.db")])
    table = {"catalogue.example.org": 200, "WWW.example.org:443": 200, "127.0.0.1:8001": 200, "localhost": 200,
             "evil.example": 421, "catalogue.example.org.evil.example": 421}  # fmt: skip
    assert {host: sent(site, b"/robots.txt", host=host.encode())[0] for host in table} == table


@pytest.mark.parametrize("name", "x_forwarded_host x_forwarded_server forwarded x_original_url x_rewrite_url".split())
def test_headers_of_proxies_do_not_name_the_site(site: Datasette, name: str) -> None:
    for target in (b"/sitemap.xml", b"/robots.txt", LIST.encode(), RECORD.encode(), b"/-/versions"):
        status, headers, body = sent(site, target, **{name: b"evil.example/-/x"})
        assert b"evil.example" not in body
        assert "evil.example" not in repr(headers)
        assert (status == 403) == target.startswith(b"/-/")


def test_lengths_have_bounds() -> None:
    scope = {"method": "GET", "path": "/", "raw_path": b"/", "query_string": b"x" * LONGEST, "headers": []}
    assert (refusal(scope) or (0,))[0] == 414
    assert refusal({**scope, "query_string": b"x" * (LONGEST - 1)}) is None
    assert (refusal({**scope, "query_string": b"", "headers": [(b"x", b"y" * 70_000)]}) or (0,))[0] == 431


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET /?" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\\evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /x\r\nLocation: //evil HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
        b"\x16\x03\x01\x00\xff" * 40,
        b"\r\n" * 1000,
    ],
    ids=range(11),
)
def test_a_real_server_bears_anything(served: int, request_text: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=10) as connection:
        answer = b""
        with suppress(OSError):  # the server may have had enough before the end
            connection.sendall(request_text)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 30")), answer[:200]
    assert b"evil" not in answer.lower()
    assert ask(served, "/robots.txt")[0] == 200


SLOW = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[int]:
    """A real server, with one more report: one that never ends."""
    told = yaml.safe_load(METADATA.read_text())
    told["databases"]["catalogue"]["queries"]["slow"] = {"sql": SLOW}
    metadata = folder / "metadata.yml"
    metadata.write_text(yaml.safe_dump(told))
    with served_site(folder / "catalogue.db", metadata=metadata) as port:
        yield port


def test_a_question_without_end_is_cut_while_other_pages_answer(served: int) -> None:
    ended: list[tuple[int, float]] = []

    def slow() -> None:
        begun = time.monotonic()
        status, body = ask(served, "/catalogue/slow")
        assert b"takes too long" in body
        ended.append((status, time.monotonic() - begun))

    for address in ("/", LIST, RECORD):  # warm
        assert ask(served, address)[0] == 200
    slow_ones = [threading.Thread(target=slow) for _ in range(3)]
    for each in slow_ones:
        each.start()
    time.sleep(0.2)
    answered_before = []
    for address in ("/", LIST, RECORD):
        assert ask(served, address)[0] == 200
        answered_before.append(len(ended))
    for each in slow_ones:
        each.join()
    assert answered_before[0] == 0
    assert [status for status, _ in ended] == [400] * 3
    assert max(taken for _, taken in ended) < 2.5  # the limit is a second; this machine may have other work


# --- SQL and internals


SQL = "sql=select+*+from+opportunities_fts_docsize"
THROUGH = quote('{"table":"opportunities_fts","column":"text","value":"x"}')
SQL_ADDRESSES = f"""
/catalogue?{SQL} /catalogue.json?{SQL} /catalogue.csv?{SQL} /catalogue.jsono?{SQL} /?{SQL} /-/query?{SQL}
/catalogue/-/query?{SQL} /catalogue/-/query.json?{SQL} /catalogue/by_host?{SQL} /catalogue/by_host.json?{SQL}
/_memory?{SQL} /:memory:?{SQL} /_internal /_internal/tables /_internal.json {RECORD}.json?{SQL}
{LIST}?_where=1 {LIST}.json?_where=1 {LIST}.csv?_where=1 {LIST}.xlsx?_where=1 {LIST}.atom?_where=1
/catalogue/runs?_where=1 /catalogue/runs.json?_where=1 /catalogue/runs.csv?_where=1
/catalogue/opportunities_fts?_search=x /catalogue/sqlite_master /catalogue/sqlite_stat1 /catalogue/sqlite_schema.json
/catalogue.db {LIST}.json?_through={THROUGH} {LIST}.json?_extra=_query {LIST}.json?_facet=nonsense
{LIST}?_fts_table=sqlite_master&_search=x
""".split()


@pytest.mark.parametrize("address", SQL_ADDRESSES)
def test_nobody_writes_their_own_sql(site: Datasette, address: str) -> None:
    answer = get(site, address)
    assert answer.status_code < 500
    assert CANARY not in answer.text
    assert "opportunities_fts" not in answer.text.replace(SQL, "")
    if answer.status_code == 200:  # then the question was passed over, and the page is what it always is
        assert get(site, address.partition("?")[0]).status_code == 200


INTERNALS = """metadata versions plugins settings config threads databases actor auth-token logout permissions messages
allow-debug patterns tables api create-token jump nope""".split()


@pytest.mark.parametrize("name", INTERNALS)
@pytest.mark.parametrize("format", ["", ".json"])
def test_the_site_does_not_tell_of_itself(site: Datasette, name: str, format: str) -> None:
    assert get(site, f"/-/{name}{format}").status_code in (403, 404)


def test_every_internal_page_of_datasette_is_in_the_list_above(site: Datasette) -> None:
    patterns = {pattern.pattern for pattern, _ in site._routes() if pattern.pattern.startswith("/-/")}
    ours = {pattern for pattern, _ in ROUTES}
    for pattern in patterns - ours:
        named = re.match(r"/-/([a-z-]+)", pattern)
        assert named and (named[1] in INTERNALS or named[1].startswith("static")), pattern


# --- limits


def test_nobody_has_more_time_rows_or_threads_than_the_site_can_give(site: Datasette) -> None:
    told = site.settings_dict()
    most = {"sql_time_limit_ms": 1000, "max_returned_rows": 1000, "num_sql_threads": 3, "facet_time_limit_ms": 200}
    assert {name: told[name] for name in most if told[name] > most[name]} == {}
    assert not told["allow_download"]
    assert not told["trace_debug"]
    assert not told["template_debug"]


def test_no_report_writes_and_nothing_else_can(site: Datasette, tmp_path: Path) -> None:
    reports = yaml.safe_load(METADATA.read_text())["databases"]["catalogue"]["queries"]
    assert [name for name, report in reports.items() if {"write", "is_write"} & set(report)] == []
    assert all(re.match(r"(?:select|with)\b", report["sql"].strip()) for report in reports.values())
    get(site, "/")  # the connection is made ready by the first request
    db = site.get_database("catalogue")
    for sql in (
        "delete from meta",
        "create table x (y)",
        f"attach '{tmp_path}/x.db' as x",
        "select load_extension('x')",
    ):
        with pytest.raises(sqlite3.OperationalError):
            asyncio.run(db.execute_fn(lambda conn, sql=sql: conn.execute(sql).fetchall()))
    assert not [*tmp_path.iterdir()]


def test_only_the_stable_line_of_datasette_is_asked_for_and_served() -> None:
    """1.0 reads its settings elsewhere: metadata.yml would be passed over, and with it the word that forbids SQL."""
    asked = tomllib.loads((METADATA.parent / "pyproject.toml").read_text())["project"]["dependencies"]
    assert [each for each in asked if each.startswith("datasette>")] == ["datasette>=0.65.5,<1"]
    assert version("datasette").startswith("0.65.")


FREE = re.compile(r"\b(?:MIT|BSD|Apache|PSF|ZPL)\b")  # nothing that would bind who runs or changes this project


def test_packages_are_free_to_use() -> None:
    asked = tomllib.loads((METADATA.parent / "pyproject.toml").read_text())["project"]["dependencies"]
    for name in (re.split(r"[^\w.-]", each)[0] for each in asked if "python_version" not in each):
        told = metadata(name)
        classified = [each for each in told.get_all("Classifier") or [] if each.startswith("License")]
        licence = " ".join([str(told["License-Expression"]), str(told["License"])[:100], *classified])
        assert FREE.search(licence), f"{name}: {licence}"
        assert "GPL" not in licence, f"{name}: {licence}"


# --- everything that is served


FORMATS = """csv csv?_raw=on json json?_stream=on&_shape=array json?_shape=objects&_size=max jsonl xlsx ris atom
ics""".split()
OTHERS = """/robots.txt /sitemap.xml /health.atom /favicon.ico /codebook.md /find?_search=policy /catalogue
/catalogue.json /.json /catalogue/programmes/flood-policy /catalogue/sources/moor
/-/static-plugins/wkep-catalogue/style.css""".split()
SEARCH = "_search=cafe"  # stands beside the canary
DOWNLOADS = ["/download/catalogue.zip", "/download/catalogue.db", "/catalogue.db"]


def everything(path: Path) -> list[str]:
    """Every address that the site answers: pages, tables, views, reports, rows of each, formats, feeds, downloads."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]
    asked = [
        *PAGES,
        *OTHERS,
        *DOWNLOADS,
        f"{LIST}?{SEARCH}&_all=on",
        f"{LIST}?_all=on",
        RECORD,
        f"{RECORD}.json",
        f"{RECORD}.csv",
    ]
    asked += [f"{LIST}.{format}" for format in FORMATS]
    asked += [f"{LIST}.{format}{'&' if '?' in format else '?'}{SEARCH}" for format in FORMATS]
    for name in [*names, *QUERIES]:
        asked += [f"/catalogue/{name}{ending}" for ending in ("", ".json?_shape=objects&_size=max", ".csv?_size=max")]
    asked += [f"/catalogue/{name}/1{ending}" for name in names for ending in ("", ".json")]
    return list(dict.fromkeys(asked))


def parts_of(address: str, content: bytes) -> Iterator[bytes]:
    """What was served; of a packed file, each of its parts."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from parts_of(name, packed.read(name))


def test_no_text_of_an_advert_and_no_path_of_the_machine_is_in_anything_served(site: Datasette, folder: Path) -> None:
    found = []
    for address in everything(folder / "catalogue.db"):
        answer = get(site, address)
        assert answer.status_code < 500, (address, answer.text[:500])
        for part in parts_of(address, answer.content):
            if CANARY.encode() in part.lower():
                place = part.lower().index(CANARY.encode())
                found.append(f"{address}: {part[max(0, place - 60) : place + 60]!r}")
            for secret in (str(folder).encode(), b"site-packages", b"Traceback"):
                assert secret not in part, address
    assert found == []


def test_every_route_is_among_what_is_looked_at(folder: Path) -> None:
    looked_at = [address.partition("?")[0] for address in [*everything(folder / "catalogue.db"), "/-/versions"]]
    for pattern, _ in ROUTES:
        assert any(re.match(pattern, address) for address in looked_at), f"{pattern}: add an address of it above"


def test_nothing_is_served_but_the_tables_views_and_reports_that_are_published(site: Datasette, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")]
    assert {*TABLES, *VIEWS} <= {*names}
    for name in names:
        statuses = {get(site, f"/catalogue/{name}{ending}").status_code for ending in ("", ".json", ".csv")}
        assert statuses == ({200} if name in TABLES or name in VIEWS else {403}), name
    listed = get(site, "/catalogue.json").json()
    assert {each["name"] for each in listed["tables"] if not each.get("private")} <= {*TABLES}


# Columns of the archive that hold what is never published: pages, texts, and what was sent along with them.
PRIVATE = {*"html page facts json_ld hash etag last_modified asked_with reading wording text body".split()}


def test_no_private_column_has_a_place_in_anything_served(site: Datasette, folder: Path) -> None:
    assert {"html", "page", "facts", "json_ld", "hash", "etag"} <= {*re.findall(r"^    (\w+) ", SCHEMA, re.MULTILINE)}
    public = {name: {column.name for column in table.columns} for name, table in TABLES.items()}
    for name in [*TABLES, *VIEWS, *QUERIES]:
        columns = set(get(site, f"/catalogue/{name}.json?_shape=arrays&_size=1").json()["columns"])
        assert not columns & PRIVATE, name
        if name in public:
            assert columns - {"rowid"} == public[name], name


def test_the_words_of_the_index_are_in_no_download(site: Datasette, folder: Path) -> None:
    """The index knows every word of an advert and its place; who has its tables could put the text together again."""
    assert CANARY.encode() in (folder / "catalogue.db").read_bytes()
    for address in DOWNLOADS:
        answer = get(site, address)
        assert all(CANARY.encode() not in part for part in parts_of(address, answer.content)), address


@pytest.mark.parametrize(
    "address", "/catalogue.db /~63atalogue.db /c~61talogue.db /catalogue~2Edb /catalogue%2Edb".split()
)
def test_the_file_itself_is_never_handed_out(folder: Path, address: str) -> None:
    site = Datasette([], immutables=[str(folder / "catalogue.db")], metadata=yaml.safe_load(METADATA.read_text()))
    answer = get(site, address)
    assert answer.status_code in (302, 403, 404), address
    assert not answer.content.startswith(b"SQLite")
