"""CoreHR (search v4) recruitment pages: the blank search form, every page of its answer, then each post."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page import json_ld, main_region
from crawler.page_facts import add_fact, labelled_facts, words
from crawler.source_spider import SourceSpider
from spiders.rss import LISTED, title_on, without_hint

SEARCH_FORM = "callErecruitDoSearch"
NEXT_FORM = "searchv4navigateresultsforward"
ROW = "td.erq_searchv4_result_row"
NUMBER = re.compile(r"viewTheJobSpec\(\s*'(\d+)'")  # of a post, in what its link runs
PAGE_OF_POST = re.compile(r"l_url\s*=\s*\"([^\"<>\s]{1,500})\"")  # what a post's number is put behind
SHOWN = re.compile(r"Displaying\s+\d+\s+to\s+(\d+)\s+of\s+(\d+)", re.IGNORECASE)
POST = re.compile(r"[?&]p_id=(\d+)|(\d+)$")


class CoreHrSpider(SourceSpider):
    """Sends the search form as it stands, which asks for everything; the order of pages varies, so all are read."""

    platform: ClassVar[str] = "corehr"

    def parse_listing(self, response: TextResponse) -> Iterable[Any]:
        """The page of the form → its answer. Raises ValueError where there is neither form nor answer."""
        if response.css(ROW):
            yield from self.parse_answer(response)
            return
        request = form_request(response, SEARCH_FORM, self.parse_answer)
        if request is None:
            raise ValueError(f"{response.url} has no form {SEARCH_FORM}; is it a CoreHR search page?")
        yield request

    def parse_answer(self, response: TextResponse) -> Iterable[Any]:
        """A page of posts → their pages with what the list says of them; then the next page of posts."""
        rows = response.css(ROW)
        self.note_search("", len(rows))
        before = PAGE_OF_POST.search(response.text)
        for row in rows if before else ():
            link = row.css("a.erq_searchv4_big_anchor")
            number = NUMBER.search(link.xpath("@href").get() or link.xpath("@onclick").get() or "")
            if number and before:
                facts = {LISTED: words(link), **row_facts(row)}
                yield from self.ask_for(response, f"{before.group(1)}{number.group(1)}", **facts)
        shown = SHOWN.search(response.text)
        following = form_request(response, NEXT_FORM, self.parse_answer)
        if shown and int(shown.group(1)) < int(shown.group(2)) and following and self.wants_more():
            yield following

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One post; its key is the number in its address."""
        page = response.selector
        number = POST.search(response.url)
        yield self.advert(
            response,
            key=next(filter(None, number.groups()), None) if number else None,
            title=title_on(page, facts.get(LISTED, "")),
            html=main_region(page, "#erecruit_content", ".erq_jobspec"),
            facts={**without_hint(facts), **labelled_facts(page)},
            json_ld=json_ld(page),
        )


def form_request(response: TextResponse, name: str, read: Callable[..., Any]) -> Request | None:
    """A form sent as it stands, with its hidden fields alone; None where the page has no such form."""
    form = response.css(f"form[name='{name}'][action]")[:1]
    if not form:
        return None
    hidden = form.css("input[type=hidden][name]")
    fields = [(each.attrib["name"], each.attrib.get("value", "")) for each in hidden]
    return Request(
        response.urljoin(form[0].attrib["action"]),
        callback=read,
        method="POST",
        body=urlencode(fields),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


def row_facts(row: Selector) -> dict[str, str]:
    """Label → text of a post in the list: cells of labels, each with its text in the next cell."""
    facts: dict[str, str] = {}
    add_fact(facts, "Location", words(row.css("td.erq_searchv4_heading2")))
    for label in row.css("td.erq_searchv4_heading5_label"):
        add_fact(facts, words(label), words(label.xpath("following-sibling::td[1]")))
    return facts
