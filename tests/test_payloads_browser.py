"""Scripts in a real headless Chromium with our policy switched off: nothing of them runs, asks or can be clicked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
import yaml
from datasette.utils import tilde_encode
from hostile_catalogue import PAYLOADS, SCRIPTS, as_kept, usual, write_hostile
from hostile_site import TOLD
from playwright.sync_api import Browser, Error, Page, sync_playwright
from served_site import served_site

from tools.screenshots import FLAGS

pytestmark = pytest.mark.browser
OF_CHROMIUM = ["style=word-wrap: break-word; white-space: pre-wrap;"]  # how it shows a file of plain text
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LIST = "/catalogue/opportunities"
TEXTS = [*map(as_kept, SCRIPTS)]
SOME = [as_kept(text) for texts in PAYLOADS["scripts"].values() for text in texts[:3]]  # a page of each takes long
ONE_EACH = SOME[::3]
MANY = quote("".join(text for text in SCRIPTS if "\\" not in text), safe="", errors="replace")
PAGES = f"""
/ {LIST} {LIST}?_all=on&_size=1000 {LIST}?_all=on&_size=1000&_search=fired {LIST}?_search={MANY} {LIST}?{MANY}=1
{LIST}?host={MANY}&_all=on /programmes /sources /health /trends /catalogue /catalogue/quotes?_size=max /x{MANY}
/catalogue/sources?_size=max /catalogue/by_host /catalogue/runs?_sort={MANY} /catalogue/closing_within_days?days={MANY}
{LIST}.csv?{MANY}=1 {LIST}.json?_sort={MANY} {LIST}.json?_stream=on {LIST}.atom /health.atom /sitemap.xml /codebook.md
""".split()
# What a page offers to who hovers, focuses or clicks: handlers, styles, and addresses that are none of the web.
OFFERS = """() => [...document.querySelectorAll('*')].flatMap(each => [
    ...[...each.attributes].filter(one => /^on|^style$|^srcdoc$/i.test(one.name)).map(one => one.name+'='+one.value),
    ...['href', 'action', 'formAction', 'src'].map(name => each[name]?.baseVal ?? each[name]).filter(
        address => typeof address === 'string' && address && !/^https?:/.test(address)),
])"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium at hand")
    folder = tmp_path_factory.mktemp("fired")
    assert write_hostile(folder / "catalogue.db", TEXTS) == []
    metadata = folder / "metadata.yml"
    metadata.write_text(yaml.safe_dump(TOLD))
    with served_site(folder / "catalogue.db", ["--setting", "sql_time_limit_ms", "20000"], metadata=metadata) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Tripwire:
    """A page that notes whatever fires in it. Nothing that it asks for leaves this machine."""

    def __init__(self, browser: Browser, base: str):
        self.noted: list[str] = []
        self.host = urlsplit(base).netloc
        context = browser.new_context(bypass_csp=True)
        context.route("**", lambda route: route.continue_() if self.is_ours(route.request.url) else route.abort())
        self.page: Page = context.new_page()
        self.page.on("request", lambda asked: None if self.is_ours(asked.url) else self.noted.append(asked.url))
        self.page.on("dialog", lambda dialog: (self.noted.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.noted.append(str(error)))
        self.page.on("popup", lambda other: self.noted.append(other.url))

    def is_ours(self, url: str) -> bool:
        """Whether an address is one of the site's, or of a page that was made here."""
        return urlsplit(url).netloc == self.host or url.startswith("data:")

    def fired(self) -> list[str]:
        """What fired since it was last asked."""
        value = self.page.evaluate("[window.__fired, delete window.__fired][0]")
        noted, self.noted = self.noted + [f"window.__fired = {value}"] * (value is not None), []
        return noted


@pytest.fixture(scope="module")
def tripwire(browser: Browser, base: str) -> Iterator[Tripwire]:
    made = Tripwire(browser, base)
    yield made
    made.page.context.close()


def test_the_tripwire_is_tripped_by_pages_that_escape_nothing(browser: Browser, base: str) -> None:
    tripwire, tripped = Tripwire(browser, base), []
    for text in TEXTS:
        try:
            tripwire.page.set_content(f'<title>{text}</title><p title="{text}">{text}</p>')
            if tripwire.fired() or tripwire.page.evaluate(OFFERS):
                tripped.append(text)
        except Error:  # it has led the page away
            tripped.append(text)
            tripwire.page.goto(f"{base}/robots.txt")
    assert len(tripped) > len(TEXTS) / 3  # the others wait for a click, a style, another parser
    tripwire.page.context.close()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path[:60])
def test_nothing_fires_on_a_page_of_many(base: str, tripwire: Tripwire, path: str) -> None:
    look(tripwire, base + path)


@pytest.mark.parametrize("table", ["opportunities", "programmes", "sources", "excluded"])
def test_nothing_fires_on_a_page_of_one(base: str, tripwire: Tripwire, table: str) -> None:
    for text in SOME if table == "opportunities" else ONE_EACH:
        look(tripwire, f"{base}/catalogue/{table}/{tilde_encode(usual(text))}")


def look(tripwire: Tripwire, address: str) -> None:
    """Open a page; nothing fires, and nothing would."""
    answer = tripwire.page.goto(address)
    assert answer is not None
    assert answer.status in (200, 400, 404), address
    assert tripwire.fired() == [], address
    assert tripwire.page.evaluate(OFFERS) in ([], OF_CHROMIUM), address
