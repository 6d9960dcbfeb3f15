"""WordPress sites: the REST interface for the list, the feed where the site closes it, then the page of each post."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, entries, title_on, without_hint

PAGE = 100  # posts an answer, the most that the interface gives
FIELDS = "id,link,title,date"
CLOSED = (401, 403, 404)  # answers of a site that keeps the interface for its own staff, or has no such type of post
NUMBER = re.compile(r"[?&](?:p|page_id)=(\d+)")  # of a post, in its short link
BODY_CLASS = re.compile(r"\b(?:postid|page-id)-(\d+)")


class WordPressSpider(SourceSpider):
    """Reads posts, pages and post types of a site's own; a post is the same whichever way it was found."""

    platform: ClassVar[str] = "wordpress"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search in each type of post."""
        for search in self.source.options.get("searches") or [""]:
            for kind in self.source.options.get("types") or ["posts", "pages"]:
                for address in self.source.start:
                    yield self.page_request(address, kind, search, 1)

    def page_request(self, address: str, kind: str, search: str, page: int) -> Request:
        """A page of posts of one type."""
        query = {"search": search, "per_page": PAGE, "page": page, "_fields": FIELDS}
        if self.since:  # sites older than WordPress 5.7 do not know the word and give everything
            query["modified_after"] = f"{self.since.isoformat()}T00:00:00"
        return Request(
            f"{urljoin(address, f'wp-json/wp/v2/{kind}')}?{urlencode({k: v for k, v in query.items() if v})}",
            callback=self.parse_listing,
            cb_kwargs={"address": address, "kind": kind, "search": search, "page": page},
            meta={"handle_httpstatus_list": list(CLOSED)},
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", kind: str = "", search: str = "", page: int = 1
    ) -> Iterable[Any]:
        """Posts → their pages, then the next page of posts; the feed where the interface is closed."""
        if response.status in CLOSED:
            yield from self.feed_instead(response, address, search)
            return
        posts = json.loads(response.text)
        if not isinstance(posts, list):
            raise ValueError(f"{response.url} is no list of posts; is it a WordPress site?")
        self.note_search(search, len(posts))
        for post in posts:
            yield from self.ask_for_post(response, post)
        last = int(response.headers.get("X-WP-TotalPages", b"1") or 1)
        if page < last and self.wants_more():
            yield self.page_request(address, kind, search, page + 1)

    def ask_for_post(self, response: TextResponse, post: Mapping[str, Any]) -> Iterable[Request]:
        """The page of a post, where `advert_url` does not leave it out."""
        link = str(post.get("link") or "")
        if link and re.search(self.source.advert_url or "", link):
            yield from self.ask_for(response, link, **said_of(title_of_post(post), str(post.get("date") or "")))

    def feed_instead(self, response: TextResponse, address: str, search: str) -> Iterable[Request]:
        """The feed, where the answer says by itself that the interface is closed; a wall is honoured."""
        if response.status != 404 and not response.text.lstrip().startswith("{"):
            self.note_refused(response)
            return
        query = f"?{urlencode({'s': search})}" if search else ""
        yield Request(urljoin(address, f"feed/{query}"), callback=self.parse_feed, cb_kwargs={"search": search})

    def parse_feed(self, response: TextResponse, search: str = "") -> Iterable[Any]:
        """The feed → the pages of its entries."""
        found = [each for each in entries(response) if re.search(self.source.advert_url or "", each.link)]
        self.note_search(search, len(found))
        for entry in found:
            yield from self.ask_for(response, entry.link, **said_of(entry.title, entry.published))

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One post; its key is the number in its short link."""
        page = response.selector
        shortlink = page.css("link[rel=shortlink]::attr(href)").get() or ""
        number = NUMBER.search(shortlink) or BODY_CLASS.search(page.css("body::attr(class)").get() or "")
        posting = json_ld(page)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=posting_title(posting) or title_on(page, facts.get(LISTED, "")),
            html=main_region(page, ".entry-content"),
            facts={**without_hint(facts), **labelled_facts(Selector(text=main_region(page), type="html"))},
            json_ld=posting,
        )


def title_of_post(post: Mapping[str, Any]) -> str:
    """The title of a post in plain words; the interface gives it as html."""
    title = post.get("title")
    html = title.get("rendered") if isinstance(title, dict) else title
    return words(Selector(text=f"<p>{html or ''}</p>"))


def said_of(title: str, published: str) -> dict[str, str]:
    """What the list says of a post: its title as a hint, and its day."""
    facts: dict[str, str] = {}
    add_fact(facts, LISTED, title)
    add_fact(facts, "Published", published)
    return facts
