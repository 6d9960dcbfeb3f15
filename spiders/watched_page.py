"""One page per scheme that changes a few times a year; a page may hold several calls, each under its heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, key_of, labelled_facts, main_region, words
from crawler.source_spider import SourceSpider


class WatchedPageSpider(SourceSpider):
    """Reads each start address as an advert, or as one advert per heading that `calls` finds."""

    platform: ClassVar[str] = "watched_page"

    def first_requests(self) -> Iterable[Request]:
        """Every page that is watched."""
        for address in self.source.start[: self.sample]:
            yield Request(address, callback=self.parse_advert, dont_filter=True)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """The calls of a page; a page without call headings is one call."""
        main = self.source.options.get("main")
        html = main_region(response.selector, *([main] if main else []))
        region = Selector(text=html)
        page_title = words(region.css("h1")) or words(response.css("h1")) or words(response.css("title"))
        calls = self.source.options.get("calls")
        headings = region.css(calls) if calls else []
        if not headings:
            yield self.advert(
                response,
                title=page_title,
                html=html,
                facts={**facts, **labelled_facts(region)},
                json_ld=json_ld(response.selector),
            )
            return
        for heading in headings:
            title = words(heading)
            section = section_under(heading, headings)
            anchor = heading.attrib.get("id") or slug(title)
            yield self.advert(
                response,
                key=f"{key_of(response.url)}-{anchor}",
                url=f"{response.url}#{anchor}" if heading.attrib.get("id") else response.url,
                title=title if page_title.lower() in title.lower() else f"{page_title}: {title}",
                html=section,
                facts={**facts, **labelled_facts(Selector(text=section))},
            )


def section_under(heading: Selector, headings: Iterable[Selector]) -> str:
    """Html from a heading to the next call's heading among its siblings; or the whole block that it opens."""
    roots = {each.root for each in headings}
    pieces = [str(heading.get())]
    for sibling in heading.xpath("following-sibling::*"):
        if sibling.root in roots or roots & set(sibling.root.iter()):
            break
        pieces.append(str(sibling.get()))
    if len(pieces) == 1 and heading.xpath("parent::*"):
        return str(heading.xpath("parent::*").get())
    return "\n".join(pieces)


def slug(text: str) -> str:
    """A heading as a short key: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
