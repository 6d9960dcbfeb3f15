"""Make the pictures of the README from the demo's catalogue: `make demo SERVE=no`, then `make screenshots`."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CATALOGUE = Path("data/demo/catalogue.db")
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
PICTURES = {  # name → (path, width, height, colour scheme)
    "front": ("/", 1100, 900, "light"),
    "list": ("/catalogue/opportunities?_search=policy", 1100, 900, "light"),
    "list-phone": ("/catalogue/opportunities", 360, 740, "light"),
    "list-dark": ("/catalogue/opportunities", 1100, 900, "dark"),
    "record": ("", 1100, 1200, "light"),  # the first of the list
    "about": ("/about", 1100, 900, "light"),
}


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


def wait_for(port: int, seconds: float = 20) -> None:
    """Return when the port answers; TimeoutError when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"the site does not answer on port {port}")


def open_record(page: Page, base: str) -> None:
    """Go to the first opportunity of the list."""
    page.goto(f"{base}/catalogue/opportunities")
    page.click("main h2 a, main h3 a")


def main() -> int:
    """Take every picture."""
    if not CATALOGUE.exists():
        print(f"{CATALOGUE} is not there; run `make demo SERVE=no` first")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served(CATALOGUE) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, width, height, scheme) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            if path:
                page.goto(base + path)
            else:
                open_record(page, base)
            page.screenshot(path=str(IMAGES / f"{name}.png"))
            print(IMAGES / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
