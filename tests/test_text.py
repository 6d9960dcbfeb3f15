"""Html to plain text, whatever the html."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.records import split_sentences
from catalogue.text import plain_text, shorten


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<b>One</b> <i>word</i>ing", "One wording"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("<table><tr><th>Closing date</th><td>3 May</td></tr></table>", "Closing date: 3 May"),
        ("<dl><dt>Salary:</dt><dd>£3</dd><dt>Place</dt><dd>Leeds</dd></dl>", "Salary: £3\nPlace: Leeds"),
        ("<nav>Home</nav><main>Post</main><footer>About</footer>", "Post"),
        ("<div class='cookie-banner'>Cookies!</div><p>Post</p>", "Post"),
        ("<p hidden>Not seen</p><p>Seen</p><script>x()</script><style>p{}</style>", "Seen"),
        ("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;&lt;p&gt;too&lt;/p&gt;", "Escaped & twice\ntoo"),
        ("A &lt; B and 3 &gt; 2", "A < B and 3 > 2"),
        ("no tags, £5 &amp; more", "no tags, £5 & more"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("<p>broken <b>bold<p>next", "broken bold\nnext"),
        ("", ""),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_very_deep_html_ends() -> None:
    assert plain_text("<div>" * 10_000 + "deep" + "</div>" * 10_000) in ("", "deep")


@given(st.text())
def test_any_text_is_read(html: str) -> None:
    assert "\x00" not in plain_text(html)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three! £4.", ["One.", "Two?", "Three!", "£4."]),
        ("See e.g. NHS trusts. Ask Dr. Smith.", ["See e.g. NHS trusts.", "Ask Dr. Smith."]),
        ("0.4 FTE at 3.5 days", ["0.4 FTE at 3.5 days"]),
        ("Line one\nLine two", ["Line one", "Line two"]),
        ("By 5 p.m. on Friday. Then", ["By 5 p.m. on Friday.", "Then"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    found = split_sentences(text)
    assert [each.words for each in found] == sentences
    assert all(text[each.start :].startswith(each.words) for each in found)


@given(st.text(), st.integers(min_value=2, max_value=400))
def test_shorten_keeps_within_its_bound(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most
