"""Pure: the title that a page's headings give it, and its main text without menus and footers.

The one door for trafilatura in the crawler.
"""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector

from catalogue.readers.labels import plain_label
from crawler.generic.facts import line_below
from crawler.generic.labels import known_labels
from crawler.page import main_region
from crawler.page_facts import words

READ = 1_000_000  # characters of a main text in html; a book of 300 pages
SEARCHED = 5_000  # elements that are searched for the main text; trafilatura's time grows faster than their number
DEEPEST = 400  # elements within elements; trafilatura walks trees by recursion
LEAST = 40  # characters of a text worth having
SHARE = 0.25  # of the words outside menus; a main text with less has taken a footer for the article
AROUND = etree.XPath(
    "//nav | //header[not(ancestor::main or ancestor::article)] | //footer[not(ancestor::main or ancestor::article)]"
    " | //aside | //script | //style | //noscript | //template | //svg | //form[.//input[@type='search']]"
    " | //*[@role='navigation' or @role='search' or @role='banner' or @role='contentinfo']"
)
OUTSIDE = "[not(ancestor::nav or ancestor::footer or ancestor::aside or ancestor::header[not(ancestor::main)])]"
# Where a title is looked for, the surest first.
PLACES = (
    etree.XPath("//main//h1 | //*[@role='main']//h1 | //article//h1"),
    etree.XPath(f"//h1{OUTSIDE}"),
    etree.XPath(f"(//h2 | //h3 | //*[contains(@class, 'title')]){OUTSIDE}"),
    etree.XPath(f"(//p | //div | //span | //strong | //td){OUTSIDE}"),
)
MOST_HEADINGS = 300
LONGEST = 200  # characters of a title; more is a paragraph
FEWEST = 4  # characters of a heading whose standing in the page's own title means something
LINE = 10  # characters of a line that is no heading, for the same
SITE = re.compile(r"\s+[|–—·»>-]\s+|\s+::\s+")  # between the parts of a page's own title


def heading_title(page: Selector, *, sure: bool = True) -> str | None:
    """The heading, or failing that the line, that the page's own <title> repeats; with `sure` off the first heading, or
    what the <title> begins with.

    Many sites head every page with their own name; the advert's title stands in both.
    """
    shared = page.css("meta[property='og:title']::attr(content)").getall()
    told = " ".join([words(page.css("title")), *shared]).lower()
    site = (page.css("meta[property='og:site_name']::attr(content)").get() or "").strip().lower()
    for place in PLACES if sure else ():
        lines = [text for text in lines_of(page, place) if text.lower() in told and text.lower() != site]
        if place is PLACES[-1]:  # any line: a single word may stand in a title by chance
            lines = [text for text in lines if " " in text and len(text) >= LINE]
        if title := max((text for text in lines if len(text) >= FEWEST), key=len, default=None):
            return title
    if sure:
        return None
    named = [text for place in PLACES[:-1] for text in lines_of(page, place) if plain_label(text) not in known_labels()]
    return next(filter(None, [*named, *map(words, page.css("h1")), SITE.split(words(page.css("title")))[0]]), None)


def lines_of(page: Selector, place: etree.XPath) -> list[str]:
    """The texts of elements that may be a title."""
    texts = map(line_below, place(page.root)[:MOST_HEADINGS])
    return [text for text in texts if 0 < len(text) <= LONGEST]


def main_text(page: Selector, url: str) -> str:
    """Html of the main text: the main region where the page marks one, else what trafilatura finds, else the body
    without what lies around it. Empty where there is no text."""
    around = without_surroundings(main_region(page, "[itemprop=description]"))
    told = len(words(Selector(text=around, type="html"))) if around else 0
    if told < LEAST:
        return around if told else ""
    marked = bool(page.css("main, [role=main], [itemprop=description]"))
    if marked or len(around) > READ or around.count("<") > 2 * SEARCHED or depth(page) > DEEPEST:
        return around[:READ]
    from trafilatura import extract  # noqa: PLC0415 (it takes long to load, and few pages need it)

    try:
        found = extract(around, url=url, output_format="html", favor_recall=True, include_comments=False) or ""
    except (ValueError, RecursionError, etree.LxmlError):
        return around
    return found if found and len(words(Selector(text=found, type="html"))) >= max(LEAST, SHARE * told) else around


def without_surroundings(region: str) -> str:
    """Html of a region without menus, site heads, footers, searches, scripts and styles."""
    tree = Selector(text=region, type="html")
    for around in AROUND(tree.root):
        parent = around.getparent()
        if parent is None:
            continue
        if around.tail:  # the text behind an element hangs on it
            before = around.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + around.tail
            else:
                parent.text = (parent.text or "") + around.tail
        parent.remove(around)
    body = tree.css("body > *")
    return str(body.get() if len(body) == 1 else tree.css("body").get() or "")


def depth(page: Selector) -> int:
    """How deep the elements of a page lie within each other, at least up to DEEPEST."""
    deepest = 0
    level = 0
    for event, _ in etree.iterwalk(page.root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            break
    return deepest
