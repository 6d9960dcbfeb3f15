"""Pure: saved pages and what a spider reads from them, in the form that tests/test_pages.py runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scrapy.http import HtmlResponse, Request

from catalogue.personal import find_personal
from catalogue.sources import stand_in
from crawler.loader import platform_spider
from crawler.new_source_trials import NoCrawler, Trial
from crawler.source_spider import Gathered, SourceSpider

STAND_INS = {"email": "contact@example.org", "phone": "01632 960000", "name": "A. N. Other"}
MOST = 2  # adverts that are saved: one shows the make of a page, a second what varies
LONGEST = 300_000  # characters of a page that is saved; what is longer wants a hand
TAG = re.compile(r"<[^<>]*>")


def page_cases(trial: Trial, source_id: str, described: Mapping[str, Any]) -> dict[str, str]:
    """File name → text of the pairs (page, what is read from it) that a trial leaves.

    `described`: the source.yml of the platform's folder, which says how its pages are read. Personal addresses, numbers
    and names are replaced before anything is read.
    """
    spider = spider_like_the_tests(trial.candidate.platform, described)
    texts: dict[str, str] = {}
    number = 0
    for request, page in trial.pages:
        if number == MOST or not isinstance(page, HtmlResponse) or len(page.text) > LONGEST:
            continue
        html = without_persons(page.text)
        saved = HtmlResponse(page.url, body=html.encode(), encoding="utf-8", request=Request(page.url))
        known = dict(request.cb_kwargs)
        found = [each.advert for each in spider.parse_advert(saved, **known) if isinstance(each, Gathered)]
        if not found:
            continue
        number += 1
        case: dict[str, Any] = {"url": page.url, "read_by": "parse_advert"}
        if known:
            case["with"] = known
        case["adverts"] = [
            {
                "key": advert.key,
                "url": advert.url,
                "title": advert.title,
                "facts": dict(advert.facts),
                "json_ld": advert.json_ld is not None,
            }
            for advert in found
        ]
        stem = f"advert-{source_id}-{number}"
        texts[f"{stem}.html"] = html
        texts[f"{stem}.json"] = json.dumps(case, ensure_ascii=False, indent=2) + "\n"
    return texts


def spider_like_the_tests(platform: str, described: Mapping[str, Any]) -> SourceSpider:
    """A spider of the source that a source.yml describes."""
    source = stand_in(
        f"{platform.replace('_', '-')}-page",
        "",
        platform=platform,
        start=tuple(described["start"]),
        advert_url=described.get("advert_url"),
        options=described.get("options", {}),
    )
    base = platform_spider(platform)
    bound: type[SourceSpider] = type(base.__name__, (base,), {"name": source.id, "source": source})
    spider = bound()
    spider.crawler = NoCrawler()  # type: ignore[assignment]
    return spider


def without_persons(html: str) -> str:
    """Html with stand-ins for personal addresses, numbers and names in what it shows and in its attributes."""
    pieces, done = [], 0
    for private in find_personal(html):
        if private.kind != "email" and is_inside_tag(html, private.start):
            continue  # numbers and words in attributes are addresses of pages and names of classes
        pieces += [html[done : private.start], STAND_INS[private.kind]]
        done = private.end
    return "".join(pieces) + html[done:]


def is_inside_tag(html: str, place: int) -> bool:
    """Whether a character stands between < and >."""
    return html.rfind("<", 0, place) > html.rfind(">", 0, place)
