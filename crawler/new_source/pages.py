"""Pure: saved pages and what a spider reads from them, in the form that tests/test_pages.py runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse

from catalogue.source import stand_in
from crawler.gathered import Gathered
from crawler.loader import platform_spider
from crawler.new_source.trials import NoCrawler, Trial
from crawler.source_spider import SourceSpider
from crawler.stand_ins import without_persons

MOST = 2  # adverts that are saved: one shows the make of a page, a second what varies
LONGEST = 300_000  # characters of a page that is saved; what is longer wants a hand

Saved = tuple[str, str, str, dict[str, Any]]  # kind of page, end of the file's name, text of the page, the case


def page_cases(trial: Trial, source_id: str, described: Mapping[str, Any]) -> dict[str, str]:
    """File name → text of the pairs (page, what is read from it) that a trial leaves: a list and some adverts.

    `described`: the source.yml of the platform's folder, which says how its pages are read; what the trial's source has
    otherwise goes into each case as `entry`. Personal addresses, numbers and names are replaced before all is read.
    """
    entry = entry_of(trial)
    read = [case for case in (list_case(trial, described, entry), *advert_cases(trial, described, entry)) if case]
    kinds: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for kind, ending, text, case in read:
        kinds[kind] += 1
        stem = f"{kind}-{source_id}" + (f"-{kinds[kind]}" if kind == "advert" else "")
        texts[f"{stem}{ending}"] = text
        texts[f"{stem}.json"] = json.dumps(case, ensure_ascii=False, indent=2) + "\n"
    return texts


def entry_of(trial: Trial) -> dict[str, Any]:
    """What the registry would say of the trial's source, as far as it decides how pages are read."""
    source = trial.candidate.source
    entry: dict[str, Any] = {"start": list(source.start)}
    if source.advert_url:
        entry["advert_url"] = source.advert_url
    if source.options:
        entry["options"] = dict(source.options)
    return entry


def list_case(trial: Trial, described: Mapping[str, Any], entry: Mapping[str, Any]) -> Saved | None:
    """The first list that led to adverts, with the requests that come of it; None where it cannot be saved."""
    for request, page in trial.lists:
        if page.status != 200 or len(page.text) > LONGEST or not is_plain(request.cb_kwargs):
            continue
        text, spider = without_persons(page.text), spider_like_the_tests(trial.candidate.platform, described, entry)
        read_by = getattr(request.callback, "__name__", "")
        saved = page.replace(body=text.encode(), encoding="utf-8", request=Request(page.url))
        answers = list(getattr(spider, read_by)(saved, **request.cb_kwargs))
        wanted = [as_told(each) for each in answers if isinstance(each, Request)]
        if not wanted or not is_plain(wanted):
            continue
        case: dict[str, Any] = {"url": page.url, "read_by": read_by, "entry": dict(entry)}
        if request.cb_kwargs:
            case["with"] = dict(request.cb_kwargs)
        case["requests"] = wanted
        if spider.searched:
            case["searches"] = spider.searched
        return "listing", ending_of(page), text, case
    return None


def advert_cases(trial: Trial, described: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[Saved]:
    """The first adverts, with what is read from them."""
    number = 0
    for request, page in trial.pages:
        if number == MOST or not isinstance(page, HtmlResponse) or len(page.text) > LONGEST:
            continue
        html, spider = without_persons(page.text), spider_like_the_tests(trial.candidate.platform, described, entry)
        saved = HtmlResponse(page.url, body=html.encode(), encoding="utf-8", request=Request(page.url))
        known = dict(request.cb_kwargs)
        found = [each.advert for each in spider.parse_advert(saved, **known) if isinstance(each, Gathered)]
        if not found:
            continue
        number += 1
        case: dict[str, Any] = {"url": page.url, "read_by": "parse_advert", "entry": dict(entry)}
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
        yield "advert", ".html", html, case


def as_told(request: Request) -> dict[str, Any]:
    """What of a request matters, as a case has it."""
    told = {"url": request.url, "read_by": getattr(request.callback, "__name__", "")}
    return told | ({"with": request.cb_kwargs} if request.cb_kwargs else {})


def is_plain(known: object) -> bool:
    """Whether JSON can hold it."""
    try:
        json.dumps(known)
    except TypeError:
        return False
    return True


def ending_of(page: TextResponse) -> str:
    """The end of a file's name that says what it is served as."""
    return ".html" if isinstance(page, HtmlResponse) else ".xml" if isinstance(page, XmlResponse) else ".txt"


def spider_like_the_tests(platform: str, described: Mapping[str, Any], entry: Mapping[str, Any]) -> SourceSpider:
    """A spider of the source that a source.yml describes, and a case's `entry` otherwise."""
    told = {**described, **entry, "options": {**described.get("options", {}), **entry.get("options", {})}}
    source = stand_in(
        f"{platform.replace('_', '-')}-page",
        "",
        platform=platform,
        start=tuple(told["start"]),
        advert_url=told.get("advert_url"),
        options=told["options"],
    )
    base = platform_spider(platform)
    bound: type[SourceSpider] = type(base.__name__, (base,), {"name": source.id, "source": source})
    spider = bound()
    spider.crawler = NoCrawler()  # type: ignore[assignment]
    return spider
