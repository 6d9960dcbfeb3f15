"""One page per scheme that changes a few times a year; a page may hold several calls, each under its heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import ClassVar

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.closed_calls import nothing_open
from crawler.page import json_ld, key_of, main_region
from crawler.page_facts import labelled_facts, words
from crawler.source_spider import SourceSpider

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CLOSED = 600  # characters: a longer page that is closed still says what the scheme is, and that is worth keeping
INNER = "h2, h3, h4, h5, h6"


class WatchedPageSpider(SourceSpider):
    """Reads each start address as an advert, or as one advert per heading that `calls` finds.

    A page that says that nothing is on offer now, and offers nothing, holds no advert: the last call then keeps its
    wording, and is closed by its date or by not being there.
    """

    platform: ClassVar[str] = "watched_page"

    def first_requests(self) -> Iterable[Request]:
        """Every page that is watched."""
        for address in self.source.start[: self.sample]:
            yield Request(address, callback=self.parse_advert, dont_filter=True)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """The calls of a page; a page without call headings is one call, unless it says that there is none."""
        main = self.source.options.get("main")
        html = main_region(response.selector, *([main] if main else []))
        region = Selector(text=html, type="html")
        page_title = words(region.css("h1")) or words(response.css("h1")) or words(response.css("title"))
        calls = self.source.options.get("calls")
        headings = region.css(calls) if calls else []
        if not headings:
            if nothing_open(words(region)) and (calls or len(words(region)) < CLOSED):
                self.note_closed(response)
                return
            if calls:
                self.note_changed(
                    response, f"calls: nothing is found at {calls!r}, and the page does not say it is closed"
                )
            yield self.advert(
                response,
                title=page_title,
                html=html,
                facts={**facts, **labelled_facts(region)},
                json_ld=json_ld(response.selector),
            )
            return
        anchors: Counter[str] = Counter()
        for heading in headings:
            card = whole_card(heading)
            title = words(heading.css(INNER)) if card else words(heading)
            section = str(heading.get()) if card else section_under(heading, headings)
            anchor = heading.attrib.get("id") or slug(title)
            anchors[anchor] += 1
            number = anchors[anchor]
            yield self.advert(
                response,
                key=f"{key_of(response.url)}-{anchor}" + (f"-{number}" if number > 1 else ""),
                url=f"{response.url}#{anchor}" if heading.attrib.get("id") else response.url,
                title=title if card or page_title.lower() in title.lower() else f"{page_title}: {title}",
                html=section,
                facts={**facts, **labelled_facts(Selector(text=section, type="html"))},
            )


def whole_card(call: Selector) -> bool:
    """Whether `calls` found a block with a heading in it, as on a list of cards, not a heading."""
    return call.root.tag not in HEADINGS and bool(call.css(INNER))


def section_under(call: Selector, calls: Iterable[Selector]) -> str:
    """Html from a call's heading to the next call.

    A heading that stands alone in its block speaks for the block, and so on outwards while no other call is met.
    """
    roots = {each.root for each in calls}
    block = call
    while True:
        pieces = [str(block.get())]
        for sibling in block.xpath("following-sibling::*"):
            if roots & set(sibling.root.iter()):
                break
            pieces.append(str(sibling.get()))
        around = block.xpath("parent::*")
        if len(pieces) > 1 or not around or around[0].root.tag in ("body", "html"):
            return "\n".join(pieces)
        if (roots - {call.root}) & set(around[0].root.iter()):
            return pieces[0]
        block = around[0]


def slug(text: str) -> str:
    """A heading as a short key: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
