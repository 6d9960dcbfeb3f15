"""What a run counts of each page: an answer, a refusal, or a refusal that the spider awaits."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.http import Request, Response

from catalogue.source import stand_in
from crawler.loader import spider_for
from crawler.run_counts import RunCounts

PAGE = "https://arc.example/wp-json/wp/v2/pages"
AWAITS = {"handle_httpstatus_list": [401, 403, 404]}
SPIDER: Any = spider_for(stand_in("arc", "Arc"))()


@pytest.mark.parametrize(
    ("status", "meta", "answered", "lost_listings", "counted"),
    [
        (200, {}, True, 0, {200: 1}),
        (401, {}, False, 1, {401: 1}),
        (401, AWAITS, True, 0, {}),  # the interface is for staff; the spider turns to the feed
        (403, AWAITS, True, 0, {}),
        (404, AWAITS, True, 0, {404: 1}),  # counts as gone: where all answer so, the site is not there
        (429, AWAITS, False, 1, {429: 1}),  # awaited is only what the spider names
        (503, AWAITS, False, 1, {503: 1}),
        (401, {"robots_txt": True}, False, 0, {}),
    ],
)
def test_a_listing(
    status: int, meta: dict[str, object], answered: bool, lost_listings: int, counted: dict[int, int]
) -> None:
    counts = RunCounts()
    counts.note_page(Response(PAGE, status=status), Request(PAGE, callback=SPIDER.parse_listing, meta=meta))
    assert (PAGE in counts.answered, counts.lost_listings, dict(counts.statuses)) == (answered, lost_listings, counted)
    assert bool(counts.failed) == bool(lost_listings)


def test_an_awaited_answer_that_is_a_wall_counts_as_a_refusal_after_all() -> None:
    counts = RunCounts()
    request = Request(PAGE, callback=SPIDER.parse_listing, meta=AWAITS)
    response = Response(PAGE, status=403, request=request)
    counts.note_page(response, request)
    spider = spider_for(stand_in("arc", "Arc"))()
    spider.note_refused(response)
    counts.note_refused(spider.refused)
    assert (dict(counts.statuses), counts.failed, counts.lost_listings) == ({403: 1}, {PAGE}, 1)
