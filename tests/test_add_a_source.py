"""The guide, followed word for word: its commands and its edit, on a site that no spider knows."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

from catalogue.sources import load_sources
from tests.crawls import Site, environment
from tests.unknown_site import LISTING, OFFERS, unknown_site

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
GUIDE = (ROOT / "docs/add-a-source.md").read_text(encoding="utf-8")
ONE = "county-hall-policy-secondment"


@dataclass
class Followed:
    """What the guide's commands said, by command, and what they left."""

    folder: Path
    site: Site
    printed: dict[str, str]

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        with sqlite3.connect(self.folder / "data" / "catalogue.db") as db:
            return db.execute(sql).fetchall()


def meant(text: str, site: Site) -> str:
    """The guide's words with the addresses of the site in the place of those that stand for any site."""
    for word, address in {"/offers/one-offer": f"{LISTING}/{ONE}", "/offers": LISTING, "/terms/": "/terms/"}.items():
        text = text.replace(f"https://site.example{word}", site.address + address)
    return text


def decide(registry: Path, site: Site) -> None:
    """Step 3, as a person does it in an editor: each key of the guide's YAML set, the reason taken out."""
    [written] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    lines = {line.split(":")[0]: line for line in meant(written, site).splitlines()}
    [file] = registry.glob("*.yml")
    entry = [lines.pop(line.split(":")[0], line) for line in file.read_text(encoding="utf-8").splitlines()]
    kept = [line for line in entry if not line.startswith("  reason:")]
    file.write_text("\n".join([*kept, "  delay: 0", ""]), encoding="utf-8")  # the site is ours and in a hurry
    assert not lines, "the guide sets a key that the entry does not have"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    folder = tmp_path_factory.mktemp("guide")
    project, registry = folder / "project", folder / "sources"
    registry.mkdir()
    shutil.copytree(ROOT / "tests/pages/json_ld", project / "tests/pages/json_ld")
    for name in ("scrapy.cfg", "tests/test_pages.py"):
        shutil.copy(ROOT / name, project / name)
    with unknown_site(date.today()) as site:  # noqa: DTZ011 (the day where the test runs: offers must be open)
        told = environment(folder / "data", WKEP_SOURCES=str(registry), COLUMNS="200")
        done = Followed(folder, site, {})
        for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL):
            for command in meant(block, site).splitlines():
                if command.startswith("export "):
                    name, _, value = command.removeprefix("export ").partition("=")
                    told[name] = value
                    continue
                if command.startswith("scrapy crawl "):
                    decide(registry, site)
                hurry = ["-s", "DOWNLOAD_DELAY=0"] if "newsource" in command else []
                program, *arguments = [*shlex.split(command), *hurry]
                ran = subprocess.run(
                    [str(BIN / program), *arguments], cwd=project, env=told, capture_output=True, text=True, check=False
                )
                assert ran.returncode == 0, f"{command}\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
                done.printed[command.replace(site.address, "")] = ran.stdout
        yield done


def test_looking_shows_and_writes_nothing(followed: Followed) -> None:
    told = followed.printed[f"scrapy newsource {LISTING} --id my-site"]
    assert "robots.txt allows the page" in told
    assert "Nothing was written" in told
    [entry] = re.findall(r"^my-site:\n(?:  .*\n)+", told, re.MULTILINE)
    assert yaml.safe_load(entry)["my-site"]["platform"] == "json_ld"


def test_one_advert_is_shown_with_how_each_field_was_found(followed: Followed) -> None:
    told = followed.printed[f"scrapy readpage {LISTING}/{ONE}"]
    assert re.search(r"organisation\W+Elder County Council\W+label", told)
    assert re.search(r"title\W+County Hall policy secondment\W+heading", told)
    assert "an opportunity" in told


def test_the_source_stands_in_the_registry_and_its_pages_are_read_as_expected(followed: Followed) -> None:
    source = load_sources(followed.folder / "sources", loopback=True)["my-site"]
    assert (source.platform, source.may_be_crawled) == ("json_ld", True)
    pages = sorted(path.name for path in (followed.folder / "project/tests/pages/json_ld").glob("*my-site*"))
    saved = ("advert-my-site-1", "advert-my-site-2", "listing-my-site")
    assert pages == [f"{name}.{kind}" for name in saved for kind in ("html", "json")]
    assert "3 passed" in followed.printed["python -m pytest tests/test_pages.py -k my-site"]


def test_the_sample_is_printed_and_the_offers_are_in_the_catalogue(followed: Followed) -> None:
    sample = (followed.folder / "project/sample.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(sample) == len(OFFERS)
    titles = {title for (title,) in followed.rows("select title from opportunities where source = 'my-site'")}
    assert titles == {title for title, *_ in OFFERS.values()}
    [(host, form)] = followed.rows(
        "select host, exchange_form from opportunities where title = 'County Hall policy secondment'"
    )
    assert (host, form) == ("Elder County Council", "secondment")
    assert "County Hall policy secondment" in followed.printed["catalogue export --search secondment"]


def test_nothing_was_asked_for_that_robots_refuse_or_that_is_no_offer(followed: Followed) -> None:
    asked = set(followed.site.paths)
    assert not any(path.startswith(("/members", "/news")) for path in asked)
    assert asked <= {"/robots.txt", LISTING, "/feed/", "/rss", "/sitemap.xml", *(f"{LISTING}/{key}" for key in OFFERS)}
