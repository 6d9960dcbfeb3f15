"""Any RSS or Atom feed, then the page behind each of its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region, title_of
from crawler.page_facts import BOLD_TEXT, add_fact, fact_of_line, labelled_facts, words
from crawler.source_spider import SourceSpider

LISTED = "Listed as"  # label of what the listing calls an advert: a hint at its title, no fact of its own
ROOTS = ("rss", "RDF", "feed")  # root elements of RSS 2, RSS 1 and Atom
# Where an entry says when it was published, in RSS, RSS 1 and Atom. When it was last changed is no fact: it would make
# a new snapshot of an advert that says the same.
PUBLISHED = ("pubDate", "date", "published")
TEXTS = ("encoded", "description", "content", "summary")  # the longest first
LINE_END = re.compile(r"(?i)<(?:br|/p|/div|/li)\b[^<>]*>|[\r\n]+")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed; `html` is what the feed itself says of it."""

    link: str
    title: str
    html: str
    published: str
    node: Selector = field(repr=False)


class RssSpider(SourceSpider):
    """Reads the pages that a feed links to; `advert_url` says which, or all of them where the registry has none."""

    platform: ClassVar[str] = "rss"

    def first_requests(self) -> Iterable[Request]:
        """The feed, or the feed of each search where the start address has a place for it."""
        for address, search in self.searched_starts():
            yield Request(address, callback=self.parse_listing, cb_kwargs={"search": search}, dont_filter=True)

    def parse_listing(self, response: TextResponse, search: str = "") -> Iterable[Any]:
        """A feed → the pages of its entries with what it says of them; then the page that it goes on at."""
        found = [each for each in entries(response) if re.search(self.source.advert_url or "", each.link)]
        self.note_search(search, len(found))
        for entry in found:
            if not self.is_old(changed_on(entry)):
                yield from self.ask_for(response, entry.link, **entry_facts(entry))
        following = feed_of(response).css("feed > link[rel=next], channel > link[rel=next]").xpath("@href").get()
        if following and found and self.wants_more():
            yield self.request_for(response, following, self.parse_listing, search=search)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One page; its key is a hash of its address."""
        posting = json_ld(response.selector)
        yield self.advert(
            response,
            title=posting_title(posting) or title_on(response.selector, facts.get(LISTED, "")),
            html=main_region(response.selector),
            facts={**without_hint(facts), **labelled_facts(response.selector)},
            json_ld=posting,
        )


def feed_of(response: TextResponse) -> Selector:
    """A feed without its namespaces. Raises ValueError where the answer is something else, such as a page."""
    feed = Selector(text=response.text.lstrip("\ufeff \r\n"), type="xml")
    feed.remove_namespaces()
    if getattr(feed.root, "tag", None) not in ROOTS:
        raise ValueError(f"{response.url} is no RSS or Atom feed; look for the feed's address on the site")
    return feed


def entries(response: TextResponse) -> list[Entry]:
    """Every entry of a feed that has a link, in the order of the feed. Raises ValueError where it is no feed."""
    found = []
    for node in feed_of(response).css("item, entry"):
        link = link_of(node)
        if link:
            texts = [inner_html(child) for name in TEXTS for child in node.xpath(name)]
            published = next(filter(None, (words(node.xpath(name)) for name in PUBLISHED)), "")
            title = words(Selector(text=f"<p>{node.xpath('string(title)').get()}</p>"))
            found.append(Entry(link, title, max(texts, key=len, default=""), published, node))
    return found


def changed_on(entry: Entry) -> str:
    """When an entry was last changed, as the feed writes it; when it was published where it does not say."""
    return words(entry.node.xpath("updated | modified")) or entry.published


def link_of(node: Selector) -> str:
    """The address that an entry leads to: RSS writes it as text, Atom as an attribute, some only as the entry's id."""
    pages = node.xpath("link[not(@rel) or @rel='alternate']/@href").getall()
    written = [*pages, *node.xpath("link/text()").getall(), *node.xpath("id/text() | guid/text()").getall()]
    return next((each.strip() for each in written if each.strip().startswith("http")), "")


def inner_html(node: Selector) -> str:
    """What stands inside an element, as html: escaped as in RSS, or as elements of their own as in Atom."""
    children = node.xpath("*").getall()
    return "".join(children) if children else node.xpath("string()").get() or ""


def lines_of(html: str) -> list[str]:
    """The lines that a piece of html shows."""
    return [words(Selector(text=f"<p>{line}</p>")) for line in LINE_END.split(html) if line.strip()]


def entry_facts(entry: Entry) -> dict[str, str]:
    """Label → text of what an entry says: its title as a hint, its day, and the labelled lines of its text."""
    facts: dict[str, str] = {}
    add_fact(facts, LISTED, entry.title)
    add_fact(facts, "Published", entry.published)
    for pair in map(short_fact, lines_of(entry.html)):
        add_fact(facts, *pair)
    return facts


def short_fact(line: str) -> tuple[str, str]:
    """("Salary", "£30,000") of a short line that begins with its label; two empty words for any other line."""
    return fact_of_line(line) or ("", "") if len(line) <= BOLD_TEXT else ("", "")


def title_on(page: Selector, listed: str) -> str:
    """What the listing calls an advert, where title or headings of its page say so too; else the page's own heading.

    Many sites head every page with their own name, and an advert that is gone with an apology.
    """
    told = " ".join(
        [*map(words, page.css("title, h1, h2, h3")), *page.css("[property='og:title']::attr(content)").getall()]
    )
    return listed if listed and listed.lower() in told.lower() else title_of(page)


def without_hint(facts: Mapping[str, str]) -> dict[str, str]:
    """What a listing said of an advert, without the words of the link."""
    return {label: text for label, text in facts.items() if label != LISTED}
