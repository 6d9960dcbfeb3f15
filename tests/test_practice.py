"""The practice sites behave like the real platforms, and their adverts are what they claim to be."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from catalogue.records import Wording
from catalogue.sources import load_sources
from catalogue.yaml_files import load_yaml
from crawler.practice import dates
from crawler.practice.adverts import HERE, PracticeAdvert, each_advert, load_adverts, load_employers
from crawler.practice.delivery import deliver
from crawler.practice.govuk import documents_of
from crawler.practice.server import PracticeWeb
from crawler.practice.sites import PATHS, SITES
from crawler.practice.web import Answer, Request, request_from

TODAY = date(2026, 9, 1)
BASE = "http://127.0.0.1:1"
EVERY = [advert for site in SITES for advert in each_advert(load_adverts(site, TODAY))]
OFFERS = [advert for advert in EVERY if advert.truth["opportunity"]]

FORMS = {"job_shadowing", "work_placement", "project_collaboration", "secondment"}
SCHEMES = {"fellowship", "secondment", "internship", "observership", "shadowing", "exchange", "placement", "other"}
KNOWLEDGE = {"scientific_factual", "technical", "practical_wisdom"}
DIRECTIONS = {"unidirectional", "bidirectional", "unclear"}
SECTORS = {"academia", "policy", "provider", "other"}
FUNDING = {
    "salary_paid", "salary_maintained_by_employer", "backfill", "stipend", "expenses_only", "unfunded", "unclear",
}  # fmt: skip
NATIONS = {"England", "Scotland", "Wales", "Northern Ireland", "UK-wide", "Overseas", None}
REASONS = {
    "news", "blog", "ordinary_job", "course", "studentship", "research_grant", "guidance", "event", "non_uk", "other",
}  # fmt: skip
TRUTHS = {
    "opportunity", "exchange_form", "scheme", "knowledge_types", "direction", "sectors_from", "sectors_to", "duration",
    "closes", "closes_kind", "fte", "pay", "nation", "same_as", "programme", "exclusion_reason", "career_stages",
}  # fmt: skip
KEEP_CLOSED = {"funding", "trust", "schemes", "govuk", "nihr"}  # sites whose closed adverts stay
SHELLS = {"itrent"}  # sites that answer with a page whatever is asked of them
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
TELEPHONE = re.compile(r"\b0\d{2,4}[ -]?\d{3,6}\b")


def ask(site: str, target: str, today: date = TODAY) -> Answer:
    """What a site answers on a day, without a server; its adverts are dated for TODAY."""
    request = request_from(target, BASE)
    return deliver(request, SITES[site](request, load_adverts(site, TODAY), today))


def text(site: str, target: str) -> str:
    """The body of a page that is there."""
    answer = ask(site, target)
    assert answer.status == 200, target
    return answer.body.decode()


def plain(advert: PracticeAdvert) -> str:
    """The advert's words without tags."""
    return re.sub(r"<[^>]*>", " ", " ".join([advert.summary, str(advert.html), advert.employer.about]))


# Dates


@pytest.mark.parametrize(
    ("relative", "show", "expected"),
    [
        ("+7d", dates.long, "8 September 2026"),
        ("+7d", dates.weekday, "Tuesday 8 September 2026"),
        ("+7d", dates.wrong_weekday, "Thursday 8 September 2026"),
        ("+7d", dates.short, "8 Sep"),
        ("+7d", dates.no_year, "8 September"),
        ("+7d", dates.slashed, "08/09/2026"),
        ("+7d", dates.dotted, "08.09.2026"),
        ("+20d", dates.ordinal, "21st September 2026"),
        ("+11d", dates.ordinal, "12th September 2026"),
        ("+0d", dates.ordinal, "1st September 2026"),
        ("+30d", dates.month, "October 2026"),
        ("-1d", dates.iso, "2026-08-31"),
        ("+7d 16:00", dates.iso, "2026-09-08"),
        ("+7d 16:00", dates.iso_local, "2026-09-08T16:00:00"),
        ("+7d", dates.iso_local, "2026-09-08T00:00:00"),
        ("+7d 16:00", dates.uk_time, "8 September 2026 4:00pm UK time"),
        ("+7d 12:30", dates.clock, "12:30pm"),
        ("+7d 00:05", dates.clock, "12:05am"),
        ("+7d", dates.rfc822, "Tue, 08 Sep 2026 00:00:00 GMT"),
    ],
)
def test_dates_are_printed_as_the_sites_do(relative: str, show: Any, expected: str) -> None:
    assert show(dates.moment(relative, TODAY)) == expected


@pytest.mark.parametrize("text", ["", "21d", "2026-09-01", "+21 d", "+21d 9:00", "soon"])
def test_only_relative_days_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="no relative day"):
        dates.moment(text, TODAY)


# Adverts


def test_there_are_enough_adverts_of_every_kind() -> None:
    assert len(EVERY) >= 225
    assert len(EVERY) - len(OFFERS) >= 60
    assert min(Counter(advert.truth["exchange_form"] for advert in OFFERS).values()) >= 15
    assert {advert.truth["exchange_form"] for advert in OFFERS} == FORMS
    assert {advert.truth["scheme"] for advert in OFFERS} == SCHEMES
    assert {advert.truth["direction"] for advert in OFFERS} == DIRECTIONS
    assert {advert.truth["nation"] for advert in OFFERS} == NATIONS
    assert {(advert.truth["pay"] or {}).get("funding") for advert in OFFERS} >= FUNDING - {"unclear"}
    assert {sector for advert in OFFERS for sector in advert.truth["sectors_from"]} == SECTORS
    assert {sector for advert in OFFERS for sector in advert.truth["sectors_to"]} == SECTORS
    assert {advert.truth["closes_kind"] for advert in OFFERS} == {"fixed", "rolling", "until_filled", "not_stated"}
    reasons = {advert.truth["exclusion_reason"] for advert in EVERY if not advert.truth["opportunity"]}
    assert reasons >= REASONS - {"non_uk", "other"}


def test_adverts_are_open_closed_and_to_come() -> None:
    closing = [advert.truth["closes"] for advert in OFFERS]
    assert sum(day is not None and day < TODAY for day in closing) >= 5
    assert sum(day is None for day in closing) >= 8
    assert sum("opens" in advert.dates and dates.only_day(advert.dates["opens"]) > TODAY for advert in OFFERS) >= 3


def test_the_same_post_stands_on_several_sites_and_programmes_come_back() -> None:
    sites, rounds = defaultdict(list), Counter(advert.truth.get("programme") for advert in OFFERS)
    for advert in EVERY:
        sites[advert.truth.get("same_as")].append(advert)
    groups = [group for name, group in sites.items() if name]
    assert len(groups) >= 14
    assert all(len({advert.site for advert in group}) >= 2 for group in groups)
    assert any(len(group) >= 3 for group in groups)
    for group in groups:
        assert len({advert.truth["closes"] for advert in group}) == 1
        assert len({plain(advert) for advert in group}) == len(group), "the wording differs from site to site"
        assert len({advert.reference for advert in group if advert.reference}) <= 1
    assert sum(count >= 2 for name, count in rounds.items() if name) >= 4


@pytest.mark.parametrize("advert", EVERY, ids=lambda advert: f"{advert.site}:{advert.key}")
def test_an_advert_is_sound(advert: PracticeAdvert) -> None:
    words = plain(advert)
    assert advert.title.strip()
    assert "{{" not in words
    assert 90 <= len(words.split()) <= 450
    assert all(address.rstrip(".").endswith("@example.org") for address in EMAIL.findall(words))
    assert all(number.startswith("01632 960") for number in TELEPHONE.findall(words))


@pytest.mark.parametrize("advert", EVERY, ids=lambda advert: f"{advert.site}:{advert.key}")
def test_a_truth_uses_the_codes(advert: PracticeAdvert) -> None:
    truth = advert.truth
    assert set(truth) <= TRUTHS
    if not truth["opportunity"]:
        assert truth["exclusion_reason"] in REASONS
        return
    assert truth["exchange_form"] in FORMS
    assert truth["scheme"] in SCHEMES
    assert truth["direction"] in DIRECTIONS
    assert truth["nation"] in NATIONS
    assert set(truth["knowledge_types"]) <= KNOWLEDGE
    assert truth["sectors_from"] and set(truth["sectors_from"]) <= SECTORS
    assert truth["sectors_to"] and set(truth["sectors_to"]) <= SECTORS
    for span, most in ((truth["duration"], 1095), (truth["fte"], 1.0)):
        assert span is None or (len(span) == 2 and (span[0] is None or 0 < span[0] <= span[1]) and span[1] <= most)
    pay = truth["pay"]
    assert pay is None or (pay["funding"] in FUNDING and set(pay) <= {"funding", "min", "max", "period"})


def test_dates_move_with_the_day_and_nothing_else_does() -> None:
    later = TODAY + timedelta(days=200)
    moved = [advert for site in SITES for advert in each_advert(load_adverts(site, later))]
    for before, after in zip(EVERY, moved, strict=True):
        assert (before.site, before.key) == (after.site, after.key)
        assert {name: dates.only_day(day) + timedelta(days=200) for name, day in before.dates.items()} == {
            name: dates.only_day(day) for name, day in after.dates.items()
        }


def test_every_employer_is_used() -> None:
    assert {advert.employer.name for advert in EVERY} == {employer.name for employer in load_employers().values()}


@pytest.mark.parametrize("site", SITES)
def test_every_advert_has_a_page_of_its_own(site: str) -> None:
    shown = []
    for advert in each_advert(load_adverts(site, TODAY)):
        path = PATHS[site](advert)
        answer = ask(site, quote(path, safe="/?=&#"))
        if site not in KEEP_CLOSED:
            assert not advert.has_closed(TODAY), "a board takes closed adverts down"
        assert answer.status == 200
        assert answer.headers["Last-Modified"].endswith("GMT")
        shown.append(path)
        encoding = "cp1252" if "cp1252" in advert.quirks else "utf-8"
        assert advert.title in html.unescape(answer.body.decode(encoding))
    assert len(set(shown)) == len(shown) >= 6


@pytest.mark.parametrize("site", sorted(set(SITES) - KEEP_CLOSED))
def test_what_closes_or_is_withdrawn_is_no_longer_shown(site: str) -> None:
    adverts = load_adverts(site, TODAY)
    ends = [day for advert in adverts for day in (advert.day("closes"), advert.day("withdrawn")) if day]
    later = max(ends) + timedelta(days=1)
    for advert in adverts:
        if advert.day("closes"):
            assert ask(site, quote(PATHS[site](advert), safe="/?=&#"), later).status in (301, 404) or site in SHELLS
            assert not advert.is_shown(later)


# Sites


def test_funding_pages_and_filters() -> None:
    first = text("funding", "/opportunity/")
    assert first.count('class="ukri-funding-opp__link"') == 10
    assert 'class="next page-numbers" href="/opportunity/page/2/"' in first
    assert text("funding", "/opportunity/page/2/").count('class="ukri-funding-opp__link"') == 6
    assert "next page-numbers" not in text("funding", "/opportunity/page/2/")
    assert ask("funding", "/opportunity/page/3/").status == 404
    upcoming = text("funding", "/opportunity/?filter_status%5B%5D=upcoming")
    assert set(re.findall(r"opportunity-status__flag--(\w+)", upcoming)) == {"upcoming"}
    both = text("funding", "/opportunity/?filter_status[0]=open&filter_status[1]=closed")
    assert set(re.findall(r"opportunity-status__flag--(\w+)", both)) <= {"open", "closed"}
    assert "page/2/?filter_status[0]=open&amp;filter_status[1]=closed" in both
    assert "Disallow: /wp-admin/" in text("funding", "/robots.txt")
    assert ask("funding", "/opportunity/travel-bursaries").status == 301


def test_funding_call_and_feed() -> None:
    call = text("funding", "/opportunity/policy-fellowships-health-inequalities/")
    assert "Funding opportunity: " in call
    assert '<time datetime="2026-09-13T16:00:00">13 September 2026 4:00pm UK time</time>' in call
    assert call.count("accordion__section-heading") >= 3
    assert "/OPP9088/apply/" in call
    assert "Open - no closing date" in text("funding", "/opportunity/cross-sector-experience-awards/")
    feed = ElementTree.fromstring(text("funding", "/opportunity/feed/"))
    assert len(feed.findall("channel/item")) == 10
    assert ask("funding", "/opportunity/feed/?paged=2").status == 200
    assert ask("funding", "/opportunity/feed/?paged=9").status == 404


def test_nhsjobs_search() -> None:
    def search(**parameters: object) -> ElementTree.Element:
        return ElementTree.fromstring(text("nhsjobs", f"/api/v1/search_xml?{urlencode(parameters)}"))

    assert len(search().findall("vacancyDetails")) == 10
    every = search(limit=500)
    assert len(every.findall("vacancyDetails")) == 22
    assert every.findtext("totalPages") == "1"
    assert search(page=3).findtext("totalPages") == "3"
    assert len(search(page=3).findall("vacancyDetails")) == 2
    assert {job.findtext("type") for job in search(contractType="Secondment").findall("vacancyDetails")} == {
        "Secondment"
    }
    assert search(keyword="zeppelin").findtext("totalResults") == "0"
    recent = search(publishedFrom="2026-08-30", limit=100).findall("vacancyDetails")
    assert recent and all((job.findtext("postDate") or "") >= "2026-08-30" for job in recent)
    assert all(re.fullmatch(r"\S{10}T\d\d:\d\d:\d\d\.\d{9}", job.findtext("postDate") or "") for job in recent)
    assert {child.tag for job in every.findall("vacancyDetails/locations") for child in job} == {
        "location",
        "locations",
    }
    hosts = {urlsplit(job.findtext("url") or "").hostname for job in every.findall("vacancyDetails")}
    assert len(hosts) == 2, "some addresses name another host, as on the real board"
    assert "" in {job.findtext("closeDate") for job in every.findall("vacancyDetails")}


def test_nhsjobs_pages() -> None:
    advert = text("nhsjobs", "/candidate/jobadvert/C9801-26-0412")
    for mark in (
        "heading employer_name date_posted closing_date payscheme-type contract_type contract_duration"
        " employer_postcode working_pattern_heading trac-job-reference job_overview job_description"
        " job_description_large contact_details"
    ).split():
        assert f'id="{mark}"' in advert
    assert advert.count('id="contract_type"') == 2, "the details stand twice, once for small screens"
    assert "The closing date is 17 September 2026" in advert
    robots = ask("nhsjobs", "/robots.txt")
    assert robots.status == 200 and robots.headers["Content-Type"].startswith("text/html")
    results = text("nhsjobs", "/candidate/search/results?keyword=&page=1")
    assert results.count('data-test="search-result-job-title"') == 10
    assert "nhsuk-pagination__link--next" in results


def test_academicjobs_search_and_adverts() -> None:
    first = text("academicjobs", "/search/?keywords=&sortOrder=1&pageSize=10&startIndex=1")
    second = text("academicjobs", "/search/?keywords=&sortOrder=1&pageSize=10&startIndex=11")
    cards = re.compile(r'data-advert-id="(\d+)"')
    assert len(cards.findall(first)) == 10
    assert len(cards.findall(second)) == 6
    assert not cards.findall(text("academicjobs", "/search/?startIndex=26"))
    assert re.search(r"Date Placed: \d{1,2} [A-Z][a-z]{2}</div>", first)
    advert = load_adverts("academicjobs", TODAY)[0]
    page = text("academicjobs", PATHS["academicjobs"](advert))
    [posting] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(posting)["validThrough"] == "2026-09-11T23:59"
    assert "<td>11th September 2026</td>" in page
    assert ask("academicjobs", f"/job/{advert.key}/some-old-slug").status == 301
    assert {"no_json_ld", "no_table"} <= {
        quirk for advert in load_adverts("academicjobs", TODAY) for quirk in advert.quirks
    }
    robots = text("academicjobs", "/robots.txt")
    assert "Disallow: /job/feedback/" in robots and "Disallow: /enhanced/fp/" in robots


def test_govuk_search_is_strict() -> None:
    def search(query: str) -> Any:
        return json.loads(ask("govuk", f"/api/search.json?{query}").body)

    for wrong in ("colour=blue", "count=1501", "count=ten", "filter_colour=blue", "order=colour", "fields=colour"):
        assert ask("govuk", f"/api/search.json?{wrong}").status == 422, wrong
    assert len(search("")["results"]) == 10
    assert search("")["total"] == 10
    assert len(search("start=8")["results"]) == 2
    assert set(search("fields=title,link")["results"][0]) == {"title", "link", "_id"}
    news = search("filter_content_store_document_type=news_story&order=-public_timestamp")["results"]
    assert len(news) == 3
    assert [found["public_timestamp"] for found in news] == sorted((f["public_timestamp"] for f in news), reverse=True)
    assert search("filter_organisations=government-science-bureau&q=directory")["total"] == 1
    assert search("filter_public_timestamp=from:2026-08-15,to:2026-08-25")["total"] == 3
    assert search("reject_content_store_document_type=news_story")["total"] == 7


def test_govuk_content() -> None:
    content = json.loads(text("govuk", "/api/content/government/news/science-bureau-policy-internships-open"))
    assert content["title"].startswith("Applications open")
    assert "at 12pm on 9 September" in content["details"]["body"]
    assert content["public_updated_at"] == "2026-08-22T09:30:00Z"
    publication = "/api/content/government/publications/directory-of-exchange-schemes"
    held = json.loads(text("govuk", publication))["details"]["attachments"]
    assert [document["url"].removeprefix("/government") for document in held] == [
        f"/publications/directory-of-exchange-schemes/from-{way}"
        for way in ("academia-to-policy", "policy-to-academia")
    ]
    directory = json.loads(text("govuk", f"{publication}/from-academia-to-policy"))
    assert directory["details"]["body"].count("<table>") == 2
    assert "from-academia-to-policy" not in text("govuk", "/api/search.json?count=100"), "no search finds a document"
    assert ask("govuk", "/api/content/government/nothing").status == 404


def test_board_lists_and_feeds() -> None:
    first = text("board", "/jobs/")
    assert len(re.findall(r'id="item-88\d+"', first)) == 20
    assert "/employer-profile/" in first
    assert len(re.findall(r'id="item-88\d+"', text("board", "/jobs/2/"))) == 2
    past = ask("board", "/jobs/3/?keywords=fellowship")
    assert past.status == 302 and past.headers["Location"] == "/jobs/?keywords=fellowship"
    nothing = ask("board", "/jobs/?keywords=zeppelin")
    assert nothing.status == 404 and b"0 jobs" in nothing.body
    feed = ElementTree.fromstring(text("board", "/jobsrss/"))
    titles = [item.findtext("title") or "" for item in feed.findall("channel/item")]
    assert len(titles) == 20
    named = sum(title.startswith(tuple(employer.name for employer in load_employers().values())) for title in titles)
    assert 0 < named < 20
    assert len(ElementTree.fromstring(text("board", "/jobsrss/?Page=2")).findall("channel/item")) == 2
    assert ask("board", "/jobsrss/?keywords=zeppelin").status == 404


def test_scotland_fragments() -> None:
    assert 'id="requestUrl" data-request-url="/Home/_JobCard"' in text("scotland", "/Home/Job")
    first = text("scotland", "/Home/_JobCard?what=&Skip=0")
    assert first.count("card job-card") == 12
    assert 'id="totalMatchRecords" value="15"' in first
    assert text("scotland", "/Home/_JobCard?what=&Skip=12").count("card job-card") == 3
    assert text("scotland", "/Home/_JobCard?Skip=24").count("card job-card") == 0
    assert text("scotland", "/Home/_JobCard?what=shadowing").count("card job-card") == 1
    assert '<p class="jobdetailsitem closingdate"><b>Closing date:</b> 16/09/2026</p>' in first
    assert ask("scotland", "/robots.txt").status == 404


def test_trust_sitemaps_and_accidents() -> None:
    assert "/sitemap-vacancies.xml.gz" in text("trust", "/sitemap.xml")
    child = gzip.decompress(ask("trust", "/sitemap-vacancies.xml.gz").body)
    assert len(re.findall(rb"<loc>\s*\S+/vacancies/\d+-\S+\s*</loc>", child)) == 12
    pages = {quirk: advert for advert in load_adverts("trust", TODAY) for quirk in advert.quirks}

    def body(quirk: str) -> Answer:
        return ask("trust", PATHS["trust"](pages[quirk]))

    def json_ld(quirk: str) -> str:
        [found] = re.findall(r"ld\+json\">(.*?)</script>", body(quirk).body.decode(), re.DOTALL)
        return str(found)

    assert {part.get("@type") for part in json.loads(json_ld("graph"))["@graph"]} >= {"JobPosting"}
    assert json.loads(json_ld("escaped_twice"))["description"].startswith("&lt;p&gt;")
    with pytest.raises(json.JSONDecodeError):
        json.loads(json_ld("broken_json"))
    odd = body("cp1252")
    assert "ISO-8859-1" in odd.headers["Content-Type"]
    assert b"\x92" in odd.body and b"\x96" in odd.body
    assert body("bom").body.startswith(b"\xef\xbb\xbf<!DOCTYPE")
    assert b"ld+json" not in body("no_json_ld").body


def test_scheme_pages() -> None:
    page = text("schemes", "/parliament-fellowships/")
    assert page.count('<h2 class="call-title" id="') == 3
    assert "There are currently no open calls" in text("schemes", "/bay-academic-fellowship/")
    assert "last updated on: 21.08.2026" in text("schemes", "/northern-leadership-fellows/")
    assert '<table class="dates">' in text("schemes", "/northern-leadership-fellows/")
    broken = text("schemes", "/hospice-university-exchange/")
    assert "</html>" not in broken and broken.count("<p>") > broken.count("</p>")
    assert ask("schemes", "/robots.txt").body.startswith(b"\xef\xbb\xbf#")
    assert ask("schemes", "/parliament-fellowships").status == 301


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("target", ["/", "/nothing/here", "/%00", "/..%2f..%2fetc/passwd", "/?page=-1&x=%F0%9F%98%80"])
def test_no_address_breaks_a_site(site: str, target: str) -> None:
    assert ask(site, target).status in (200, 404)


# Registry


def test_the_registry_is_one_that_the_crawler_accepts(tmp_path: Path) -> None:
    with PracticeWeb(TODAY) as web:
        web.write_sources(tmp_path / "sources.yml")
        sources = load_sources(tmp_path / "sources.yml", loopback=True)
        entries = list(load_yaml(HERE / "sources.yml").values())
        assert list(dict.fromkeys(entry["site"] for entry in entries)) == list(SITES), "the order of their ports"
        for entry, source in zip(entries, sources.values(), strict=True):
            assert all(start.startswith(web.base[entry["site"]] + "/") for start in source.start)
            assert source.may_be_crawled
        for site in SITES:
            ranges = [
                (s.expect_min, s.expect_max)
                for s, e in zip(sources.values(), entries, strict=True)
                if e["site"] == site
            ]
            on_site = len(list(each_advert(load_adverts(site, TODAY))))
            assert sum(least for least, _ in ranges) <= on_site <= sum(most for _, most in ranges)
        assert len({source.platform for source in sources.values()}) >= 24


def searches_of(site: str) -> list[Any]:
    return list(load_yaml(HERE / "sources.yml")[f"practice-{site}"]["searches"])


def listed(site: str, search: Any) -> str:
    """The first page of a search, as the spiders ask for it."""
    if site == "nhsjobs":
        return text(site, f"/api/v1/search_xml?{urlencode({**search, 'limit': 100})}")
    if site == "govuk":
        return text(
            site, f"/api/search.json?{urlencode(search if isinstance(search, dict) else {'q': search})}&count=100"
        )
    targets = {
        "academicjobs": "/search/?keywords={}&sortOrder=1&pageSize=25&startIndex=1",
        "board": "/jobsrss/?keywords={}",
        "scotland": "/Home/_JobCard?what={}&Skip=0",
    }
    first = text(site, targets[site].format(quote(search)))
    return first + (text(site, "/Home/_JobCard?Skip=12") if site == "scotland" else "")


@pytest.mark.parametrize("site", ["nhsjobs", "academicjobs", "govuk", "board", "scotland"])
def test_the_searches_find_every_advert(site: str) -> None:
    pages = "\n".join(listed(site, search) for search in searches_of(site))
    adverts = load_adverts(site, TODAY)
    documents = {document.key for advert in adverts for document in documents_of(advert, adverts)}
    missed = [advert.key for advert in adverts if advert.key not in pages and advert.key not in documents]
    assert not missed


# Server


@pytest.fixture(scope="module")
def web() -> Iterator[PracticeWeb]:
    with PracticeWeb(TODAY, ["funding", "schemes"], clock=iter(range(10_000)).__next__) as running:
        yield running


def connection(web: PracticeWeb, site: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(web.base[site]).netloc, timeout=5)


def test_the_server_keeps_connections_and_a_log(web: PracticeWeb) -> None:
    line = connection(web, "schemes")
    for path in ("/", "/nordic-care-visits/"):
        line.request("GET", path, headers={"User-Agent": "tester/1"})
        answer = line.getresponse()
        assert answer.status == 200
        assert answer.version == 11
        assert len(answer.read()) == int(answer.headers["Content-Length"])
    first, second = [seen for seen in web.requests if seen.agent == "tester/1"]
    assert (first.site, first.path, second.path) == ("schemes", "/", "/nordic-care-visits/")
    assert first.time < second.time
    line.close()


def test_a_page_is_sent_once_and_in_gzip(web: PracticeWeb) -> None:
    line = connection(web, "funding")
    path = "/opportunity/travel-bursaries/"
    line.request("GET", path, headers={"Accept-Encoding": "gzip, deflate"})
    first = line.getresponse()
    assert first.headers["Content-Encoding"] == "gzip"
    assert b"Travel bursaries" in gzip.decompress(first.read())
    for known in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        line.request("GET", path, headers=known)
        again = line.getresponse()
        assert (again.status, again.read()) == (304, b"")
    line.request("GET", path, headers={"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]})
    assert line.getresponse().read()
    line.request("HEAD", path)
    head = line.getresponse()
    assert head.status == 200 and head.read() == b""
    line.close()


def test_stopping_ends_kept_connections() -> None:
    with PracticeWeb(TODAY, ["schemes"]) as web:
        line = connection(web, "schemes")
        line.request("GET", "/")
        line.getresponse().read()
        base = web.base["schemes"]
    with pytest.raises(OSError):
        line.sock.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        if not line.sock.recv(10):
            raise ConnectionResetError
    with pytest.raises(OSError):
        HTTPConnection(urlsplit(base).netloc, timeout=1).connect()


def test_sites_can_be_added() -> None:
    def stubborn(request: Request, adverts: object, today: date) -> Answer:
        return Answer(503, {"Retry-After": "7"}, request.path.encode())

    with PracticeWeb(TODAY, ["schemes"], extra={"stubborn": stubborn}) as web:
        line = connection(web, "stubborn")
        line.request("GET", "/here")
        answer = line.getresponse()
        assert (answer.status, answer.headers["Retry-After"], answer.read()) == (503, "7", b"/here")
        assert list(web.sources()) == ["practice-schemes", "practice-calls"]
        line.close()


def test_wordings_split_into_sentences() -> None:
    """The adverts are prose that the catalogue can cut up."""
    for advert in EVERY:
        assert len(Wording(advert.title, plain(advert), TODAY).sentences) >= 4
