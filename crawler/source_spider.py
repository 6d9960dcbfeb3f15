"""Base class: a spider knows its source from the registry and brings adverts as strings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote_plus

import scrapy
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import BaseSettings

from catalogue.records import Advert
from catalogue.sources import Source
from crawler.guard_requests import note_unread
from crawler.page import key_of

SEARCH = "{search}"  # stands in a start address for the words that are searched


@dataclass(repr=False)
class Gathered:
    """An advert and the page that it was read from, as served; on its way to the archive."""

    advert: Advert
    page: bytes

    def __repr__(self) -> str:
        return f"<advert {self.advert.source}:{self.advert.key}>"  # logs hold no adverts


class SourceSpider(scrapy.Spider):
    """Gathers one source. A platform overrides `first_requests` where a start address is no listing, `parse_listing`
    (listing → requests for adverts and for the next listing) and `read_advert` (advert page → Adverts)."""

    platform: ClassVar[str] = ""
    source: ClassVar[Source]  # set by the loader

    def __init__(self, sample: str | None = None, **arguments: Any):
        """`sample`: stop after so many adverts, and keep none of them in the archive."""
        super().__init__(**arguments)
        if sample is not None and not re.fullmatch(r"[1-9]\d*", str(sample)):
            raise ValueError(f"sample={sample}: write a whole number above nought, such as -a sample=5")
        self.sample = int(sample) if sample else None
        self.asked_for: set[str] = set()  # advert addresses requested in this run
        self.searched: dict[str, list[int]] = {}  # search → [pages, adverts]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add what the registry says of this source: delay and page budget."""
        super().update_settings(settings)
        if cls.source.delay is not None:
            settings.set("DOWNLOAD_DELAY", cls.source.delay, priority="spider")
        if cls.source.pages is not None:
            settings.set("CLOSESPIDER_PAGECOUNT", cls.source.pages, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """The first requests of a run."""
        for request in self.first_requests():
            yield request

    def first_requests(self) -> Iterable[Request]:
        """One request per start address, read as a listing."""
        for address in self.source.start:
            yield Request(address, callback=self.parse_listing, dont_filter=True)

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """A listing → requests for its adverts, and for the next listing."""
        raise NotImplementedError

    def parse_advert(self, response: TextResponse, facts: Mapping[str, str] | None = None) -> Iterator[Gathered]:
        """An advert page → what it offers. `facts`: what the listing said of it already."""
        for advert in self.read_advert(response, facts or {}):
            yield Gathered(advert, response.body)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """The adverts that a page holds; nothing is judged here."""
        raise NotImplementedError

    # --- for platforms

    def searched_starts(self) -> Iterator[tuple[str, str]]:
        """(address, search): each start address with each search in its place; one of no words without searches."""
        for search in self.source.options.get("searches") or [""]:
            for address in self.source.start:
                yield address.replace(SEARCH, quote_plus(search)), search

    def ask_for(self, response: Response, url: str, /, **facts: str) -> Iterator[Request]:
        """A request for an advert page, unless it was asked for already or the sample is full."""
        request = self.request_for(response, url, self.parse_advert, **({"facts": facts} if facts else {}))
        if request is None:
            return
        address = response.urljoin(url)
        if address in self.asked_for or (self.sample is not None and len(self.asked_for) >= self.sample):
            return
        self.asked_for.add(address)
        yield request

    def request_for(self, response: Response, url: str, callback: Callable[..., Any], **known: Any) -> Request | None:
        """A request for a link as a page writes it; None, counted, where it cannot be read: the other links go on."""
        try:
            return Request(response.urljoin(url), callback=callback, cb_kwargs=known)
        except ValueError:
            note_unread(self.crawler, url, "links that cannot be read")
            return None

    def wants_more(self) -> bool:
        """Whether further listings are worth asking for: the sample is not full."""
        return self.sample is None or len(self.asked_for) < self.sample

    def note_search(self, search: str, adverts: int) -> None:
        """Count a page of answers to a search, for the search log."""
        counts = self.searched.setdefault(search, [0, 0])
        counts[0] += 1
        counts[1] += adverts

    def advert(
        self,
        response: TextResponse,
        *,
        title: str | None,
        html: str,
        key: str | None = None,
        url: str | None = None,
        facts: Mapping[str, str] | None = None,
        json_ld: Mapping[str, Any] | None = None,
    ) -> Advert:
        """An Advert of this source; without a key of the site's own, a hash of the address."""
        address = url or response.url
        return Advert(
            source=self.source.id,
            key=key or key_of(address),
            url=address,
            title=" ".join((title or "").split()),
            html=html,
            facts=dict(facts or {}),
            json_ld=json_ld,
        )
