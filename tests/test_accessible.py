"""Every kind of page for everyone: axe-core, small screens, zoom, keyboard, paper, in a real headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright
from sample_catalogue import write_sample

from tools.screenshots import FLAGS, served

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# One address for each kind of page.
PAGES = [
    "/",
    "/catalogue/opportunities",
    "/catalogue/opportunities?_search=nosuchword",
    "/catalogue/opportunities/harbour~3A0",
    "/programmes",
    "/catalogue/programmes/flood-policy",
    "/sources",
    "/catalogue/sources/harbour",
    "/health",
    *("/map", "/trends", "/glossary", "/codebook"),
    *("/about", "/method", "/privacy", "/accessibility", "/cite", "/api"),
    *("/catalogue", "/catalogue/excluded", "/catalogue/not_stated", "/no-such-page"),
]
SCHEMES = [{"color_scheme": "light"}, {"color_scheme": "dark"}]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
OPEN_ALL = "document.querySelectorAll('main details').forEach(each => each.open = true)"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium at hand")
    catalogue = tmp_path_factory.mktemp("accessible") / "catalogue.db"
    write_sample(catalogue, size=100)
    with served(catalogue) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with the options that the test names, by default that of a desk."""
    options = {"viewport": {"width": 1100, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", SCHEMES, indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(base: str, page: Page, path: str) -> None:
    page.goto(base + path)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]


# 320 pixels are also what 1280 pixels at 400 % leave.
@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 256}}], indirect=True, ids=["320"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(base: str, page: Page, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(base + path)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not [words for words in said if "404" not in words]


PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_the_menu_of_a_phone_opens_without_script(base: str, page: Page) -> None:
    page.goto(base)
    link = page.get_by_role("link", name="Trends", exact=True)
    assert link.count() == 0
    page.keyboard.press("Tab")  # skip link
    page.keyboard.press("Tab")  # name of the site
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert link.count() == 1
    link.click()
    page.wait_for_url("**/trends")


def test_on_a_wide_screen_the_menu_is_a_line(base: str, page: Page) -> None:
    page.goto(base)
    assert page.get_by_role("link", name="Trends", exact=True).count() == 1
    assert page.get_by_text("Menu", exact=True).is_hidden()


def test_a_keyboard_reaches_every_number_of_the_map(base: str, page: Page) -> None:
    page.goto(f"{base}/map")
    page.locator("table a").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('td') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/opportunities?**")


def test_a_chart_is_heard_as_a_picture_with_a_name(base: str, page: Page) -> None:
    page.goto(f"{base}/trends")
    assert page.get_by_role("img", name="New in each month").count() == 1


def test_paper_has_no_menus_and_shows_addresses(base: str, page: Page) -> None:
    page.goto(f"{base}/accessibility")
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden()
    assert page.locator("footer.bottom").is_hidden()
    link = "document.querySelector('main a[href^=http]')"
    assert "http" in page.evaluate(f"getComputedStyle({link}, '::after').content")


def test_paper_is_white_where_the_screen_is_dark(base: str, page: Page) -> None:
    page.goto(f"{base}/map")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate(paper) != "#fff"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(paper) == "#fff"
