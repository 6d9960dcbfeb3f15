"""Pictures of every kind of page, at a desk and on a phone: `make demo SERVE=no`, then `make screenshots`."""

from __future__ import annotations

import argparse
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from datasette.utils import tilde_encode
from playwright.sync_api import Browser, sync_playwright

CATALOGUE = Path("data/demo/catalogue.db")
FOLDER = Path("data/screenshots")
IMAGES = Path("docs/images")
CHROMIUM = "/usr/bin/chromium"
# Quiet: no look-ups of the browser maker's hosts, no sandbox for root.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIST = "/catalogue/opportunities"
PAGES = {  # name → address
    "front": "/",
    "list": LIST,
    "list-filtered": f"{LIST}?status=open&exchange_form=secondment&nation=England",
    "list-searched": f"{LIST}?_search=policy",
    "list-misspelt": f"{LIST}?_search=secondmnet",
    "list-empty": f"{LIST}?status=open&nation=Overseas&exchange_form=job_shadowing&_search=nosuchword",
    "list-ended": f"{LIST}?_page=99",
    "programmes": "/programmes",
    "sources": "/sources",
    "health": "/health",
    "codebook": "/codebook",
    "map": "/map",
    "trends": "/trends",
    "glossary": "/glossary",
    "about": "/about",
    "method": "/method",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "cite": "/cite",
    "api": "/api",
    "tables": "/catalogue",
    "table": "/catalogue/excluded",
    "report": "/catalogue/not_stated",
    "report-asked": "/catalogue/closing_within_days?days=30",
    "error-404": "/no-such-page",
    "error-403": "/-/databases",
    "error-400": "/catalogue/adverts?_sort=nosuch",
}
ROWS = {  # name → table and what the first such row is like; no picture where the catalogue has none
    "record": ("opportunities", "status = 'open' and pay_text is not null order by completeness desc, id"),
    "record-closed": ("opportunities", "status = 'closed'"),
    "record-withdrawn": ("opportunities", "status = 'withdrawn'"),
    "record-long-title": ("opportunities", "1 order by length(title) desc"),
    "programme": ("programmes", "json_array_length(rounds) > 0"),
    "programme-without-rounds": ("programmes", "ifnull(json_array_length(rounds), 0) = 0"),
    "source": ("sources", "status = 'active' and id in (select source from runs)"),
    "source-blocked": ("sources", "status = 'blocked'"),
    "source-unverified": ("sources", "status = 'unverified'"),
    "row": ("runs", "1"),
}
SIZES = {"desk": (1100, 900), "phone": (390, 844)}
DARK = ["front", "list", "record", "map", "trends", "health", "source-blocked", "error-404"]
LONGEST = 3200  # pixels of a page that are shown: what is below is more of the same
README = {"list": "list-searched", "record": "record"}  # name in docs/images → page; only what the window shows
README_SIZE = (1040, 780)


@contextmanager
def served(catalogue: Path) -> Iterator[str]:
    """The site on a free loopback port, until the block ends."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = [str(Path(sys.executable).parent / "datasette"), str(catalogue), "-m", "metadata.yml", "-p", str(port)]
    site = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        site.terminate()
        site.wait()


def wait_for(port: int, seconds: float = 60) -> None:
    """Return when the port answers; TimeoutError when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the site does not answer on port {port}")


def addresses(catalogue: Path) -> dict[str, str]:
    """Name → address of every page that this catalogue has."""
    found = dict(PAGES)
    with closing(sqlite3.connect(f"{catalogue.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        for name, (table, condition) in ROWS.items():
            row = conn.execute(f"select id from {table} where {condition} limit 1").fetchone()  # noqa: S608 (ours)
            if row:
                found[name] = f"/catalogue/{table}/{tilde_encode(str(row[0]))}"
    return found


def take(browser: Browser, url: str, size: tuple[int, int], scheme: str, path: Path, longest: int) -> None:
    """One picture of a page: its window, and below that as much as `longest` pixels allow."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(url)
    height = max(height, min(longest, page.evaluate("document.documentElement.scrollHeight")))
    page.screenshot(path=str(path), full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    page.close()
    print(path)


def main() -> int:
    """Take every picture, or those that are named; 1 where there is no catalogue."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", help=f"only these: {', '.join([*PAGES, *ROWS])}")
    asked.add_argument("--catalogue", type=Path, default=CATALOGUE)
    asked.add_argument("--folder", type=Path, default=FOLDER)
    wanted = asked.parse_args()
    if not wanted.catalogue.exists():
        print(f"{wanted.catalogue} is not there; run `make demo SERVE=no` first")
        return 1
    wanted.folder.mkdir(parents=True, exist_ok=True)
    pages = addresses(wanted.catalogue)
    with served(wanted.catalogue) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, address in pages.items():
            if wanted.names and name not in wanted.names:
                continue
            for place, size in SIZES.items():
                take(browser, base + address, size, "light", wanted.folder / f"{name}-{place}.png", LONGEST)
            if name in DARK:
                take(browser, base + address, SIZES["desk"], "dark", wanted.folder / f"{name}-dark.png", LONGEST)
        if not wanted.names and wanted.catalogue == CATALOGUE:
            for picture, name in README.items():
                take(browser, base + pages[name], README_SIZE, "light", IMAGES / f"{picture}.png", 0)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
