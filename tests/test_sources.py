"""The registry: what is in it is usable, and what is not is named with its mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.platforms import load_platforms
from catalogue.source_check import RegistryError
from catalogue.sources import load_sources, registry_path
from crawler.loader import RegistryLoader, spider_for

REGISTRY = Path("catalogue/sources")
ENTRY: dict[str, Any] = {
    "title": "Example board",
    "publisher": "Example",
    "sector": "policy",
    "kind": "job_board",
    "why": "an example",
    "platform": "json_ld",
    "start": "https://example.org/jobs",
    "advert_url": r"/job/\d+",
    "terms": {"url": "https://example.org/terms", "read_on": date(2026, 1, 2), "verdict": "allow"},
    "licence": "all rights reserved",
    "reuse": "facts",
    "every": "daily",
    "expect": {"min": 1, "max": 9},
    "status": "active",
    "evidence": "made up",
}


def registry(tmp_path: Path, **changes: Any) -> Path:
    entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not ...}
    path = tmp_path / "sources.yml"
    path.write_text(yaml.safe_dump({"example": entry}), encoding="utf-8")
    return path


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    source = load_sources(registry(tmp_path))["example"]
    assert source.start == ("https://example.org/jobs",)
    assert source.may_be_crawled


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"colour": "red"}, ["example", "colour", "allowed are"]),
        ({"searches": ["x"]}, ["searches", "not a key of platform json_ld"]),
        ({"platform": "nosuch"}, ["platform", "nosuch", "watched_page"]),
        ({"advert_url": "("}, ["advert_url", "no regular expression", "mend"]),
        ({"advert_url": ...}, ["advert_url", "cannot work without it"]),
        ({"terms": {"url": "x", "read_on": date(2026, 1, 2)}}, ["terms", "verdict", "allow, ask, deny"]),
        ({"terms": {"url": "x", "verdict": "allow"}}, ["terms", "read_on", "missing"]),
        ({"terms": {"url": "x", "verdict": "maybe", "read_on": date(2026, 1, 2)}}, ["terms", "verdict"]),
        ({"title": ...}, ["title", "missing"]),
        ({"sector": "moon"}, ["sector", "moon", "academia"]),
        ({"status": "paused"}, ["reason", "missing", "says why"]),
        ({"status": "asleep"}, ["status", "asleep"]),
        ({"every": "sometimes"}, ["every", "cron line"]),
        ({"every": "99 1 * * *"}, ["every", "cron line", "minute"]),
        ({"every": "0 24 * * *"}, ["every", "hour"]),
        ({"every": "0 4 31 2 *"}, ["every", "day-of-month"]),
        ({"every": "0 4 * * mondays"}, ["every", "day-of-week"]),
        ({"every": "0 4 * *"}, ["every", "five fields"]),
        ({"every": "0 0 4 * * *"}, ["every", "five fields"]),
        ({"every": "@daily * * * *"}, ["every", "five fields"]),
        ({"platform": "watched_page", "since": 7}, ["since", "not a key of platform"]),
        ({"platform": "rss", "since": "auto"}, ["since", "at least 1"]),
        ({"expect": {"min": 5, "max": 2}}, ["expect", "min ≤ max"]),
        ({"expect": {"min": 5}}, ["expect", "write {min, max}"]),
        ({"start": "ftp://example.org"}, ["start", "no http or https"]),
        ({"start": "http://127.0.0.1:8000/"}, ["start", "not on the public web", "WKEP_ALLOW_LOOPBACK"]),
        ({"start": "http://localhost/"}, ["start", "not on the public web"]),
        ({"start": "http://[::1]/"}, ["start", "not on the public web"]),
        ({"start": "http://10.1.2.3/"}, ["start", "not on the public web"]),
        ({"delay": -1}, ["delay", "at least 0"]),
        ({"pages": 0}, ["pages", "at least 1"]),
        ({"window": "1-5"}, ["window", "01:00-05:00"]),
        ({"window": "01:00-24:00"}, ["window", "01:00-05:00"]),
        ({"window": "01:60-05:00"}, ["window", "01:00-05:00"]),
        ({"start": 7}, ["start", "7", "no list of addresses"]),
        ({"start": {"url": "https://example.org/"}}, ["start", "no list of addresses"]),
        ({"start": ["https://example.org/", 7]}, ["start", "7", "no http or https"]),
        ({"hosts": "jobs.example.org"}, ["hosts", "no list of host names"]),
        ({"hosts": ["https://jobs.example.org/"]}, ["hosts", "no list of host names"]),
        ({"pages": True}, ["pages", "True", "at least 1"]),
        ({"delay": True}, ["delay", "at least 0"]),
        ({"expect": {"min": False, "max": True}}, ["expect", "whole numbers"]),
        ({"licence": False}, ["licence", "reads this word as false", "in quotes"]),
        ({"title": {"Jobs": "in policy"}}, ["title", "no text", "colon"]),
        ({"advert_url": 7}, ["advert_url", "no text"]),
        ({"platform": ["json_ld"]}, ["platform", "no text"]),
    ],
)
def test_a_bad_entry_is_named_with_its_mend(tmp_path: Path, changes: dict[str, Any], told: list[str]) -> None:
    path = registry(tmp_path, **changes)
    with pytest.raises(RegistryError) as error:
        load_sources(path, loopback=False)
    for part in [str(path), "example", *told]:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: [", "line"), ("a: {}\na: {}", "stands twice"), ("- a", "no mapping"), ("Bad Id: {}", "lower-case")],
)
def test_bad_yaml_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=told):
        load_sources(path)


def test_loopback_needs_leave(tmp_path: Path) -> None:
    path = registry(tmp_path, start="http://127.0.0.1:8000/")
    assert load_sources(path, loopback=True)["example"].start == ("http://127.0.0.1:8000/",)


def test_a_folder_of_files_is_one_registry(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump({name: ENTRY}), encoding="utf-8")
    assert list(load_sources(tmp_path)) == ["one", "two"]
    (tmp_path / "three.yml").write_text(yaml.safe_dump({"one": ENTRY}), encoding="utf-8")
    with pytest.raises(RegistryError, match="used in another file"):
        load_sources(tmp_path)


# --- the registry that comes with the package


def test_every_source_has_a_spider_that_asks_for_something() -> None:
    sources = load_sources(REGISTRY, loopback=False)
    for source in sources.values():
        spider = spider_for(source)()
        assert spider.name == source.id
        assert list(spider.first_requests())


def test_every_platform_has_a_spider_and_every_spider_a_platform() -> None:
    files = {path.stem for path in Path("spiders").glob("*.py")} - {"__init__"}
    assert files == set(load_platforms())
    for name in files:
        assert import_module(f"spiders.{name}").__doc__


@pytest.mark.parametrize(
    "change", [{"status": "blocked", "reason": "CAPTCHA"}, {"terms": {"url": "x", "verdict": "ask"}}]
)
def test_only_allowed_and_active_sources_are_crawled(tmp_path: Path, change: dict[str, Any]) -> None:
    loader = RegistryLoader(load_sources(registry(tmp_path, **change)))
    assert loader.list() == (["example"] if "terms" in change else [])
    with pytest.raises(KeyError, match="is not crawled"):
        loader.load("example")
    with pytest.raises(KeyError, match="no source"):
        loader.load("nosuch")


def test_the_environment_names_another_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = registry(tmp_path)
    monkeypatch.setenv("WKEP_SOURCES", str(path))
    assert registry_path() == path
    assert list(load_sources()) == ["example"]


def test_header_explains_every_key() -> None:
    header = (REGISTRY / "academia.yml").read_text(encoding="utf-8").split("\n\n")[0]
    known: Callable[[str], bool] = lambda key: f"# {key} " in header  # noqa: E731
    missing = [key for key in (*ENTRY, "reason", "delay", "pages", "hosts", "window") if not known(key)]
    assert not missing
