"""Pure: the block of a listing that each of its links stands in, as a CSS selector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from parsel import Selector

from crawler.new_source.links import FEWEST, MOST_LINKS, Pattern
from crawler.page import canonical

ENOUGH = 40  # links whose blocks are looked at


def card_of(page: Selector, url: str, pattern: Pattern) -> str | None:
    """A CSS selector of the block that holds one link of a pattern and nothing of its neighbours, or None.

    Taken is the largest block with a class of its own around most of the links.
    """
    links = page.xpath("//a[@href]")[:MOST_LINKS]
    wanted = {link.root: address for link in links if (address := address_of(link, url)) in set(pattern.links)}
    looked_at = list(wanted)[:ENOUGH]
    found = Counter(filter(None, (card_around(link, wanted) for link in looked_at)))
    common = found.most_common(1)
    return common[0][0] if common and common[0][1] >= max(FEWEST, len(looked_at) * 0.8) else None


def card_around(link: Any, wanted: Mapping[Any, str]) -> str | None:
    """The selector of the largest block around a link that has a class and holds no other link that is wanted."""
    selector = None
    for around in link.iterancestors():
        others = (wanted[each] for each in around.iter("a") if each in wanted)
        if around.tag in ("body", "main") or any(address != wanted[link] for address in others):
            break
        name = next(iter((around.get("class") or "").split()), "")
        if re.fullmatch(r"[A-Za-z_][\w-]*", name):
            selector = f"{around.tag}.{name}"
    return selector


def address_of(link: Selector, url: str) -> str:
    """The whole address of a link; empty where there is none."""
    try:
        return canonical(urljoin(url, link.attrib.get("href", "")))
    except ValueError:
        return ""
