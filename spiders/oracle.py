"""Oracle Recruiting career sites: the requisitions and the details of each, as the site's own pages fetch them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urljoin

from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page_facts import add_fact
from crawler.source_spider import SourceSpider

PAGE = 50  # requisitions an answer
API = "/hcmRestApi/resources/latest/"
SITE = re.compile(r"/sites/([^/?#]+)")
ID = re.compile(r"Id=(?:\"|%22)([^\"%]+)")
# Fields of an answer, and the label each gets.
FIELDS = {
    "LegalEmployer": "Employer",
    "Organization": "Organisation",
    "Department": "Department",
    "PrimaryLocation": "Location",
    "ExternalPostedStartDate": "Date posted",
    "ExternalPostedEndDate": "Closing date",
    "JobSchedule": "Job schedule",
    "ContractType": "Contract type",
    "WorkerType": "Worker type",
    "WorkplaceType": "Workplace type",
    "JobGrade": "Grade",
    "Category": "Category",
}
# Parts of an advert's text, in the order in which the site shows them.
TEXTS = ("ExternalDescriptionStr", "ExternalResponsibilitiesStr", "ExternalQualificationsStr")


class OracleSpider(SourceSpider):
    """Reads any career site; the start is its list page, in whose address the site's number stands."""

    platform: ClassVar[str] = "oracle"

    def first_requests(self) -> Iterable[Request]:
        """The first requisitions of each search, or of everything."""
        for search in self.source.options.get("searches") or [""]:
            for address in self.source.start:
                yield self.page_request(address, search, 0)

    def api(self, address: str, resource: str, finder: str) -> str:
        """The address of an answer."""
        base = self.source.options.get("api") or address
        return urljoin(base, f"{API}{resource}&finder={quote(finder, safe=';=,')}")

    def site_of(self, address: str) -> str:
        """The number of a career site. Raises ValueError where neither registry nor start address has it."""
        found = SITE.search(address)
        site = self.source.options.get("site") or (found.group(1) if found else "")
        if not site:
            raise ValueError(f"{address} does not say which career site it is; name it with `site` in the registry")
        return str(site)

    def page_request(self, address: str, search: str, first: int) -> Request:
        """Requisitions from number `first` on; paging stands inside the finder."""
        keyword = f'keyword="{search}",' if search else ""
        finder = f"findReqs;siteNumber={self.site_of(address)},{keyword}limit={PAGE},offset={first}"
        resource = "recruitingCEJobRequisitions?onlyData=true&expand=requisitionList"
        return Request(
            self.api(address, resource, f"{finder},sortBy=POSTING_DATES_DESC"),
            callback=self.parse_listing,
            cb_kwargs={"address": address, "search": search, "first": first},
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", search: str = "", first: int = 0
    ) -> Iterable[Any]:
        """Requisitions → their details; then the next requisitions."""
        answer: dict[str, Any] = next(iter(items_of(response)), {})
        requisitions = answer.get("requisitionList") or []
        self.note_search(search, len(requisitions))
        new = [each for each in requisitions if not self.is_old(str(each.get("PostedDate") or ""))]
        for requisition in new:
            finder = f'ById;Id="{requisition["Id"]}",siteNumber={self.site_of(address)}'
            resource = "recruitingCEJobRequisitionDetails?expand=all&onlyData=true"
            yield from self.ask_for(response, self.api(address, resource, finder))
        if new and first + PAGE < int(answer.get("TotalJobsCount") or 0) and self.wants_more():
            yield self.page_request(address, search, first + PAGE)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One requisition; its key is its id. A requisition that was taken down is an answer without items."""
        for detail in items_of(response)[:1]:
            asked = ID.search(response.url)
            number = str(detail.get("Id") or (asked.group(1) if asked else ""))
            yield self.advert(
                response,
                key=number,
                url=f"{self.source.start[0].partition('?')[0].rstrip('/').removesuffix('/jobs')}/job/{number}",
                title=str(detail.get("Title") or ""),
                html="\n".join(str(detail[name]) for name in TEXTS if detail.get(name)),
                facts={**facts, **detail_facts(detail)},
            )


def items_of(response: TextResponse) -> list[dict[str, Any]]:
    """The items of an answer. Raises ValueError at another kind of answer."""
    items = json.loads(response.text).get("items")
    if not isinstance(items, list):
        raise ValueError(f"{response.url} holds no items; has the interface changed?")
    return items


def detail_facts(detail: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of a requisition; the employer's own fields come with the labels that it gave them."""
    facts: dict[str, str] = {}
    for name, label in FIELDS.items():
        add_fact(facts, label, str(detail.get(name) or ""))
    for place in detail.get("secondaryLocations") or []:
        add_fact(facts, "Location", str(place.get("Name") or ""))
    for own in detail.get("requisitionFlexFields") or []:
        add_fact(facts, str(own.get("Prompt") or ""), str(own.get("Value") or ""))
    return facts
