"""IntervieWeb (Cezanne) career pages: links to vacancies, or the list that an employer's key opens, then each page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scrapy.http import TextResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, title_on, without_hint

JOB = re.compile(r"/jobs/[^/?#]*?(\d+)(?:/|$)")  # …/jobs/policy-intern-4711/en/
SCRIPT_LIST = "input#url-for-announces"  # where the page fetches its list by script, which is not ours to imitate
# Fields of the list in JSON, and the label each gets.
FIELDS = {"location": "Location", "city": "City"}


class IntervieWebSpider(SourceSpider):
    """Reads an employer's career page, or its list as JSON where the start address bears the employer's public key."""

    platform: ClassVar[str] = "intervieweb"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """Links → vacancies. Raises ValueError where the list is filled by script alone."""
        if response.text.lstrip().startswith("["):
            yield from self.parse_json(response)
            return
        links = [link for link in response.css("a[href]") if JOB.search(link.attrib["href"])]
        if not links and response.css(SCRIPT_LIST):
            raise ValueError(f"{response.url} fills its list by script; ask the employer for the address of its list")
        for link in links:
            yield from self.ask_for(response, link.attrib["href"].partition("?")[0], **{LISTED: words(link)})

    def parse_json(self, response: TextResponse) -> Iterable[Any]:
        """The list in JSON → vacancies with what it says of them."""
        for job in json.loads(response.text):
            link = str(job.get("url") or (f"/jobs/{job['slug']}/en/" if job.get("slug") else ""))
            facts: dict[str, str] = {}
            add_fact(facts, LISTED, str(job.get("title") or ""))
            for name, label in FIELDS.items():
                add_fact(facts, label, str(job.get(name) or ""))
            if link:
                yield from self.ask_for(response, link.partition("?")[0], **facts)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One vacancy; its key is the number in its address."""
        number = JOB.search(response.url)
        page = response.selector
        posting = json_ld(page)
        yield self.advert(
            response,
            key=number.group(1) if number else None,
            title=posting_title(posting) or title_on(page, facts.get(LISTED, "")),
            html=main_region(page, ".vacancy__description", "#job-description", ".description"),
            facts={**without_hint(facts), **labelled_facts(page)},
            json_ld=posting,
        )
