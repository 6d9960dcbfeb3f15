"""GOV.UK: the Search API for the list, the Content API for each page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy.http import Request, TextResponse

from catalogue.records import Advert
from crawler.page_facts import add_fact
from crawler.source_spider import SourceSpider

PAGE = 100  # results an answer
FIELDS = "title,link,description,format,organisations,public_timestamp"


class GovUkSpider(SourceSpider):
    """Reads pages as the publishing APIs give them; an unknown parameter is refused by the site (HTTP 422).

    A publication says little itself: its text stands in documents with addresses of their own, which no search finds.
    """

    platform: ClassVar[str] = "govuk"

    def first_requests(self) -> Iterable[Request]:
        """The first page of each search."""
        for search in self.source.options["searches"]:
            query = {"q": search} if isinstance(search, str) else dict(search)
            for address in self.source.start:
                yield self.page_request(address, query, 0)

    def page_request(self, address: str, search: dict[str, Any], first: int) -> Request:
        """A page of answers to a search, from result number `first` on."""
        query = {**search, "fields": FIELDS, "count": PAGE, "start": first, "order": "-public_timestamp"}
        if self.since:
            query["filter_public_timestamp"] = f"from:{self.since.isoformat()}"
        return Request(
            f"{address}?{urlencode(query, doseq=True)}",
            callback=self.parse_listing,
            cb_kwargs={"address": address, "search": search, "first": first},
        )

    def parse_listing(
        self, response: TextResponse, address: str = "", search: dict[str, Any] | None = None, first: int = 0
    ) -> Iterable[Any]:
        """Results → their pages in the Content API; results on other hosts are left out."""
        answer = json.loads(response.text)
        results = answer.get("results", [])
        self.note_search(urlencode(search or {}, doseq=True), len(results))
        for result in results:
            link = str(result.get("link") or "")
            if link.startswith("/"):
                yield from self.ask_for(response, f"/api/content{link}")
        if first + PAGE < int(answer.get("total", 0)) and self.wants_more():
            yield self.page_request(address, search or {}, first + PAGE)

    def parse_advert(self, response: TextResponse, facts: Mapping[str, str] | None = None) -> Iterator[Any]:
        """A page → what it offers, and requests for the documents that it holds as pages."""
        yield from super().parse_advert(response, facts)
        for link in documents_of(json.loads(response.text)):
            yield from self.ask_for(response, f"/api/content{link}")

    def read_advert(self, response: TextResponse, facts: Mapping[str, str]) -> Iterable[Advert]:
        """One page; its key is the content id, which stays when the address changes."""
        content = json.loads(response.text)
        path = content.get("base_path") or urlsplit(response.url).path.removeprefix("/api/content")
        found: dict[str, str] = dict(facts)
        organisations = content.get("links", {}).get("organisations") or []
        add_fact(found, "Organisation", ", ".join(str(one.get("title") or "") for one in organisations))
        add_fact(found, "Published", str(content.get("first_published_at") or ""))
        add_fact(found, "Last updated", str(content.get("public_updated_at") or ""))
        add_fact(found, "Document type", str(content.get("document_type") or "").replace("_", " "))
        details = content.get("details") or {}
        add_fact(found, "Closing date", str(details.get("closing_date") or ""))
        yield self.advert(
            response,
            key=str(content.get("content_id") or "") or None,
            url=urljoin(response.url, path),
            title=str(content.get("title") or ""),
            html=f"<p>{content.get('description') or ''}</p>\n{body_of(details)}",
            facts=found,
        )


def documents_of(content: Mapping[str, Any]) -> list[str]:
    """Paths of the documents of a publication that are pages; files are left where they are."""
    attached = (content.get("details") or {}).get("attachments") or []
    links = [str(one.get("url") or "") for one in attached if one.get("attachment_type") == "html"]
    return [link for link in links if link.startswith("/") and link != content.get("base_path")]


def body_of(details: Mapping[str, Any]) -> str:
    """The html of a page's body: plain, in several content types, or in the parts of a guide."""
    body = details.get("body") or ""
    if isinstance(body, list):
        body = next((one["content"] for one in body if one.get("content_type") == "text/html"), "")
    parts = details.get("parts") or []
    return "\n".join([str(body), *(f"<h2>{part.get('title')}</h2>\n{body_of(part)}" for part in parts)])
