"""A new site: what is seen, what is proposed and written, and that nothing is claimed or half written."""

from __future__ import annotations

import json
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse, Request, TextResponse
from scrapy.settings import Settings

from catalogue.platforms import load_platforms
from catalogue.source import UNCONFIRMED
from catalogue.source_check import RegistryError
from catalogue.sources import load_sources
from crawler.commands.newsource import Command
from crawler.new_source.cards import card_of
from crawler.new_source.entry import Proposal, check, id_of, propose, sector_of
from crawler.new_source.files import KEY, PLATFORM, WillNotWrite, plan, with_block, write_all
from crawler.new_source.links import link_patterns, marks
from crawler.new_source.look import Look, licence_of, look_at
from crawler.new_source.spider import spider_text
from crawler.new_source.trials import next_address, trials
from crawler.stand_ins import without_persons
from tests.crawls import environment
from tests.forked import run_forked
from tests.test_pages import CASES, PAGES
from tests.test_pages import test_a_page_gives_what_stands_beside_it as check_case
from tests.unknown_site import LISTING, pages, unknown_site

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 10, 5)
BASE = "https://bridge.example"
OPEN = (200, b"User-agent: *\nDisallow: /members/\n")


def page_of(html: str, url: str = f"{BASE}{LISTING}") -> TextResponse:
    return HtmlResponse(url, body=html.encode(), encoding="utf-8", request=Request(url))


def looked(html: str, robots: tuple[int, bytes] | None = OPEN, url: str = f"{BASE}{LISTING}") -> Look:
    return look_at(page_of(html, url), robots)


def visited(told: Mapping[str, str], start: str = LISTING) -> tuple[Look, dict[str, TextResponse | None]]:
    """A visit to a site in memory, as the spider makes it; a page that is not there is a 404."""
    known: dict[str, TextResponse | None] = {BASE + start: page_of(told[start], BASE + start)}
    look = look_at(page_of(told[start], BASE + start), OPEN)
    for _ in range(24):
        address = next_address(look, known)
        if address is None:
            break
        path = address.removeprefix(BASE)
        page = page_of(told.get(path, ""), address)
        known[address] = page if path in told else page.replace(status=404)
    return look, known


def proposed(told: Mapping[str, str], start: str = LISTING, **more: Any) -> Proposal:
    look, known = visited(told, start)
    return propose(look, trials(look, known), TODAY, "harbour", **more)


# --- what is seen


@pytest.mark.parametrize(
    ("links", "pattern"),
    [
        (["/jobs/policy-fellow", "/jobs/ward-shadow"], r"/jobs/[\w%.-]+/?$"),
        (["/job/1201/policy-fellow", "/job/1202/ward-shadow"], r"/job/\d+/[\w%.-]+/?$"),
        (["/vacancy/1201", "/vacancy/1202"], r"/vacancy/\d+/?$"),
        (["/show.aspx?id=a1", "/show.aspx?id=b2"], r"/show\.aspx\?(?:[^#]*&)?id=[\w%.-]+"),
        (["/schemes/north/fellow-a/", "/schemes/south/fellow-b/"], r"/schemes/[\w%.-]+/[\w%.-]+/?$"),
        (["/about", "/contact"], None),
        (["https://elsewhere.example/jobs/a-b", "https://elsewhere.example/jobs/c-d"], None),
    ],
)
def test_links_that_look_alike_become_a_pattern(links: list[str], pattern: str | None) -> None:
    told = "".join(f'<li><a href="{link}">Secondment number {number}</a></li>' for number, link in enumerate(links))
    found = link_patterns(page_of(f"<main><ul>{told}</ul></main>").selector, f"{BASE}/list")
    assert (found[0].advert_url if found else None) == pattern


def test_menus_are_no_adverts_and_adverts_come_before_news() -> None:
    found = link_patterns(page_of(pages(TODAY)[LISTING]).selector, f"{BASE}{LISTING}")
    assert [each.advert_url for each in found] == [rf"{LISTING}/[\w%.-]+/?$"]
    assert len(found[0].links) == 4


def test_the_card_around_a_link() -> None:
    page = page_of(pages(TODAY)[LISTING]).selector
    [pattern] = link_patterns(page, f"{BASE}{LISTING}")
    assert card_of(page, f"{BASE}{LISTING}", pattern) == "div.offer-card"


@pytest.mark.parametrize(
    ("robots", "verdict", "refused"),
    [
        (OPEN, "robots.txt allows the page", False),
        ((200, b"User-agent: *\nDisallow: /bridge/"), "robots.txt disallows it", True),
        ((200, b"User-agent: *\nCrawl-delay: 9"), "robots.txt allows the page, 9 seconds between requests", False),
        ((404, b""), "there is no robots.txt", False),
        (None, "robots.txt was not asked for", False),
    ],
)
def test_what_robots_say(robots: tuple[int, bytes] | None, verdict: str, refused: bool) -> None:
    look = looked("<p>x</p>", robots)
    assert (look.robots, look.refused) == (verdict, refused)


def test_feeds_sitemaps_terms_and_name_are_noted() -> None:
    robots = (200, b"User-agent: *\nAllow: /\nSitemap: https://bridge.example/map.xml\n")
    look = looked(
        '<title>Offers - Bridge</title><link rel="alternate" type="application/rss+xml" href="/offers.rss">'
        '<meta property="og:site_name" content="Bridge Fund"><a href="/c">Copyright</a><a href="/t">Terms of use</a>',
        robots,
    )
    assert look.feeds == (f"{BASE}/offers.rss",)
    assert look.sitemaps == (f"{BASE}/map.xml",)
    assert (look.terms, look.site_name) == (f"{BASE}/t", "Bridge Fund")


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ('<a href="https://archives.example/doc/open-government-licence/version/3/">x</a>', "Open Government Licence"),
        ("All content is available under the Open Government Licence v3.0", "Open Government Licence"),
        ('<a rel=license href="https://creativecommons.org/licenses/by/4.0/">x</a>', "Creative Commons Attribution"),
        ("All rights reserved", None),
    ],
)  # fmt: skip
def test_a_licence_is_noted_where_the_page_names_one(text: str, licence: str | None) -> None:
    assert licence_of(text) == licence


def test_marks_are_of_platforms_that_there_are() -> None:
    known = load_platforms()
    for name, mark in marks()["platforms"].items():
        assert name in known
        assert set(known[name].required) <= set(mark.get("keys", {})) | {"advert_url"}, name


@pytest.mark.parametrize("name", ["corehr", "hireserve", "itrent", "jobtrain", "stonefish"])
def test_a_platform_is_known_by_its_list_page(name: str) -> None:
    listings = [
        (json.loads(path.read_text()), path.with_suffix(".html"))
        for path in CASES
        if path.parent.name == name and path.with_suffix(".html").exists()
    ]
    found = {
        platform
        for case, page in listings
        for platform in looked(page.read_text(encoding="utf-8"), url=case["url"]).platforms
    }
    assert name in found


@pytest.mark.parametrize("name", sorted(name for name, mark in marks()["platforms"].items() if mark.get("hosts")))
def test_a_platform_is_known_by_its_host(name: str) -> None:
    for host in marks()["platforms"][name]["hosts"]:
        assert name in looked("<p>x</p>", url=f"https://{host}/x").platforms
    assert name not in looked("<p>x</p>", url=f"https://not{host}.example/x").platforms


# --- what is proposed


def test_the_platform_that_yields_most_is_proposed_and_the_registry_takes_the_entry() -> None:
    proposal = proposed(pages(TODAY))
    check(proposal, loopback=False)
    assert proposal.entry["platform"] == "json_ld"
    assert proposal.entry["advert_url"] == rf"{LISTING}/[\w%.-]+/?$"
    assert (proposal.trial.listed, len(proposal.trial.adverts)) == (4, 3)
    assert proposal.trial.filled > 3


def test_nothing_is_claimed_that_a_person_has_to_say() -> None:
    entry = proposed(pages(TODAY)).entry
    assert entry["status"] == "unverified"
    assert entry["terms"] == {"url": f"{BASE}/terms/", "read_on": None, "verdict": "ask"}
    assert entry["reuse"] == "facts"
    assert "not read yet" in entry["licence"]
    assert "5 October 2026" in entry["evidence"]
    assert "4 links to adverts" in entry["evidence"]
    assert "feed" not in entry["evidence"]
    assert "sitemap" not in entry["evidence"]


def test_a_saved_page_confirms_nothing() -> None:
    page = page_of(pages(TODAY)[LISTING])
    look = look_at(page, None)
    proposal = propose(look, trials(look, {page.url: page}), TODAY, saved=True)
    check(proposal, loopback=False)
    assert proposal.entry["evidence"].startswith(UNCONFIRMED)
    assert "2026" not in proposal.entry["evidence"]
    assert proposal.entry["platform"] == "json_ld"


RSS = (
    "<rss><channel>"
    + "".join(
        f"<item><link>{BASE}{path}</link><title>x</title></item>" for path in pages(TODAY) if path.count("/") == 3
    )
    + "</channel></rss>"
)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'.format(
    "".join(f"<url><loc>{BASE}{LISTING}/{number}-more</loc></url>" for number in range(9))
)
POSTS = json.dumps(
    [
        {"id": number, "link": f"{BASE}{path}", "title": {"rendered": "x"}}
        for number, path in enumerate(pages(TODAY))
        if path.startswith(f"{LISTING}/")
    ]
)
POSTS_PATH = "/wp-json/wp/v2/posts?per_page=100&page=1&_fields=id%2Clink%2Ctitle%2Cdate"
LINKED = "<link rel=alternate type=application/rss+xml href=/f><main><p>Offers come by feed.</p></main>"
WORDPRESS = '<meta name="generator" content="WordPress 6.5"><main><p>Offers by script.</p></main>'


@pytest.mark.parametrize(
    ("changes", "platform"),
    [
        ({LISTING: LINKED, "/f": RSS}, "rss"),
        ({LISTING: "<main><p>Offers come by feed.</p></main>", "/feed/": RSS}, "rss"),
        ({LISTING: WORDPRESS, POSTS_PATH: POSTS}, "wordpress"),
        ({LISTING: pages(TODAY)[f"{LISTING}/estuary-evidence-fellowship"]}, "watched_page"),
        ({LISTING: "<title>Offers</title><div id=app></div>"}, "harbour"),
    ],
    ids=["feed that is linked", "feed at the usual address", "wordpress", "one scheme", "nothing to read"],
)  # fmt: skip
def test_other_sites_get_other_platforms(changes: Mapping[str, str], platform: str) -> None:
    proposal = proposed({**pages(TODAY), **changes})
    check(proposal, loopback=False)
    assert proposal.entry["platform"] == platform
    assert proposal.needs_spider == (platform == "harbour")


def test_a_known_platform_whose_parts_cannot_be_had_is_proposed_by_its_marks() -> None:
    path = next(path for path in (PAGES / "jobtrain").glob("*.html") if "requestUrl" in path.read_text())
    page = page_of(path.read_text(encoding="utf-8"), "https://apply.example/Home/Job")
    look = look_at(page, None)
    proposal = propose(look, trials(look, {page.url: page}), TODAY, saved=True)
    check(proposal, loopback=False)
    assert proposal.entry["platform"] == "jobtrain"


@pytest.mark.parametrize(
    ("url", "source_id"),
    [
        ("https://www.harbour.org.uk/x", "harbour"),
        ("https://jobs.fenland.nhs.uk/", "fenland"),
        ("https://3ducks.example/", "site-3ducks"),
        ("http://127.0.0.1:80/", "site-127-0-0-1"),
    ],
)
def test_an_id_out_of_a_host(url: str, source_id: str) -> None:
    assert id_of(url) == source_id


@pytest.mark.parametrize(
    ("host", "sector"),
    [("www.fen.ac.uk", "academia"), ("fen.nhs.uk", "provider"), ("www.gov.uk", "policy"), ("fen.org", "other")],
)
def test_a_sector_out_of_a_host(host: str, sector: str) -> None:
    assert sector_of(host) == sector


# --- what is written


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the few files of the project that a new source adds to."""
    folder = tmp_path / "project"
    for name in ("json_ld", "watched_page"):
        (folder / "tests/pages" / name).mkdir(parents=True)
        shutil.copy(PAGES / name / "source.yml", folder / "tests/pages" / name)
    (folder / "spiders").mkdir()
    (folder / "catalogue").mkdir()
    shutil.copy(ROOT / "catalogue/platforms.yml", folder / "catalogue")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    return folder


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_saved_pages_pass_the_test_that_runs_them(tmp_path: Path, project: Path) -> None:
    registry = tmp_path / "sources"
    registry.mkdir()
    texts = plan(proposed(pages(TODAY)), registry, project, loopback=False)
    write_all(texts, registry, loopback=False)
    cases = sorted((project / "tests/pages/json_ld").glob("*.json"))
    assert [path.stem for path in cases] == ["advert-harbour-1", "advert-harbour-2", "listing-harbour"]
    for path in cases:
        check_case(path)
    source = load_sources(registry, loopback=False)["harbour"]
    assert (source.platform, source.status, source.may_be_crawled) == ("json_ld", "unverified", False)


def test_a_second_time_nothing_is_written(tmp_path: Path, project: Path) -> None:
    registry = tmp_path / "sources"
    registry.mkdir()
    proposal = proposed(pages(TODAY))
    write_all(plan(proposal, registry, project, loopback=False), registry, loopback=False)
    before = files_in(tmp_path)
    assert plan(proposal, registry, project, loopback=False) == {}
    assert files_in(tmp_path) == before


def test_an_id_or_a_page_that_is_taken_is_left_alone(tmp_path: Path, project: Path) -> None:
    registry = tmp_path / "sources.yml"
    proposal = proposed(pages(TODAY))
    (project / "tests/pages/json_ld/advert-harbour-1.html").write_text("ours")
    with pytest.raises(WillNotWrite, match="is there already"):
        plan(proposal, registry, project, loopback=False)
    registry.write_text(proposal.text.replace(BASE, "https://other.example"))
    with pytest.raises(WillNotWrite, match="another source"):
        plan(proposal, registry, project, loopback=False)


@pytest.mark.parametrize("fails", ["advert-harbour-2", "other.yml"])
def test_a_disk_that_refuses_leaves_nothing_half_written(
    fails: str, tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = tmp_path / "sources"
    texts = plan(proposed(pages(TODAY)), registry, project, loopback=False)
    before = files_in(tmp_path)
    move = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if fails in target.name:
            raise OSError("no space left on device")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        write_all(texts, registry, loopback=False)
    assert files_in(tmp_path) == before
    assert not registry.exists()


def test_an_entry_that_the_registry_cannot_take_is_taken_out_again(tmp_path: Path) -> None:
    registry = tmp_path / "sources.yml"
    registry.write_text("# ours\n")
    with pytest.raises(RegistryError, match="harbour"):
        write_all({registry: "harbour: {platform: nosuch}\n"}, registry, loopback=False)
    assert registry.read_text() == "# ours\n"


def test_a_spider_to_go_on_from_where_no_platform_fits(tmp_path: Path, project: Path) -> None:
    registry = tmp_path / "sources"
    proposal = proposed({LISTING: "<title>Offers | 'Bridge' \"Fund\" \\</title><div id=app></div>"})
    texts = plan(proposal, registry, project, loopback=False)
    write_all(texts, registry, loopback=False)
    written = {path.relative_to(project).as_posix() for path in texts if path.is_relative_to(project)}
    pair = {"tests/pages/harbour/source.yml", "tests/pages/harbour/start.json"}
    assert written == {"spiders/harbour.py", "catalogue/platforms.yml", *pair}
    platforms = yaml.safe_load((project / "catalogue/platforms.yml").read_text(encoding="utf-8"))
    assert set(platforms) == set(load_platforms()) | {"harbour"}
    assert list(platforms) == sorted(platforms)


def test_the_spider_reads_a_site_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {"__name__": "spiders.harbour"}
    exec(compile(spider_text("harbour", "Harbour"), "harbour.py", "exec"), told)
    spider = object.__new__(told["HarbourSpider"])
    monkeypatch.setattr(type(spider), "source", proposed(pages(TODAY)).trial.candidate.source, raising=False)
    type(spider).name = "harbour"
    spider.__init__()
    page = page_of(pages(TODAY)[f"{LISTING}/county-hall-policy-secondment"], f"{BASE}{LISTING}/x")
    [advert] = spider.read_advert(page, {})
    assert advert.title == "County Hall policy secondment"
    assert advert.facts["Host organisation"] == "Elder County Council"


ABBEY, BARN, MARSH, NEW = ("abbey:\n  a: 2\n", "barn:\n  a: 3\n", "marsh:\n  a: 4\n", "harbour:\n  a: 1\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", NEW),
        ("{}\n", NEW),
        ("# head\n", f"# head\n{NEW}"),
        (f"# head\n\n{ABBEY}\n{MARSH}", f"# head\n\n{ABBEY}\n{NEW}\n{MARSH}"),
        (f"{ABBEY}\n{BARN}", f"{ABBEY}\n{BARN}\n{NEW}"),
        (f"{ABBEY}\n# of the marsh\n{MARSH}", f"{ABBEY}\n{NEW}\n# of the marsh\n{MARSH}"),
    ],
)
def test_an_entry_goes_to_its_place_and_nothing_else_moves(before: str, after: str) -> None:
    assert with_block(before, "harbour", NEW, KEY) == after


def test_platforms_stand_without_gaps() -> None:
    before = "a:\n  what: x\nz:\n  what: y\n"
    assert with_block(before, "harbour", "harbour:\n  what: h\n", PLATFORM) == (
        "a:\n  what: x\nharbour:\n  what: h\nz:\n  what: y\n"
    )


def test_saved_pages_name_no_person() -> None:
    html = (
        '<a href="mailto:a.finch@fen.example">A</a>'
        '<p id="x01632960111">Ring 01632 960222 or write to a.finch@fen.example.</p>'
    )
    told = without_persons(html)
    assert "finch@" not in told
    assert "960222" not in told
    assert 'id="x01632960111"' in told


def test_a_page_of_many_links_is_looked_at_in_time() -> None:
    link = '<div class=row><a href="/jobs/{0}/a-post">Post number {0}</a></div>'
    links = "".join(map(link.format, range(9_000)))
    page = page_of(f"<main>{'<div>' * 200}{links}</main>")
    began = time.process_time()
    look = look_at(page, OPEN)
    assert next_address(look, {page.url: page}) is not None
    assert trials(look, {page.url: page})[0].count >= 500
    assert time.process_time() - began < 30  # four seconds on a quiet machine


# --- the command


def newsource(folder: Path, project: Path, *arguments: str, **more: str) -> CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "scrapy"), "newsource", *arguments, "-s", "DOWNLOAD_DELAY=0"]
    (folder / "sources").mkdir(exist_ok=True)
    told = environment(folder, WKEP_SOURCES=str(folder / "sources"), COLUMNS="200", **more)
    return run_forked(command, told, project)


def test_a_saved_page_needs_no_network_and_no_contact(tmp_path: Path, project: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(pages(TODAY)[LISTING], encoding="utf-8")
    url = f"{BASE}{LISTING}"
    done = newsource(tmp_path, project, url, "--file", str(saved), "--write", WKEP_CONTACT="", WKEP_ALLOW_LOOPBACK="")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    source = load_sources(tmp_path / "sources", loopback=False)["bridge"]
    assert (source.platform, source.evidence_year) == ("json_ld", None)
    assert "robots.txt was not asked for" in source.evidence


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name one http"),
        (["ftp://x.example/"], "name one http"),
        (["https:///x"], "name one http"),
        (["https://x.example/", "--id", "Not an id"], "lower-case"),
        (["https://x.example/", "--file", "nosuch.html"], "no such file"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], told: str) -> None:
    command = Command()
    command.settings = Settings()
    parser = ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    with pytest.raises(UsageError, match=told):
        command.run(rest, options)


def test_nobody_is_asked_without_a_contact(tmp_path: Path, project: Path) -> None:
    with unknown_site(TODAY) as there:
        done = newsource(tmp_path, project, there.address + LISTING, WKEP_CONTACT="")
        assert there.asked == []
    assert done.returncode == 2
    assert "WKEP_CONTACT" in done.stdout + done.stderr


def test_what_robots_refuse_is_not_asked_for(tmp_path: Path, project: Path) -> None:
    with unknown_site(TODAY) as there:
        done = newsource(tmp_path, project, f"{there.address}/members/offers", "--write")
        assert there.paths == ["/robots.txt"]
    assert done.returncode == 1
    assert "gave no page: robots.txt disallows it" in done.stdout
    assert files_in(tmp_path / "sources") == {}
