"""Make the picture that other sites show beside a link to this one: `python -m tools.make_card`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.screenshots import CHROMIUM, FLAGS

STATIC = Path("catalogue/site/static")
CARD = STATIC / "card.png"
WIDTH, HEIGHT = 1200, 630  # what the big networks show without cutting
PAGE = """<!doctype html>
<html lang="en-GB"><style>
  body {{ margin: 0; width: {width}px; height: {height}px; display: grid; align-content: center; box-sizing: border-box;
    padding: 0 90px; background: #0b4f9e; color: #fff; font-family: system-ui, "Noto Sans", sans-serif; }}
  svg {{ width: 130px; height: 130px; margin-left: -12px; }}
  h1 {{ font-size: 74px; line-height: 1.1; margin: 24px 0 22px; }}
  p {{ font-size: 33px; line-height: 1.35; margin: 0; color: #dbe9fb; }}
</style>{sign}<h1>Time in somebody else’s workplace</h1>
<p>Secondments, placements, shadowing and fellowships between academia, policy and health or social care in the UK</p>
</html>
"""


def main() -> int:
    """Draw the card with the sign of the site."""
    sign = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(PAGE.format(width=WIDTH, height=HEIGHT, sign=sign))
        page.screenshot(path=str(CARD))
        browser.close()
    print(f"{CARD}, {CARD.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
