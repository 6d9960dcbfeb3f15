"""Base class: a spider knows its source from the registry and brings adverts as strings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote_plus, urlencode

import scrapy
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import BaseSettings

from catalogue.records import Advert
from catalogue.source import Source
from crawler.gathered import Gathered, address_of
from crawler.guard.requests import note_unread
from crawler.increment import WORDS, check_since, day_near
from crawler.page import key_of
from crawler.spider_arguments import is_yes, sample_of

SEARCH = "{search}"  # stands in a start address for the words that are searched


class SourceSpider(scrapy.Spider):
    """Gathers one source. A platform overrides `first_requests` where a start address is no listing, `parse_listing`
    (listing → requests for adverts and for the next listing) and `read_advert` (advert page → Adverts)."""

    platform: ClassVar[str] = ""
    source: ClassVar[Source]  # set by the loader

    def __init__(
        self, sample: str | None = None, since: str | None = None, unverified: str | None = None, **arguments: Any
    ):
        """`sample`: stop after so many adverts, and keep none of them in the archive.

        `since`: ask only for what is newer than a day (2026-09-01) or the last healthy run (auto), or for all (full),
        whatever the registry says. `unverified`: the run is a first look at a source, which ends with a report.
        """
        super().__init__(**arguments)
        self.sample = sample_of(sample)
        self.asked_for: set[str] = set()  # advert addresses requested in this run
        self.searched: dict[str, list[int]] = {}  # search → [pages, adverts]
        self.found: dict[str, set[str]] = {}  # search → addresses of the adverts that it listed
        self.closed: set[str] = set()  # addresses of pages that say that nothing is on offer now
        self.refused: dict[str, int] = {}  # address of a listing that was refused where the spider awaited it → status
        self.changed: dict[str, str] = {}  # address of a page that is made otherwise than the registry says → how
        self.unverified = is_yes(unverified)
        self.since_asked = check_since(since, self.platform)
        # The day since which adverts are asked for; None: all of them. The run report finds it out where it is `auto`.
        self.since: date | None = date.fromisoformat(since) if since and since not in WORDS else None

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
        raise NotImplementedError(f"{type(self).__name__} has no parse_listing: write one, or other first_requests")

    def parse_advert(self, response: TextResponse, facts: Mapping[str, str] | None = None) -> Iterator[Gathered]:
        """An advert page → what it offers. `facts`: what the listing said of it already."""
        asked = address_of(response.request) if response.request else ""
        for advert in self.read_advert(response, facts or {}):
            yield Gathered(advert, response.body, asked)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """The adverts that a page holds; nothing is judged here."""
        raise NotImplementedError(f"{type(self).__name__} has no read_advert: write one, or another parse_advert")

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
        self.found.setdefault(search_of(response), set()).add(request.url)
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

    def is_old(self, posted: str | None) -> bool:
        """Whether a listing says that an advert is older than the day since which is asked; without a day it is not."""
        day = day_near(posted or "", self.since) if self.since else None
        return day is not None and self.since is not None and day < self.since

    def note_closed(self, response: Response) -> None:
        """Note a page that says that nothing is on offer now: to find nothing there is right."""
        self.closed.add(response.url)

    def note_refused(self, response: Response) -> None:
        """Note an answer that the spider awaited, as one that leads on, and that turned out to be a plain refusal."""
        self.refused[address_of(response.request) if response.request else response.url] = response.status

    def note_changed(self, response: Response, why: str) -> None:
        """Note a page whose make is not what the registry says, so that what was read of it cannot be relied on."""
        self.changed[response.url] = why

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


def search_of(response: Response) -> str:
    """The search whose answer a listing is, as the search log has it; empty where it asked for everything."""
    search = response.request.cb_kwargs.get("search") if response.request else None
    return urlencode(search, doseq=True) if isinstance(search, Mapping) else str(search or "")
