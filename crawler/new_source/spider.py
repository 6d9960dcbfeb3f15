"""Pure: a spider to go on from, where no platform fits a site, and what has to stand beside it."""

from __future__ import annotations

import json

SPIDER = '''"""{title}: its listing, then the page of each advert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scrapy.http import TextResponse

from catalogue.records import Advert
from crawler.generic import read_generic
from crawler.page import next_listing
from crawler.source_spider import SourceSpider

ADVERT = re.compile(r"/(?:job|vacanc|opportunit|fellow|scheme)[^/?#]*/[^/?#]+")  # addresses of adverts: look, then mend


class {name}Spider(SourceSpider):
    """Reads the links of the listing that lead to adverts; adverts are read as pages of any unknown site are."""

    platform: ClassVar[str] = "{platform}"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """A listing → its adverts, then the next listing."""
        for link in response.css("a::attr(href)").getall():
            if ADVERT.search(link):
                yield from self.ask_for(response, link)
        following = next_listing(response.selector)
        if following and self.wants_more():
            yield self.request_for(response, following, self.parse_listing)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is a hash of its address. Take a key of the site's own where it has one."""
        read = read_generic(response.text, response.url)
        yield self.advert(
            response,
            title=read.title,
            html=read.description,
            facts={{**facts, **read.facts}},
            json_ld=read.json_ld,
        )
'''
PLATFORM = """{name}:
  what: {name}, a site with a shape of its own (say here how it is recognised and read)
  keys: {{}}
  required: []
"""


def spider_text(platform: str, title: str) -> str:
    """The Python of spiders/<platform>.py."""
    name = "".join(part.capitalize() for part in platform.split("_"))
    plain = " ".join(title.replace("\\", "/").replace('"', "'").split())
    return SPIDER.format(title=plain[:80], name=name, platform=platform)


def platform_entry(name: str) -> str:
    """The entry of platforms.yml."""
    return PLATFORM.format(name=name)


def start_case(address: str) -> str:
    """tests/pages/<platform>/start.json: what a run asks for first."""
    return json.dumps({"requests": [{"url": address, "read_by": "parse_listing"}]}, ensure_ascii=False, indent=2) + "\n"
