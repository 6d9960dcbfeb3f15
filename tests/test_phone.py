"""What a phone shows at first sight, and that one title cannot turn a line round, in a real headless Chromium."""

from __future__ import annotations

import pytest
from browsing import LIST
from playwright.sync_api import Page

pytest_plugins = ["chromium"]
pytestmark = pytest.mark.browser
PHONE = [{"viewport": {"width": 390, "height": 844}, "java_script_enabled": True}]
TOPS = """wanted => [...document.querySelectorAll(wanted)].map(each => each.getBoundingClientRect().top)"""
# Whether a text that follows a title with U+202E, which turns round what comes after it, runs from left to right.
IN_ORDER = """tag => {
  const line = document.createElement('p');
  line.innerHTML = `<${tag}>\\u202eA title</${tag}> closes soon`;
  document.querySelector('main').append(line);
  const text = line.lastChild, at = place => {
    const range = document.createRange();
    range.setStart(text, place); range.setEnd(text, place + 1);
    return range.getBoundingClientRect().left;
  };
  return at(1) < at(5);
}"""


@pytest.mark.parametrize("page", PHONE, indirect=True, ids=["phone"])
@pytest.mark.parametrize("address", [LIST, f"{LIST}?exchange_form=secondment", f"{LIST}?_search=harbour&_all=on"])
def test_the_first_find_can_be_seen_without_scrolling(base: str, page: Page, address: str) -> None:
    page.goto(base + address)
    assert page.evaluate(TOPS, ".card")[0] < 844 - 150  # its title and closing day too


@pytest.mark.parametrize("page", PHONE, indirect=True, ids=["phone"])
def test_the_first_screen_asks_at_once(base: str, page: Page) -> None:
    page.goto(base)
    tops = page.evaluate(TOPS, "#search, select")
    assert len([top for top in tops if top < 844 - 44]) > 4


@pytest.mark.parametrize("page", PHONE, indirect=True, ids=["phone"])
def test_a_map_is_seen_whole(base: str, page: Page) -> None:
    page.goto(f"{base}/map")
    wide = "() => [...document.querySelectorAll('.scroll')].map(each => each.scrollWidth - each.clientWidth)"
    assert page.evaluate(wide)[:3] == [0, 0, 0]


@pytest.mark.parametrize("tag", ["a", "strong", "span", "em", "cite", "code", "mark"])
def test_a_title_turns_only_itself_round(base: str, page: Page, tag: str) -> None:
    page.goto(f"{base}/about")
    assert page.evaluate(IN_ORDER, tag)
    assert not page.evaluate(IN_ORDER, "i")  # which has no rule: the letters would be turned round
