"""Fixtures of the tests with a browser: one real headless Chromium and one site for all, a new page for each."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from browsing import LONG_TITLE, page_of
from playwright.sync_api import Browser, Page, sync_playwright
from row_pages import write_rows
from served_site import served_site

from tools.screenshots import FLAGS

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site."""
    if CHROMIUM is None:
        pytest.skip("no Chromium at hand")
    catalogue = tmp_path_factory.mktemp("browsed") / "catalogue.db"
    write_rows(catalogue)
    with closing(sqlite3.connect(catalogue)) as db, db:
        db.execute("update opportunities set title = ? where id = 'harbour:10'", [LONG_TITLE])
    with served_site(catalogue) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")  # its loop runs as long as it does, and tests of other modules begin loops of their own
def browser() -> Iterator[Browser]:
    """Chromium, started once a module."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with the options that the test names."""
    with page_of(browser, **getattr(request, "param", {})) as opened:
        yield opened
