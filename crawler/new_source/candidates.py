"""Pure: the platforms that might fit a site that was looked at, and what a registry entry of each would need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, TextResponse
from scrapy.utils.sitemap import Sitemap

from catalogue.platforms import load_platforms
from catalogue.source import Source, stand_in
from crawler.new_source.links import MOST_LINKS, Pattern, marks, patterns_of
from crawler.new_source.look import FEED, MOST, SITEMAP, Look, begins_as
from crawler.new_source.next import advert_keys

ANY_SITE = ("wordpress",)  # platforms on which sites of every kind are made, so that their marks say little
Known = Mapping[str, TextResponse | None]  # address → the page; None: asked for in vain


@dataclass(frozen=True)
class Candidate:
    """A platform that might fit, the registry keys that it would need, and why it is tried."""

    platform: str
    keys: Mapping[str, Any]
    why: str
    sure: bool = False  # its marks are this platform's and nobody else's

    @property
    def source(self) -> Source:
        """The source that the registry would describe so."""
        start = self.keys["start"]
        options = {key: self.keys[key] for key in load_platforms()[self.platform].keys if key in self.keys}
        return stand_in(
            "new-source",
            urlsplit(start).netloc,
            platform=self.platform,
            start=(start,),
            advert_url=self.keys.get("advert_url"),
            options=options,
        )


def candidates(look: Look, known: Known) -> list[Candidate]:
    """The platforms that what was seen speaks for, the surest first."""
    found = [platform_candidate(name, said, look) for name, said in look.platforms.items()]
    for pattern in look.patterns:
        keys = {"start": look.url, "advert_url": pattern.advert_url}
        alike = "links that look alike"
        found.append(Candidate("json_ld", keys, alike))
        if pattern.card:
            carded = {**keys, "card": pattern.card}
            found.append(Candidate("drupal_list", carded, f"{alike}, each in a block {pattern.card}"))
    if look.next_keys:
        keys = {"start": look.url, **look.next_keys, **advert_keys(look.next_keys, known.values())}
        found.append(Candidate("next_data", keys, "a list in the data of the page"))
    found += [Candidate("rss", {"start": feed}, "a feed") for feed in feeds(look, known)]
    for sitemap in sitemaps(look, known):
        for pattern in sitemap_patterns(look, known):
            keys = {"start": sitemap, "advert_url": pattern.advert_url}
            found += [Candidate(platform, keys, "a sitemap") for platform in ("json_ld", "sitemap_pages")]
    return [*found, Candidate("watched_page", {"start": look.url}, "the page itself")]


def platform_candidate(name: str, said: str, look: Look) -> Candidate:
    """A known platform with the keys that its marks come with."""
    mark = marks()["platforms"][name]
    parts = urlsplit(look.url)
    start = mark.get("start", "{url}").format(url=look.url, base=f"{parts.scheme}://{parts.netloc}")
    keys: dict[str, Any] = {"start": start, **mark.get("keys", {})}
    if name == "wordpress" and look.patterns:
        keys["advert_url"] = look.patterns[0].advert_url  # a whole site of posts holds more than adverts
    return Candidate(name, keys, said, sure=name not in ANY_SITE)


def feeds(look: Look, known: Known) -> list[str]:
    """Feeds that the page links to, or those at the usual addresses that were there."""
    usual = [urljoin(look.url, path) for path in marks()["feeds"]]
    return [*look.feeds, *(each for each in usual if not look.feeds and holds(known, each, *FEED))]


def holds(known: Known, address: str, *roots: str) -> bool:
    """Whether a page is known and begins as one of the roots."""
    page = known.get(Request(address).url)
    return page is not None and page.status == 200 and begins_as(page.text, *roots)


def sitemaps(look: Look, known: Known) -> list[str]:
    """Sitemaps that robots.txt names, or the one at the usual address that was there."""
    usual = urljoin(look.url, "/sitemap.xml")
    there = not look.sitemaps and holds(known, usual, *SITEMAP)
    return list(look.sitemaps) or ([usual] if there else [])


def sitemap_patterns(look: Look, known: Known) -> list[Pattern]:
    """What the likeliest adverts have in common: links of the page, else addresses in the sitemaps that are known."""
    if look.patterns:
        return list(look.patterns[:1])
    listed = (address for page in known.values() if page for address in locations(page) if is_own(look.url, address))
    return patterns_of((address, told_by(address)) for address in islice(listed, MOST_LINKS))[:1]


def parts_of_sitemaps(known: Known) -> list[str]:
    """The sitemaps that the known ones lead to, the first few."""
    indexes = (page for page in known.values() if page and begins_as(page.text, "<sitemapindex"))
    return [address for page in indexes for address in locations(page)][:MOST]


def locations(page: TextResponse) -> list[str]:
    """The addresses that a sitemap names; none of any other page."""
    if page.status != 200 or not begins_as(page.text, *SITEMAP):
        return []
    return [entry["loc"] for entry in Sitemap(page.body)]


def is_own(url: str, address: str) -> bool:
    """Whether an address lies on the host of another and is no sitemap itself."""
    return urlsplit(url).netloc == urlsplit(address).netloc and not address.endswith((".xml", ".gz"))


def told_by(address: str) -> str:
    """The words in the longest part of an address, which often are those of a title."""
    return " ".join(re.split(r"[-_+]", max(urlsplit(address).path.split("/"), key=len)))


def guesses(look: Look, known: Known) -> list[str]:
    """Usual addresses of feeds and sitemaps, where neither page nor robots.txt names one; where no link speaks for a
    pattern, the sitemaps too."""
    paths = [*([] if look.feeds else marks()["feeds"]), *([] if look.sitemaps else ["/sitemap.xml"])]
    maps = [] if look.patterns else [*look.sitemaps, *parts_of_sitemaps(known)]
    return [urljoin(look.url, path) for path in (*paths, *maps)]
