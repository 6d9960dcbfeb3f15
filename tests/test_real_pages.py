"""Captured pages of real sites, served over loopback, crawled once by the real spiders, and read without loss.

Skips where the folder of captured pages is absent.
"""

from __future__ import annotations

import html
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from parsel import Selector, SelectorList

from catalogue.archive import Archive
from catalogue.normalise import wording_of
from catalogue.readers.dates import consider_dates
from catalogue.readers.organisations import read_host
from catalogue.readers.pay import read_pay
from catalogue.readers.place import read_place
from catalogue.records import Snapshot, Wording
from crawler.page_facts import words
from tests.real_sites import nhs_postings, path_of, registry_entry, serving, sites

pytestmark = pytest.mark.real
LONDON = ZoneInfo("Europe/London")
RIGHT = 0.99  # share of the adverts whose value must be right
BIN = Path(sys.executable).parent
Snapshots = Mapping[str, list[Snapshot]]


@pytest.fixture(scope="module")
def data(real_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after one crawl of every site."""
    folder = tmp_path_factory.mktemp("real")
    with ExitStack() as open_sites:
        bases = {each: open_sites.enter_context(serving(site)) for each, site in sites(real_pages).items()}
        entries = {each: registry_entry(site, bases[each]) for each, site in sites(real_pages).items()}
        (folder / "sources.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
        run(folder, "scrapy", "crawlall", "--no-build")
    return folder


def run(folder: Path, *command: str) -> None:
    """Run a command of the project over the data in a folder."""
    settings = {"WKEP_DATA": str(folder), "WKEP_SOURCES": str(folder / "sources.yml"), "WKEP_ALLOW_LOOPBACK": "1"}
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **settings, "WKEP_CONTACT": "https://example.org"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def kept(data: Path) -> Snapshots:
    """Source → its snapshots."""
    found: dict[str, list[Snapshot]] = {}
    with Archive(data / "snapshots.db", read_only=True) as archive:
        for snapshot in archive.latest():
            found.setdefault(snapshot.advert.source, []).append(snapshot)
    return found


def test_every_site_was_gathered_whole(data: Path, kept: Snapshots) -> None:
    with Archive(data / "snapshots.db", read_only=True) as archive:
        assert {run.source: run.verdict for run in archive.runs()} == dict.fromkeys(kept, "healthy")
    assert {source: len(snapshots) for source, snapshots in kept.items()} == {
        "real-careers": 6,
        "real-civil-service": 24,
        "real-euraxess": 1,
        "real-nhs": 719,
        "real-nhs-xml": 2,
        "real-ukri": 2,
    }


def test_every_advert_is_accounted_for(data: Path, kept: Snapshots) -> None:
    adverts = {f"{each.advert.source}:{each.advert.key}" for snapshots in kept.values() for each in snapshots}
    run(data, "catalogue", "build", "--today", "2026-01-05")
    with sqlite3.connect(data / "catalogue.db") as db:
        included = {row[0] for row in db.execute("select id from adverts")}
        excluded = {row[0] for row in db.execute("select id from excluded")}
        joined = {row[0] for row in db.execute("select opportunity from adverts")}
        assert joined == {row[0] for row in db.execute("select id from opportunities")}
    assert included | excluded == adverts
    assert not included & excluded


# --- the JobPostings of a board: right is what its data say, as far as they can be right


def plain(text: Any) -> str:
    """Text without the entities that the board wrote into its data, on one line."""
    return " ".join(html.unescape(html.unescape(str(text or ""))).split())


def title_is_right(wording: Wording, posting: Mapping[str, Any]) -> bool:
    """The whole title."""
    return wording.title == plain(posting["title"])


def organisation_is_right(wording: Wording, posting: Mapping[str, Any]) -> bool:
    """The whole name."""
    host = read_host(wording)
    return host is not None and host.value == plain(posting["hiringOrganization"]["name"])


def place_is_right(wording: Wording, posting: Mapping[str, Any]) -> bool:
    """A part of the locality ("Ward 3, Ely" may be read as Ely), or the postcode, as the locality may name no town.

    The board is of England and Wales.
    """
    address = posting["jobLocation"]["address"]
    place = read_place(wording)
    if place is None or place.value.nation not in ("England", "Wales"):
        return False
    found = place.value.text.lower()
    return found in plain(address["addressLocality"]).lower() or found == plain(address.get("postalCode")).lower()


def closing_date_is_right(wording: Wording, posting: Mapping[str, Any]) -> bool:
    """The day in London of the moment that the data give."""
    moment = datetime.strptime(posting["validThrough"], "%Y-%m-%dT%H:%M:%S%z").astimezone(LONDON)
    closing = consider_dates(wording).closing
    return closing is not None and closing.value.on == moment.date().isoformat()


FIGURE = re.compile(r"\d{1,3}(?:, ?\d{3})+|\d+")  # "31,365", "31, 365" and "31365", in whole pounds


def pay_is_right(wording: Wording, posting: Mapping[str, Any]) -> bool | None:
    """Both figures in whole pounds: the data cut the pence. None: the data cannot be right.

    Counted are adverts whose wording holds both figures of the data. Where it does not, the board made its figures up:
    a year's pay out of an hourly rate, nought for none, or an employer's slip of the keyboard. One figure given twice
    stands for "from £24,907" too, where no upper end is said.
    """
    value = posting["baseSalary"]["value"]
    low, high = (int(float(value.get(end) or 0)) for end in ("minValue", "maxValue"))
    said = {int(re.sub(r"[, ]", "", figure)) for figure in FIGURE.findall(plain(value.get("value")))}
    if not low or not {low, high} <= said:
        return None
    pay = read_pay(wording)
    if pay is None:
        return False
    ends = {int(end) for end in (pay.value.min, pay.value.max) if end is not None}
    return ends == {low, high}


Rule = Callable[[Wording, Mapping[str, Any]], bool | None]
RULES: dict[Rule, int] = {  # rule → fewest adverts that it must be able to judge
    **dict.fromkeys((title_is_right, organisation_is_right, place_is_right, closing_date_is_right), 719),
    pay_is_right: 600,
}


@pytest.mark.parametrize(("is_right", "fewest"), RULES.items(), ids=[rule.__name__ for rule in RULES])
def test_values_of_the_board(is_right: Rule, fewest: int, kept: Snapshots, real_pages: Path) -> None:
    by_path = {"/" + each.advert.url.split("/", 3)[3]: wording_of(each) for each in kept["real-nhs"]}
    found = {path_of(posting): is_right(by_path[path_of(posting)], posting) for posting in nhs_postings(real_pages)}
    judged = {path: right for path, right in found.items() if right is not None}
    assert len(judged) >= fewest
    wrong = [path for path, right in judged.items() if not right]
    assert len(wrong) <= (1 - RIGHT) * len(judged), wrong


# --- pages: every word that a person sees stands in the text, every label in the facts


def words_of(node: Selector | SelectorList[Selector]) -> str:
    """The words of an element, without spacing."""
    return "".join(words(node).split())


def day_of(text: str, pattern: str) -> str:
    """A day in a known spelling, as ISO 8601."""
    return datetime.strptime(text, pattern).replace(tzinfo=LONDON).date().isoformat()


DAY = re.compile(r".* (\d+)[a-z]{2} (\w+ \d{4})$")  # "… on Sunday 2nd July 2023"


def test_every_card_of_a_list_is_read(kept: Snapshots, real_pages: Path) -> None:
    page = (real_pages / "civil_service_jobs" / "result_page1.html").read_bytes().decode("cp1252")
    listed = Selector(text=page).css("li.search-results-job-box")
    cards = {words_of(card.css("div[class$=refcode]")): card for card in listed}
    for snapshot in kept["real-civil-service"]:
        wording = wording_of(snapshot)
        text = "".join(wording.text.split())
        [card] = [card for reference, card in cards.items() if reference in text]
        assert wording.title == words(card.css("h3"))
        for part in ("title", "department", "location", "salary", "closingdate", "refcode"):
            assert all(words_of(each) in text for each in card.css(f".search-results-job-box-{part}"))
        day = DAY.sub(r"\1 \2", words(card.css("div[class$=closingdate]")))
        closing = consider_dates(wording).closing
        assert closing and closing.value.on == day_of(day, "%d %B %Y")


LABELLED = re.compile(r"<b>\s*([^<:]+):\s*</b>\s*([^<]*[^<\s])\s*<br")  # a label and a value of one line
OWN_KEY = re.compile(r'action="\./DisplayVacancy\.aspx\?id=([\w-]+)"')
DEADLINE = re.compile(r'ApplicationDeadline">([^<]*)<')


def test_every_label_of_a_vacancy_is_a_fact(kept: Snapshots, real_pages: Path) -> None:
    by_key = {snapshot.advert.url.rpartition("=")[2]: snapshot for snapshot in kept["real-careers"]}
    for path in (real_pages / "careers_group").glob("vacancy_*.html"):
        page = path.read_text(encoding="utf-8")
        head, _, rest = page.partition('class="v2_title">')
        [key] = set(OWN_KEY.findall(head))
        snapshot = by_key[key]
        wording = wording_of(snapshot)
        assert wording.title == plain(rest.partition("<")[0])
        table = {label: plain(value) for label, value in LABELLED.findall(rest.partition("How to apply")[0])}
        assert {"Recruiter", "Salary", "Location", "Job type", "Hours", "Date posted"} <= set(table)
        [deadline] = DEADLINE.findall(rest)
        told = {**table, "Deadline for applications": deadline}
        assert {label: wording.facts.get(label) for label in told} == told
        assert_nothing_is_lost(Selector(text=page).css("#v2_centreCol"), wording)
        closing = consider_dates(wording).closing
        if deadline[:1].isdigit():
            assert closing and closing.value.on == day_of(deadline, "%d/%m/%Y")


def assert_nothing_is_lost(region: Any, wording: Wording) -> None:
    """Every paragraph, list entry, term and value of a region stands in the text."""
    text = "".join(wording.text.split())
    for element in region.css("p, li, dt, dd, h1, h2, h3"):
        if not element.xpath("ancestor-or-self::*[self::nav or self::button or contains(@class, 'share')]"):
            assert words_of(element) in text


def test_a_research_post_is_read_whole(kept: Snapshots, real_pages: Path) -> None:
    [snapshot] = kept["real-euraxess"]
    wording = wording_of(snapshot)
    page = Selector(body=(real_pages / "euraxess" / "job_detail_sample.html").read_bytes(), encoding="utf-8")
    assert wording.title == page.css("meta[property='og:title']::attr(content)").get()
    for term in page.css("main dt"):
        value = words(term.xpath("following-sibling::dd[1]"))
        assert value in wording.facts.get(words(term), "")  # a value may be a map without words
    assert_nothing_is_lost(page.css("main"), wording)


def test_the_answers_of_a_search_are_facts(kept: Snapshots, real_pages: Path) -> None:
    answer = Selector(text=(real_pages / "nhs_jobs_xml" / "search_page2.xml").read_text(), type="xml")
    by_key = {snapshot.advert.key: wording_of(snapshot) for snapshot in kept["real-nhs-xml"]}
    for vacancy in answer.xpath("//vacancyDetails"):
        told = {child.root.tag: words(child) for child in vacancy.xpath("*")}
        wording = by_key[told["reference"]]
        assert wording.title == told["title"]
        assert told["description"] in wording.text
        assert wording.facts["Location"] == told["locations"]
        assert wording.facts["Salary"] == told["salary"]
        host, closing = read_host(wording), consider_dates(wording).closing
        assert host and host.value == told["employer"]
        assert closing and closing.value.on == told["closeDate"]


def test_calls_of_a_funder_are_read_whole(kept: Snapshots, real_pages: Path) -> None:
    by_key = {snapshot.advert.key: snapshot for snapshot in kept["real-ukri"]}
    for key, name in {"ukri-wide-call": "ukri_detail.html", "innovate-only": "innovate_uk_detail.html"}.items():
        page = Selector(text=(real_pages / "ukri" / name).read_text(encoding="utf-8"))
        wording = wording_of(by_key[key])
        assert wording.title == words(page.css("h1")).removeprefix("Funding opportunity: ")
        for element in page.css("p, h2, dd"):
            assert words_of(element) in "".join(wording.text.split())
        for row in page.css("dl > div"):
            assert words(row.css("dd")) in wording.facts[words(row.css("dt")).rstrip(":")]
