"""A new file is taken up without a restart, without a failed request and without a mixture; what bots are told."""

from __future__ import annotations

import asyncio
import gc
import gzip
import logging
import os
import re
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from datasette.app import Datasette
from protego import Protego
from sample_catalogue import TODAY, write_sample
from served_site import METADATA, served_site
from site_load import load_while_swapping
from test_site import Tags

from catalogue.columns import TABLES
from catalogue.site import caching, sitemap
from catalogue.site.bots import may_index
from catalogue.site.live import LiveDatabase, answered_from
from catalogue.site.live_edition import NotBuilt
from catalogue.site.published import ask, catalogue_of

LIST = "/catalogue/opportunities"
RECORD = f"{LIST}/harbour~3A0"
Answer = Any


def datasette_of(path: Path, today: date = TODAY, **more: Any) -> Datasette:
    told = {**yaml.safe_load(METADATA.read_text()), "plugins": {"wkep-catalogue": {"today": today.isoformat()}}}
    return Datasette([str(path)], metadata=told, **more)


def get(datasette: Datasette, address: str, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(datasette.client.get(address, headers=sent))


def swap(folder: Path, path: Path, size: int) -> None:
    write_sample(folder / "new.db", size=size)
    os.replace(folder / "new.db", path)  # noqa: PTH105 as the build does it


def rows_of(datasette: Datasette) -> int:
    return int(get(datasette, f"{LIST}.json?_nofacet=1").json()["filtered_table_rows_count"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_sample(tmp_path / "catalogue.db", size=12)
    return tmp_path / "catalogue.db"


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """A site whose file stays."""
    folder = tmp_path_factory.mktemp("still")
    write_sample(folder / "catalogue.db")
    return datasette_of(folder / "catalogue.db")


# --- a new build


def test_swaps_under_load_fail_no_request_and_mix_no_rows(tmp_path: Path) -> None:
    served = tmp_path / "catalogue.db"
    write_sample(served, size=200)
    editions = []
    for number, size in enumerate((320, 150, 410, 200), 1):
        write_sample(tmp_path / f"next{number}.db", size=size)
        editions.append((tmp_path / f"next{number}.db", size))
    with served_site(served) as port:
        load = load_while_swapping(port, served, editions, seconds=5, per_second=50)
    assert (load.failed, load.torn) == ([], [])
    assert load.asked > len(editions)
    # Within a second; on a machine that has much other work, within a few of its slowest answers. The bench is strict.
    assert max(load.seen_after) < max(1.0, 3 * load.slowest), load.seen_after


def test_requests_under_way_end_in_the_file_in_which_they_began(path: Path) -> None:
    datasette = datasette_of(path)
    assert rows_of(datasette) == 12
    db = catalogue_of(datasette)
    assert db is not None
    begun, go_on = threading.Event(), threading.Event()

    def slow(conn: sqlite3.Connection, published: Any) -> tuple[int, int]:
        begun.set()
        assert go_on.wait(20)
        return conn.execute("select count(*) from opportunities").fetchone()[0], published.size

    async def both() -> tuple[tuple[int, int], int, int]:
        with answered_from(db.edition):
            old = asyncio.create_task(ask(datasette, slow))
            while not begun.is_set():
                await asyncio.sleep(0.01)
        swap(path.parent, path, 7)
        fresh = (await datasette.client.get(f"{LIST}.json?_nofacet=1")).json()["filtered_table_rows_count"]
        with answered_from(None):
            ours = await ask(datasette, lambda _, published: published.size)
        go_on.set()
        return await old, fresh, ours

    assert asyncio.run(both()) == ((12, 12), 7, 7)


def test_what_was_read_of_a_file_always_belongs_to_its_rows(path: Path) -> None:
    """Forty swaps with questions from all sides: numbers read once and rows asked now never differ."""
    datasette = datasette_of(path)
    rows_of(datasette)

    def both(conn: sqlite3.Connection, published: Any) -> tuple[int, int]:
        return conn.execute("select count(*) from opportunities").fetchone()[0], published.size

    async def asked() -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for number in range(40):
            shutil.copy(path.with_name(f"size{number % 2}.db"), path.with_name("next.db"))
            os.replace(path.with_name("next.db"), path)  # noqa: PTH105, ASYNC
            asked_now = [datasette.client.get(f"{LIST}/harbour~3A0"), *(ask(datasette, both) for _ in range(4))]
            record, *pairs = await asyncio.gather(*asked_now)
            assert record.status_code == 200
            found += pairs
        return found

    write_sample(path.with_name("size0.db"), size=3)
    write_sample(path.with_name("size1.db"), size=8)
    pairs = asyncio.run(asked())
    assert {rows for rows, _ in pairs} >= {3, 8}
    assert all(rows == read for rows, read in pairs)


def test_a_file_that_is_missing_for_a_moment_is_not_missed(path: Path) -> None:
    datasette = datasette_of(path)
    assert rows_of(datasette) == 12
    path.rename(path.with_name("away.db"))
    assert rows_of(datasette) == 12
    assert get(datasette, LIST).status_code == get(datasette, RECORD).status_code == 200
    swap(path.parent, path, 5)
    assert rows_of(datasette) == 5


@pytest.mark.parametrize("wrong", ["empty", "text", "other tables", "fewer columns", "cut off"])
def test_a_file_that_is_no_catalogue_is_told_of_and_not_served(
    path: Path, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    datasette = datasette_of(path)
    assert rows_of(datasette) == 12
    bad = path.with_name("bad.db")
    if wrong == "fewer columns":
        shutil.copy(path, bad)
        with closing(sqlite3.connect(bad)) as db:
            db.execute("drop view closing_soon")
            for view in ("open_opportunities", "new_this_week", "source_health"):
                db.execute(f"drop view {view}")
            db.execute("alter table excluded drop column quote")
    elif wrong == "other tables":
        with closing(sqlite3.connect(bad)) as db:
            db.execute("create table opportunities (id text)")
    else:
        bad.write_bytes({"empty": b"", "text": b"no database " * 900, "cut off": path.read_bytes()[:9000]}[wrong])
    os.replace(bad, path)  # noqa: PTH105
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert rows_of(datasette) == 12
    assert len([each for each in caplog.records if "cannot be served" in each.message]) == 1
    swap(path.parent, path, 6)
    assert rows_of(datasette) == 6


def test_a_site_may_begin_before_its_first_build(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    path.touch()  # as `datasette --create` leaves it
    datasette = datasette_of(path)
    for address in ("/", LIST):
        answer = get(datasette, address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60"), address
        assert "no catalogue here yet" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert get(datasette, "/robots.txt").status_code == 200
    swap(tmp_path, path, 5)
    assert get(datasette, "/").status_code == 200


def test_a_question_before_the_first_build_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt):
        asyncio.run(ask(Datasette([]), lambda conn, published: None))


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_any_number_of_threads(path: Path, threads: int) -> None:
    datasette = datasette_of(path, settings={"num_sql_threads": threads})
    assert rows_of(datasette) == 12
    swap(path.parent, path, 4)
    assert rows_of(datasette) == 4
    assert get(datasette, LIST).status_code == 200


def test_an_immutable_file_is_taken_up_as_well(path: Path) -> None:
    told = yaml.safe_load(METADATA.read_text())
    datasette = Datasette([], immutables=[str(path)], metadata=told, inspect_data={"catalogue": {
        "hash": "x", "size": 1, "file": str(path), "tables": {name: {"count": 99} for name in TABLES}}})  # fmt: skip
    assert rows_of(datasette) == 99  # `datasette inspect` is believed, as long as it is about this file
    swap(path.parent, path, 4)
    assert rows_of(datasette) == 4
    assert asyncio.run(datasette.databases["catalogue"].table_counts())["opportunities"] == 4


def test_old_files_are_let_go(path: Path) -> None:
    datasette = datasette_of(path)
    for number in range(12):
        swap(path.parent, path, 3 + number % 4)
        rows_of(datasette)
        get(datasette, LIST)
    gc.collect()
    open_files = [os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]  # noqa: PTH115
    held = [each for each in open_files if str(path.parent) in each and "deleted" in each]
    db = catalogue_of(datasette)
    assert isinstance(db, LiveDatabase)
    assert len(held) <= db.wanted  # at most one edition that is about to go


# --- caches


def test_a_page_that_is_known_is_not_sent_again(still: Datasette) -> None:
    for address in ("/", LIST, RECORD, f"{LIST}.json", f"{LIST}.csv", "/catalogue", "/robots.txt", "/sitemap.xml"):
        first = get(still, address)
        assert first.status_code == 200, address
        assert first.headers["cache-control"] == "public, max-age=60"
        tag = first.headers["etag"]
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
            again = get(still, address, if_none_match=known)
            assert (again.status_code, again.content) == (304, b""), address
            assert again.headers["etag"] == tag
            assert again.headers["cache-control"] == "public, max-age=60"
            assert "accept-encoding" in again.headers["vary"].lower()
        assert get(still, address, if_none_match='"another"').status_code == 200


def test_a_tag_holds_for_one_address_one_file_one_day_and_one_release(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datasette_of(path)
    tags = [get(today, address).headers["etag"] for address in (LIST, RECORD, f"{LIST}?nation=Wales", f"{LIST}.json")]
    tags.append(get(datasette_of(path, date(2031, 3, 4)), LIST).headers["etag"])
    swap(path.parent, path, 12)  # the same rows, but another build
    tags.append(get(today, LIST).headers["etag"])
    monkeypatch.setattr(caching, "VERSIONS", {today: "another release"})
    tags.append(get(today, LIST).headers["etag"])
    assert len(set(tags)) == len(tags)


def test_copies_on_other_machines_have_the_same_tags(path: Path) -> None:
    other = path.with_name("copies") / path.name
    other.parent.mkdir()
    shutil.copy2(path, other)  # with its times, as rsync -t
    assert get(datasette_of(path), LIST).headers["etag"] == get(datasette_of(other), LIST).headers["etag"]


def test_errors_and_what_is_personal_are_kept_nowhere(still: Datasette) -> None:
    for address in ("/catalogue/runs?_sort=nope", "/-/versions", f"{LIST}.csv?nope=1"):
        answer = get(still, address)
        assert answer.headers["cache-control"] == "no-store", address
        assert "etag" not in answer.headers
    assert get(still, "/nope").headers["cache-control"] == "public, max-age=60"
    tag = get(still, LIST).headers["etag"]
    for name in ("cookie", "authorization"):
        answer = get(still, LIST, if_none_match=tag, **{name: "x=y"})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_nobody_sets_how_long_others_keep_a_page(still: Datasette) -> None:
    answer = get(still, f"{LIST}.json?_ttl=31536000")
    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]


def test_files_of_the_site_are_kept_long_under_an_address_of_their_own(still: Datasette) -> None:
    [href] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', get(still, "/").text)
    assert "?" in href
    style = get(still, href)
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert get(still, href, if_none_match=style.headers["etag"]).status_code == 304
    assert get(still, href.partition("?")[0]).headers["cache-control"] == "public, max-age=3600"


# --- gzip


@pytest.mark.parametrize("address", ["/", LIST, RECORD, f"{LIST}.json", f"{LIST}.csv?_stream=on", "/sitemap.xml"])
def test_what_is_sent_compressed_is_the_same(still: Datasette, address: str) -> None:
    plain, packed = raw(still, address, "identity"), raw(still, address, "gzip")
    assert "content-encoding" not in plain[0]
    assert packed[0]["content-encoding"] == "gzip"  # once
    assert gzip.decompress(packed[1]) == plain[1] or ".json" in address  # it tells its own milliseconds
    assert len(packed[1]) < len(plain[1])
    assert "accept-encoding" in packed[0]["vary"].lower()
    assert packed[0]["etag"] == plain[0]["etag"]
    assert packed[0]["etag"].startswith("W/")
    if "content-length" in packed[0]:
        assert int(packed[0]["content-length"]) == len(packed[1])


def raw(datasette: Datasette, address: str, encoding: str, method: str = "GET") -> tuple[dict[str, str], bytes]:
    """(headers, body) as they leave the application."""
    path, _, question = address.partition("?")
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "scheme": "http",
             "query_string": question.encode(), "http_version": "1.1",
             "headers": [(b"host", b"localhost"), (b"accept-encoding", encoding.encode())]}  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(datasette.client.app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert len(headers) == len(sent[0]["headers"]), "a header stands twice"
    return {"status": str(sent[0]["status"]), **headers}, b"".join(each.get("body", b"") for each in sent[1:])


def test_a_known_page_has_no_body_whatever_the_encoding(still: Datasette) -> None:
    headers, _ = raw(still, LIST, "gzip", "HEAD")
    assert headers["status"] == "200"
    assert headers["etag"] == raw(still, LIST, "gzip")[0]["etag"]


MOST = 60_000  # bytes of a page with its style, as they are sent


def test_pages_are_light(still: Datasette) -> None:
    style = re.findall(r'<link rel="stylesheet" href="([^"]+)"', get(still, "/").text)[0]
    css = len(raw(still, style, "gzip")[1])
    for address in ("/", LIST, f"{LIST}?_all=on", RECORD, *sitemap.PAGES):
        if get(still, address).status_code == 200:
            assert len(raw(still, address, "gzip")[1]) + css <= MOST, address


# --- bots


def test_robots_and_robots_header_say_the_same(still: Datasette) -> None:
    rules = Protego.parse(get(still, "/robots.txt").text)
    table = {
        "/": True, LIST: True, RECORD: True, "/about": True, "/catalogue/programmes/flood-policy": True,
        "/catalogue/sources/moor": True, f"{LIST}?nation=Wales": False, f"{LIST}.json": False, f"{LIST}.csv": False,
        f"{RECORD}.json": False, "/catalogue": False, "/catalogue/quotes": False, "/catalogue/by_host": False,
        "/catalogue/quotes/3": False, "/-/versions": False, "/?x=1": False, f"{RECORD}?x=1": False,
        "/download/catalogue.zip": False, "/health.atom": False, f"{LIST}.atom": False,
        "/-/static-plugins/wkep-catalogue/style.css?abc": True,
    }  # fmt: skip
    for address, allowed in table.items():
        assert rules.can_fetch(f"http://localhost{address}", "anybot") is allowed, address
        path, _, question = address.partition("?")
        assert may_index(path, question) is allowed, address
    for address in (f"{LIST}?nation=Wales", f"{LIST}.json", f"{RECORD}.json", "/catalogue/quotes"):
        assert get(still, address).headers.get_list("x-robots-tag") == ["noindex, follow"], address
    for address in ("/", LIST, RECORD):
        assert "x-robots-tag" not in get(still, address).headers


def located(text: str) -> dict[str, str | None]:
    """Address → day of the last change, of a sitemap."""
    space = {"s": sitemap.NAMESPACE}
    root = ElementTree.fromstring(text)
    return {each.findtext("s:loc", "", space): each.findtext("s:lastmod", None, space) for each in root}


def test_the_sitemap_names_every_record_with_its_day(still: Datasette) -> None:
    [named] = list(Protego.parse(get(still, "/robots.txt").text).sitemaps)
    listed = located(get(still, urlsplit(named).path).text)
    with closing(sqlite3.connect(still.databases["catalogue"].path)) as db:
        seen = dict(db.execute("select id, coalesce(changed_at, first_seen) from opportunities"))
    records = {address: day for address, day in listed.items() if f"{LIST}/" in address}
    assert len(records) == len(seen) == 30
    assert records["http://localhost/catalogue/opportunities/harbour~3A0"] == seen["harbour:0"]
    rules = Protego.parse(get(still, "/robots.txt").text)
    for address in listed:
        assert rules.can_fetch(address, "anybot")
        assert get(still, urlsplit(address).path).status_code == 200, address


def test_a_long_sitemap_comes_in_parts(still: Datasette) -> None:
    with closing(sqlite3.connect(still.databases["catalogue"].path)) as db:
        whole = located(sitemap.sitemap(db, "https://x.example", 0) or "")
        index = located(sitemap.sitemap(db, "https://x.example", 0, most=20) or "")
        parts = [located(sitemap.sitemap(db, "https://x.example", number, most=20) or "") for number in (1, 2, 3)]
        assert list(index) == [f"https://x.example/sitemap-{number}.xml" for number in (1, 2, 3)]
        assert {address: day for part in parts for address, day in part.items()} == whole
        assert max(map(len, parts)) <= 20
        assert sitemap.sitemap(db, "https://x.example", 4, most=20) is None
        assert sitemap.sitemap(db, "https://x.example", 1) is None
    assert get(still, "/sitemap-1.xml").status_code == 404


def test_a_crawler_that_obeys_finds_hardly_more_than_the_records(tmp_path: Path) -> None:
    """At most one and a half addresses for each record, found by plain following of links from the front page."""
    records = 300
    write_sample(tmp_path / "catalogue.db", size=records)
    datasette = datasette_of(tmp_path / "catalogue.db")
    rules = Protego.parse(get(datasette, "/robots.txt").text)
    waiting = ["/", *(urlsplit(each).path for each in located(get(datasette, "/sitemap.xml").text))]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or not rules.can_fetch(f"http://localhost{address}", "anybot"):
            continue
        seen.add(address)
        answer = get(datasette, address)
        if "html" not in answer.headers["content-type"]:
            continue
        for tag, attributes in Tags(answer.text).found:
            href = attributes.get("href")
            if tag == "a" and href:
                found = urlsplit(urljoin(f"http://localhost{address}", href))
                if found.netloc == "localhost":
                    waiting.append(found.path + (f"?{found.query}" if found.query else ""))
    assert len([each for each in seen if each.startswith(f"{LIST}/")]) == records
    assert len(seen) <= 1.5 * records, sorted(each for each in seen if not each.startswith(f"{LIST}/"))
