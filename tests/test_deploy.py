"""The files for systemd, cron and GitHub Actions say what their readers understand, and name commands that exist."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("cronsim")

from cronsim import CronSim

from catalogue import cli

NOW = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes",
    "LockPersonality": "yes", "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes", "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
}  # fmt: skip


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Section → key → values of a unit file; a key may stand several times."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith(("#", ";")):
            continue
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
            assert section not in found, f"{path}:{number}: the section stands twice"
            found[section] = {}
            continue
        key, equals, value = line.partition("=")
        assert equals, f"{path}:{number}: no key=value"
        assert re.fullmatch(r"[A-Z][A-Za-z]*", key), f"{path}:{number}: no key"
        found[section].setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_services_are_hardened_and_start_what_exists(path: Path) -> None:
    told = unit(path)
    service = told["Service"]
    assert {key: service.get(key) for key in HARDENED} == {key: [value] for key, value in HARDENED.items()}
    assert service["User"] != ["root"]
    [start] = service["ExecStart"]
    program, *arguments = shlex.split(start)
    assert program == "/opt/wkep/.venv/bin/scrapy"
    assert arguments in (["crawlall", "--due"], ["schedule"])
    assert int(service["TimeoutStopSec"][0]) > 120  # longer than the scheduler waits for its round
    assert service["Environment"] == ["WKEP_DATA=/var/lib/wkep"]
    assert service["StateDirectory"] == ["wkep"]


def test_the_timer_starts_the_service_and_catches_up() -> None:
    timer = unit(ROOT / "deploy/systemd/wkep-crawl.timer")
    assert timer["Timer"]["Persistent"] == ["true"]
    [started] = timer["Timer"]["Unit"]
    assert (ROOT / "deploy/systemd" / started).exists()
    assert timer["Install"]["WantedBy"] == ["timers.target"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here; the parser above has looked")
def test_systemd_itself_understands_them(tmp_path: Path) -> None:
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/wkep/.venv/bin/scrapy", "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    ours = [line for line in verified.stderr.splitlines() if "wkep" in line]
    assert (verified.returncode, ours) == (0, [])
    [calendar] = unit(ROOT / "deploy/systemd/wkep-crawl.timer")["Timer"]["OnCalendar"]
    assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, check=False).returncode == 0


def test_the_crontab() -> None:
    lines = [line for line in (ROOT / "deploy/cron/wkep").read_text().splitlines() if line and line[0] != "#"]
    settings = [line for line in lines if re.match(r"[A-Z_]+=", line)]
    jobs = [line.split(maxsplit=6) for line in lines if line not in settings]
    assert {line.partition("=")[0] for line in settings} >= {"SHELL", "MAILTO", "WKEP_DATA", "WKEP_CONTACT"}
    assert len(jobs) == 2
    for *fields, user, command in jobs:
        assert next(CronSim(" ".join(fields), NOW))
        assert user == "wkep"
        assert "%" not in command  # cron reads it as a line end
        assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
    assert any("scrapy crawlall --due" in job[-1] for job in jobs)
    assert (ROOT / "deploy/cron/wkep").read_text().endswith("\n")  # cron passes over a last line without


def test_the_workflow() -> None:
    workflow: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/crawl.yml").read_text())
    assert set(workflow) == {"name", True, "concurrency", "permissions", "jobs"}  # YAML 1.1 takes `on` for true
    assert [next(CronSim(each["cron"], NOW)) for each in workflow[True]["schedule"]]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is False
    [job] = workflow["jobs"].values()
    assert set(job) <= {"if", "runs-on", "timeout-minutes", "env", "steps"}
    for step in job["steps"]:
        assert set(step) <= {"name", "id", "if", "uses", "with", "run"}
        assert ("uses" in step) != ("run" in step)
        assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@v\d+", step["uses"])
        # A round must not fail for a workflow's own text: nothing from outside is put into a shell line.
        assert "${{" not in step.get("run", "")
        if "run" in step:
            assert subprocess.run(["bash", "-n", "-c", step["run"]], check=False).returncode == 0
    assert any("scrapy crawlall --due" in step.get("run", "") for step in job["steps"])
    assert job["steps"][-1]["run"].endswith("catalogue check")


def test_scrapyd_and_scrapy_agree() -> None:
    node, project = configparser.ConfigParser(), configparser.ConfigParser()
    node.read(ROOT / "deploy/scrapyd/scrapyd.conf")
    project.read(ROOT / "scrapy.cfg")
    assert node["scrapyd"]["bind_address"] == "127.0.0.1"
    assert project["deploy"]["url"].endswith(f":{node['scrapyd']['http_port']}/")
    assert project["settings"]["default"] == "crawler.settings"


def test_the_commands_that_are_named_exist() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy"], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout  # fmt: skip
    assert {"crawl", "crawlall", "schedule"} <= set(re.findall(r"^  (\w+) ", listed, re.MULTILINE))
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--help"])
    assert ended.value.code == 0
