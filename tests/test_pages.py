"""Each page under tests/pages, read by its platform's spider with no crawler, gives what the JSON beside it says.

tests/pages/<platform>/source.yml holds what a registry entry would say of the site; NAME.json says how NAME.html (.xml,
.txt) is served and what must come of it. Keys: url, read_by (method of the spider), with (its arguments), status,
headers, encoding (of the bytes sent; the file itself is UTF-8), entry (keys of the registry that this page's site has
otherwise than source.yml); then requests, adverts, searches, refused (the page is a plain refusal) or raises. A JSON
without a page is about the requests that a run begins with. A new source or trap is a new pair of files and no Python.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from catalogue.records import Advert
from catalogue.source import Source, Terms
from crawler.encoding import TrueEncoding
from crawler.gathered import Gathered
from crawler.loader import spider_for
from crawler.source_spider import SourceSpider

PAGES = Path(__file__).parent / "pages"
CASES = sorted(PAGES.glob("*/*.json"))
WHAT_IS_SENT = {".html": "text/html", ".xml": "text/xml", ".txt": "application/json"}
PLAIN: dict[str, Any] = dict.fromkeys("title publisher sector kind why licence reuse every evidence".split(), "")


def entry_of(path: Path, case: dict[str, Any]) -> dict[str, Any]:
    """What the registry would say of the site of a case: source.yml beside it, and what the case says otherwise."""
    known = yaml.safe_load((path.parent / "source.yml").read_text(encoding="utf-8"))
    told = case.get("entry", {})
    return {**known, **told, "options": {**known.get("options", {}), **told.get("options", {})}}


def spider_of(platform: str, entry: dict[str, Any]) -> SourceSpider:
    """The spider of a source that the registry would describe so."""
    source = Source(
        **PLAIN,
        id=f"{platform.replace('_', '-')}-page",
        platform=platform,
        start=tuple(entry["start"]),
        advert_url=entry.get("advert_url"),
        options=entry.get("options", {}),
        terms=Terms("", None, "allow"),
        expect_min=0,
        expect_max=100,
        status="active",
    )
    return spider_for(source)()


def served(page: Path, case: dict[str, Any]) -> Response:
    """A page as the downloader hands it over."""
    body = page.read_text(encoding="utf-8").encode(case.get("encoding", "utf-8"))
    headers = {"Content-Type": WHAT_IS_SENT[page.suffix], **case.get("headers", {})}
    kind = responsetypes.from_args(headers={k.encode(): v.encode() for k, v in headers.items()}, url=case["url"])
    response = kind(case["url"], status=case.get("status", 200), headers=headers, body=body)
    return TrueEncoding().process_response(Request(case["url"]), response)


def as_request(request: Request) -> dict[str, Any]:
    """What of a request matters, as the JSON has it."""
    told = {"url": request.url, "read_by": getattr(request.callback, "__name__", "")}
    return told | ({"with": request.cb_kwargs} if request.cb_kwargs else {})


def differences(advert: Advert, wanted: dict[str, Any]) -> dict[str, Any]:
    """What of an advert is not as wanted; `holds` and `lacks` are pieces of html, `json_ld` says whether it has any."""
    found = {
        "key": advert.key,
        "url": advert.url,
        "title": advert.title,
        "facts": dict(advert.facts),
        "json_ld": advert.json_ld is not None,
        "holds": [piece for piece in wanted.get("holds", []) if piece in advert.html],
        "lacks": [piece for piece in wanted.get("lacks", []) if piece not in advert.html],
    }
    return {name: found[name] for name in wanted if found[name] != wanted[name]}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_gives_what_stands_beside_it(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    spider = spider_of(path.parent.name, entry_of(path, case))
    pages = [page for page in path.parent.glob(f"{path.stem}.*") if page != path]
    if not pages:
        assert [as_request(request) for request in spider.first_requests()] == case["requests"]
        return
    read = getattr(spider, case["read_by"])
    if "raises" in case:
        with pytest.raises(ValueError, match=case["raises"]):
            list(read(served(pages[0], case), **case.get("with", {})))
        return
    answers = list(read(served(pages[0], case), **case.get("with", {})))
    assert [as_request(answer) for answer in answers if isinstance(answer, Request)] == case.get("requests", [])
    adverts = [answer.advert for answer in answers if isinstance(answer, Gathered)]
    wanted = case.get("adverts", [])
    assert [advert.title for advert in adverts] == [each["title"] for each in wanted]
    assert [differences(*pair) for pair in zip(adverts, wanted, strict=True)] == [{}] * len(wanted)
    assert spider.searched == case.get("searches", {})
    assert bool(spider.refused) == case.get("refused", False)


def platforms() -> list[str]:
    from catalogue.platforms import load_platforms  # noqa: PLC0415 (these tests alone)

    return list(load_platforms())


def cases_of(platform: str) -> list[Path]:
    return [path for path in CASES if path.parent.name == platform]


@pytest.mark.parametrize("platform", platforms())
def test_every_platform_has_every_kind_of_page(platform: str) -> None:
    kinds = {path.stem.partition("-")[0] for path in cases_of(platform)}
    assert kinds >= {"start", "listing", "advert", "empty", "changed"}
    for path in cases_of(platform):
        pages = [page for page in path.parent.glob(f"{path.stem}.*") if page != path]
        assert len(pages) == (path.stem != "start"), f"{path.name} stands for one page"


def test_every_folder_is_a_platform_and_every_active_source_has_one() -> None:
    from catalogue.sources import load_sources  # noqa: PLC0415 (this test alone)

    folders = {path.name for path in PAGES.iterdir() if path.is_dir()}
    assert folders == set(platforms())
    active = [source for source in load_sources(loopback=False).values() if source.status == "active"]
    assert len(active) >= 45
    assert {source.platform for source in active} <= folders


@dataclass(frozen=True)
class Told:
    """What a page gave: how many requests and adverts, and whatever was said of them."""

    things: int
    said: frozenset[str]


def told_by(path: Path) -> Told | None:
    """What a saved page gives its spider; None where the spider says that it is another page."""
    case = json.loads(path.read_text(encoding="utf-8"))
    spider = spider_of(path.parent.name, entry_of(path, case))
    [page] = [page for page in path.parent.glob(f"{path.stem}.*") if page != path]
    known = {name: value for name, value in case.get("with", {}).items() if name != "facts"}
    try:
        answers = list(getattr(spider, case["read_by"])(served(page, case), **known))
    except ValueError:
        return None
    adverts = [answer.advert for answer in answers if isinstance(answer, Gathered)]
    said = {label for advert in adverts for label, text in advert.facts.items() if text}
    said |= {"a title"} if all(advert.title for advert in adverts) else set()
    return Told(len(answers), frozenset(said))


CHANGED = [path for path in CASES if path.stem.startswith("changed")]


@pytest.mark.parametrize("path", CHANGED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_changed_page_is_a_loss_that_can_be_seen(path: Path) -> None:
    """It gives less than the page before: an error, fewer adverts, or adverts without a title or with fewer facts."""
    told, changed = told_by(path), json.loads(path.read_text(encoding="utf-8"))
    if told is None:
        return
    before: dict[str, Told] = {}  # address → what it gave before it changed
    for case in cases_of(path.parent.name):
        if case.stem.partition("-")[0] in ("listing", "advert", "page", "fragment", "views"):
            known = json.loads(case.read_text(encoding="utf-8"))
            found = told_by(case) if known["read_by"] == changed["read_by"] else None
            before |= {known["url"]: found} if found else {}
    one = before.get(changed["url"]) or max(before.values(), key=lambda each: each.things)
    assert told.things < one.things or one.said - told.said
