"""Sites whose list cannot be read, but whose sitemap names the adverts: each page is read by its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from parsel import Selector
from scrapy.http import Response, TextResponse
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region, title_of
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.json_ld import unpacked

# Microdata of a JobPosting, and the label each property gets; the rest of a page is read by its own labels.
PROPERTIES = {
    "hiringOrganization": "Organisation",
    "jobLocation": "Location",
    "baseSalary": "Salary",
    "datePosted": "Date posted",
    "validThrough": "Closing date",
    "employmentType": "Employment type",
}


class SitemapPagesSpider(SourceSpider):
    """Reads every page of a sitemap that `advert_url` matches."""

    platform: ClassVar[str] = "sitemap_pages"

    def parse_listing(self, response: Response) -> Iterable[Any]:
        """robots.txt → its sitemaps; an index → its sitemaps; a sitemap → adverts. Raises ValueError at a page."""
        body = unpacked(response.body)
        if response.url.endswith("/robots.txt"):
            for address in sitemap_urls_from_robots(body, base_url=response.url):
                yield self.request_for(response, address, self.parse_listing)
            return
        if b"<sitemapindex" not in body[:2_000] and b"<urlset" not in body[:2_000]:
            raise ValueError(f"{response.url} is no sitemap; robots.txt of the site may name another")
        sitemap = Sitemap(body)
        for entry in sitemap:
            address = entry["loc"]
            if sitemap.type == "sitemapindex":
                yield self.request_for(response, address, self.parse_listing)
            elif re.search(self.source.advert_url or "$^", address) and not self.is_old(entry.get("lastmod")):
                yield from self.ask_for(response, address)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One page; its key is what `advert_url` puts in brackets, or else a hash of its address."""
        page = response.selector
        posting = json_ld(page)
        title = posting_title(posting) or words(page.css("[itemprop=title]")) or title_of(page)
        yield self.advert(
            response,
            key=key_in(self.source.advert_url, response.url),
            title=title,
            html=main_region(page, "[itemprop=description]"),
            facts={**facts, **marked_facts(page), **labelled_facts(page)},
            json_ld=posting,
        )


def key_in(pattern: str | None, address: str) -> str | None:
    """The site's own key in an address: the first group of a pattern; None where it has none."""
    found = re.search(pattern, address) if pattern else None
    return next(filter(None, found.groups()), None) if found else None


def marked_facts(page: Selector) -> dict[str, str]:
    """Label → text of a page's microdata, as it is shown or, for what is not shown, as it is marked."""
    facts: dict[str, str] = {}
    for name, label in PROPERTIES.items():
        for node in page.css(f"[itemprop={name}]"):
            hidden = node.attrib.get("content") or node.css("meta::attr(content)").getall()
            add_fact(facts, label, words(node) or (hidden if isinstance(hidden, str) else ", ".join(hidden)))
    return facts
