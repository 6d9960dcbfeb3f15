"""How a run ended, from what it counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.records import Run
from crawler.outcome import BEYOND_BUDGET, MOVED, NOT_THERE, TOO_DEEP, WALLS, Outcome
from crawler.verdict import judge
from crawler.verdict.drift import Past
from crawler.wall import reasons, shown_text, signatures, wall_of

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
        ({"unread": {"no answer in time": 3, "moved": 1}}, "partial", "4 of 24 pages could not be read, mostly: no"),
        ({"unread": {TOO_DEEP: 1}}, "partial", "stopped before the end: links deeper than the limit"),
        ({"unread": {BEYOND_BUDGET: 1}}, "partial", "stopped before the end: listings cut"),
        ({"adverts": 0, "statuses": {}, "pages": 0, "unread": {MOVED: 1}}, "gone", "moved to another"),
        ({"adverts": 0, "statuses": {}, "pages": 0, "unread": {"unknown host": 1}}, "error", "mostly: unknown host"),
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
        ({"unread": {"login pages": 3}}, "blocked", "3 of 20 pages were walls, mostly: login pages"),
        ({"adverts": 0, "unread": {"challenge pages": 20}}, "blocked", "20 of 20 pages were walls"),
        ({"adverts": 0, "unread": {"cookie walls": 15}}, "blocked", "cookie walls"),
        ({"unread": {"login pages": 1}}, "healthy", "15 adverts"),  # one advert behind a log-in; it is not gone
        ({"unread": {"login pages": 1}, "lost_listings": 1}, "partial", "1 listing could not be read"),
        ({"lost_listings": 1, "statuses": {200: 19, 503: 1}}, "partial", "1 listing could"),
        ({"unread": {NOT_THERE: 4}}, "partial", "4 of 20 pages could not be read, mostly: pages that are not there"),
        ({"adverts": 0, "pages": 1, "statuses": {200: 1}, "unread": {NOT_THERE: 1}}, "gone", "with HTTP 200"),
        ({"alike": 9}, "changed", "9 of 15 adverts have one and the same wording"),
        ({"alike": 7}, "healthy", "15 adverts"),
        ({"adverts": 0, "expect_min": 0, "unread": {"no answer in time": 1}}, "partial", "could not be read"),
        ({"adverts": 0, "expect_min": 0, "finish": "shutdown"}, "partial", "stopped before the end: shutdown"),
    ],
)
def test_verdicts(change: dict[str, object], verdict: str, told: str) -> None:
    got, reason = judge(replace(GOOD, **change))
    assert got == verdict
    assert told in reason


def past(*adverts: int, fill: dict[str, float] | None = None, verdict: str = "healthy") -> list[Run]:
    return [
        Run(
            number, "demo", "2026-03-05T04:00:00Z", "2026-03-05T04:10:00Z", verdict, "", 20, count, 0, 0, {}, fill or {}
        )
        for number, count in enumerate(adverts, 1)
    ]


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ([], 10, "healthy"),
        (past(20), 15, "healthy"),
        (past(20), 14, "healthy"),  # 30 % fewer, and no more than that
        (past(20), 13, "partial"),
        (past(20, 21, 19, 40, 20), 13, "partial"),
        (past(20, 21, 2, 2, 20), 14, "healthy"),
        (past(90, 90, 90, 20, 20, 20, 20, 20), 16, "healthy"),  # only the last five count
        (past(20) + past(90, 90, 90, verdict="partial"), 16, "healthy"),  # only healthy ones count
        (past(2), 1, "healthy"),  # one scheme of two has ended
        (past(3), 1, "partial"),
        (past(8), 0, "empty"),
        (past(0), 0, "healthy"),
    ],
)
def test_a_drop_against_the_last_healthy_runs(before: list[Run], now: int, verdict: str) -> None:
    got, reason = judge(replace(GOOD, adverts=now, expect_min=0), Past.of(before))
    assert got == verdict, reason
    assert ("fewer than the usual" in reason) is (verdict != "healthy")


FULL = {"Salary": 0.9, "Closing date": 1.0, "Grade": 0.5}


@pytest.mark.parametrize(
    ("before", "labels", "adverts", "verdict"),
    [
        (past(15, 15, fill=FULL), {"Salary": 14, "Closing date": 15}, 15, "healthy"),
        (past(15, 15, fill=FULL), {"Salary": 1, "Closing date": 1}, 15, "healthy"),
        (past(15, 15, fill=FULL), {"Closing date": 15, "Grade": 4}, 15, "changed"),
        (past(15, 15, fill=FULL), {}, 15, "changed"),
        (past(15, 15, fill={"Grade": 0.79}), {}, 15, "healthy"),
        (past(15, 15, fill=FULL), {}, 2, "partial"),  # few, but two adverts may happen to lack a label
        (past(15, fill=FULL) + past(15, fill={"Closing date": 1.0}), {"Closing date": 15}, 15, "healthy"),
        (past(2, 2, fill=FULL), {}, 15, "healthy"),  # too few to tell what is usual
        (past(15, fill=FULL, verdict="partial"), {}, 15, "healthy"),
        (past(15, 15), {}, 15, "healthy"),
    ],
)
def test_a_label_that_nobody_has_any_more(
    before: list[Run], labels: dict[str, int], adverts: int, verdict: str
) -> None:
    got, reason = judge(replace(GOOD, adverts=adverts, expect_min=1, labels=labels), Past.of(before))
    assert got == verdict, reason
    assert ("no advert has the label" in reason) is (verdict == "changed")


SHORT = "<p>Please wait while we look at your browser.</p>"
LONG = "<p>" + "You will work with analysts in a ministry for six months and learn how evidence is used. " * 30 + "</p>"
FORM = '<form action="/session"><input name=user><input type="password" name=word></form>'
PAGES = [  # title, body, which wall
    ("Just a moment...", SHORT, "challenge pages"),
    ("Attention Required! | Example Board", SHORT, "challenge pages"),
    ("Access denied", SHORT, "challenge pages"),
    ("Are you a robot?", SHORT, "challenge pages"),
    ("Security check - Example Trust", SHORT, "challenge pages"),
    ("Example Trust", "<p>Please verify you are a human by ticking the box.</p>", "challenge pages"),
    ("", "<noscript>x</noscript><p>Enable JavaScript and cookies to continue</p>", "challenge pages"),
    ("Sign in", FORM, "login pages"),
    ("Log in to Example Careers | Example Trust", FORM, "login pages"),
    ("Candidate login", FORM, "login pages"),
    ("Example Careers", "<p>You must log in to view this vacancy.</p>", "login pages"),
    ("Your session has expired", FORM, "login pages"),
    ("Before you continue to Example", "<p>We ask for your consent. Accept all?</p>", "cookie walls"),
    ("Cookie consent", "<button>Accept</button>", "cookie walls"),
    ("Example Board", "<p>You need to accept cookies to see this page.</p>", "cookie walls"),
    ("Page not found", "<p>Sorry.</p>", "pages that are not there"),
    ("404 | Example Trust", "<p>Sorry.</p>", "pages that are not there"),
    ("Job no longer available", "<p>Try another search.</p>", "pages that are not there"),
    ("Vacancy expired", "<p>Try another search.</p>", "pages that are not there"),
    (
        "Example Trust",
        "<h1>Sorry</h1><p>The vacancy you are looking for is no longer available.</p>",
        "pages that are not there",
    ),
    # pages like others
    ("Policy secondment", LONG, None),
    ("Policy secondment", "<p>Six months in a ministry.</p>", None),
    ("Policy secondment", FORM + LONG, None),  # a log-in box at the top of every page
    ("Policy secondment", "<div>We value your privacy. Accept all cookies?</div>" + LONG, None),
    ("Policy secondment", "<script>window.cf_chl = 1</script>" + LONG, None),
    ("Policy secondment", "<p>This vacancy is no longer available after noon.</p>" + LONG, None),
    ("Not found: a fellowship on lost archives", LONG, None),
    ("Security check officer, secondment", LONG, None),
    ("Sign in", LONG, None),
    ("Sign in procedures: a shadowing week", "<p>Shadow the front desk.</p>", None),
    ("Access denied: fellowship on exclusion from care", "<p>Spend a month with us.</p>", None),
    ("Page not found", LONG * 2, None),
    ("Fellowship in unusual traffic", "<p>Study traffic with the council for three months.</p>", None),
    ("", "", None),
]


@pytest.mark.parametrize(("title", "body", "wall"), PAGES)
def test_walls_are_told_from_pages(title: str, body: str, wall: str | None) -> None:
    assert wall_of(f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>") == wall


def test_every_kind_of_wall_is_judged_and_shown() -> None:
    assert set(reasons().values()) == {*WALLS, NOT_THERE} == {wall for _, _, wall in PAGES if wall}
    assert {each.reason for each in signatures()} == set(reasons().values())


def test_saved_adverts_are_no_walls() -> None:
    # The "changed" ones may well be walls: that is what some sites change to.
    pages = [path for path in (Path(__file__).parent / "pages").rglob("*.html") if not path.name.startswith("changed")]
    assert len(pages) > 8
    assert [page.name for page in pages if wall_of(page.read_text(encoding="utf-8"))] == []


@given(st.text(st.sampled_from("<>/script style=\"' abc\n"), max_size=400))
def test_any_text_can_be_looked_at(html: str) -> None:
    assert wall_of(html) is None or len(shown_text(html)) < 4001
