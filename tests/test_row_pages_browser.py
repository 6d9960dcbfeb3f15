"""Records, programmes, sources and health in a real headless Chromium: quiet, narrow, and without barriers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from row_pages import write_rows

from tools.screenshots import FLAGS, served

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATHS = [
    "/catalogue/opportunities/harbour~3A0",
    "/catalogue/opportunities/harbour~3A6",
    "/catalogue/opportunities/moor~3A1",
    "/catalogue/programmes/tide-fellows",
    "/programmes",
    "/catalogue/sources/harbour",
    "/catalogue/sources/castle",
    "/sources",
    "/health",
    "/catalogue/runs/12",
]
DARK = ["/catalogue/opportunities/harbour~3A6", "/programmes", "/health"]  # every colour of these pages stands on one


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium at hand")
    catalogue = tmp_path_factory.mktemp("site") / "catalogue.db"
    write_rows(catalogue)
    with served(catalogue) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("path", "scheme"), [*((path, "light") for path in PATHS), *((path, "dark") for path in DARK)])
def test_nothing_bars_the_way(base: str, browser: Browser, path: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(base + path)
    assert said == []
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_phone(base: str, browser: Browser, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(base + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
