"""Pure: the platforms that might fit a site that was looked at, and what a registry entry of each would need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, TextResponse

from catalogue.sources import Source, load_platforms, stand_in
from crawler.new_source_links import marks
from crawler.new_source_look import Look

Known = Mapping[str, TextResponse | None]  # address → the page; None: asked for in vain


@dataclass(frozen=True)
class Candidate:
    """A platform that might fit, the registry keys that it would need, and why it is tried."""

    platform: str
    keys: Mapping[str, Any]
    why: str

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
    found += [Candidate("rss", {"start": feed}, "a feed") for feed in feeds(look, known)]
    for sitemap in sitemaps(look, known):
        found += [
            Candidate("sitemap_pages", {"start": sitemap, "advert_url": pattern.advert_url}, "a sitemap")
            for pattern in look.patterns[:1]
        ]
    return [*found, Candidate("watched_page", {"start": look.url}, "the page itself")]


def platform_candidate(name: str, said: str, look: Look) -> Candidate:
    """A known platform with the keys that its marks come with."""
    mark = marks()["platforms"][name]
    parts = urlsplit(look.url)
    start = mark.get("start", "{url}").format(url=look.url, base=f"{parts.scheme}://{parts.netloc}")
    keys: dict[str, Any] = {"start": start, **mark.get("keys", {})}
    if name == "wordpress" and look.patterns:
        keys["advert_url"] = look.patterns[0].advert_url  # a whole site of posts holds more than adverts
    return Candidate(name, keys, said)


def feeds(look: Look, known: Known) -> list[str]:
    """Feeds that the page links to, or those at the usual addresses that were there."""
    usual = [urljoin(look.url, path) for path in marks()["feeds"]]
    return [*look.feeds, *(each for each in usual if not look.feeds and holds(known, each, "<rss", "<feed"))]


def sitemaps(look: Look, known: Known) -> list[str]:
    """Sitemaps that robots.txt names, or the one at the usual address that was there."""
    usual = urljoin(look.url, "/sitemap.xml")
    there = not look.sitemaps and holds(known, usual, "<urlset", "<sitemapindex")
    return list(look.sitemaps) or ([usual] if there else [])


def holds(known: Known, address: str, *roots: str) -> bool:
    """Whether a page is known and begins as one of the roots."""
    page = known.get(Request(address).url)
    return page is not None and page.status == 200 and any(root in page.text[:2_000] for root in roots)


def guesses(look: Look) -> list[str]:
    """Usual addresses of feeds and sitemaps, where neither page nor robots.txt names one."""
    paths = [*([] if look.feeds else marks()["feeds"]), *([] if look.sitemaps else ["/sitemap.xml"])]
    return [urljoin(look.url, path) for path in paths]
