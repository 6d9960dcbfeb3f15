"""Pure: where something stood on a page, and what comes nearest to it on another: words, and the tags around them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]
from rapidfuzz import fuzz, process

from catalogue.lost_facts import SHOWN
from catalogue.readers.labels import plain_label
from catalogue.text import shorten
from crawler.guard.markup import MOST_TAGS
from crawler.page_facts import words_below

STEPS = 4  # tags of a path, from the outside inwards: more say where the page's frame is, not where the words are
ALIKE = 60  # of 100, as rapidfuzz counts shared words; below this two pieces only share "the" and "of"
SILENT = ("script", "style", "head", "title", "noscript", "template")
POSTING = "JobPosting"  # stands for the page's JSON-LD among the labels
POSTING_PATH = "script[type=application/ld+json]"


@dataclass(frozen=True)
class Fragment:
    """A small piece of a page."""

    words: str
    path: str

    @property
    def shown(self) -> Fragment:
        """The piece, cut to what is kept of it."""
        return Fragment(shorten(self.words, SHOWN), self.path)


def text_of(page: bytes) -> str:
    """A kept page as text; what is no UTF-8 is Windows' own encoding of western Europe, as on most old sites."""
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page.decode("cp1252", "replace")


def pieces_of(page: str) -> list[Fragment]:
    """The small pieces of a page, those inside others first: elements of html, or values of JSON."""
    if page.lstrip()[:1] in ("{", "["):
        try:
            return list(values_of(json.loads(page), ""))
        except (ValueError, RecursionError):
            return []
    root = root_of(page)
    if root is None:
        return []
    found = []
    for element in root.iter(etree.Element):
        if element.tag not in SILENT and (words := words_below(element)) and len(words) <= SHOWN:
            found.append((len(words), -len(list(element.iterancestors())), Fragment(words, path_to(element))))
    return [piece for _, _, piece in sorted(found, key=itemgetter(0, 1))]


def root_of(page: str) -> Any:
    """The root of a page's elements; None where it has none, or more than a page may have. Nothing is fetched."""
    if page.count("<") > MOST_TAGS:
        return None
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but white space or comments
        return None


def values_of(node: Any, path: str) -> Iterator[Fragment]:
    """Every value of a JSON answer that holds words; the last name of its path stands before them, like a label."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from values_of(value, f"{path} > {name}" if path else str(name))
    elif isinstance(node, list):
        for value in node:
            yield from values_of(value, path)
    elif node not in (None, "", True, False):
        yield Fragment(f"{path.rpartition(' > ')[2]}: {' '.join(str(node).split())}", path)


def path_to(element: Any) -> str:
    """The tags that lead to an element, each with its id or first class."""
    steps = [element, *element.iterancestors()][:STEPS]
    return " > ".join(step_of(each) for each in reversed(steps))


def step_of(element: Any) -> str:
    """A tag with what names it."""
    name, classes = element.get("id"), (element.get("class") or "").split()
    return f"{element.tag}#{name}" if name else f"{element.tag}.{classes[0]}" if classes else str(element.tag)


def fragment_about(page: str, label: str, text: str) -> Fragment | None:
    """The smallest piece of a page that holds a label with its text, else the text, else the label; or None."""
    if label == POSTING:
        return posting_of(page)
    pieces = pieces_of(page)
    wanted, value = plain_label(label), folded(text)[:SHOWN]
    both = (each for each in pieces if wanted in folded(each.words) and value and value in folded(each.words))
    return next(both, None) or holding(pieces, value) or holding(pieces, wanted)


def counterpart(page: str, label: str, text: str, before: Fragment | None) -> Fragment | None:
    """The piece of a page that comes nearest to one of an earlier page; None where nothing is like it.

    In this order: the same text, with the words around it; the same label; the most shared words; the same place.
    """
    if label == POSTING:
        return posting_of(page)
    pieces = pieces_of(page)
    value = folded(text)[:SHOWN]
    if value and (same := [each for each in pieces if value in folded(each.words)]):
        return next((each for each in same if len(each.words) > len(text) + 2), same[0])
    if named := holding(pieces, plain_label(label)):
        return named
    if before is None:
        return None
    near = process.extractOne(
        before.words, [each.words for each in pieces], scorer=fuzz.token_set_ratio, score_cutoff=ALIKE
    )
    if near is not None:
        return pieces[near[2]]
    return next((each for each in pieces if each.path == before.path), None)


def posting_of(page: str) -> Fragment | None:
    """The JSON-LD of a page, as it is written."""
    root = None if page.lstrip()[:1] in ("{", "[") else root_of(page)
    if root is None:
        return None
    texts = root.xpath("//script[contains(@type, 'ld+json')]/text()")
    return Fragment(" ".join(" ".join(texts).split()), POSTING_PATH) if texts else None


def holding(pieces: Iterable[Fragment], wanted: str) -> Fragment | None:
    """The smallest piece that holds some words."""
    return next((each for each in pieces if wanted in folded(each.words)), None) if wanted else None


def folded(text: str) -> str:
    """Text as it is compared: lower case, single spaces."""
    return " ".join(text.lower().split())
