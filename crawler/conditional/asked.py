"""What conditional requests have to do with: runs that keep adverts, and with what a page was asked for."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from importlib.metadata import version
from typing import cast

from scrapy.crawler import Crawler
from scrapy.http import Request

from catalogue.archive import Archive
from crawler.run_report import RunReport
from crawler.source_spider import SourceSpider

RELEASE = version("wkep-catalogue")
UNCONDITIONAL = timedelta(days=30)  # a page is asked for whole this often: some servers never admit to a change
SENT = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class Keeping(RunReport):
    """A report of a run that keeps adverts, for the type checker."""

    archive: Archive


def keeping(crawler: Crawler, request: Request | None) -> Keeping | None:
    """The report of a run that keeps adverts, if a request asks for an advert page that yields nothing else."""
    spider = crawler.spider
    if request is None or not isinstance(spider, SourceSpider) or request.callback != spider.parse_advert:
        return None
    if type(spider).parse_advert is not SourceSpider.parse_advert:
        return None
    report = crawler.get_extension(RunReport)
    return cast(Keeping, report) if report and report.archive else None


def source_of(report: RunReport) -> str:
    """The id of the source that a run gathers."""
    spider = report.crawler.spider
    assert isinstance(spider, SourceSpider)
    return spider.source.id


def digest_of(body: bytes) -> str:
    """A page's bytes as a short hash."""
    return hashlib.sha256(body).hexdigest()[:16]


def asked_with(request: Request) -> str:
    """What an advert is made of beside its page: what the listing said of it, and the release that reads it."""
    beside = json.dumps([RELEASE, request.cb_kwargs], sort_keys=True, default=str)
    return hashlib.sha256(beside.encode()).hexdigest()[:16]
