"""The site in a real headless Chromium: quiet, light, steady, without script, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import LIST, PAGES
from playwright.sync_api import Page, Response

pytest_plugins = ["chromium"]
pytestmark = pytest.mark.browser
MOST = 60  # kB of a page and its stylesheet over the line: three seconds on a slow mobile network
# Chromium's own figures: how far what stands there moves while the page loads, and how long after the first byte its
# largest part is painted. How long the server thinks is measured elsewhere.
VITALS = """() => new Promise(resolve => {
  const found = {moved: 0, painted: null};
  const began = performance.getEntriesByType('navigation')[0].responseStart;
  new PerformanceObserver(list => list.getEntries().forEach(each => found.moved += each.value))
    .observe({type: 'layout-shift', buffered: true});
  new PerformanceObserver(list => {
    found.painted = list.getEntries().at(-1).startTime - began;
    setTimeout(() => resolve(found), 20);
  }).observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => resolve(found), 5000);
})"""
REFUSED = {path: int(name.removeprefix("error ")) for name, path in PAGES.items() if name.startswith("error ")}
MOVED, PAINTED = 0.1, 4000  # the most that counts as good, and milliseconds from which on it counts as poor
FOCUS = """() => {
  const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
  if (each === document.body) return null;
  const all = [...document.querySelectorAll('*')];
  return {place: all.indexOf(each), outline: style.outlineStyle === 'solid' ? parseFloat(style.outlineWidth) : 0,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
    what: each.outerHTML.slice(0, 100)};
}"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_quiet_light_and_steady(base: str, page: Page, path: str) -> None:
    said: list[str] = []
    answers: list[Response] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    page.on("response", lambda each: answers.append(each))  # noqa: PLW0108 (it takes no built-in)
    answer = page.goto(base + path, wait_until="load")
    assert answer is not None
    assert answer.status == REFUSED.get(path, 200)
    assert [each for each in said if path not in REFUSED or str(answer.status) not in each] == []
    assert [each.url for each in answers[1:] if each.status != 200] == []
    vitals = page.evaluate(VITALS)
    assert vitals["moved"] < MOVED
    assert vitals["painted"] < PAINTED
    sent, unpacked = (size / 1000 for size in weight(answers))
    print(f"{path}: {sent:.1f} kB sent, {unpacked:.1f} kB unpacked, painted in {vitals['painted']:.0f} ms")
    assert sent <= MOST


def weight(answers: list[Response]) -> tuple[int, int]:
    """Bytes of everything but pictures, (as sent, unpacked)."""
    counted = [each for each in answers if "image" not in each.headers.get("content-type", "")]
    sent = sum(each.request.sizes()["responseBodySize"] for each in counted)
    return sent, sum(len(each.body()) for each in counted)


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True, ids=["no script"])
def test_a_searcher_without_script_finds_filters_and_reads(base: str, page: Page) -> None:
    page.goto(base)
    page.fill("input[name=_search]", "placement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/opportunities?**")
    assert "placement" in page.locator("main").inner_text().lower()
    before = page.locator(".card").count()
    nation = page.locator(".filters > details", has=page.get_by_text("Nation", exact=True))
    nation.locator("summary").first.click()
    nation.locator("a").first.click()
    page.wait_for_url("**nation=**")
    assert 0 < page.locator(".card").count() < before
    page.locator("main .card h2 a").first.click()
    page.wait_for_url(f"**{LIST}/**")
    assert page.locator("blockquote").count() > 0


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True, ids=["no script"])
def test_a_searcher_without_script_answers_the_questions(base: str, page: Page) -> None:
    page.goto(base)
    page.select_option("select >> nth=1", index=1)
    page.get_by_role("button", name="Show what is open").click()
    page.wait_for_url("**/catalogue/opportunities?**")
    assert page.locator(".chips li").count() >= 1


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


@pytest.mark.parametrize("path", ["/", f"{LIST}?status=open", f"{LIST}/moor~3A13", "/health", "/trends"])
def test_a_keyboard_goes_through_the_whole_page_and_out_of_it(base: str, page: Page, path: str) -> None:
    page.goto(base + path)
    stops: list[dict[str, Any]] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["place"] <= stops[0]["place"]):
            break
        stops.append(stop)
    else:
        pytest.fail("the keyboard does not leave the page")
    places = [each["place"] for each in stops]
    assert places == sorted(set(places)), "not in the order of reading"
    assert [each["what"] for each in stops if each["outline"] < 2 or not each["seen"]] == []
    assert 'class="skip"' in stops[0]["what"]
    last = page.locator("footer a").last.evaluate("each => [...document.querySelectorAll('*')].indexOf(each)")
    assert places[-1] == last


def test_the_skip_link_leads_past_the_menu(base: str, page: Page) -> None:
    page.goto(base + LIST)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "_search"


def test_a_keyboard_reaches_every_number_of_the_map(base: str, page: Page) -> None:
    page.goto(f"{base}/map")
    page.locator("table a").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('td') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/opportunities?**")
