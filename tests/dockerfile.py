"""A Dockerfile, read as far as ours goes, and its build done in a bare folder, where no engine is at hand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

KNOWN = set("FROM WORKDIR COPY RUN LABEL ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK CMD".split())
KEEPS_BRACKETS = {"CMD", "HEALTHCHECK"}


@dataclass
class Stage:
    """From one FROM to the next."""

    image: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)  # instruction, what stands behind it

    def last(self, instruction: str) -> str:
        """What an instruction says that stands once; the empty text where it does not stand."""
        found = [said for each, said in self.steps if each == instruction]
        assert len(found) <= 1, f"{instruction} stands {len(found)} times"
        return found[0] if found else ""


def read_dockerfile(path: Path) -> list[Stage]:
    """The stages of a Dockerfile. AssertionError where an instruction is not known."""
    text = "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("#"))
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if not line.strip():
            continue
        instruction, _, said = line.partition(" ")
        assert instruction in KNOWN, f"{path}: {instruction}"
        if instruction == "FROM":
            image, _, name = said.partition(" AS ")
            stages.append(Stage(image, name))
            continue
        stages[-1].steps.append((instruction, said.strip()))
    return stages


def words(said: str) -> list[str]:
    """The words of an instruction in its JSON form."""
    found = json.loads(said[said.index("[") :])
    assert isinstance(found, list)
    return [str(each) for each in found]


def is_ignored(path: str, ignore: str) -> bool:
    """Whether .dockerignore keeps a path out; the last rule that fits it, or a folder above it, counts."""
    above = ["/".join(path.split("/")[: n + 1]) for n in range(path.count("/") + 1)]
    out = False
    for line in ignore.splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        wanted = rule.removeprefix("!")
        endings = [wanted, wanted.removeprefix("**/")]
        if any(fnmatch(each, end) and (end != "*" or "/" not in each) for each in above for end in endings) or (
            wanted.startswith("**/") and fnmatch(path.rsplit("/", maxsplit=1)[-1], endings[1])
        ):
            out = not rule.startswith("!")
    return out


def build(stages: list[Stage], context: Path, root: Path, shell: Mapping[str, str]) -> None:
    """Do what the stages say, with `root` in the place of / : copy, and run each RUN in its folder."""
    ignore = (context / ".dockerignore").read_text()
    roots = {stage.name or "last": root / (stage.name or "last") for stage in stages}
    for stage in stages:
        top = roots[stage.name or "last"]
        folder = top
        top.mkdir(parents=True, exist_ok=True)
        for instruction, said in stage.steps:
            if instruction == "WORKDIR":
                folder = top / said.strip("/")
                folder.mkdir(parents=True, exist_ok=True)
            elif instruction == "COPY":
                copy(said, context, folder, top, roots, ignore)
            elif instruction == "RUN":
                command = re.sub(r"(?<![\w.])/(?=opt/|data\b)", f"{top}/", said)
                done = subprocess.run(
                    ["sh", "-e", "-c", command],
                    cwd=folder,
                    env=dict(shell),
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, f"{said}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def copy(said: str, context: Path, folder: Path, top: Path, roots: Mapping[str, Path], ignore: str) -> None:
    """Do one COPY."""
    *sources, target = said.split()
    stage = sources.pop(0).removeprefix("--from=") if sources[0].startswith("--from=") else ""
    there = top / target.strip("/") if target.startswith("/") else folder / target
    for source in sources:
        found = roots[stage] / source.strip("/") if stage else context / source
        if not stage:
            assert found.exists(), f"COPY {source}: it is not there"
            assert not is_ignored(source.strip("/"), ignore), f"COPY {source}: .dockerignore keeps it out"
        if found.is_dir():
            out = (lambda _, names: [name for name in names if name in ("__pycache__",)]) if not stage else None
            shutil.copytree(found, there, dirs_exist_ok=True, symlinks=True, ignore=out)
        else:
            there.mkdir(parents=True, exist_ok=True) if target.endswith("/") else None
            shutil.copy2(found, there)
