"""Docs that fail when they go stale: commands, files, settings and pictures that the README names are there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.forked import run_forked

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
BIN = Path(sys.executable).parent


def printed(*command: str) -> str:
    done = run_forked(command, os.environ)
    return done.stdout + done.stderr


def commands_named(tool: str) -> set[str]:
    """Commands of a tool that a table row of the README begins with."""
    rows = re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
    return {name for row in rows for name in re.findall(rf"`{tool} ([a-z]+)", row)}


def test_every_catalogue_command_is_in_the_readme_and_the_other_way_round() -> None:
    there = set(re.findall(r"^    ([a-z]+) {2,}", printed(str(BIN / "catalogue"), "--help"), re.MULTILINE))
    assert there
    assert commands_named("catalogue") == there


def test_every_scrapy_command_of_ours_is_in_the_readme_and_the_other_way_round() -> None:
    ours = {path.stem for path in (ROOT / "crawler" / "commands").glob("*.py")} - {"__init__"}
    assert commands_named("scrapy") == ours | {"list", "crawl"}
    listed = printed(str(BIN / "scrapy"))
    assert all(f"  {name} " in listed for name in ours)


@pytest.mark.parametrize("command", ["build", "check", "explain", "classify", "phrase", "codebook", "export"])
def test_every_command_has_help(command: str) -> None:
    assert "usage: catalogue " + command in printed(str(BIN / "catalogue"), command, "--help")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_and_paths_of_the_docs_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    for link in links:
        assert (page.parent / link).exists(), f"{page.name} links to {link}"
    for path in re.findall(r"`((?:catalogue|crawler|spiders|tests|docs|deploy)/[\w./-]+)`", text):
        assert "my_site" in path or (ROOT / path).exists(), f"{page.name} names {path}"


def test_every_setting_of_the_environment_is_in_the_readme() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for name in ("crawler", "catalogue") for path in (ROOT / name).rglob("*.py")
    )
    named = set(re.findall(r"WKEP_[A-Z_]+", sources))
    assert named == set(re.findall(r"WKEP_[A-Z_]+", README))


def test_make_targets_of_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets


def test_the_house_map_names_every_word_of_the_records() -> None:
    """The route of one advert names the files that do the work."""
    for name in ("CheckAdvert", "KeepAdvert", "archive.keep", "normalise", "duplicates", "tables"):
        assert name in README


def test_the_checklists_name_tests_that_are_there() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs" / "checklists.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    for file, test in named:
        code = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {test}\(", code, re.MULTILINE), f"no {file}::{test}"
