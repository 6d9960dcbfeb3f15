"""Platform spiders on captured pages of real sites, without a crawler. Skips where the folder of them is absent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from parsel import Selector
from scrapy.http import HtmlResponse, Request, TextResponse, XmlResponse

from catalogue.json_ld import posting_title
from catalogue.records import Advert
from crawler.gathered import Gathered
from crawler.page_facts import labelled_facts
from crawler.source_spider import SourceSpider
from spiders.euraxess import sections
from spiders.rss import entries
from tests.test_pages import spider_of

pytestmark = pytest.mark.real


def page(path: Path, url: str) -> HtmlResponse:
    return HtmlResponse(url, body=path.read_bytes(), encoding="utf-8")


def asked(spider: SourceSpider, response: HtmlResponse, **known: Any) -> dict[str, Mapping[str, str]]:
    """Address → what the listing says of it; further listings have nothing said of them."""
    answers = [each for each in spider.parse_listing(response, **known) if isinstance(each, Request)]
    return {each.url: each.cb_kwargs.get("facts", {}) for each in answers}


def test_euraxess_lists_ten_offers_with_their_labels_and_the_next_page(real_pages: Path) -> None:
    spider = spider_of("euraxess", {"start": ["https://euraxess.ec.europa.eu/jobs/search"]})
    start = "https://euraxess.ec.europa.eu/jobs/search?f%5B0%5D=offer_type%3Ajob_offer"
    listed = asked(spider, page(real_pages / "euraxess/search_results_page.html", start), search="")
    offers = {address: facts for address, facts in listed.items() if facts}
    assert len(offers) == 10
    assert [address for address in listed if address not in offers] == [f"{start}&page=1"]
    for facts in offers.values():
        assert {"Organisation/Company", "Posted on", "Work Locations"} <= set(facts)


def test_euraxess_reads_an_offer_without_the_hidden_word_that_it_expired(real_pages: Path) -> None:
    spider = spider_of("euraxess", {"start": ["https://euraxess.ec.europa.eu/jobs/search"]})
    response = page(real_pages / "euraxess/job_detail_sample.html", "https://euraxess.ec.europa.eu/jobs/415163")
    [found] = [each.advert for each in spider.parse_advert(response) if isinstance(each, Gathered)]
    shown = labelled_facts(sections(response.selector))
    assert (found.key, dict(found.facts)) == ("415163", shown)
    assert found.title == response.css("h1::text").getall()[-1].strip()
    assert {"Application Deadline", "Offer Starting Date", "Hours Per Week", "Type of Contract"} <= set(shown)
    assert "EXPIRED" in response.text
    assert "EXPIRED" not in found.html


def test_a_card_that_is_one_link_is_called_by_its_heading(real_pages: Path) -> None:
    options = {"card": "a.group"}
    spider = spider_of("drupal_list", {"start": ["https://iuk-business-connect.org.uk/"], "options": options})
    response = page(real_pages / "ukri/iuk_business_connect_list.html", "https://iuk-business-connect.org.uk/x/")
    (card, facts), (following, nothing) = asked(spider, response, search="").items()
    assert facts["Listed as"] == response.css("h3::text").get()
    assert set(facts) == {"Listed as", "Opens", "Closes"}
    assert "/opportunities/" in card
    assert "sf_paged=2" in following
    assert not nothing


def test_any_listing_of_cards_can_be_described_in_the_registry(real_pages: Path) -> None:
    options = {"card": "div[id$=pnlVacancy]"}
    entry = {"start": ["https://careers.example/"], "advert_url": r"DisplayVacancy\.aspx", "options": options}
    spider = spider_of("drupal_list", entry)
    listed = asked(spider, page(real_pages / "careers_group/list_page1.html", "https://careers.example/x"))
    vacancies = {address: facts for address, facts in listed.items() if facts}
    assert len(vacancies) == 5
    assert [address for address in listed if address not in vacancies] == [
        "https://careers.example/Vacancies.aspx?st=&page=2"
    ]
    assert all({"Listed as", "Recruiter", "Salary", "Location"} <= set(facts) for facts in vacancies.values())
    for address, facts in vacancies.items():
        saved = real_pages / "careers_group" / f"vacancy_{address.partition('id=')[2][:8]}.html"
        [found] = [
            each.advert for each in spider.parse_advert(page(saved, address), facts) if isinstance(each, Gathered)
        ]
        assert found.title == facts["Listed as"]
        assert found.facts["Recruiter"] == facts["Recruiter"]


@pytest.mark.parametrize("name", ["ventrus.xml", "ventrus_with_parental_leave_cover.xml"])
def test_a_feed_with_elements_of_two_kinds_is_a_feed(real_pages: Path, name: str) -> None:
    path = real_pages / "ats_feeds" / name
    response = XmlResponse("https://feeds.example/", body=path.read_bytes(), encoding="utf-8")
    found = entries(response)
    assert found
    assert all(entry.link and entry.title and "Vacancy" in entry.html for entry in found)


@pytest.mark.parametrize("name", ["broadbean.xml", "vacancy_poster.xml"])
def test_xml_of_another_kind_is_no_feed(real_pages: Path, name: str) -> None:
    body = (real_pages / "ats_feeds" / name).read_bytes()
    with pytest.raises(ValueError, match="no RSS or Atom feed"):
        entries(XmlResponse("https://feeds.example/", body=body, encoding="utf-8"))


def read_by(platform: str, path: Path, url: str, **entry: Any) -> Advert:
    """The one advert that a platform's spider reads off a saved page."""
    spider = spider_of(platform, {"start": ["https://www.example.org/"], **entry})
    response = TextResponse(url, body=path.read_bytes(), encoding="utf-8")
    if path.suffix == ".html":
        response = page(path, url)
    [found] = [each.advert for each in spider.parse_advert(response) if isinstance(each, Gathered)]
    return found


@pytest.mark.parametrize("name", ["business-finance-support-scheme", "detailed_guide", "guide"])
def test_a_page_of_the_content_api_is_read_whole(real_pages: Path, name: str) -> None:
    path = real_pages / "govuk" / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    base, details = content["base_path"], content["details"]
    found = read_by("govuk", path, f"https://www.gov.uk/api/content{base}", options={"searches": ["x"]})
    assert (found.key, found.title) == (content["content_id"], content["title"])
    assert found.url == f"https://www.gov.uk{base}"
    assert content["description"] in found.html
    assert found.facts["Last updated"] == content["public_updated_at"]
    assert found.facts["Document type"] == content["document_type"].replace("_", " ")
    organisations = [one["title"] for one in content["links"].get("organisations", [])]
    assert found.facts.get("Organisation", "") == ", ".join(organisations)
    for text in [details.get("body") or "", *(part["title"] for part in details.get("parts", []))]:
        assert text in found.html
    assert all(part["body"] in found.html for part in details.get("parts", []))


def test_microdata_of_a_posting_is_read(real_pages: Path) -> None:
    path = real_pages / "schema_org" / "eg-0028_microdata.html"
    found = read_by("sitemap_pages", path, "https://jobs.example/job/7/", advert_url=r"/job/(\d+)/")
    shown = Selector(text=path.read_text(encoding="utf-8"))
    assert (found.key, found.title) == ("7", shown.css("[itemprop=title]::text").get())
    assert {"Organisation", "Location", "Salary", "Employment type"} <= set(found.facts)
    assert found.facts["Organisation"].startswith(shown.css("[itemprop=name]::text").get() or "-")


def test_every_example_of_a_posting_is_found(real_pages: Path) -> None:
    examples = sorted((real_pages / "schema_org").glob("*_jsonld.html"))
    assert len(examples) >= 10
    sound = 0
    for path in examples:
        found = read_by("json_ld", path, "https://jobs.example/posts/7", advert_url="/posts/")
        block = Selector(text=path.read_text(encoding="utf-8")).css("script::text").get() or ""
        try:
            posting = json.loads(block, strict=False)  # line breaks inside strings are common
        except ValueError:  # one of the examples has lost a comma
            assert found.json_ld is None
            continue
        sound += 1
        assert found.json_ld is not None and found.json_ld.keys() == posting.keys(), path.name
        assert found.title == posting_title(posting), path.name
    assert sound >= len(examples) - 1
