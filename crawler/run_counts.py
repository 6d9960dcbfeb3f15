"""What a run counts while it works: pages, statuses, addresses that were read or not, adverts kept and dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scrapy.http import Request, Response

from crawler.gathered import Gathered, address_of
from crawler.outcome import REFUSALS
from crawler.source_spider import SourceSpider

GONE = (404, 410)
BROKEN = 20  # adverts without title or text whose pages are held until the end of a run, in case all are like that
LOGGED = 60  # requests that are remembered one by one: a first look shows how a site answers, not all of it


@dataclass(frozen=True)
class Asked:
    """One request and its answer."""

    url: str
    status: int
    size: int  # bytes
    what: str  # robots.txt | listing | advert page

    @classmethod
    def of(cls, response: Response, request: Request) -> Asked:
        """As it came."""
        kind = "listing" if is_listing(request) else "advert page"
        what = "robots.txt" if request.meta.get("robots_txt") else kind
        return cls(response.url, response.status, len(response.body), what)


class RunCounts:
    """The counts of one run; all nought at its beginning."""

    def __init__(self) -> None:
        self.pages = 0
        self.statuses: Counter[int] = Counter()  # HTTP status → pages
        self.errors = 0  # pages that the spider could not read
        self.kept: Counter[str] = Counter()  # new, changed, unchanged
        self.dropped: Counter[str] = Counter()  # reason → adverts
        self.unread: Counter[str] = Counter()  # reason → requests that got no page
        self.answered: set[str] = set()  # addresses that gave their page, or said that it is gone
        self.failed: set[str] = set()  # addresses of which nothing can be said
        self.lost_listings = 0
        self.broken: list[Gathered] = []  # adverts without title or text: the first of them
        self.gathered: dict[str, set[str]] = {}  # address that was asked for → keys of the adverts behind it
        self.listings = 0  # pages that list adverts
        self.listing: Response | None = None  # the last of them that came
        self.log: list[Asked] = []  # the first requests and their answers, for the report of a first look

    def note_page(self, response: Response, request: Request) -> None:
        """Count a page and its status; robots.txt is no page, and a refusal that the spider awaits is an answer."""
        if len(self.log) < LOGGED:
            self.log.append(Asked.of(response, request))
        if request.meta.get("robots_txt"):
            return
        self.pages += 1
        if is_awaited_refusal(response, request):
            self.answered.add(address_of(request))
            return
        self.statuses[response.status] += 1
        if is_listing(request) and response.status < 300:
            self.listings += 1
            self.listing = response
        if response.status < 400 or response.status in GONE:
            self.answered.add(address_of(request))
        else:
            self.note_failed(request)

    def note_refused(self, refused: Mapping[str, int]) -> None:
        """Count awaited answers that were refusals after all. `refused`: address of a listing → status."""
        self.statuses.update(refused.values())
        self.failed.update(refused)
        self.lost_listings += len(refused)

    def note_unread(self, reason: str, request: Request | None) -> None:
        """Count an address that was not read, and the request that asked for it in vain."""
        self.unread[reason] += 1
        if request is not None:
            self.note_failed(request)

    def note_failed(self, request: Request) -> None:
        """Remember an address of which nothing can be said: what is there is not gone, only not read."""
        self.failed.add(address_of(request))
        self.lost_listings += is_listing(request)

    def note_broken(self, gathered: Gathered) -> None:
        """Hold an advert without title or text, until it is known whether the site has changed."""
        if len(self.broken) < BROKEN:
            self.broken.append(gathered)

    def note_keys(self, request: Request, keys: Iterable[str]) -> None:
        """Remember which adverts lie behind an address that was asked for."""
        self.gathered.setdefault(address_of(request), set()).update(keys)


def is_listing(request: Request) -> bool:
    """Whether a page lists adverts, so that not to read it is not to see them."""
    return getattr(request.callback, "__name__", "") != SourceSpider.parse_advert.__name__


def is_awaited_refusal(response: Response, request: Request) -> bool:
    """Whether a page is refused and the spider knows what to do then, as where it turns from an interface to a feed."""
    return response.status in REFUSALS and response.status in request.meta.get("handle_httpstatus_list", ())


def fill_of(labels: Counter[str], adverts: int) -> dict[str, float]:
    """Share of adverts that have each label, the forty most common."""
    return {label: round(count / adverts, 3) for label, count in labels.most_common(40)} if adverts else {}
