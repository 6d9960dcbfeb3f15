"""Pure: what can be seen of an unknown site from its page and its robots.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from protego import Protego
from scrapy.http import TextResponse

from catalogue.readers.labels import plain_label
from crawler.generic import GenericReading, read_generic
from crawler.generic.labels import known_labels
from crawler.new_source.cards import card_of
from crawler.new_source.links import Pattern, link_patterns, marks
from crawler.new_source.next import next_keys
from crawler.page_facts import words
from crawler.robots.rules import read_rules, text_of

FEEDS = "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom]"
FEED, SITEMAP = ("<rss", "<feed"), ("<urlset", "<sitemapindex")  # how a page begins that is one of them
MOST = 3  # feeds, sitemaps, patterns of each kind that are looked at further
READ = 400_000  # characters of a page in which marks are looked for


@dataclass(frozen=True)
class Look:
    """What was seen; nothing in it is guessed."""

    url: str
    reading: GenericReading
    title: str  # of the page
    site_name: str
    feeds: tuple[str, ...]  # that the page links to
    sitemaps: tuple[str, ...]  # that robots.txt names
    platforms: Mapping[str, str]  # known platform → what gave it away
    patterns: tuple[Pattern, ...]
    labels: tuple[str, ...]  # known labels that the page holds
    terms: str | None  # address of the terms that the page links to
    licence: str | None
    next_keys: Mapping[str, Any] | None  # registry keys of the list in the data of a page made with Next.js
    robots: str  # the verdict of robots.txt, in words
    refused: bool

    @property
    def notation(self) -> str | None:
        """How the page marks its JobPosting; None where it has none."""
        marked = [by for by in self.reading.found_by.values() if by in ("json-ld", "microdata", "rdfa")]
        return (marked or ["json-ld"])[0] if self.reading.json_ld else None

    @property
    def is_advert(self) -> bool:
        """Whether the page itself says of what it offers what adverts say."""
        return bool(self.reading.json_ld) or bool(
            len(self.labels) >= 2 and (self.reading.closes or self.reading.salary or self.reading.organisation)
        )


def look_at(page: TextResponse, robots: tuple[int, bytes] | None) -> Look:
    """What a page and the answer to /robots.txt show; `robots` None: it was not asked for."""
    text = page.text
    tree = Selector(text=text.replace("\0", "") or "<html></html>")
    html = tree if hasattr(tree.root, "iter") else Selector(text="<html></html>")
    reading = read_generic(text, page.url)
    verdict, refused = robots_verdict(page.url, robots)
    return Look(
        url=page.url,
        reading=reading,
        title=words(html.css("title")),
        site_name=html.css("meta[property='og:site_name']::attr(content)").get("").strip(),
        feeds=(page.url,) if begins_as(text, *FEED) else tuple(dict.fromkeys(whole(html, page.url, FEEDS)))[:MOST],
        sitemaps=(page.url,) if begins_as(text, *SITEMAP) else sitemaps_in(page.url, robots)[:MOST],
        platforms=platforms_of(page.url, text),
        patterns=tuple(
            replace(each, card=card_of(html, page.url, each)) for each in link_patterns(html, page.url)[:MOST]
        ),
        labels=tuple(label for label in reading.facts if plain_label(label) in known_labels()),
        terms=terms_link(html, page.url),
        licence=licence_of(text),
        next_keys=next_keys(html, page.url),
        robots=verdict,
        refused=refused,
    )


def begins_as(text: str, *roots: str) -> bool:
    """Whether a page begins with one of the roots of feeds or sitemaps, some declarations aside."""
    return any(root in text[:2_000] for root in roots)


def whole(page: Selector, url: str, selector: str) -> list[str]:
    """The addresses that links lead to, as far as they can be read."""
    found = []
    for link in page.css(selector).xpath("@href").getall():
        try:
            found.append(urljoin(url, link))
        except ValueError:
            continue
    return found


def robots_verdict(url: str, robots: tuple[int, bytes] | None) -> tuple[str, bool]:
    """(what robots.txt says of an address, in words; whether it refuses it)."""
    if robots is None:
        return "robots.txt was not asked for", False
    rules = read_rules(*robots)
    refusal = rules.refuses(url)
    if refusal:
        return refusal, True
    if 400 <= robots[0] < 500:
        return "there is no robots.txt", False
    delay = f", {rules.crawl_delay:g} seconds between requests" if rules.crawl_delay else ""
    return f"robots.txt allows the page{delay}", False


def sitemaps_in(url: str, robots: tuple[int, bytes] | None) -> tuple[str, ...]:
    """The sitemaps that robots.txt names."""
    if robots is None or robots[0] != 200:
        return ()
    return tuple(dict.fromkeys(urljoin(url, each) for each in Protego.parse(text_of(robots[1])).sitemaps))


def platforms_of(url: str, text: str) -> dict[str, str]:
    """Known platform → what in the address or the page is its mark."""
    host = (urlsplit(url).hostname or "").lower()
    found = {}
    for name, mark in marks()["platforms"].items():
        by_host = any(host == end or host.endswith(f".{end}") for end in mark.get("hosts", ()))
        by_address = "address" in mark and re.search(mark["address"], url, re.IGNORECASE)
        by_page = "page" in mark and re.search(mark["page"], text[:READ], re.IGNORECASE)
        if by_host or by_address or by_page:
            found[name] = mark["say"]
    return found


def terms_link(page: Selector, url: str) -> str | None:
    """The address of a site's terms, as the surest of the known words of links leads to it."""
    links = [(words(link).lower(), link.attrib["href"]) for link in page.css("a[href]")]
    for wanted in marks()["terms"]:
        for told, address in links:
            if wanted in told and len(told) <= 60:
                try:
                    return urljoin(url, address)
                except ValueError:
                    continue
    return None


def licence_of(text: str) -> str | None:
    """The licence that a page names or links to, in words; None where it names none."""
    lowered = text[:READ].lower()
    return next((name for pattern, name in marks()["licences"].items() if re.search(pattern, lowered)), None)
