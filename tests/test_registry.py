"""The registry that comes with the package: complete, in order, and honest about what is known of each source."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from catalogue.source import UNCONFIRMED, Source
from catalogue.source_values import SECTORS
from catalogue.sources import load_sources
from catalogue.yaml_files import load_yaml
from crawler.loader import RegistryLoader

REGISTRY = Path("catalogue/sources")
SOURCES = load_sources(REGISTRY, loopback=False)
FILES = {path.stem: load_yaml(path) for path in sorted(REGISTRY.glob("*.yml"))}
ACTIVE = [source for source in SOURCES.values() if source.status == "active"]
LEAST_ACTIVE, LEAST_ROUTES = 50, 20  # floors: they only go up
WRITE_DOCS = runpy.run_path("tools/write_docs.py")  # tools are no package that is installed
PAGES: dict[Path, str] = WRITE_DOCS["pages"]()
OPEN = ("Open Government Licence", "legal notice")  # licences, as evidence names them, that allow reading and reuse


def with_status(status: str) -> list[Source]:
    return [source for source in SOURCES.values() if source.status == status]


def test_every_source_of_the_research_is_there() -> None:
    assert len(SOURCES) >= 288
    assert len(ACTIVE) >= LEAST_ACTIVE
    assert len({source.platform for source in ACTIVE}) >= LEAST_ROUTES


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_one_sector_in_order(name: str) -> None:
    ids = list(FILES[name])
    assert ids == sorted(ids)
    sector = "academia" if name == "universities" else name
    assert sector in SECTORS
    assert {entry["sector"] for entry in FILES[name].values()} == {sector}
    assert {each.startswith("uni-") for each in ids} == {name == "universities"}


def test_no_entry_claims_more_than_its_evidence() -> None:
    for source in SOURCES.values():
        confirmed = not source.evidence.startswith(UNCONFIRMED)
        assert confirmed or source.status != "active", source.id
        assert not confirmed or source.evidence_year or "year not recorded" in source.evidence, source.id
    for source in ACTIVE:
        assert source.evidence_year is None or source.evidence_year >= 2023, f"{source.id}: seen too long ago"


def test_evidence_speaks_for_itself() -> None:
    for source in SOURCES.values():
        assert not re.search(r"\bE\d\d\b|\bS\d\d+\b|CONFIRMED|ASSUMED", source.evidence), source.id


def test_only_what_was_read_as_allowing_it_is_allowed() -> None:
    for source in SOURCES.values():
        if source.terms.verdict == "allow":
            assert source.terms.read_on, source.id
            assert any(licence in source.licence for licence in OPEN), source.id
        if source.reuse == "open":
            assert source.terms.verdict == "allow", source.id


def test_every_source_says_in_a_sentence_why_it_is_there() -> None:
    for source in SOURCES.values():
        assert 20 < len(source.why) < 130, source.id
        assert source.why[0].isupper() and not source.why.endswith("."), source.id
        assert source.status == "active" or len(source.reason or "") > 15, source.id


def test_what_comes_with_another_source_names_one_that_is_there() -> None:
    for source in with_status("paused"):
        for other in re.findall(r"with the source ([a-z0-9-]+)", source.reason or ""):
            assert SOURCES[other].status in ("active", "unverified"), f"{source.id} waits for {other}"


def test_active_sources_are_listed_and_only_those_with_leave_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = RegistryLoader(SOURCES, "https://example.org/contact")
    assert sorted(loader.list()) == sorted(source.id for source in ACTIVE if source.terms.verdict != "deny")
    for source in ACTIVE:
        if source.may_be_crawled:
            assert loader.load(source.id).name == source.id
        else:
            with pytest.raises(KeyError, match=r"not crawled: .*terms ask; nobody has read its terms"):
                loader.load(source.id)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], f"{path.name} is stale; run make docs"


def test_coverage_counts_every_source_once() -> None:
    rows = [line for line in WRITE_DOCS["coverage"](SOURCES).splitlines() if line.startswith("| all |")]
    assert [row.split("|")[-2].strip() for row in rows] == [str(len(SOURCES))]
