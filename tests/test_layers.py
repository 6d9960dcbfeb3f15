"""Imports point inwards; a library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for package in ("spiders", "crawler", "catalogue") for path in (ROOT / package).rglob("*.py"))
MAY_IMPORT = {  # package → packages of ours that it may import
    "spiders": {"spiders", "crawler", "catalogue"},
    "crawler": {"crawler", "catalogue"},
    "catalogue": {"catalogue"},
}
DOORS = {  # library → the only files that may import it
    "bs4": {"catalogue/text.py"},
    "dateparser": {"catalogue/readers/dates.py"},
    "sqlite_utils": {"catalogue/tables"},
    "scrapy": {"crawler/", "spiders/"},
    "parsel": {"crawler/", "spiders/"},
    "datasette": {"catalogue/site/"},
    "rich": {"crawler/"},
    "cronsim": {"catalogue/cron.py"},
    "xlsxwriter": {"catalogue/formats/xlsx.py"},
    "rispy": {"catalogue/formats/ris.py"},
    "icalendar": {"catalogue/formats/ical.py"},
    "extruct": {"crawler/generic/structured.py"},
    "trafilatura": {"crawler/generic/text.py"},
    "rapidfuzz": {"catalogue/search/spelling.py", "crawler/drift/fragments.py"},
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_inwards_and_through_one_door(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name in imported(path):
        first = name.split(".")[0]
        if first in MAY_IMPORT:
            assert first in MAY_IMPORT[place.split("/")[0]], f"{place} imports {name}"
        if first in DOORS:
            assert any(place.startswith(door) for door in DOORS[first]), f"{place} imports {name}"
