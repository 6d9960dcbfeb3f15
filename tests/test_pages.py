"""Each page under tests/pages, read by its platform's spider with no crawler, gives what the JSON beside it says.

tests/pages/<platform>/source.yml holds what a registry entry would say of the site; NAME.json says how NAME.html (.xml,
.txt) is served and what must come of it. Keys: url, read_by (method of the spider), with (its arguments), status,
headers, encoding (of the bytes sent; the file itself is UTF-8); then requests, adverts, searches or raises. A JSON
without a page is about the requests that a run begins with. A new source or trap is a new pair of files and no Python.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from catalogue.records import Advert
from catalogue.sources import Source, Terms
from crawler.encoding import TrueEncoding
from crawler.loader import spider_for
from crawler.source_spider import Gathered, SourceSpider

PAGES = Path(__file__).parent / "pages"
CASES = sorted(PAGES.glob("*/*.json"))
WHAT_IS_SENT = {".html": "text/html", ".xml": "text/xml", ".txt": "application/json"}
PLAIN: dict[str, Any] = dict.fromkeys("title publisher sector kind why licence reuse every evidence".split(), "")


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
    spider = spider_of(path.parent.name, yaml.safe_load((path.parent / "source.yml").read_text(encoding="utf-8")))
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


def test_every_platform_has_pages() -> None:
    from catalogue.sources import load_platforms  # noqa: PLC0415 (this test alone)

    for platform in load_platforms():
        kinds = {path.stem.partition("-")[0] for path in CASES if path.parent.name == platform}
        assert kinds >= {"start", "advert", "empty", "changed"}, platform
