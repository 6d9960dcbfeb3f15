"""Conditional requests where no crawl over HTTP leads: spiders that wait, pages that nobody keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.conditional.asked import keeping
from crawler.conditional.seen import NotModified, SeenAgain
from crawler.gathered import Gathered
from crawler.source_spider import SourceSpider

URL = "https://example.org/1"


def response(status: int = 200, request: Request | None = None, **headers: str) -> TextResponse:
    return TextResponse(URL, status=status, request=request, headers=headers)


def middleware() -> SeenAgain:
    """Of a crawl that keeps nothing, as with `-a sample=5`."""
    crawler: Any = SimpleNamespace(spider=None, get_extension=lambda _: None)
    return SeenAgain(crawler)


FOUND = Gathered(Advert("s", "a", URL, "Title", "<p>Text</p>"), b"")


def test_a_spider_that_waits_gives_what_it_found() -> None:
    async def found() -> AsyncIterator[Any]:
        yield FOUND
        yield Request(URL)

    async def passed() -> list[Any]:
        return [each async for each in middleware().process_spider_output_async(response(), found())]

    assert [type(each) for each in asyncio.run(passed())] == [Gathered, Request]


def test_a_spider_that_does_not_wait_gives_the_same() -> None:
    passed = list(middleware().process_spider_output(response(), [FOUND, Request(URL)]))
    assert [type(each) for each in passed] == [Gathered, Request]


class OwnAdverts(SourceSpider):
    """Reads advert pages in a way of its own, which may ask for more."""

    name = "s"

    def parse_advert(self, response: TextResponse, facts: Any = None) -> Iterator[Gathered]:
        yield FOUND


def test_a_page_that_may_lead_further_is_never_asked_for_conditionally() -> None:
    spider = OwnAdverts()
    crawler: Any = SimpleNamespace(spider=spider, get_extension=lambda _: None)
    assert keeping(crawler, Request(URL, callback=spider.parse_advert)) is None


@pytest.mark.parametrize(
    "answer",
    [
        response(304),  # to a request that nobody made
        response(304, Request(URL)),  # to one that set no condition
        response(304, Request(URL, headers={"If-None-Match": '"x"'})),  # of a crawl that keeps nothing
    ],
)
def test_an_answer_of_not_modified_that_was_not_asked_for_is_left_to_others(answer: TextResponse) -> None:
    assert middleware().process_spider_input(answer) is None


def test_only_its_own_exception_is_answered() -> None:
    assert middleware().process_spider_exception(response(), NotModified()) == ()
    assert middleware().process_spider_exception(response(), ValueError()) is None


def test_an_advert_that_came_from_no_page_is_not_counted() -> None:
    counting = middleware()
    counting.item_scraped(None)
    assert not counting.kept
    counting.item_scraped(response())
    assert counting.kept == {URL: 1}
    assert not counting.read  # nothing is noted of a page that was not read to its end
