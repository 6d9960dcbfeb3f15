"""Hireserve career sites: the list page names the site, whose feed names every vacancy and what is known of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from scrapy.http import TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, title_on, without_hint

FEED = "/utf8/ic_job_feeds.feed_engine"
ASKED = {
    "p_published_to": "WWW",
    "p_language": "DEFAULT",
    "p_direct": "Y",
    "p_format": "MOBILE",
    "p_include_exclude_from_list": "N",
    "p_search": "",
    "p_summary": "Y",
}
NUMBER = re.compile(r"/(\d{3,})(?:[./?-]|$)")  # of a vacancy, in an address made for people


class HireserveSpider(SourceSpider):
    """Reads any tenant; labels are the tenant's own."""

    platform: ClassVar[str] = "hireserve"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """The list page → the feed of its site. Raises ValueError where it names no site."""
        hidden = response.css("[name=p_web_site_id]::attr(value)").re_first(r"\d+")
        site = hidden or parse_qs(urlsplit(response.url).query).get("p_web_site_id", [""])[0]
        if not site:
            raise ValueError(f"{response.url} names no p_web_site_id; is it a Hireserve list page?")
        yield self.request_for(response, f"{FEED}?{urlencode({'p_web_site_id': site, **ASKED})}", self.parse_feed)

    def parse_feed(self, response: TextResponse) -> Iterable[Any]:
        """The feed → vacancies with what it says of them. Raises ValueError at another kind of answer."""
        answer = json.loads(response.text)
        if "jobs" not in answer:
            raise ValueError(f"{response.url} is no feed of jobs; has the feed changed?")
        jobs = answer["jobs"] or []
        self.note_search("", len(jobs))
        for job in jobs:
            if job.get("weblink"):
                yield from self.ask_for(response, str(job["weblink"]).strip(), **job_facts(job))

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One vacancy; its key is the number in its address."""
        page = response.selector
        yield self.advert(
            response,
            key=number_in(response.url),
            title=title_on(page, facts.get(LISTED, "")),
            html=main_region(page, "#jobDescription", ".job-description", ".jobDetails", "#content"),
            facts={**without_hint(facts), **labelled_facts(page)},
            json_ld=json_ld(page),
        )


def job_facts(job: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of a vacancy; a label that stands beside an empty copy of itself keeps its text."""
    facts: dict[str, str] = {}
    add_fact(facts, LISTED, str(job.get("title") or ""))
    add_fact(facts, "Reference", str(job.get("refno") or ""))
    internet = (job.get("publication") or {}).get("internet") or {}
    add_fact(facts, "Closing date", str(internet.get("closing_date") or ""))
    named = job.get("classifications")
    for one in named.values() if isinstance(named, dict) else ():
        texts = [str(value.get("class_val") or "").strip() for value in one.get("values") or []]
        add_fact(facts, str(one.get("name") or ""), ", ".join(filter(None, texts)))
    return facts


def number_in(address: str) -> str | None:
    """The number of a vacancy: p_web_page_id in the addresses of old, the last number of the path in newer ones."""
    parts = urlsplit(address)
    known = parse_qs(parts.query).get("p_web_page_id") or NUMBER.findall(parts.path)
    return str(known[-1]) if known else None
