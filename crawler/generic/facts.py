"""Pure: the facts that an unknown page labels, also by headings, lines with a colon and names of classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector

from catalogue.readers.labels import plain_label
from crawler.generic.labels import blank_values, known_labels, written
from crawler.page_facts import BOLD_TEXT, add_fact, fact_of_line, labelled_facts, words_below

MOST_LINES = 5_000  # elements looked at for "Label: text" or a label in a class; real adverts have a few hundred
MOST_WITHIN = 60  # elements within a line; what has more is no line, and reading it again and again would take minutes
LINE = 2 * BOLD_TEXT  # characters of a line, or of the text under a heading, that may be the text of a label

LINES = ("p", "li", "span", "div")  # elements that may be a line
BLOCKS = ("p", "li", "ul", "div", "table")  # a div that holds one of them is no line itself
# What is named as a label by its class, as page builders do.
NAMED = etree.XPath(
    ".//*[self::span or self::div or self::p or self::strong or self::h3 or self::h4]"
    "[contains(@class, 'label') or contains(@class, 'term') or contains(@class, 'key') or contains(@class, 'caption')]"
)
HEADINGS = etree.XPath(".//h2 | .//h3 | .//h4 | .//h5 | .//h6")
HEADED_TABLES = etree.XPath(".//table[count(.//tr) = 2][count(.//tr[1]/*) > 1]")
CLASSED = etree.XPath(
    ".//*[self::p or self::div or self::span or self::h2 or self::h3 or self::h4 or self::td][@class]"
)
CLASS_VALUE = 120  # characters of a value that its class alone names; a name or a date is shorter
BREAKS = ("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "form")


def page_facts(page: Selector) -> dict[str, str]:
    """Label → text of a page: its main region first, then the rest; the usual marks first, then looser ones.

    Definition lists, table rows and bold labels are taken whatever they say; a heading, a line or a class counts as a
    label only where its words are known ones, as any line of prose may hold a colon.
    """
    facts: dict[str, str] = {}
    regions = [*page.css("main, [role=main]")[:1], page] if page.css("main, [role=main]") else [page]
    for region in regions:
        for label, text in labelled_facts(region).items():
            facts.setdefault(label, text)
    for region in regions:
        for label, text in loose_facts(region.root):
            if plain_label(label) in known_labels() and plain_label(label) not in map(plain_label, facts):
                add_fact(facts, label, text)
    return facts


def loose_facts(root: Any) -> Iterator[tuple[str, str]]:
    """(label, text) of tables with a heading row, named labels, headings with a short text, and lines with a colon."""
    for table in HEADED_TABLES(root)[:MOST_LINES]:
        head, row = table.findall(".//tr")
        if len(head) == len(row) <= MOST_WITHIN:
            yield from zip(map(line_below, head), map(line_below, row), strict=True)
    for label in NAMED(root)[:MOST_LINES]:
        beside = label.getnext()
        text = line_below(beside) if beside is not None else " ".join((label.tail or "").split())
        if text:
            yield line_below(label), text
    for heading in HEADINGS(root)[:MOST_LINES]:
        text = text_under(heading)
        if text:
            yield line_below(heading), text
    for line in islice(root.iter(*LINES), MOST_LINES):
        if line.tag == "div" and any(child.tag in BLOCKS for child in line):
            continue
        pair = fact_of_line(line_below(line))
        if pair and not any(around.tag in ("nav", "footer") for around in line.iterancestors()):
            yield pair


def text_under(heading: Any) -> str:
    """The short text between a heading and the next one; empty where it is longer than a line."""
    pieces: list[str] = [heading.tail or ""]
    for sibling in islice(heading.itersiblings(), MOST_WITHIN):
        if sibling.tag in BREAKS:
            break
        pieces += [line_below(sibling), sibling.tail or ""]
        if is_long(sibling) or sum(map(len, pieces)) > LINE:
            return ""
    return " ".join(" ".join(pieces).split())


def line_below(node: Any) -> str:
    """All text below an element where it is no longer than a line; else empty."""
    if not isinstance(node.tag, str) or is_long(node):
        return ""
    text = words_below(node)
    return text if len(text) <= LINE else ""


def is_long(node: Any) -> bool:
    """Whether an element holds more than a line may, told without reading all of it."""
    if next(islice(node.iter(), MOST_WITHIN, None), None) is not None:
        return True
    return sum(map(len, node.itertext())) > 10 * LINE  # white space counts here, and markup is full of it


def find_classed(page: Selector, name: str) -> str | None:
    """The text of the first element whose class names a field, without a label at its beginning."""
    ends = "|".join(map(re.escape, written()["classes"].get(name, ())))
    pattern = re.compile(rf"(?:^|[-_])(?:{ends})$", re.IGNORECASE)
    for element in CLASSED(page.root)[:MOST_LINES]:
        if not any(map(pattern.search, element.get("class").split())):
            continue
        line = line_below(element)
        _, text = fact_of_line(line) or ("", line)
        if 0 < len(text) <= CLASS_VALUE and text.lower() not in blank_values():
            return text
    return None
