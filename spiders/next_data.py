"""Sites made with Next.js, whose pages carry what they show as data: the registry says where in the data it lies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from scrapy.http import Request, TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, title_on, without_hint
from spiders.sitemap_pages import key_in

WHOLE = re.compile(r"(\d+)\.0+")  # 34206.000000: sums are often kept so, and shown without
PLACE = re.compile(r"\{([\w.]+)\}")  # of a value in a pattern of the registry: {salary.minimum}


class NextDataSpider(SourceSpider):
    """Reads the data of list pages and of advert pages; an advert page without any is read by its labels."""

    platform: ClassVar[str] = "next_data"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search, or of everything."""
        for address, search in self.searched_starts():
            yield self.page_request(address, search, 1)

    def page_request(self, address: str, search: str, page: int) -> Request:
        """A page of the list."""
        name = self.source.options.get("page")
        numbered = f"{address}{'&' if '?' in address else '?'}{name}={page}" if name and page > 1 else address
        known = {"address": address, "search": search, "page": page}
        return Request(numbered, callback=self.parse_listing, cb_kwargs=known)

    def parse_listing(
        self, response: TextResponse, address: str = "", search: str = "", page: int = 1
    ) -> Iterable[Any]:
        """The data of a list page → adverts; then the next page while pages bring adverts not yet seen.

        Raises ValueError where the page has no data, or nothing where the registry says that the list lies.
        """
        options = self.source.options
        items = {filled(options["link"], item): item for item in things_in(data_of(response), options)}
        items.pop("", None)  # data of other things, or of an advert that is told in full elsewhere
        self.note_search(search, len(items))
        asked: list[Request] = []
        for link, item in items.items():
            asked += self.ask_for(response, link, **self.facts_of(item))
        yield from asked
        if asked and options.get("page") and self.wants_more():
            yield self.page_request(address, search, page + 1)

    def facts_of(self, item: Mapping[str, Any]) -> dict[str, str]:
        """Label → text of an advert's data, as the registry names them, and its title as a hint."""
        facts: dict[str, str] = {}
        add_fact(facts, LISTED, filled(self.source.options["name"], item))
        for label, pattern in (self.source.options.get("facts") or {}).items():
            add_fact(facts, label, filled(pattern, item))
        return facts

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is what `advert_url` puts in brackets, or else a hash of its address."""
        options = self.source.options
        own = value_at(data_of(response), options["advert"]) if options.get("advert") else None
        known = {**facts, **self.facts_of(own)} if isinstance(own, dict) else dict(facts)
        texts = [filled(pattern, own) for pattern in options.get("texts") or [] if isinstance(own, dict)]
        posting = json_ld(response.selector)
        listed = known.get(LISTED, "")
        yield self.advert(
            response,
            key=key_in(self.source.advert_url, response.url),
            title=posting_title(posting) or (listed if own else title_on(response.selector, listed)) or listed,
            html="\n".join(filter(None, texts)) or main_region(response.selector),
            facts={**without_hint(known), **labelled_facts(response.selector)},
            json_ld=posting,
        )


def data_of(response: TextResponse) -> Any:
    """The data of a page. Raises ValueError where it has none."""
    text = response.css("script#__NEXT_DATA__::text").get()
    if not text:
        raise ValueError(f"{response.url} carries no __NEXT_DATA__; the site may have been built anew")
    return json.loads(text)


def things_in(page: Any, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The adverts of a list page: those at the path `items`, or all that call themselves `typename`, wherever they lie.

    Raises ValueError where there is nothing at the path.
    """
    if options.get("typename"):
        return [thing for thing in every_mapping(page) if thing.get("__typename") == options["typename"]]
    items = value_at(page, options.get("items") or "")
    if not isinstance(items, list):
        raise ValueError(f"there is no list at {options.get('items')} in the data of the page")
    return [item for item in items if isinstance(item, dict)]


def every_mapping(page: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in some data, outer ones first, in their order."""
    waiting = [page]  # the next one last
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, dict):
            yield thing
        inner = list(thing.values()) if isinstance(thing, dict) else thing if isinstance(thing, list) else []
        waiting += [each for each in reversed(inner) if isinstance(each, (dict, list))]


def value_at(thing: Any, path: str) -> Any:
    """What lies at a dotted path; None where the path leads nowhere."""
    for step in path.split("."):
        thing = thing.get(step) if isinstance(thing, dict) else None
    return thing


def filled(pattern: str, thing: Mapping[str, Any]) -> str:
    """A pattern with its places filled from some data; empty where a place stays empty, so that no half is said."""
    values = {path: text_of(value_at(thing, path)) for path in PLACE.findall(pattern)}
    return PLACE.sub(lambda place: values[place.group(1)], pattern) if all(values.values()) else ""


def text_of(value: Any) -> str:
    """A plain value, or a list of them, as text; anything else is empty."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(text_of, value)))
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    whole = WHOLE.fullmatch(str(value).strip())
    return whole.group(1) if whole else str(value).strip()
