"""The project on a real Scrapyd node: packed and deployed by `scrapyd-deploy`, a source gathered through the API."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

pytest.importorskip("scrapyd", reason="scrapyd is not installed (the test extra has it)")
pytest.importorskip("scrapyd_client", reason="scrapyd-client is not installed (the test extra has it)")

from catalogue.archive import Archive
from crawler.practice.server import PracticeWeb

ROOT = Path(__file__).parents[1]
PACKED = ("catalogue", "crawler", "spiders", "setup.py", "scrapy.cfg", "pyproject.toml", "README.md", "LICENSE")
PATIENCE = 240  # seconds; a machine may be busy with other tests


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the node lives, and a copy of the project to pack: packing writes beside the sources."""
    made = tmp_path_factory.mktemp("scrapyd")
    for name in PACKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, made / "project" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, made / "project" / name)
    return made


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[str]:
    """The address of a Scrapyd node on loopback, which gathers the practice sites."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = (ROOT / "deploy/scrapyd/scrapyd.conf").read_text()
    assert "bind_address = 127.0.0.1" in settings
    settings = settings.replace("http_port = 6800", f"http_port = {port}").replace(
        "poll_interval = 5", "poll_interval = 0.2"
    )
    (folder / "scrapyd.conf").write_text(settings)
    with PracticeWeb(date.today(), ["trust"]) as web:  # noqa: DTZ011
        web.write_sources(folder / "sources.yml")
        surroundings = {
            **{name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"},
            "WKEP_SOURCES": str(folder / "sources.yml"),
            "WKEP_DATA": str(folder / "kept"),
            "WKEP_ALLOW_LOOPBACK": "1",
            "WKEP_CONTACT": "https://example.org/keeper",
        }
        with subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "scrapyd"], cwd=folder, env=surroundings,
            stdout=(folder / "scrapyd.log").open("wb"), stderr=subprocess.STDOUT,
        ) as running:  # fmt: skip
            try:
                wait_for(lambda: ask(f"http://127.0.0.1:{port}/daemonstatus.json")["status"] == "ok")
                yield f"http://127.0.0.1:{port}"
            finally:
                running.terminate()


def ask(address: str, **form: str) -> dict[str, Any]:
    """What the API answers; with a form, to a POST. Empty while nobody answers."""
    try:
        with urlopen(address, urlencode(form).encode() if form else None, timeout=20) as answer:
            content: dict[str, Any] = json.load(answer)
            return content
    except URLError as problem:
        return {"status": str(problem)}


def wait_for(condition: Any) -> None:
    """Back when a condition holds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited for too long"
        time.sleep(0.1)


def test_deploy_and_gather_through_the_api(node: str, folder: Path) -> None:
    configured = (folder / "project/scrapy.cfg").read_text()
    assert "url = http://127.0.0.1:6800/" in configured
    (folder / "project/scrapy.cfg").write_text(configured.replace("http://127.0.0.1:6800/", f"{node}/"))
    deployed = subprocess.run(
        [sys.executable, "-c", "from scrapyd_client.deploy import main; main()", "-v", "1"],
        cwd=folder / "project", text=True, capture_output=True, check=False, timeout=240,
    )  # fmt: skip
    assert deployed.returncode == 0, deployed.stderr + deployed.stdout
    assert json.loads(deployed.stdout[deployed.stdout.index("{") :])["spiders"] == 1
    assert ask(f"{node}/listspiders.json?project=wkep")["spiders"] == ["practice-trust"]

    begun = ask(f"{node}/schedule.json", project="wkep", spider="practice-trust")
    assert begun["status"] == "ok", begun

    def finished() -> list[dict[str, Any]]:
        return list(ask(f"{node}/listjobs.json?project=wkep").get("finished", []))

    wait_for(finished)
    assert finished()[0]["id"] == begun["jobid"]
    log = (folder / f"logs/wkep/practice-trust/{begun['jobid']}.log").read_text()
    assert "Traceback" not in log
    with Archive(folder / "kept/snapshots.db", read_only=True) as archive:
        [run] = archive.runs()
        assert (run.source, run.verdict) == ("practice-trust", "healthy"), log
        assert run.adverts == sum(1 for _ in archive.latest()) > 5
