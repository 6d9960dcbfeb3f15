"""What serves and keeps the site elsewhere: image, compose, units, proxies, recipes; read as their readers would."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cronsim import CronSim
from dockerfile import Stage, build, is_ignored, read_dockerfile, words
from sample_catalogue import write_sample
from served_site import ask, free_port, served_site
from test_deploy import HARDENED, NOW, unit

from catalogue import cli
from tools.runtime_lock import entries, normal, runtime_lock

ROOT = Path(__file__).parents[1]
SITE = ROOT / "deploy/site"
DOCS = (ROOT / "docs/deploy.md").read_text()
PROGRAMS = {"datasette", "scrapy", "catalogue", "sh"}


@pytest.fixture(scope="module")
def stages() -> list[Stage]:
    return read_dockerfile(ROOT / "Dockerfile")


# --- the image


def test_the_image_is_built_in_two_stages_and_runs_without_rights(stages: list[Stage]) -> None:
    first, last = stages
    assert first.image == last.image == "python:3.11-slim"
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last.last("USER"))
    assert last.last("VOLUME") == "/data"
    assert words(last.last("CMD"))[:4] == ["datasette", "serve", "/data/catalogue.db", "--create"]
    assert last.last("EXPOSE") in words(last.last("CMD"))
    assert words(last.last("HEALTHCHECK"))[0] == "python"
    # Nobody gets a settled password or a key: nothing is handed in at build time.
    assert not [step for stage in stages for step in stage.steps if step[0] == "ARG"]


def test_what_is_copied_is_there_and_nothing_private_is(stages: list[Stage]) -> None:
    ignore = (ROOT / ".dockerignore").read_text()
    copied = [
        source for stage in stages for each, said in stage.steps if each == "COPY" for source in said.split()[:-1]
    ]
    for source in copied:
        if not source.startswith(("--from", "/")):
            assert (ROOT / source).exists(), source
            assert not is_ignored(source.strip("/"), ignore), source
    for private in ("data", "data/snapshots.db", ".env", ".git", ".venv", "tests", "catalogue/x.db", "deploy"):
        assert is_ignored(private, ignore), private
    for packaged in ("catalogue/site/static/style.css", "catalogue/sources/academia.yml", "crawler/practice/web.py"):
        assert not is_ignored(packaged, ignore), packaged


def test_every_package_is_locked_by_hash(stages: list[Stage]) -> None:
    runs = [said for each, said in stages[0].steps if each == "RUN"]
    for command in (command for said in runs for command in said.split("&&") if "pip install" in command):
        assert "--require-hashes" in command or "--no-deps --no-build-isolation" in command
    assert all(subprocess.run(["sh", "-n", "-c", said], check=False).returncode == 0 for said in runs)


def test_the_lock_for_running_holds_what_is_imported_and_no_test_tools() -> None:
    lock = runtime_lock((ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text())
    kept, whole = entries(lock), entries((ROOT / "requirements.lock").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for written in project["dependencies"]:
        if ";" not in written:
            assert normal(re.split(r"[^\w.-]", written)[0]) in kept, written
    assert not {*kept} & {"pytest", "hypothesis", "mypy", "ruff", "playwright", "pandas", "scrapyd", "frictionless"}
    assert all(entry == whole[name] and "--hash=sha256:" in entry for name, entry in kept.items())
    assert "setuptools" in kept  # builds the installation in place


def test_a_root_that_is_not_locked_is_named() -> None:
    with pytest.raises(KeyError, match="no-such-thing"):
        runtime_lock("a==1\n    # via b\n", '[project]\ndependencies = ["no-such-thing>=1"]')


@pytest.mark.skipif(not os.environ.get("WKEP_SLOW"), reason="installs everything anew; WKEP_SLOW=1 does it")
def test_the_image_builds_and_serves_in_a_bare_folder(stages: list[Stage], tmp_path: Path) -> None:
    """Every step of the Dockerfile, then its health check against its own command, before and after a build."""
    python = tmp_path / "bin"
    python.mkdir()
    (python / "python").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    shell = {"PATH": f"{python}:/usr/bin:/bin", "HOME": str(tmp_path), **pip_settings()}
    build(stages, ROOT, tmp_path / "image", shell)
    top = tmp_path / "image/last"
    home = top / "opt/wkep"
    # The environment was made in the other stage's folder; a copy at the same place would need no such mend.
    for script in (home / ".venv/bin").iterdir():
        if script.is_file() and not script.is_symlink() and script.read_bytes().startswith(b"#!/"):
            script.write_bytes(script.read_bytes().replace(str(tmp_path / "image/build").encode(), str(top).encode()))
    for finder in (home / ".venv").rglob("__editable__*"):
        if finder.is_file():
            finder.write_bytes(finder.read_bytes().replace(str(tmp_path / "image/build").encode(), str(top).encode()))
    port = free_port()
    command = [word.replace("/data/", f"{top}/data/") for word in words(stages[1].last("CMD"))]
    command = [str(port) if word == "8001" else "127.0.0.1" if word == "0.0.0.0" else word for word in command]
    shell |= {"PATH": f"{home}/.venv/bin:/usr/bin:/bin", "WKEP_DATA": f"{top}/data"}
    site = subprocess.Popen([f"{home}/.venv/bin/{command[0]}", *command[1:]], cwd=home, env=shell)
    try:
        check = [word.replace("8001", str(port)) for word in words(stages[1].last("HEALTHCHECK"))]

        def healthy() -> int:
            return subprocess.run(check, env=shell, capture_output=True, check=False).returncode

        until(lambda: ask(port, "/robots.txt")[0] == 200)
        assert ask(port, "/")[0] == 503
        assert healthy() != 0
        write_sample(top / "data/next.db")
        (top / "data/next.db").replace(top / "data/catalogue.db")
        assert ask(port, "/")[0] == 200
        assert healthy() == 0
    finally:
        site.terminate()
        site.wait(10)
    listed = subprocess.run(["scrapy", "list"], cwd=home, env=shell, capture_output=True, text=True, check=True).stdout
    assert "ukri" in listed.split()
    assert subprocess.run(["catalogue", "codebook"], cwd=home, env=shell, capture_output=True, check=True).stdout


def pip_settings() -> dict[str, str]:
    """Where this machine gets its packages from."""
    return {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "http", "HTTP", "UV_"))
    }


def until(holds: Any) -> None:
    for _ in range(200):
        try:
            if holds():
                return
        except OSError:  # it does not listen yet; asked again, and in the end said below
            pass
        time.sleep(0.1)
    raise AssertionError("it did not begin to answer")


def test_the_command_of_the_image_begins_before_the_first_build(tmp_path: Path) -> None:
    with served_site(tmp_path / "catalogue.db", ["--create"]) as port:
        status, page = ask(port, "/")
        assert (status, b"no catalogue here yet" in page) == (503, True)
        write_sample(tmp_path / "next.db", size=5)
        (tmp_path / "next.db").replace(tmp_path / "catalogue.db")
        assert ask(port, "/")[0] == 200


# --- compose


def test_compose_runs_commands_that_exist_and_closes_what_it_can() -> None:
    told = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = told["services"]
    assert {*services} == {"site", "crawl", "backup", "proxy"}
    for name in ("site", "crawl", "backup"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["command"][0] in PROGRAMS
        assert "ports" not in service
        for volume in service["volumes"]:
            assert volume.split(":")[0] in told["volumes"]
    assert "WKEP_CONTACT:?" in services["crawl"]["environment"]["WKEP_CONTACT"]
    assert told["networks"]["inside"]["internal"] is True
    assert services["backup"]["network_mode"] == "none"
    assert services["crawl"]["stop_grace_period"] == "150s"
    named = {*re.findall(r"\$\{(WKEP_\w+)", (ROOT / "compose.yaml").read_text())}
    assert named == {
        line.partition("=")[0] for line in (SITE / "example.env").read_text().splitlines() if line[0] != "#"
    }


# --- systemd and cron


UNITS = sorted(SITE.glob("wkep-*"))


@pytest.mark.parametrize("name", ["wkep-site.service", "wkep-backup.service"])
def test_services_are_hardened(name: str) -> None:
    service = unit(SITE / name)["Service"]
    wanted = {key: value for key, value in HARDENED.items() if key != "RestrictAddressFamilies"}
    assert {key: service.get(key) for key in wanted} == {key: [value] for key, value in wanted.items()}
    assert service["User"] != ["root"]
    program, *arguments = shlex.split(service["ExecStart"][0])
    assert program.removeprefix("/opt/wkep/.venv/bin/") in PROGRAMS
    if name == "wkep-site.service":
        assert arguments[arguments.index("--host") + 1] == "127.0.0.1"
        assert service["IPAddressDeny"] == ["any"]
        assert "-/var/lib/wkep/snapshots.db" in service["InaccessiblePaths"][0].split()
        assert service["DynamicUser"] == ["yes"]
    else:
        assert cli.parser().parse_args(arguments).keep == 14
        assert service["ReadWritePaths"] == ["/var/backups/wkep"]


def test_the_timer_starts_the_backup_and_catches_up() -> None:
    timer = unit(SITE / "wkep-backup.timer")["Timer"]
    assert timer["Persistent"] == ["true"]
    assert (SITE / timer["Unit"][0]).exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here; the parser above has looked")
def test_systemd_itself_understands_them(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(r"/opt/wkep/.venv/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    ours = [line for line in verified.stderr.splitlines() if "wkep" in line]
    assert (verified.returncode, ours) == (0, [])


def test_the_crontab_of_the_backup() -> None:
    text = (SITE / "backup.cron").read_text()
    [job] = [line for line in text.splitlines() if line and line[0] != "#" and "=" not in line.split()[0]]
    *fields, user, command = job.split(maxsplit=6)
    assert next(CronSim(" ".join(fields), NOW))
    assert user == "wkep"
    arguments = shlex.split(command.partition("bin/catalogue ")[2].partition(">")[0])
    assert cli.parser().parse_args(arguments).output == Path("/var/backups/wkep")
    assert text.endswith("\n")


# --- proxies


def blocks(text: str) -> Iterator[str]:
    """Each directive of an nginx file; AssertionError where braces or semicolons are missing."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        said = re.sub(r"#.*", "", line).strip()
        if not said:
            continue
        braces = re.sub(r"\(\?<\w+>|\{\$|\d\}|'[^']*'|~\S+", "", said)
        depth += braces.count("{") - braces.count("}")
        assert depth >= 0, f"line {number}"
        assert said.endswith((";", "{", "}")), f"line {number}: {said}"
        yield said
    assert depth == 0


def test_the_nginx_example_passes_on_what_the_site_needs() -> None:
    said = list(blocks((SITE / "nginx.conf").read_text()))
    assert said.count("proxy_set_header Host $host;") == said.count("proxy_pass http://127.0.0.1:8001;") == 2
    assert said.count("proxy_set_header X-Forwarded-Proto $scheme;") == 2
    assert not [
        each for each in said if each.startswith("proxy_pass") and not each.endswith(":8001;")
    ]  # no slash: as sent
    assert not [
        each for each in said if "proxy_ignore_headers" in each or "proxy_cache_valid" in each
    ]  # the site decides


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here; the test above has looked")
def test_nginx_itself_understands_it(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=x".split()
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    ours = (SITE / "nginx.conf").read_text()
    ours = re.sub(r"/etc/letsencrypt/\S+fullchain.pem", str(certificate), ours)
    ours = re.sub(r"/etc/letsencrypt/\S+privkey.pem", str(key), ours).replace(
        "/var/cache/nginx/wkep", f"{tmp_path}/cache"
    )
    ours = ours.replace("/var/log/nginx/wkep.log", f"{tmp_path}/log")
    whole = tmp_path / "nginx.conf"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = "access_log off;\n" + "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log {tmp_path}/error;\nevents {{}}\nhttp {{\n{kept}{ours}\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_caddyfile_names_what_compose_sets() -> None:
    text = (SITE / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    set_by_compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["proxy"]["environment"]
    assert {*re.findall(r"\{\$(\w+)", text)} == {*set_by_compose}


@pytest.mark.skipif(not shutil.which("caddy"), reason="no caddy here; the test above has looked")
def test_caddy_itself_understands_it() -> None:
    done = subprocess.run(["caddy", "validate", "--adapter", "caddyfile", "--config", SITE / "Caddyfile"], check=False)
    assert done.returncode == 0


def test_fly_runs_what_the_image_holds() -> None:
    told = tomllib.loads((SITE / "fly.toml").read_text())
    assert (SITE / told["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    assert told["mounts"]["destination"] == "/data"
    assert str(told["http_service"]["internal_port"]) in told["processes"]["app"]


# --- recipes


def recipes(start: str) -> list[str]:
    """The commands of docs/deploy.md that begin so."""
    blocks_of_docs = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
    lines = [line for block in blocks_of_docs for line in block.replace("\\\n", " ").splitlines()]
    return [re.sub(r"\s+", " ", line).strip() for line in lines if line.strip().startswith(start)]


def generated(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a recipe for `datasette publish` or `package` would send, shown instead of sent."""
    (tmp_path / "data").mkdir()
    write_sample(tmp_path / "data/catalogue.db", size=4)
    shutil.copy(ROOT / "metadata.yml", tmp_path / "metadata.yml")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/wkep_catalogue-0.1.0-py3-none-any.whl").write_bytes(b"")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("gcloud", "heroku", "docker"):
        (tools / name).write_text("#!/bin/sh\n[ -f Dockerfile ] && cat Dockerfile >&2\necho heroku-builds\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{Path(sys.executable).parent}:/usr/bin:/bin")
    done = subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["publish cloudrun", "publish heroku", "package"])
def test_the_recipes_install_this_project_and_a_young_sqlite(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [command] = recipes(f"datasette {kind}")
    more = {"publish cloudrun": " --show-files", "publish heroku": f" --generate-dir {tmp_path}/shown", "package": ""}[
        kind
    ]
    shown = generated(tmp_path, command + more, monkeypatch)
    folder = tmp_path / "shown"
    if folder.exists():
        shown += "".join(
            path.read_text() for path in folder.iterdir() if path.suffix in ("", ".txt") and path.is_file()
        )
        assert (folder / "wheels/wkep_catalogue-0.1.0-py3-none-any.whl").exists()
    assert "./wheels/wkep_catalogue-0.1.0-py3-none-any.whl" in shown
    assert "datasette serve --host 0.0.0.0" in shown
    assert "--metadata metadata.json" in shown
    if kind != "publish heroku":
        # Its image is of 2022; the SQLite in it cannot read strict tables.
        assert "python:3.11.0-slim-bullseye" in shown
        assert "pysqlite3-binary" in shown


def test_the_page_about_deployment_names_what_exists() -> None:
    for path in re.findall(r"`((?:deploy|docs|catalogue|tools)/[\w./-]+|Dockerfile|compose\.yaml)`", DOCS):
        assert (ROOT / path).exists(), path
    for name in re.findall(r"`catalogue (\w+)", DOCS):
        with pytest.raises(SystemExit) as ended:
            cli.main([name, "--help"])
        assert ended.value.code == 0, name
    settings = {*re.findall(r"`(WKEP_\w+)", DOCS)}
    written = "\n".join(
        path.read_text() for folder in ("catalogue", "crawler") for path in (ROOT / folder).rglob("*.py")
    )
    for setting in settings - {"WKEP_NAME", "WKEP_SLOW"}:  # of compose.yaml and of the tests
        assert setting in written, setting


def test_every_package_goes_into_the_wheel() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {path.parent for name in ("catalogue", "crawler", "spiders") for path in (ROOT / name).rglob("*.py")}
    assert {*told} == {".".join(path.relative_to(ROOT).parts) for path in there}
