"""What the keeper of a site names in metadata: its address; and which file it is given."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError
from sample_catalogue import write_sample

from catalogue.yaml_files import load_yaml

METADATA: dict[str, Any] = load_yaml(Path(__file__).parents[1] / "metadata.yml")
SITE = "https://catalogue.example.org"
PAGES = ["/", "/catalogue/opportunities", "/catalogue/opportunities/moor~3A1", "/about", "/map"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settings") / "catalogue.db"
    write_sample(path, size=12)
    return path


def page(path: Path, address: str, plugin: dict[str, str], **settings: Any) -> str:
    site = Datasette([str(path)], metadata={**METADATA, "plugins": {"wkep-catalogue": plugin}}, settings=settings)
    return str(asyncio.run(site.client.get(address)).text)


@pytest.mark.parametrize("address", PAGES)
def test_pages_name_the_address_of_the_site(path: Path, address: str) -> None:
    named = page(path, address, {"site": f"{SITE}/"})
    assert f'<link rel="canonical" href="{SITE}{address}">' in named
    assert f'<meta property="og:url" content="{SITE}{address}">' in named
    assert "localhost" not in named
    assert f'href="https://localhost{address}"' in page(path, address, {}, force_https_urls=True)


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/cite", "/health.atom"])
def test_files_name_it_too(path: Path, address: str) -> None:
    written = page(path, address, {"site": SITE})
    assert SITE in written
    assert "localhost" not in written


def test_a_file_of_another_name_is_refused_at_the_start(path: Path, tmp_path: Path) -> None:
    other = shutil.copy(path, tmp_path / "other.db")
    with pytest.raises(StartupError, match=r"other\.db: the site shows a file of the name catalogue\.db"):
        page(Path(other), "/", {})


@pytest.mark.parametrize("address", ["", ".csv", ".json?_stream=on"])
def test_without_a_file_the_list_says_so(address: str) -> None:
    site = Datasette([], metadata=METADATA)
    answer = asyncio.run(site.client.get(f"/catalogue/opportunities{address}"))
    assert answer.status_code == 503
    assert "There is no catalogue here yet" in answer.text
