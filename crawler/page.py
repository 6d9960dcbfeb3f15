"""Pure: a page → title, labelled facts, JobPosting, main region, next listing, all as strings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector

from crawler.page_facts import words

# Query parameters that say how a visitor came, not which page this is.
TRACKING = re.compile(r"(?i)^(?:utm_\w+|gclid|fbclid|mc_\w+|ref|source|sid|sessionid|phpsessid|jsessionid|_ga)$")
CONTROL = re.compile(r"[\x00-\x1f]+")
NEXT = re.compile(r"(?i)next(?: page)?\W*")  # the words of a link to the next listing, and nothing else

POSTINGS = etree.XPath("//script[contains(@type, 'ld+json')]/text()")


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
    waiting = [block]  # the next one last
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, list):
            waiting += reversed(thing)
        elif isinstance(thing, dict):
            kinds = thing.get("@type")
            if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
                yield thing
            else:
                waiting += [thing[key] for key in ("mainEntity", "@graph") if isinstance(thing.get(key), (list, dict))]


def json_ld(page: Selector) -> dict[str, Any] | None:
    """The first JobPosting of a page, or None."""
    postings = job_postings(POSTINGS(page.root))
    return postings[0] if postings else None


def main_region(page: Selector, *selectors: str) -> str:
    """Html of the first region with words in it that a selector finds; else of main, the article or the body."""
    for selector in (*selectors, "main", "[role=main]", "article", "body"):
        for region in page.css(selector)[:1]:
            if region.xpath("normalize-space()").get():
                return str(region.get())
    return str(page.get() or "")


def title_of(page: Selector, listed: str = "") -> str:
    """The heading that the page's own <title> repeats, else the link's words that it repeats, else the first heading.

    `listed`: the words of the link that led to the page. Many sites head every page with their own name.
    """
    shared = page.css("meta[property='og:title']::attr(content)").get() or ""
    told = f"{words(page.css('title'))} {shared}".lower()
    headings = [heading for heading in map(words, page.css("h1")) if heading]
    for title in (*headings, " ".join(listed.split())):
        if title and title.lower() in told:
            return title
    return headings[0] if headings else ""


def next_listing(page: Selector) -> str | None:
    """The address of the page that follows a listing, as the page writes it, or None."""
    marked = page.css("a[rel=next], link[rel=next], a.next, li.next a").xpath("@href").get()
    if marked:
        return str(marked)
    links = page.xpath("//a[@href][contains(., 'ext')]")
    return next((str(link.attrib["href"]) for link in links if NEXT.fullmatch(words(link))), None)


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
