"""Choices that no column has by itself: part time, a region, a day to close by; and who is named first in the list."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from datasette.app import Datasette
from sample_catalogue import TODAY, write_sample

from catalogue.site.guided import open_count
from catalogue.site.named_first import is_for_others, led_by
from catalogue.site.published import Published, page_words, read_published
from catalogue.site.scales import choice_mask
from catalogue.yaml_files import load_yaml

METADATA = Path(__file__).parents[1] / "metadata.yml"
LIST = "/catalogue/opportunities"
CARE = "sectors_from__arraycontains=provider"
# id's end → share of full time at least and at most, region, closing day, professions
ROWS = {
    "1": (0.4, 0.4, "London", "2031-03-10", ["nurses"]),
    "2": (0.4, 1.0, "Wales", "2031-03-04", ["clinicians"]),
    "3": (1.0, 1.0, "London", "2031-03-05", ["pharmacists"]),
    "4": (None, 1.0, "London", "2031-04-20", None),
    "5": (None, None, None, None, ["nurses", "doctors"]),
    "6": (0.2, 0.5, "London", "2031-12-01", ["pharmacists"]),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("choices") / "catalogue.db"
    write_sample(path, size=6)
    with closing(sqlite3.connect(path)) as db, db:
        ids = [row[0] for row in db.execute("select id from opportunities order by rowid")]
        for id, (least, most, region, closes, named) in zip(ids, ROWS.values(), strict=True):
            order = int((closes or "9999-99-99").replace("-", ""))
            db.execute(
                "update opportunities set status = 'open', fte_min = ?, fte_max = ?, region = ?, closes_on = ?,"
                " professions = ?, closing_order = ?, sectors_from = '[\"provider\"]', nation = 'England',"
                " first_seen = '2031-03-01' where id = ?",
                (least, most, region, closes, json.dumps(named) if named else None, order, id),
            )
    return path


@pytest.fixture(scope="module")
def get(path: Path) -> Any:
    """A function from an address to the text of its answer, wherever it leads."""
    plugins = {"wkep-catalogue": {"today": TODAY.isoformat()}}
    site = Datasette([str(path)], metadata={**load_yaml(METADATA), "plugins": plugins})

    def text(address: str) -> str:
        answer = asyncio.run(site.client.get(address))
        return str(text(answer.headers["location"]) if answer.status_code == 303 else answer.text)

    return text


@pytest.fixture(scope="module")
def published(path: Path) -> Iterator[Published]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        yield read_published(db)


def total(page: str) -> int:
    """The number at the beginning of the sentence."""
    found = re.search(r'<p class="sentence" role="status">(\d+)', page)
    assert found, page[:2000]
    return int(found[1])


def options(page: str, heading: str) -> dict[str, tuple[str, int]]:
    """Label → (address, count) of what can be chosen of a filter beside the list."""
    [list_of] = re.findall(rf"<summary>{heading}</summary>\s*<ul>(.*?)</ul>", page, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)" rel="nofollow">([^<]+)</a> <span[^>]*>(\d+)', list_of)
    return {unescape(label): (unescape(url), int(count)) for url, label, count in found}


COUNTED = [
    ("time", "part", 3),
    ("time", "full", 3),
    ("closing", "fortnight", 3),
    ("closing", "quarter", 4),
    ("paid", "unfunded", None),
]


@pytest.mark.parametrize(("question", "choice", "number"), COUNTED)
def test_a_choice_finds_what_it_is_counted_for(
    get: Any, published: Published, question: str, choice: str, number: int | None
) -> None:
    [asked] = [each for each in page_words()["guided"] if each["name"] == question]
    count = open_count(published, asked["choices"][choice], TODAY)
    assert number is None or count == number
    assert total(get(f"/find?{question}={choice}")) == count


@pytest.mark.parametrize("heading", ["How much time", "Closing", "Region"])
@pytest.mark.parametrize(
    "query", ["", "?region=London", "?fte_min__lt=1&_all=on", "?closes_on__gte=2031-03-05&_all=on"]
)
def test_filters_beside_the_list_find_what_they_count(get: Any, heading: str, query: str) -> None:
    shown = options(get(LIST + query), heading)
    assert shown
    for label, (url, count) in shown.items():
        assert total(get(url)) == count, label


def test_a_choice_can_be_changed_and_taken_back(get: Any) -> None:
    page = get(f"{LIST}?fte_min__lt=1&region=London")
    url, _ = options(page, "How much time")["Full time"]
    assert dict(parse_qsl(urlsplit(url).query)) == {"status": "open", "region": "London", "fte_max": "1"}
    assert "How much time: part time" in page
    assert '<a href="/catalogue/opportunities?status=open&amp;region=London" rel="nofollow" class="chosen"' in page


def test_what_does_not_say_may_fit_too(get: Any) -> None:
    page = get(f"{LIST}?fte_min__lt=1")
    found = re.search(r'<a href="([^"]+)" rel="nofollow">(\d+) not saying whether part time will do</a>', page)
    assert found
    assert total(get(unescape(found[1]))) == int(found[2]) == 2


def test_who_is_named_stands_first_then_all_of_the_kind_then_the_rest(get: Any, published: Published) -> None:
    assert led_by("nurses", published) == [1, 5, 2, 4, 3, 6]
    page = get("/find?iam=nurse")
    assert "those that name nurses first" in page
    assert page.count("Does not name nurses") == 2
    assert page.index("Does not name nurses") > page.index("</h2>")
    in_order = re.findall(r'<h2><a href="[^"]*?(\d+)">', page)
    by_title = get(f"{LIST}?{CARE}&_iam=nurse&_sort=title")
    assert "Does not name nurses" not in by_title
    assert "As you are a nurse" not in by_title
    narrowed = get(f"{LIST}?{CARE}&_iam=nurse&professions__arraycontains=nurses")
    assert "those that name nurses first" not in narrowed
    assert "Only those that name nurses: 2" in by_title
    assert len(in_order) == len(ROWS)


def test_what_one_is_goes_along_with_every_link_but_not_into_files(get: Any) -> None:
    page = get("/find?iam=nurse")
    url, _ = options(page, "Region")["London"]
    assert "_iam=nurse" in url
    assert "As you are a nurse" in get(url)
    files = re.findall(r'href="(/catalogue/opportunities\.[^"]+)"', page)
    assert files
    assert not [address for address in files if "_iam" in address]
    assert "_iam" not in get(f"{LIST}?_iam=%22admiral").replace("?_iam=%22admiral", "")


NAMED = [
    ((), False),
    (("nurses",), False),
    (("clinicians",), False),
    (("pharmacists",), True),
    (("GPs", "nurses"), False),
]


@pytest.mark.parametrize(("named", "others"), NAMED)
def test_for_others(named: tuple[str, ...], others: bool) -> None:
    assert is_for_others(named, "nurses") is others


def test_an_unknown_column_of_a_choice_is_loud(published: Published) -> None:
    with pytest.raises(KeyError):
        choice_mask(published, [("pay_min__lt", "1")])


def test_few_finds_come_with_what_to_ask_less_of(get: Any) -> None:
    page = get(f"{LIST}?fte_min__lt=1&region=Wales")
    assert "Only one fits all of this" in page
    ways = re.findall(r'<a href="([^"]+)">without “([^”]+)”</a>: (\d+)', page)
    assert {label for _, label, _ in ways} == {"How much time: part time", "Region: Wales"} - {
        label for label in ("How much time: part time",) if total(get(f"{LIST}?region=Wales")) == 1
    }
    for href, label, number in ways:
        assert total(get(unescape(href))) == int(number) > 1, label


def test_a_span_of_days_is_one_chip_and_one_thing_to_leave_out(get: Any) -> None:
    page = get(f"{LIST}?closes_on__gte=2031-05-01&closes_on__lte=2031-05-03")
    assert "Closing day: 1 May to 3 May 2031" in page
    assert re.search(r'<a href="[^"]+status=open">without “Closing day: 1 May to 3 May 2031”</a>: 6', page)
    assert "Filter these" not in page


def test_new_is_said_only_where_it_tells_cards_apart(get: Any, path: Path) -> None:
    assert '<li class="new">' not in get(LIST)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update opportunities set first_seen = '2030-01-01' where rowid = 1")
    assert get(LIST).count('<li class="new">') == 5
