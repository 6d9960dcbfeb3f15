"""Each practice site that stands for a platform pages, filters, refuses and hides as the platform does."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from catalogue.platforms import load_platforms
from catalogue.yaml_files import load_yaml
from crawler.practice.adverts import HERE, PracticeAdvert, each_advert, load_adverts
from crawler.practice.delivery import deliver
from crawler.practice.server import PracticeWeb
from crawler.practice.sites import PATHS, SITES
from crawler.practice.web import Answer, request_from

TODAY = date(2026, 9, 1)
BASE = "http://127.0.0.1:1"
ATOM = "{http://www.w3.org/2005/Atom}"
OLEEO = "/vx/mobile-0/appcentre-1/brand-2/candidate/jobboard/vacancy"
ITRENT = "/tlive_webrecruitment/wrd/run"
ORACLE = "/hcmRestApi/resources/latest/recruitingCEJobRequisitions"
ORACLE_DETAIL = "/hcmRestApi/resources/latest/recruitingCEJobRequisitionDetails"


def ask(site: str, target: str, today: date = TODAY, **headers: str) -> Answer:
    """What a site answers on a day, without a server; its adverts are dated for TODAY."""
    request = request_from(target, BASE, {name.replace("_", "-"): value for name, value in headers.items()})
    return deliver(request, SITES[site](request, load_adverts(site, TODAY), today))


def text(site: str, target: str, today: date = TODAY) -> str:
    answer = ask(site, target, today)
    assert answer.status == 200, target
    return answer.body.decode()


def data(site: str, target: str) -> Any:
    return json.loads(text(site, target))


def keys(site: str) -> list[str]:
    return [advert.key for advert in load_adverts(site, TODAY)]


def test_most_platforms_have_a_practice_site() -> None:
    shown = {entry["platform"] for entry in load_yaml(HERE / "sources.yml").values()}
    assert shown <= set(load_platforms())
    assert len(shown) >= 24
    assert set(load_platforms()) - shown == {"cambridge", "corehr"}, "one university each"


@pytest.mark.parametrize(
    ("site", "rule"),
    [
        ("wordpress", "Disallow: /wp-admin/"),
        ("drupal", "Disallow: /search/"),
        ("oleeo", "Disallow: /vx/mobile-0/appcentre-1/brand-2/user/"),
        ("stonefish", "Disallow: /Apply.aspx"),
        ("oracle", "Disallow: /hcmUI/CandidateExperience/en/my-profile"),
        ("hireserve", "Disallow: /icamsbase/"),
        ("nextjs", "Disallow: /api/"),
        ("w4mp", "Disallow: /Admin/"),
        ("charityjob", "Disallow: /jobs/*/apply"),
        ("euraxess", "Allow: /jobs/search"),
        ("intervieweb", "Disallow: /app.php"),
        ("sitemap", f"Sitemap: {BASE}/sitemap.xml"),
        ("rss", "Crawl-delay: 0.1"),
        ("nihr", "Disallow: /user/"),
    ],
)
def test_robots_say_what_is_not_for_programs(site: str, rule: str) -> None:
    assert rule in text(site, "/robots.txt").splitlines()


@pytest.mark.parametrize("site", ["hsc", "itrent"])
def test_some_sites_have_no_robots(site: str) -> None:
    assert ask(site, "/robots.txt").status == 404


@pytest.mark.parametrize("site", SITES)
def test_an_advert_is_sent_once_while_it_stays_as_it_is(site: str) -> None:
    for advert in each_advert(load_adverts(site, TODAY)):
        path = PATHS[site](advert).partition("#")[0]
        first = ask(site, path)
        assert ask(site, path, if_none_match=first.headers["ETag"]).status == 304
        assert ask(site, path, if_modified_since=first.headers["Last-Modified"]).status == 304


# The ways of listing, as each platform lists what it has


def listing(site: str) -> list[str]:
    """The bodies of the pages that list everything, as a patient visitor would turn them."""
    turned = {
        "wordpress": ["/wp-json/wp/v2/opportunities?per_page=100", "/wp-json/wp/v2/posts?per_page=100"],
        "drupal": ["/fellowships?page=0", "/fellowships?page=1"],
        "hsc": ["/Search?SearchCatID=0&keyword=&page=1"],
        "oleeo": [f"{OLEEO}/3/feed", f"{OLEEO}/4/feed/structured"],
        "stonefish": ["/Vacancies.aspx?cat=-1"],
        "oracle": [f"{ORACLE}?finder=findReqs;siteNumber=CX_1001,limit=50,offset=0"],
        "hireserve": ["/utf8/ic_job_feeds.feed_engine?p_web_site_id=6096"],
        "nextjs": ["/jobs?search=", "/jobs?search=&page=2"],
        "w4mp": ["/RSS.aspx"],
        "charityjob": ["/jobs?Keywords=", "/jobs?Keywords=&page=2"],
        "euraxess": ["/jobs/search", "/jobs/search?page=1"],
        "intervieweb": ["/academy/en/career"],
        "sitemap": ["/sitemap_jobs.xml"],
        "rss": ["/news.atom", "/news.atom?page=2"],
        "nihr": ["/funding-opportunities", "/funding-opportunities?page=1"],
    }
    return [text(site, target) for target in turned[site]]


LISTED = (
    "wordpress drupal hsc oleeo stonefish oracle hireserve nextjs w4mp charityjob euraxess intervieweb sitemap rss nihr"
)


@pytest.mark.parametrize("site", LISTED.split())
def test_every_advert_is_listed_once(site: str) -> None:
    pages = listing(site)
    for advert in load_adverts(site, TODAY):
        path = PATHS[site](advert)
        name = {"oracle": f'"{advert.key}"', "stonefish": path.removeprefix("/")}.get(site, path)
        assert sum(f"{name}" in page for page in pages) == 1, advert.key


def test_what_is_withdrawn_vanishes_from_list_and_page_before_its_closing_day() -> None:
    [advert] = [advert for advert in load_adverts("hsc", TODAY) if "withdrawn" in advert.dates]
    search, path = "/Search?SearchCatID=0&keyword=&page=1", PATHS["hsc"](advert)
    before, after = TODAY + timedelta(days=4), TODAY + timedelta(days=5)
    assert not advert.has_closed(after)
    assert path in text("hsc", search, before) and ask("hsc", path, before).status == 200
    assert path not in text("hsc", search, after) and ask("hsc", path, after).status == 404


@pytest.mark.parametrize(
    ("site", "target", "said"),
    [
        ("drupal", "/fellowships?search_api_fulltext=zeppelin", "There are no fellowships"),
        ("hsc", "/Search?SearchCatID=0&keyword=zeppelin&page=1", "0 jobs found"),
        ("oracle", f'{ORACLE}?finder=findReqs;siteNumber=CX_1001,keyword="zeppelin"', '"TotalJobsCount": 0'),
        ("nextjs", "/jobs?search=zeppelin", '"result_count": 0'),
        ("charityjob", "/jobs?Keywords=zeppelin", "0 jobs"),
        ("euraxess", "/jobs/search?keywords=zeppelin", "Search results (0)"),
        ("wordpress", "/wp-json/wp/v2/opportunities?search=zeppelin", "[]"),
    ],
)
def test_a_search_without_a_match_says_so(site: str, target: str, said: str) -> None:
    assert said in text(site, target)


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("stonefish", "There are no vacancies at present."),
        ("intervieweb", "There are no open positions at the moment."),
        ("hireserve", '"jobs": []'),
        ("itrent", '"total_rec": "0"'),
    ],
)
def test_a_site_with_nothing_left_says_so(site: str, said: str) -> None:
    far = TODAY + timedelta(days=400)
    adverts = [advert for advert in load_adverts(site, TODAY) if advert.day("closes")]
    target = {
        "stonefish": "/Vacancies.aspx?cat=-1",
        "intervieweb": "/academy/en/career",
        "hireserve": "/utf8/ic_job_feeds.feed_engine?p_web_site_id=6096",
    }.get(site)
    if target is None:
        session = re.findall(r"USESSION=(\w+)", text(site, f"{ITRENT}/ETREC179GF.open?WVID=6001122Abc", far))[0]
        target = f"{ITRENT}/ETREC106GF.json?WVID=6001122Abc&USESSION={session}"
    assert said in SITES[site](request_from(target, BASE), adverts, far).body.decode()


# What is peculiar to each


def test_wordpress_interface_and_feed() -> None:
    first = ask("wordpress", "/wp-json/wp/v2/opportunities?per_page=2")
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("5", "3")
    assert ask("wordpress", "/wp-json/wp/v2/opportunities?per_page=2&page=4").status == 400
    assert ask("wordpress", "/wp-json/wp/v2/opportunities?per_page=101").status == 400
    assert ask("wordpress", "/wp-json/wp/v2/pages").status == 401
    assert data_of_refusal("/wp-json/wp/v2/vacancies") == (404, "rest_no_route")
    since = data("wordpress", "/wp-json/wp/v2/opportunities?modified_after=2026-08-25T00:00:00")
    assert {post["id"] for post in since} == {5102, 5104}
    found = ElementTree.fromstring(text("wordpress", "/feed/?s=shadow")).findall("channel/item")
    assert [item.findtext("guid") for item in found] == [f"{BASE}/?p=5103"]
    assert f'<link rel="shortlink" href="{BASE}/?p=5102">' in text(
        "wordpress", "/opportunities/care-home-researcher-in-residence/"
    )


def data_of_refusal(target: str) -> tuple[int, str]:
    answer = ask("wordpress", target)
    return answer.status, json.loads(answer.body)["code"]


def test_drupal_nodes_and_pager() -> None:
    first = text("drupal", "/fellowships?search_api_fulltext=")
    assert first.count('class="views-row"') == 4
    assert 'pager__item--next"><a href="?search_api_fulltext=&amp;page=1"' in first
    assert "pager__item--next" not in text("drupal", "/fellowships?search_api_fulltext=&page=1")
    moved = ask("drupal", "/node/411")
    assert (moved.status, moved.headers["Location"]) == (301, "/fellowships/chief-listener-fellowship")
    node = text("drupal", moved.headers["Location"])
    assert f'<link rel="shortlink" href="{BASE}/node/411">' in node and 'data-history-node-id="411"' in node


def test_hsc_categories_and_old_slugs() -> None:
    medical = text("hsc", "/Search?SearchCatID=63&keyword=&page=1")
    assert re.findall(r"/Job/(\d+)/", medical) == ["50233"]
    assert "<strong>Salary:</strong> £43,742 to £50,056 <strong>Location:</strong>" in text("hsc", "/Search?keyword=")
    assert ask("hsc", "/Job/50231/an-old-name").headers["Location"].startswith("/Job/50231/embedded-researcher")


def test_oleeo_feeds_say_much_or_little() -> None:
    plain = ElementTree.fromstring(text("oleeo", f"{OLEEO}/3/feed"))
    structured = ElementTree.fromstring(text("oleeo", f"{OLEEO}/4/feed/structured"))
    assert [len(feed.findall(f"{ATOM}entry")) for feed in (plain, structured)] == [3, 3]
    told = "".join(plain.find(f"{ATOM}entry/{ATOM}content").itertext())  # type: ignore[union-attr]
    assert "Closing Date:22/09/2026, 23:55 HRS" in told
    pieces = structured.findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert '<span itemprop="Job description">' in pieces
    assert "a day a week over two years" in pieces


def test_stonefish_search_page_looks_empty() -> None:
    assert "<table>" not in text("stonefish", "/Vacancies.aspx")
    tables = text("stonefish", "/Vacancies.aspx?cat=-1")
    assert tables.count("<table>") == 2
    assert "<td>Friday 18 September 2026</td>" in tables


def test_oracle_pages_are_shells_and_finders_are_strict() -> None:
    assert "Embedded Economist" not in text("oracle", "/hcmUI/CandidateExperience/en/sites/CX_1001/jobs")
    assert ask("oracle", f"{ORACLE}?finder=findReqs;siteNumber=CX_9,limit=50").status == 400
    [answer] = data("oracle", f"{ORACLE}?finder=findReqs;siteNumber=CX_1001,limit=4,offset=4")["items"]
    assert (answer["TotalJobsCount"], len(answer["requisitionList"])) == (6, 2)
    detail = f'{ORACLE_DETAIL}?expand=all&finder=ById;Id="13022",siteNumber=CX_1001'
    [found] = data("oracle", detail)["items"]
    assert found["ContractType"] == "Secondment" and found["ExternalPostedEndDate"].endswith("22:59:00+00:00")
    assert {"Prompt": "Reference", "Value": "SCU-3322"} in found["requisitionFlexFields"]
    assert data("oracle", detail.replace("13022", "99999")) == {"items": [], "count": 0}


def test_itrent_wants_a_session_of_the_day() -> None:
    assert "WVID=6001122Abc" in text("itrent", f"{ITRENT}/etrec002gf.open")
    assert "Security violation" in text("itrent", f"{ITRENT}/ETREC179GF.open?WVID=1111111Old")
    page = text("itrent", f"{ITRENT}/ETREC179GF.open?WVID=6001122Abc")
    [session] = re.findall(r"USESSION=([0-9A-F]+)", page)
    answer = f"{ITRENT}/ETREC106GF.json?{urlencode({'WVID': '6001122Abc', 'USESSION': session, 'RESULTS_PP': 200})}"
    vacancies = data("itrent", answer)["results"]
    assert [vacancy["vacancy_id"] for vacancy in vacancies] == keys("itrent")
    assert {len(vacancy["app_close_d"]) for vacancy in vacancies} == {0, 8}
    tomorrow = ask("itrent", answer, TODAY + timedelta(days=1))
    assert b"Security violation" in tomorrow.body


def test_hireserve_feed_is_of_one_site() -> None:
    [site] = re.findall(r'name="p_web_site_id" value="(\d+)"', text("hireserve", "/vacancies.html"))
    assert len(data("hireserve", f"/utf8/ic_job_feeds.feed_engine?p_web_site_id={site}")["jobs"]) == 6
    assert data("hireserve", "/utf8/ic_job_feeds.feed_engine?p_web_site_id=1") == {"jobs": []}


def test_nextjs_pages_carry_their_data() -> None:
    def held(target: str) -> Any:
        [script] = re.findall(r'<script id="__NEXT_DATA__"[^>]*>(.*?)</script>', text("nextjs", target))
        return json.loads(script)["props"]["pageProps"]

    assert [len(held(f"/jobs?search=&page={page}")["search"]["pages"]) for page in (1, 2, 3)] == [4, 2, 0]
    job = held(PATHS["nextjs"](load_adverts("nextjs", TODAY)[0]))["job"]
    assert job["__typename"] == "Job" and "<p>" in job["body"] and job["salaryRangeFree"]["minSalary"] == 42708


def test_w4mp_feed_uses_elements_in_its_own_way() -> None:
    item = ElementTree.fromstring(text("w4mp", "/RSS.aspx")).find("channel/item")
    assert item is not None
    assert item.findtext("author") == "Westminster Evidence Office"
    assert item.findtext("pubDate") == "26 Aug 2026 21:42:12"
    assert (item.findtext("description") or "").startswith("<p>")


def test_charityjob_mixes_in_what_has_expired() -> None:
    first = text("charityjob", "/jobs?Keywords=&Sort=Date")
    assert first.count('is-expired-job="False"') == 5 and first.count('is-expired-job="True"') == 1
    assert 'href="/jobs?Keywords=&amp;Sort=Date&amp;page=2">Next page' in first
    posting = re.findall(r"ld\+json\">(.*?)</script>", text("charityjob", PATHS["charityjob"](advert_of("1023004"))))
    assert json.loads(posting[0])["baseSalary"]["value"]["unitText"] == "MONTH"


def advert_of(key: str, site: str = "charityjob") -> PracticeAdvert:
    return next(advert for advert in load_adverts(site, TODAY) if advert.key == key)


def test_euraxess_keeps_words_and_filters_from_page_to_page() -> None:
    first = text("euraxess", "/jobs/search?keywords=&f[0]=offer_type:job_offer&sort[direction]=DESC")
    assert "f%5B0%5D=offer_type%3Ajob_offer&amp;sort%5Bdirection%5D=DESC&amp;page=1" in first
    assert re.findall(r'href="/jobs/(\d+)"', first)[0] == "500127", "the newest first"
    offer = text("euraxess", "/jobs/500123")
    assert "STATUS: EXPIRED" in offer and offer.count("<dt>City</dt>") == 2


def test_intervieweb_links_name_the_tenant_again() -> None:
    assert text("intervieweb", "/academy/en/career").count("/en/?d=academy") == 6


def test_sitemap_says_when_a_page_changed() -> None:
    assert f"{BASE}/sitemap_jobs.xml" in text("sitemap", "/sitemap.xml")
    entries = re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", text("sitemap", "/sitemap_jobs.xml"))
    assert len(entries) == 7
    assert {day for address, day in entries if "/job/" in address} >= {"2026-08-22", "2026-08-26"}
    assert 'itemprop="validThrough" content="2026-09-16"' in text(
        "sitemap", PATHS["sitemap"](advert_of("99120", "sitemap"))
    )


def test_rss_feed_goes_on_at_its_next_page() -> None:
    first, second = (ElementTree.fromstring(page) for page in listing("rss"))
    assert first.find(f"{ATOM}link[@rel='next']") is not None
    assert second.find(f"{ATOM}link[@rel='next']") is None
    assert [len(page.findall(f"{ATOM}entry")) for page in (first, second)] == [4, 2]
    assert "Closing date: 29 September 2026" in (first.findtext(f"{ATOM}entry/{ATOM}summary") or "")


def test_nihr_cards_and_calls() -> None:
    first = text("nihr", "/funding-opportunities")
    assert first.count("card--funding") == 4
    assert "Status: Upcoming" in first and "Status: Closed" in first
    call = text("nihr", PATHS["nihr"](advert_of("2025448", "nihr")))
    assert '<div class="field__item">2025/448</div>' in call


# The same post elsewhere


def test_a_post_on_two_platforms_bears_one_reference() -> None:
    groups: dict[str, list[PracticeAdvert]] = defaultdict(list)
    for site in SITES:
        for advert in each_advert(load_adverts(site, TODAY)):
            if advert.truth.get("same_as"):
                groups[advert.truth["same_as"]].append(advert)
    platforms = {entry["site"]: entry["platform"] for entry in load_yaml(HERE / "sources.yml").values()}
    crossing = {name: {platforms[advert.site] for advert in group} for name, group in groups.items()}
    assert sum(len(found) >= 2 for found in crossing.values()) >= 12
    shared = [name for name, group in groups.items() if len({a.reference for a in group}) == 1 and group[0].reference]
    assert len(shared) >= 10
    for name in shared:
        for advert in groups[name]:
            page = text(advert.site, where_told(advert))
            assert advert.reference in page, f"{advert.site} does not print it"


def where_told(advert: PracticeAdvert) -> str:
    """Where a site prints the reference of an advert, as its platform does: on its page, or only where it is listed."""
    if advert.site == "oracle":
        return f'{ORACLE_DETAIL}?finder=ById;Id="{advert.key}",siteNumber=CX_1001'
    if advert.site == "hsc":
        return "/Search?SearchCatID=0&keyword="
    return PATHS[advert.site](advert)


# The server


def test_a_taken_port_is_kept_clear_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with PracticeWeb(TODAY, ["hsc", "rss"], first_port=port) as web:
            ports = [int(base.rpartition(":")[2]) for base in web.base.values()]
    assert port not in ports
    assert len(set(ports)) == 2


def test_every_site_has_a_port_of_its_own() -> None:
    with PracticeWeb(TODAY) as web:
        assert set(web.base) == set(SITES)
        assert max(Counter(web.base.values()).values()) == 1
