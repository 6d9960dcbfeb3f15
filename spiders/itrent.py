"""MHR iTrent web recruitment: a session from the search page, then one JSON answer that holds every vacancy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy.http import Request, TextResponse

from crawler.gathered import Gathered
from crawler.page_facts import add_fact
from crawler.source_spider import SourceSpider

PAGE = 200  # vacancies an answer
TENANT = re.compile(r"^(https?://[^?#]*?/[^/?#]+_web(?:recruitment)?)(?:/|$)", re.IGNORECASE)
VIEW = re.compile(r"\bWVID=([^&\"'#\s]+)", re.IGNORECASE)
VIEW_PAGE = re.compile(r"\.open\?", re.IGNORECASE)
SESSION = re.compile(r"USESSION=([0-9A-Fa-f]+)")
DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")  # 20261012
# Fields of a vacancy, and the label each gets.
FIELDS = {
    "vacancy_ref": "Reference",
    "location_id": "Location",
    "region_id": "Department",
    "salary": "Salary",
    "app_close_d": "Closing date",
    "basis_id": "Contract type",
    "con_hrs": "Hours per week",
}


class ITrentSpider(SourceSpider):
    """Reads any tenant. The number of a web view goes stale, so that it is looked up anew where it does not work."""

    platform: ClassVar[str] = "itrent"

    def first_requests(self) -> Iterable[Request]:
        """The search page of each start address that names a web view, else the page that names the views."""
        for address in self.source.start:
            read = self.parse_listing if VIEW.search(address) else self.parse_views
            yield Request(address if VIEW.search(address) else views_address(address), callback=read, dont_filter=True)

    def parse_views(self, response: TextResponse) -> Iterable[Any]:
        """The page of web views → the search page of the first. Raises ValueError where it names none."""
        links = response.css("a::attr(href)").getall()
        view = next((link for link in links if VIEW_PAGE.search(link) and VIEW.search(link)), None)
        if view is None:
            raise ValueError(f"{response.url} names no web view; has the employer moved its vacancies?")
        yield self.request_for(response, view, self.parse_listing, looked_up=True)

    def parse_listing(self, response: TextResponse, looked_up: bool = False) -> Iterable[Any]:
        """The search page → the vacancies of its session. Raises ValueError where it opens none."""
        session, view = SESSION.search(response.text), VIEW.search(response.url)
        if session and view:
            query = f"WVID={view.group(1)}&USESSION={session.group(1)}&LANG=USA&RESULTS_PP={PAGE}"
            yield Request(
                urljoin(response.url, f"ETREC106GF.json?{query}"),
                callback=self.parse_vacancies,
                headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest", "Referer": response.url},
                cb_kwargs={"view": view.group(1)},
            )
        elif looked_up:
            raise ValueError(f"{response.url} opens no session")
        else:
            yield Request(views_address(response.url), callback=self.parse_views)

    def parse_vacancies(self, response: TextResponse, view: str) -> Iterable[Any]:
        """Every vacancy as an advert. Raises ValueError, in the end, where the answer does not hold them all."""
        answer = json.loads(response.text)
        vacancies = answer.get("results")
        if not isinstance(vacancies, list):
            raise ValueError(f"{response.url} holds no results; has the answer changed?")
        self.note_search("", len(vacancies))
        for vacancy in vacancies:
            number = str(vacancy.get("vacancy_id") or "").strip()
            address = urljoin(response.url, f"ETREC107GF.open?VACANCY_ID={number}&WVID={view}&LANG=USA")
            if not number or address in self.asked_for or not self.wants_more():
                continue
            self.asked_for.add(address)
            advert = self.advert(
                response,
                key=number,
                url=address,
                title=str(vacancy.get("job_title") or ""),
                html=str(vacancy.get("job_description") or ""),
                facts=vacancy_facts(vacancy),
            )
            yield Gathered(advert, json.dumps(vacancy, ensure_ascii=False).encode())
        total = int((answer.get("search") or {}).get("total_rec") or 0)
        if total > len(vacancies) and self.sample is None:
            raise ValueError(f"{response.url} holds {len(vacancies)} of {total} vacancies")


def views_address(address: str) -> str:
    """The page of a tenant that names its web views. Raises ValueError where the address is of no tenant."""
    tenant = TENANT.match(address)
    if not tenant:
        raise ValueError(f"{address} is no iTrent address; it needs a folder such as tlive_webrecruitment")
    return f"{tenant.group(1)}/wrd/run/etrec002gf.open"


def vacancy_facts(vacancy: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of a vacancy; a day of eight digits gets its hyphens."""
    facts: dict[str, str] = {}
    for name, label in FIELDS.items():
        text = str(vacancy.get(name) or "")
        day = DAY.fullmatch(text) if name == "app_close_d" else None
        add_fact(facts, label, "-".join(day.groups()) if day else text)
    return facts
