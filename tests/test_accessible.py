"""Every kind of page for everyone: axe-core by day and by night, small screens and zoom, wide spacing, own colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from browsing import PAGES, page_of
from playwright.sync_api import Browser, Page

pytest_plugins = ["chromium"]
pytestmark = pytest.mark.browser
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe leaves the size of targets out unless it is named.
ALL = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# What can differ in the dark and on a phone; and pages that have every colour and every part between them.
NIGHT = {"runOnly": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]}
COLOURFUL = [
    *("front", "list, closed too", "list, misspelt", "record, withdrawn", "record, stated in full", "programme"),
    *("programmes", "source, changed", "source, blocked", "health", "map", "trends", "method", "table", "error 404"),
]
FAULTS = """options => axe.run(document, options).then(found => found.violations.map(each =>
  [each.id, each.impact, each.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""
OPEN_ALL = "document.querySelectorAll('main details').forEach(each => each.open = true)"
# What WCAG 1.4.12 lets a reader set; a sheet made by script is one that the policy of the site does not stop.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                     p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(each =>
  !each.closest('.hidden, .scroll, pre, svg') && ['hidden', 'clip'].includes(getComputedStyle(each).overflowX)
  && each.scrollWidth > each.clientWidth).map(each => each.outerHTML.slice(0, 120))"""
HAS_EDGE = """each => {
  const style = getComputedStyle(each), widths = ['Top', 'Bottom', 'Left'].map(side => style[`border${side}Width`]);
  return widths.some(width => parseFloat(width) >= 1);
}"""
WIDTH = "document.documentElement.scrollWidth"
each_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """One page for many addresses, with axe at hand: to begin anew for each takes longer than to look."""
    with page_of(browser) as page:
        page.add_init_script(Axe().axe_script)
        yield page


@pytest.fixture(scope="module")
def night(browser: Browser) -> Iterator[Page]:
    """A phone in the dark, with axe at hand."""
    with page_of(browser, color_scheme="dark", viewport={"width": 390, "height": 844}) as page:
        page.add_init_script(Axe().axe_script)
        yield page


@pytest.fixture(scope="module")
def zoomed(browser: Browser) -> Iterator[Page]:
    """What is left of a window of 1280 × 1024 at 400 %: 320 pixels, as on the smallest phones."""
    options = {"device_scale_factor": 4, "reduced_motion": "reduce"}
    with page_of(browser, viewport={"width": 320, "height": 256}, **options) as page:
        yield page


def faults(page: Page, options: dict[str, Any]) -> Sequence[tuple[str, str, list[str]]]:
    """(rule, impact, where) of what axe finds."""
    found: Sequence[tuple[str, str, list[str]]] = page.evaluate(FAULTS, options)
    return found


@each_page
def test_axe_finds_nothing(base: str, desk: Page, path: str) -> None:
    desk.goto(base + path)
    desk.evaluate(OPEN_ALL)
    assert not faults(desk, ALL)


@pytest.mark.parametrize("name", COLOURFUL)
def test_axe_finds_nothing_by_night_on_a_phone(base: str, night: Page, name: str) -> None:
    night.goto(base + PAGES[name])
    night.evaluate(OPEN_ALL)
    assert not faults(night, NIGHT)


@each_page
def test_nothing_scrolls_sideways_or_is_cut_off(base: str, zoomed: Page, path: str) -> None:
    page = zoomed
    page.goto(base + path)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(WIDTH) <= 320
    page.evaluate(SPACED)
    assert page.evaluate(WIDTH) <= 320
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.locator("h1").count() == 1


def test_the_checks_can_fail(base: str, desk: Page, night: Page) -> None:
    page = desk
    page.goto(base)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/x.png><input>')")
    assert {"image-alt", "label"} <= {rule for rule, _, _ in faults(page, ALL)}
    page.evaluate("document.querySelector('h1').style.cssText = 'overflow: hidden; white-space: nowrap; width: 20px'")
    assert page.evaluate(CUT_OFF)
    night.goto(base)
    night.evaluate("document.querySelector('h1').style.color = '#333'")
    assert {"color-contrast"} <= {rule for rule, _, _ in faults(night, NIGHT)}


@pytest.mark.parametrize("page", [{"forced_colors": "active"}], indirect=True, ids=["forced colours"])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/", "button"),
        ("/", ".counts a"),
        ("/catalogue/opportunities", "a[aria-current=page]"),
        ("/catalogue/opportunities?nation=England", ".chips a"),
        ("/catalogue/opportunities/harbour~3A6", ".notice"),
        ("/catalogue/opportunities/moor~3A13", ".button"),
    ],
)
def test_without_our_colours_edges_are_left(base: str, page: Page, path: str, what: str) -> None:
    page.goto(base + path)
    assert page.locator(what).first.evaluate(HAS_EDGE)


@pytest.mark.parametrize("page", [{"forced_colors": "active"}], indirect=True, ids=["forced colours"])
def test_without_our_colours_charts_take_those_of_the_text(base: str, page: Page) -> None:
    page.goto(f"{base}/trends")
    text = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    for mark in page.locator(".chart [class^=mark-]").all():
        assert mark.evaluate("each => getComputedStyle(each).fill") == text


def test_a_chart_is_heard_as_a_picture_with_a_name(base: str, page: Page) -> None:
    page.goto(f"{base}/trends")
    assert page.get_by_role("img", name="New in each month").count() == 1


def test_paper_has_no_menus_and_shows_addresses(base: str, page: Page) -> None:
    for path in ("/accessibility", "/catalogue/opportunities", "/catalogue/opportunities/moor~3A13"):
        page.goto(base + path)
        page.emulate_media(media="print")
        for name in ("header.top", "footer.bottom", ".search", ".filters", ".bar", ".chips", ".exports"):
            for each in page.locator(name).all():
                assert each.is_hidden(), (path, name)
        page.emulate_media(media="screen")
    page.emulate_media(media="print")
    link = "document.querySelector('main a[href^=http]')"
    assert "http" in page.evaluate(f"getComputedStyle({link}, '::after').content")
    assert page.locator("article .facts").first.is_visible()


def test_paper_is_white_where_the_screen_is_dark(base: str, page: Page) -> None:
    page.goto(f"{base}/map")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate(paper) != "#fff"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(paper) == "#fff"
