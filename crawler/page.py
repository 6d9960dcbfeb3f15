"""Pure: a page → labelled facts, JobPosting, main region, links, all as strings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from parsel import Selector, SelectorList

# Query parameters that say how a visitor came, not which page this is.
TRACKING = re.compile(r"(?i)^(?:utm_\w+|gclid|fbclid|mc_\w+|ref|source|sid|sessionid|phpsessid|jsessionid|_ga)$")
CONTROL = re.compile(r"[\x00-\x1f]+")


def words(selection: Selector | SelectorList[Selector]) -> str:
    """All text below the first node of a selection on one line; empty where there is none."""
    node = selection[0] if isinstance(selection, SelectorList) and selection else selection
    if not isinstance(node, Selector):
        return ""
    return " ".join(" ".join(node.xpath(".//text()[not(parent::script or parent::style)]").getall()).split())


def labelled_facts(region: Selector | SelectorList[Selector]) -> dict[str, str]:
    """Label → text of every definition list and every two-column table row below a region, in the page's order."""
    facts: dict[str, str] = {}
    for label in region.xpath(".//dt | .//tr/th[1] | .//tr[not(th)][count(td)=2]/td[1]"):
        value = label.xpath("following-sibling::*[self::dd or self::td][1]")
        add_fact(facts, words(label), words(value))
    return facts


def add_fact(facts: dict[str, str], label: str, text: str) -> None:
    """Add a fact under its label without a colon; a label that stands again keeps both texts."""
    label, text = label.strip().rstrip(":").strip(), text.strip()
    if not label or not text or len(label) > 60:  # longer ones are sentences in a table
        return
    known = facts.get(label)
    if known is None:
        facts[label] = text
    elif text not in known.split(" | "):
        facts[label] = f"{known} | {text}"


def fact_of_line(line: str) -> tuple[str, str] | None:
    """("Salary", "£30,000") of "Salary: £30,000"; None where a line holds no short label."""
    label, colon, text = line.partition(":")
    if not colon or not text.strip() or len(label) > 40 or text.startswith("//"):
        return None
    return label.strip(), text.strip()


def job_postings(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Every JobPosting in the JSON-LD blocks of a page; a block that is no JSON is passed over."""
    found: list[dict[str, Any]] = []
    for text in texts:
        try:
            block = json.loads(CONTROL.sub(" ", text))  # line breaks inside strings are common and not JSON
        except (ValueError, RecursionError):
            continue
        found += postings_in(block)
    return found


def postings_in(block: Any) -> Iterator[dict[str, Any]]:
    """The JobPostings of one JSON-LD block, top level, in a list or in an @graph."""
    waiting = [block]
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting = thing + waiting
        elif isinstance(thing, dict):
            kinds = thing.get("@type")
            if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
                yield thing
            elif isinstance(thing.get("@graph"), (list, dict)):
                waiting.insert(0, thing["@graph"])


def json_ld(page: Selector) -> dict[str, Any] | None:
    """The first JobPosting of a page, or None."""
    postings = job_postings(page.xpath("//script[contains(@type, 'ld+json')]/text()").getall())
    return postings[0] if postings else None


def main_region(page: Selector, *selectors: str) -> str:
    """Html of the first region that a selector finds; else of main, the article or the body."""
    for selector in (*selectors, "main", "[role=main]", "article", "body"):
        region = page.css(selector)
        if region:
            return str(region[0].get())
    return str(page.get() or "")


def canonical(url: str) -> str:
    """An address without fragment, tracking parameters and default port, host in lower case."""
    parts = urlsplit(url.strip())
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(k)])
    host = (parts.hostname or "").lower()
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    if parts.port and parts.port != standard:
        host = f"{host}:{parts.port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def key_of(url: str) -> str:
    """A key for an advert whose source gives none: a hash of the canonical address."""
    return hashlib.sha256(canonical(url).encode()).hexdigest()[:16]
