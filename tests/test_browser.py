"""The site in a real headless Chromium: no script needed, no policy broken, no sideways scrolling, keyboard enough."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.sample_catalogue import write_sample
from tools.screenshots import FLAGS, wait_for

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATHS = [
    "/",
    "/catalogue/opportunities",
    "/catalogue/opportunities?_search=nosuchword",
    "/about",
    "/catalogue/codebook",
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium at hand")
    catalogue = tmp_path_factory.mktemp("site") / "catalogue.db"
    write_sample(catalogue)
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = [str(Path(sys.executable).parent / "datasette"), str(catalogue), "-m", "metadata.yml", "-p", str(port)]
    site = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        site.terminate()
        site.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def quiet_page(browser: Browser, width: int = 1100, **options: object) -> tuple[Page, list[str]]:
    """A page, and what its console says."""
    page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_complained_of(base: str, browser: Browser, path: str) -> None:
    page, said = quiet_page(browser)
    answer = page.goto(base + path)
    assert answer is not None
    assert answer.status == 200
    assert said == []
    assert page.locator("h1").count() == 1
    page.context.close()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_phone(base: str, browser: Browser, path: str) -> None:
    page, _ = quiet_page(browser, width=320)
    page.goto(base + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_a_searcher_without_script_finds_filters_and_reads(base: str, browser: Browser) -> None:
    page, _ = quiet_page(browser, java_script_enabled=False)
    page.goto(base)
    page.fill("input[name=_search]", "secondment")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/opportunities?**")
    assert "secondment" in page.locator("main").inner_text().lower()
    page.locator("main h2 a, main h3 a").first.click()
    assert page.locator("blockquote").count() > 0
    page.context.close()


def test_the_first_tab_stop_leads_to_the_content(base: str, browser: Browser) -> None:
    page, _ = quiet_page(browser)
    page.goto(base + "/catalogue/opportunities")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused is not None
    assert focused.startswith("#")
    page.context.close()
