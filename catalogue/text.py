"""Html to plain text: the one door for BeautifulSoup. Boilerplate is set aside, table rows become "label: value"."""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

# Elements whose words are never the advert's.
SILENT = {
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "iframe",
    "svg",
    "button",
    "select",
    "textarea",
    "head",
}
# Elements that begin and end a block of text.
BLOCKS = set(
    "address article aside blockquote br caption dd details div dl dt fieldset figure figcaption h1 h2 h3 h4 h5 h6"
    " header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# Elements of a form whose words are the form's.
FIELDS = {"label", "legend", "option", "textarea", "button", "script", "style"}
FRAME = 600  # characters beside its fields that make a form the frame of the page, as older server frameworks do
# Classes and ids of the parts of a page that are not the advert's own.
BOILERPLATE = re.compile(
    r"""(?xi)
    \b(?: cookie | breadcrumb | skip-link | site-header | site-footer | pagination
    | (?: shar(?:e|ing) | social | related )  # on its own or with what such a part holds, not "social-care-posts"
      (?: $ | \s | [-_]{1,2} (?: bar | block | buttons? | content | icons? | items? | jobs? | links? | list | media
        | nav | networks? | pages? | panel | posts? | shar(?:e|ing) | this | vacanc(?:y|ies) | widget ) \b )
    )
    """
)
DEPTH = 200  # nested elements; real pages stay below 60, a page beyond this is cut there
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\s*\n\s*")
ESCAPED_TAG = re.compile(r"&lt;/?[a-z][a-z0-9]*[ /]?[^&]{0,200}?&gt;", re.IGNORECASE)


def plain_text(html: str) -> str:
    """The words of a piece of html, a block a line, in reading order; text without tags comes back tidied.

    Html that was escaped once too often ("&lt;p&gt;") is unescaped first.
    """
    if ESCAPED_TAG.search(html):
        html = html_entities.unescape(html)
    if "<" not in html:
        return tidy(html_entities.unescape(html))
    pieces: list[str] = []
    gather(BeautifulSoup(html, "lxml"), pieces)
    return tidy("".join(pieces))


def gather(root: Tag, pieces: list[str]) -> None:
    """Append the text below `root` to `pieces`, newlines at block boundaries. No recursion: pages may be deep."""
    stack: list[Any] = [iter(root.contents)]
    ends: list[str] = [""]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            pieces.append(ends.pop())
        elif isinstance(node, Tag):
            if len(stack) > DEPTH or is_silent(node) or is_boilerplate(node):
                continue
            opening, closing = boundaries(node)
            pieces.append(opening)
            stack.append(iter(node.contents))
            ends.append(closing)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            pieces.append(node.replace("\n", " "))


def is_silent(node: Tag) -> bool:
    """Whether an element's words are never the advert's; those of a form are where it frames the whole page."""
    if node.name != "form":
        return node.name in SILENT
    length = 0
    for text in node.find_all(string=True):
        if text.parent is not None and text.parent.name not in FIELDS:
            length += len(text.strip())
        if length > FRAME:
            return False
    return True


def is_boilerplate(node: Tag) -> bool:
    """Whether a site marks an element as not the advert's own words, or as hidden."""
    attributes = node.attrs
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    marks = " ".join([*attributes.get("class", ()), str(attributes.get("id", ""))])
    return bool(marks) and bool(BOILERPLATE.search(marks)) and node.name not in ("body", "main", "article", "html")


def boundaries(node: Tag) -> tuple[str, str]:
    """What stands before and after an element's words: a label and its value stay on one line."""
    if node.name in ("th", "dt"):
        return "\n", ": "
    if node.name == "dd":
        return " ", "\n"
    if node.name == "td":
        return " ", " "
    return ("\n", "\n") if node.name in BLOCKS else ("", "")


def tidy(text: str) -> str:
    """NFC, no invisible characters, single spaces, no blank lines, no doubled colon after a label."""
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    text = SPACES.sub(" ", text)
    text = BLANK_LINES.sub("\n", text)
    return re.sub(r": ?:", ":", text).replace(" : ", ": ").strip()


def one_line(text: str) -> str:
    """Text on one line, single spaces, no invisible characters."""
    return " ".join(tidy(text).split())


def shorten(text: str, most: int) -> str:
    """Text of at most `most` characters, cut at a word with an ellipsis."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
