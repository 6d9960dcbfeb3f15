"""Pure: what each spider that might fit would bring from the pages that are known, and which page is wanted next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scrapy.http import Request, TextResponse

from catalogue.normalise import wording_of
from catalogue.read_columns import read_columns
from catalogue.records import Advert, Snapshot
from crawler.gathered import Gathered
from crawler.loader import spider_for
from crawler.new_source.candidates import Candidate, Known, candidates, guesses
from crawler.new_source.look import Look

SAMPLE = 3  # adverts that are looked at for each candidate
LISTINGS = 4  # lists, feeds and their parts that are asked for, for each candidate
MOST = 500  # answers of a spider to one page that are counted
UNTRIED = 8.0  # the worth of a platform that is known by its marks alone: more than one page of seven facts
LISTED, BESIDE = 1.0, 0.1  # facts that an advert is thought to have where only its link was seen
DAY = "2000-01-01T00:00:00Z"  # of the snapshots that are read for a count: no date is published from them
# Columns that make an advert worth having; how many of them a spider's adverts fill is its yield.
COUNTED = ("host", "place_text", "closes_on", "starts_on", "pay_text", "duration_text", "commitment_text")


@dataclass
class Trial:
    """What a candidate's spider did with the pages that are known."""

    candidate: Candidate
    listed: int = 0
    adverts: list[Advert] = field(default_factory=list)
    pages: list[tuple[Request, TextResponse]] = field(default_factory=list)  # of the adverts
    lists: list[tuple[Request, TextResponse]] = field(default_factory=list)  # pages that led to adverts
    wanted: list[Request] = field(default_factory=list)
    problem: str | None = None
    guess: float = 0.0  # columns that an advert is thought to fill where none was read

    @property
    def count(self) -> int:
        """Adverts that it found, read or not."""
        return max(self.listed, len(self.adverts))

    @property
    def filled(self) -> float:
        """Of the counted columns, how many an advert fills on average, nought to seven; nought where none was read."""
        titled = [advert for advert in self.adverts if advert.title]
        return sum(map(filled_columns, titled)) / len(self.adverts) if self.adverts else 0.0

    @property
    def untried(self) -> bool:
        """Whether the marks of a platform speak for it, but what its spider asks for could not be had."""
        return self.candidate.sure and bool(self.wanted) and not self.adverts and self.problem is None

    @property
    def worth(self) -> float:
        """What it yields: filled columns over all adverts; those of a list of which none was read are guessed."""
        return max(self.count * (self.filled if self.adverts else self.guess), UNTRIED * self.untried)


def filled_columns(advert: Advert) -> int:
    """How many of the counted columns the catalogue reads from an advert."""
    columns = read_columns(wording_of(Snapshot(0, advert, DAY, DAY, DAY))).columns
    return sum(columns.get(name) is not None for name in COUNTED)


class NoCrawler:
    """Stands where a spider counts a link that cannot be read."""

    def get_extension(self, kind: type) -> None:
        """There is no run to report on."""


def try_candidate(candidate: Candidate, known: Known) -> Trial:
    """What the candidate's spider brings from known pages; the pages that it asks for beyond them are wanted."""
    trial = Trial(candidate)
    spider = spider_for(candidate.source)()
    spider.crawler = NoCrawler()  # type: ignore[assignment]
    try:
        waiting = list(islice(spider.first_requests(), LISTINGS))
    except Exception as problem:
        trial.problem = f"{type(problem).__name__}: {problem}"
        return trial
    listings, asked = len(waiting), 0
    while waiting:
        request = waiting.pop(0)
        if request.method != "GET" or request.url not in known:
            trial.wanted.append(request)
            continue
        page = known[request.url]
        if page is None or (page.status != 200 and page.status not in request.meta.get("handle_httpstatus_list", ())):
            trial.problem = trial.problem or f"{request.url} gave no page"
            continue
        for answer in answers_to(request, page, trial):
            if isinstance(answer, Gathered):
                trial.adverts.append(answer.advert)
                trial.pages.append((request, page))
            elif is_for_advert(answer):
                trial.listed += 1
                if not trial.lists or trial.lists[-1][1] is not page:
                    trial.lists.append((request, page))
                if asked < SAMPLE:
                    asked += 1
                    waiting.append(answer)
            elif listings < LISTINGS:
                listings += 1
                waiting.append(answer)
    return trial


def answers_to(request: Request, page: TextResponse, trial: Trial) -> Iterator[Any]:
    """What a spider makes of one page; where it raises, the trial says why: a candidate may well not fit."""
    assert callable(request.callback)
    try:
        found = request.callback(page.replace(request=request), **request.cb_kwargs)
        yield from (each for each in islice(found or (), MOST) if each is not None)
    except Exception as problem:
        trial.problem = f"{type(problem).__name__}: {problem}"


def is_for_advert(request: Request) -> bool:
    """Whether a request is for the page of an advert."""
    return getattr(request.callback, "__name__", "") == "parse_advert"


def next_address(look: Look, known: Known) -> str | None:
    """The page that is worth asking for next, or None when enough is known."""
    for guess in guesses(look, known):
        if Request(guess).url not in known:
            return guess
    for candidate in candidates(look, known):
        for request in try_candidate(candidate, known).wanted:
            if request.method == "GET" and request.url not in known:
                return str(request.url)
    return None


def trials(look: Look, known: Known) -> list[Trial]:
    """Every candidate's trial: a platform that its marks give away and that brings anything comes first, as it was
    written for this very site; then the one that yields most; of equals the surer one."""
    tried = [try_candidate(candidate, known) for candidate in candidates(look, known)]
    for trial in tried:  # links beside an advert lead to others of the kind; a page of links alone is a list
        trial.guess = BESIDE if look.is_advert or trial.problem else LISTED
    return sorted(tried, key=lambda trial: (not (trial.candidate.sure and trial.worth), -trial.worth))
