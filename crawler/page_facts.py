"""Pure: the labelled facts of a page, as strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector, SelectorList

ORDINAL = re.compile(r"(\d) (st|nd|rd|th)\b")  # of "4<sup>th</sup>"
LINE_ENDS = set("b strong br p div ul ol li table dl hr h1 h2 h3 h4 h5 h6".split())
TERM = 80  # characters of a label that is marked as one, which may be a question; longer ones are sentences in a table
LABEL = 40  # characters of a label that stands in running text; longer ones are sentences
TOGETHER = 2_000  # characters of the texts under one label, after which no further text is added
BOLD_TEXT = 200  # characters behind a bold label; more is a paragraph that begins in bold
# Asked of every page, so compiled once.
TEXTS = etree.XPath(".//text()[not(parent::script or parent::style)]")
# What may be the label of a fact: a term, the first cell of a row of two, bold words.
LABELS = etree.XPath(".//dt | .//tr/th[1] | .//tr[not(th)][count(td)=2]/td[1] | .//b | .//strong")


def words(selection: Selector | SelectorList[Selector]) -> str:
    """All text below the first node of a selection on one line; empty where there is none."""
    node = selection[0] if isinstance(selection, SelectorList) and selection else selection
    return words_below(node.root) if isinstance(node, Selector) else ""


def words_below(node: Any) -> str:
    """All text below an element on one line."""
    text = " ".join(" ".join([node] if isinstance(node, str) else TEXTS(node)).split())
    return ORDINAL.sub(r"\1\2", text)


def labelled_facts(region: Selector | SelectorList[Selector]) -> dict[str, str]:
    """Label → text of every definition list, two-column table row and bold label below a region, as the page goes."""
    facts: dict[str, str] = {}
    for root in [region.root] if isinstance(region, Selector) else [each.root for each in region]:
        for label in LABELS(root):
            if label.tag not in ("b", "strong"):
                for value in values_beside(label):
                    add_fact(facts, words_below(label), words_below(value))
            elif pair := bold_fact(label):
                add_fact(facts, *pair)
    return facts


def values_beside(label: Any) -> Iterator[Any]:
    """The values of a term (every dd before the next dt), or of a table cell (the next cell)."""
    for sibling in label.itersiblings():
        if sibling.tag == "dt":
            return
        if sibling.tag in ("dd", "td"):
            yield sibling
        if sibling.tag == "td":
            return


def bold_fact(bold: Any) -> tuple[str, str] | None:
    """("Hours", "Full time") of "<b>Hours:</b> Full time<br>"; the text may fill the block beside the label's own."""
    name = words_below(bold)
    if len(name) > LABEL or not (name.endswith(":") or (bold.tail or "").lstrip().startswith(":")):
        return None
    pieces = [bold.tail or ""]
    for sibling in bold.itersiblings():
        if sibling.tag in LINE_ENDS:
            break
        pieces += [words_below(sibling) if isinstance(sibling.tag, str) else "", sibling.tail or ""]
    else:
        around = bold.getparent()
        beside = around.getnext() if around is not None else None
        if beside is not None and beside.tag in ("div", "span") and not "".join(pieces).strip():
            pieces.append(words_below(beside))
    text = " ".join(" ".join(pieces).split()).lstrip(": ")
    return (name, text) if 0 < len(text) <= BOLD_TEXT else None


def add_fact(facts: dict[str, str], label: str, text: str) -> None:
    """Add a fact under its label without a colon; a label that stands again keeps both texts."""
    label, text = label.strip().rstrip(":").strip(), text.strip()
    if not label or not text or len(label) > TERM:
        return
    known = facts.get(label)
    if known is None:
        facts[label] = text
    elif len(known) < TOGETHER and text not in known.split(" | "):
        facts[label] = f"{known} | {text}"


def fact_of_line(line: str) -> tuple[str, str] | None:
    """("Salary", "£30,000") of "Salary: £30,000"; None where a line holds no short label."""
    label, colon, text = line.partition(":")
    if not colon or not text.strip() or len(label) > LABEL or text.startswith("//"):
        return None
    if label[-1:].isdigit() and text[:1].isdigit():  # a time of day
        return None
    return label.strip(), text.strip()
