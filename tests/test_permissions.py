"""Who may see the catalogue: everybody, unless the keeper's metadata or another plugin says otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from datasette.app import Datasette
from datasette.plugins import pm
from pluggy import HookimplMarker
from sample_catalogue import write_sample
from served_site import METADATA

from catalogue.site.permissions import has_rules

LIST = "/catalogue/opportunities"
hookimpl = HookimplMarker("datasette")  # Datasette's own, but with types
PAGES = (LIST, f"{LIST}/harbour~3A0", f"{LIST}.csv?_stream=on", f"{LIST}.ics")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seen") / "catalogue.db"
    write_sample(path, size=3)
    return path


def site_of(path: Path, told: Told) -> Datasette:
    metadata = yaml.safe_load(METADATA.read_text())
    tables = metadata["databases"]["catalogue"]["tables"]
    tables["opportunities"] |= told.pop("table", {})
    metadata["databases"]["catalogue"] |= told.pop("database", {})
    return Datasette([str(path)], metadata={**metadata, **told})


def statuses(site: Datasette) -> list[int]:
    async def asked() -> list[int]:
        return [(await site.client.get(page)).status_code for page in PAGES]

    return asyncio.run(asked())


RULES: list[tuple[Told, bool]] = [
    ({}, True),
    ({"allow": {"id": "keeper"}}, False),
    ({"database": {"allow": False}}, False),
    ({"table": {"allow": {"id": "keeper"}}}, False),
    ({"allow": True}, True),
]


@pytest.mark.parametrize(("told", "may"), RULES, ids=str)
def test_a_rule_in_metadata_holds_for_every_page_of_the_list(path: Path, told: Told, may: bool) -> None:
    assert statuses(site_of(path, dict(told))) == [200 if may else 403] * len(PAGES)


def test_without_a_rule_nobody_is_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of(path, {})
    assert not has_rules(site)

    async def asked(*given: object) -> None:
        raise AssertionError("asked, though there is no rule")

    monkeypatch.setattr(site, "ensure_permissions", asked)
    assert statuses(site) == [200] * len(PAGES)


@hookimpl
def permission_allowed(action: str, resource: object) -> bool | None:
    return False if action == "view-table" and resource == ("catalogue", "opportunities") else None


@contextmanager
def beside(plugin: object) -> Iterator[None]:
    pm.register(plugin)
    try:
        yield
    finally:
        pm.unregister(plugin)


def test_a_plugin_of_others_is_asked(path: Path) -> None:
    closing = ModuleType("of_others")
    closing.permission_allowed = permission_allowed  # type: ignore[attr-defined]
    with beside(closing):
        assert statuses(site_of(path, {})) == [403] * len(PAGES)
