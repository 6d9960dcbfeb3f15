"""How a run ended, from what it counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.verdict import Outcome, judge

GOOD = Outcome("finished", pages=20, adverts=15, errors=0, statuses={200: 20}, expect_min=10, expect_max=30)


@pytest.mark.parametrize(
    ("change", "verdict", "told"),
    [
        ({}, "healthy", "15 adverts"),
        ({"adverts": 31}, "healthy", "more than the 30 expected"),
        ({"adverts": 9}, "partial", "at least 10 were expected"),
        ({"finish": "closespider_pagecount"}, "partial", "stopped before the end"),
        ({"errors": 3}, "partial", "3 of 20 pages"),
        ({"statuses": {200: 17, 503: 3}}, "partial", "3 of 20 pages"),
        ({"unanswered": 4}, "partial", "4 of 24 pages"),
        ({"errors": 1}, "healthy", "15 adverts"),
        ({"sample": True, "adverts": 5}, "partial", "sample of 5"),
        ({"adverts": 0}, "empty", "has the markup changed"),
        ({"adverts": 0, "expect_min": 0}, "healthy", "no advert, as may be"),
        ({"adverts": 0, "statuses": {403: 3}}, "blocked", "HTTP 403"),
        ({"adverts": 0, "statuses": {429: 3}}, "blocked", "HTTP 429"),
        ({"adverts": 0, "statuses": {404: 3}}, "gone", "404"),
        ({"adverts": 0, "statuses": {410: 1}}, "gone", "410"),
        ({"adverts": 0, "statuses": {500: 3}}, "error", "errors only"),
        ({"adverts": 0, "statuses": {}, "pages": 0}, "error", "no page could be fetched"),
        ({"adverts": 0, "statuses": {}, "pages": 0, "refused_by_robots": 2}, "blocked", "robots.txt"),
        ({"adverts": 0, "errors": 2}, "error", "the spider failed on 2 pages"),
    ],
)
def test_verdicts(change: dict[str, object], verdict: str, told: str) -> None:
    got, reason = judge(replace(GOOD, **change))
    assert got == verdict
    assert told in reason
