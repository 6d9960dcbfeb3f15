"""What `scrapy newsource` proposes for a site of each platform: the platform that was made for it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date
from urllib.parse import urljoin

import pytest
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from catalogue.platforms import load_platforms
from crawler.new_source.entry import Proposal, propose
from crawler.new_source.look import look_at
from crawler.new_source.next import next_keys
from crawler.new_source.trials import next_address, trials
from crawler.new_source.visit import LARGEST, MOST, page_of
from crawler.practice.adverts import load_adverts
from crawler.practice.delivery import deliver
from crawler.practice.sites import SITES
from crawler.practice.web import request_from
from tests.test_pages import PAGES, served

TODAY = date(2026, 9, 1)
NO_ROBOTS = (404, b"")
Ask = Callable[[str], TextResponse | None]
# Platform → practice site that behaves like it, the host that it stands on, the page that lists what it offers.
LISTS = {
    "charityjob": ("charityjob", "www.charityjob.co.uk", "/jobs"),
    "drupal_list": ("drupal", "college.example", "/fellowships?search_api_fulltext="),
    "euraxess": ("euraxess", "euraxess.ec.europa.eu", "/jobs/search"),
    "govuk": ("govuk", "www.gov.uk", "/api/search.json"),
    "hireserve": ("hireserve", "jobs.lakes.example", "/vacancies.html"),
    "hsc": ("hsc", "jobs.hscni.net", "/Search"),
    "intervieweb": ("intervieweb", "academy.intervieweb.it", "/academy/en/career"),
    "itrent": ("itrent", "jobs.coast.example", "/tlive_webrecruitment/wrd/run/ETREC179GF.open?WVID=6001122Abc"),
    "jobs_ac_uk": ("academicjobs", "www.jobs.ac.uk", "/search/"),
    "jobtrain": ("scotland", "apply.isles.example", "/Home/Job"),
    "json_ld": ("trust", "careers.trust.example", "/"),
    "madgex": ("board", "board.example", "/"),
    "next_data": ("nextjs", "jobs.council.example", "/jobs?search="),
    "nhs_jobs": ("nhsjobs", "www.jobs.nhs.uk", "/"),
    "nihr": ("nihr", "www.nihr.ac.uk", "/funding-opportunities"),
    "oleeo": ("oleeo", "ministry.tal.net", "/vx/mobile-0/appcentre-1/brand-2/candidate/jobboard/vacancy/3/feed"),
    "oracle": ("oracle", "elm.example", "/hcmUI/CandidateExperience/en/sites/CX_1001/jobs"),
    "rss": ("rss", "institute.example", "/news.atom"),
    "sitemap_pages": ("sitemap", "jobs.fenland.example", "/"),
    "stonefish": ("stonefish", "jobs.hilltop.example", "/Vacancies.aspx"),
    "ukri": ("funding", "www.ukri.org", "/opportunity/"),
    "w4mp": ("w4mp", "w4mpjobs.org", "/RSS.aspx"),
    "watched_page": ("schemes", "bay.example", "/bay-academic-fellowship/"),
    "wordpress": ("wordpress", "arc.example", "/"),
}
SAVED = {  # platforms of one university each, shown by their saved pages
    "cambridge": ("listing", "jobs.river.example", "www.jobs.cam.ac.uk"),
    "corehr": ("listing", "recruit.example", "recruit.example"),
}
OTHER = {"wordpress": "rss"}  # its feed holds every post; types of post of its own are for a person to name


def practice(site: str, base: str) -> Ask:
    """Asks a practice site as if it stood on a host."""
    adverts = load_adverts(site, TODAY)

    def ask(url: str) -> TextResponse | None:
        if not url.startswith(base):
            return None
        request = request_from(url.removeprefix(base) or "/", base, {})
        answer = deliver(request, SITES[site](request, adverts, TODAY))
        if answer.status in (301, 302):
            return ask(urljoin(url, answer.headers["Location"]))
        kind = responsetypes.from_args(
            headers={name.encode(): text.encode() for name, text in answer.headers.items()}, url=url, body=answer.body
        )
        return page_of(
            kind(url, status=answer.status, headers=dict(answer.headers), body=answer.body, request=Request(url))
        )

    return ask


def saved(platform: str, name: str, host: str, real_host: str) -> tuple[str, Ask]:
    """(address of a saved list, what asks the platform's saved pages as if they stood on its real host)."""
    pages: dict[str, TextResponse] = {}
    for path in (PAGES / platform).glob("*.json"):
        case = json.loads(path.read_text(encoding="utf-8"))
        beside = [page for page in path.parent.glob(f"{path.stem}.*") if page != path]
        if not beside or path.stem.startswith(("changed", "empty")):
            continue
        page = served(beside[0], case)
        assert isinstance(page, TextResponse)
        url = Request(case["url"].replace(host, real_host)).url
        body = page.body.replace(host.encode(), real_host.encode())
        pages[url] = page.replace(url=url, body=body, request=Request(url))
    start = json.loads((PAGES / platform / f"{name}.json").read_text(encoding="utf-8"))["url"]
    return start.replace(host, real_host), pages.get


def proposed(start: str, ask: Ask) -> Proposal:
    """What is proposed after a visit."""
    page = ask(start)
    assert page is not None and page.status == 200
    robots = ask(urljoin(start, "/robots.txt"))
    look = look_at(page, (robots.status, robots.body) if robots else NO_ROBOTS)
    known: dict[str, TextResponse | None] = {Request(start).url: page, page.url: page}
    while len(known) < MOST and (address := next_address(look, known)):
        known[address] = ask(address)
    return propose(look, trials(look, known), TODAY, "new-one")


@pytest.mark.parametrize("platform", LISTS)
def test_a_practice_site_gets_the_platform_that_it_is_like(platform: str) -> None:
    site, host, path = LISTS[platform]
    proposal = proposed(f"https://{host}{path}", practice(site, f"https://{host}"))
    assert proposal.entry["platform"] == OTHER.get(platform, platform)
    assert not proposal.needs_spider
    assert proposal.trial.adverts and proposal.trial.filled >= 1


@pytest.mark.parametrize("platform", SAVED)
def test_saved_pages_get_the_platform_that_they_are_of(platform: str) -> None:
    start, ask = saved(platform, *SAVED[platform])
    proposal = proposed(start, ask)
    assert (proposal.entry["platform"], proposal.needs_spider) == (platform, False)


def test_every_platform_is_tried() -> None:
    assert {*LISTS, *SAVED} == set(load_platforms())


@pytest.mark.parametrize("host", ["www.charityjob.co.uk", "www.jobs.ac.uk", "jobs.hscni.net", "www.nihr.ac.uk"])
def test_no_spider_is_written_anew_for_a_site_that_has_one(host: str) -> None:
    """Not even where the page that was given lists nothing."""

    def ask(url: str) -> TextResponse | None:
        page = served(PAGES / "watched_page" / "empty.html", {"url": url})
        assert isinstance(page, TextResponse)
        return page if url == f"https://{host}/" else None

    assert not proposed(f"https://{host}/", ask).needs_spider


DATA = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
JOBS = [{"title": f"Policy secondment {n}", "closingDate": "3 May", "web": {"path": f"/job/post-{n}"}} for n in (1, 2)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            json.dumps({"props": {"jobs": JOBS}}),
            {
                "advert_url": r"/job/[\w%.-]+/?$",
                "items": "props.jobs",
                "link": "{web.path}",
                "name": "{title}",
                "facts": {"Closing date": "{closingDate}"},
            },
        ),
        (json.dumps({"props": {"jobs": JOBS[:1]}}), None),  # one thing is no list
        (json.dumps({"menu": [{"title": "About"}, {"title": "Contact"}]}), None),  # nothing has an address
        (json.dumps([JOBS]), None),
        ("{not json", None),
    ],
)
def test_the_list_in_the_data_of_a_page(data: str, found: dict[str, object] | None) -> None:
    page = HtmlResponse("https://council.example/jobs", body=DATA.replace("{}", data).encode(), encoding="utf-8")
    assert next_keys(page.selector, page.url) == found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (gzip.compress(b"<urlset></urlset>"), "<urlset></urlset>"),
        (gzip.compress(bytes(LARGEST + 1)), None),
        (b"\x89PNG", None),
    ],
    # Named, since gzip writes the time into its header: workers that start a second apart would find different tests.
    ids=["packed", "bomb", "not packed"],
)
def test_packed_sitemaps_are_unpacked_and_bombs_are_not(body: bytes, text: str | None) -> None:
    page = page_of(Response("https://council.example/sitemap.xml.gz", body=body))
    assert (page.text if page else None) == text
