"""NHS Jobs: the XML search API for the list, then the page of each advert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import main_region
from crawler.page_facts import add_fact, words
from crawler.source_spider import SourceSpider

PAGE = 100  # adverts an answer, the most that the API gives
# Fields of an API answer, and the label each gets.
ANSWER_FIELDS = {"employer": "Employer", "type": "Contract type", "salary": "Salary", "reference": "Reference"}
ANSWER_FIELDS |= {"closeDate": "Closing date", "postDate": "Date posted"}
# Elements of an advert page by id, and the label each gets. Many stand twice for narrow screens: the first counts.
PAGE_IDS = {
    "employer_name": "Employer",
    "closing_date": "Closing date",
    "date_posted": "Date posted",
    "payscheme-type": "Pay scheme",
    "payscheme-band": "Band",
    "range_salary": "Salary",
    "negotiable_salary": "Salary",
    "contract_type": "Contract type",
    "contract_duration": "Contract duration",
    "trac-job-reference": "Trac reference",
    "job_reference_number": "Reference",
}
TEXT_IDS = ("job_overview", "job_description", "job_description_large", "about_organisation")
ADDRESS_IDS = ("employer_town", "employer_county", "employer_postcode")


class NhsJobsSpider(SourceSpider):
    """Reads the Self-Serve Job Adverts API and the advert pages."""

    platform: ClassVar[str] = "nhs_jobs"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        for search in self.source.options["searches"]:
            for address in self.source.start:
                yield self.page_request(address, dict(search), 1)

    def page_request(self, address: str, search: dict[str, Any], page: int) -> Request:
        """A page of answers to a search."""
        query = {**search, "sort": "publicationDateDesc", "limit": PAGE, "page": page}
        if self.since:
            query["publishedFrom"] = self.since.isoformat()
        return Request(
            f"{address}?{urlencode(query)}",
            callback=self.parse_listing,
            cb_kwargs={"address": address, "search": search, "page": page},
            dont_filter=True,
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", search: dict[str, Any] | None = None, page: int = 1
    ) -> Iterable[Any]:
        """An XML answer → adverts with what the answer says of them; then the next page."""
        answer = Selector(text=response.text, type="xml")
        vacancies = answer.xpath("//vacancyDetails")
        self.note_search(urlencode(search or {}), len(vacancies))
        for vacancy in vacancies:
            path = urlsplit(vacancy.xpath("string(url)").get() or "").path
            if path:  # the answer may name another host of the same service
                yield from self.ask_for(response, urljoin(response.url, path), **answer_facts(vacancy))
        last = int(answer.xpath("string(//totalPages)").re_first(r"\d+") or 0)
        if page < last and self.wants_more():
            yield self.page_request(address, search or {}, page + 1)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One advert; its key is the reference at the end of the address."""
        page = response.selector
        yield self.advert(
            response,
            key=urlsplit(response.url).path.rstrip("/").rsplit("/", 1)[-1],
            title=words(page.xpath("(//*[@id='heading'] | //h1)[1]")),
            html=texts(page) or main_region(page),
            facts={**facts, **page_facts(page)},
        )


def answer_facts(vacancy: Selector) -> dict[str, str]:
    """Label → text of one vacancy of an API answer; places stand flat or nested."""
    facts: dict[str, str] = {}
    for name, label in ANSWER_FIELDS.items():
        add_fact(facts, label, vacancy.xpath(f"string({name})").get() or "")
    for place in vacancy.xpath(".//locations//*[not(*)]/text()").getall():
        add_fact(facts, "Location", place)
    return facts


def by_id(page: Selector, name: str) -> Selector | None:
    """The first element with an id; copies for narrow screens follow it."""
    found = page.xpath(f"//*[@id='{name}']")
    return found[0] if found else None


def page_facts(page: Selector) -> dict[str, str]:
    """Label → text of an advert page."""
    facts: dict[str, str] = {}
    for name, label in PAGE_IDS.items():
        element = by_id(page, name)
        if element is not None and label not in facts:
            add_fact(facts, label, words(element).removeprefix("The closing date is").strip())
    add_fact(facts, "Working pattern", ", ".join(working_patterns(page)))
    parts = [words(element) for name in ADDRESS_IDS if (element := by_id(page, name)) is not None]
    add_fact(facts, "Location", ", ".join(part.strip(" ,") for part in parts if part))
    return facts


def working_patterns(page: Selector) -> Iterator[str]:
    """The paragraphs right under the heading of working patterns."""
    heading = by_id(page, "working_pattern_heading")
    for element in heading.xpath("following-sibling::*") if heading is not None else ():
        if element.root.tag != "p":
            return
        yield words(element)


def texts(page: Selector) -> str:
    """Html of the parts that describe the post, in the order of a reader's interest."""
    elements = [by_id(page, name) for name in TEXT_IDS]
    return "\n".join(str(element.get()) for element in elements if element is not None and words(element))
