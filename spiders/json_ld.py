"""Any site with schema.org JobPosting data, reached from a listing, a sitemap or a sitemap index."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse
from scrapy.utils.sitemap import Sitemap

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.guard.markup import MOST_SITEMAP_TAGS
from crawler.page import json_ld, main_region, next_listing, title_of
from crawler.page_facts import labelled_facts, words
from crawler.source_spider import SourceSpider

MOST = 10 * 1024 * 1024  # bytes of an unpacked sitemap
LISTED = "Listed as"  # label of what the listing calls an advert: a hint at its title, no fact of its own
GZIPPED = b"\x1f\x8b"


class JsonLdSpider(SourceSpider):
    """Reads what `advert_url` says is an advert; a page without JobPosting data is read by its labels alone."""

    platform: ClassVar[str] = "json_ld"

    def parse_listing(self, response: Response) -> Iterable[Any]:
        """A sitemap or listing → adverts, further sitemaps and the next listing."""
        body = unpacked(response.body)
        if b"<sitemapindex" in body[:2_000] or b"<urlset" in body[:2_000]:
            yield from self.parse_sitemap(response, body)
            return
        if not isinstance(response, TextResponse):
            raise ValueError(f"{response.url} is neither a page nor a sitemap")
        for link in response.css("a[href]"):
            address = whole_address(response, link.attrib["href"])
            if self.is_advert(address):
                yield from self.ask_for(response, address, **{LISTED: words(link)})
        following = next_listing(response.selector)
        if following and self.wants_more():
            yield self.request_for(response, following, self.parse_listing)

    def parse_sitemap(self, response: Response, body: bytes) -> Iterable[Any]:
        """A sitemap → adverts; an index → its sitemaps."""
        if body.count(b"<") > MOST_SITEMAP_TAGS:
            raise ValueError(f"{response.url} is longer than any sitemap may be")
        sitemap = Sitemap(body)
        for entry in sitemap:
            address = entry["loc"]
            if sitemap.type == "sitemapindex":
                yield self.request_for(response, address, self.parse_listing)
            elif self.is_advert(address) and not self.is_old(entry.get("lastmod")):
                yield from self.ask_for(response, address)

    def is_advert(self, address: str) -> bool:
        """Whether the registry's `advert_url` matches an address."""
        return bool(re.search(self.source.advert_url or "$^", address))

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is a hash of its address."""
        posting = json_ld(response.selector)
        yield self.advert(
            response,
            title=posting_title(posting) or title_of(response.selector, facts.get(LISTED, "")),
            html=main_region(response.selector),
            facts=labelled_facts(response.selector),
            json_ld=posting,
        )


def whole_address(response: Response, link: str) -> str:
    """A link with the host that it lies on; as it is written where no address can be made of it."""
    try:
        return response.urljoin(link)
    except ValueError:
        return link


def unpacked(body: bytes) -> bytes:
    """A body without the gzip that sitemaps are stored in, at most MOST bytes of it."""
    if not body.startswith(GZIPPED):
        return body
    with gzip.open(io.BytesIO(body)) as packed:
        return packed.read(MOST)
