"""University of Cambridge jobs: the feed of vacancies, then each as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from parsel import Selector
from scrapy.http import TextResponse

from catalogue.records import Advert
from crawler.page import main_region, title_of
from crawler.page_facts import add_fact, labelled_facts, words, words_below
from crawler.source_spider import SourceSpider
from spiders.next_data import text_of, value_at
from spiders.rss import entries

JOB = re.compile(r"/job/(\d+)/")
AS_JSON = "?format=json"
# Where in a vacancy's data a value lies, and the label that the vacancy's page gives it.
FIELDS = {
    "unit": "Department/Location",
    "salary": "Salary",
    "reference": "Reference",
    "category": "Category",
    "dates.published": "Date published",
    "dates.closes": "Closing date",
}


class CambridgeSpider(SourceSpider):
    """Reads the feed, which holds every vacancy, and the data of each; its page where data are not given."""

    platform: ClassVar[str] = "cambridge"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """The feed → vacancies."""
        found = [entry for entry in entries(response) if JOB.search(entry.link)]
        self.note_search("", len(found))
        for entry in found:
            yield from self.ask_for(response, entry.link.partition("?")[0] + AS_JSON)

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One vacancy; its key is the number in its address."""
        number = JOB.search(response.url)
        address, key = response.url.partition("?")[0], number.group(1) if number else None
        if not response.text.lstrip().startswith("{"):
            page = response.selector
            shown = {**labelled_facts(page), **sidebar(page)}
            yield self.advert(
                response, key=key, url=address, title=title_of(page), html=main_region(page, "#content"), facts=shown
            )
            return
        vacancy = json.loads(response.text)
        found: dict[str, str] = {}
        for path, label in FIELDS.items():
            value = value_at(vacancy, path)
            add_fact(found, label, text_of(value) or text_of(value_at(vacancy, f"{path}.name")))
        text = value_at(vacancy, "advert.html") or value_at(vacancy, "advert.text")
        yield self.advert(
            response, key=key, url=address, title=text_of(vacancy.get("title")), html=text_of(text), facts=found
        )


def sidebar(page: Selector) -> dict[str, str]:
    """Label → text of a vacancy's page, where each label is a small heading over its text."""
    facts: dict[str, str] = {}
    for label in page.css("h6"):
        beside = label.root.getnext()
        if beside is not None and beside.tag in ("p", "ul", "div"):
            add_fact(facts, words(label), words_below(beside))
    return facts
