"""Load the registry of sources."""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from catalogue.source import Source
from catalogue.source_check import RegistryError, source_from
from catalogue.yaml_files import YamlError, load_yaml


def registry_path() -> Path:
    """The registry in use: WKEP_SOURCES (a file or a folder), or the folder that comes with the package."""
    named = os.environ.get("WKEP_SOURCES")
    return Path(named) if named else packaged_registry()


@cache
def packaged_registry() -> Path:
    """The registry that comes with the package; unpacked until this process ends where the package lies in an egg."""
    unpacked = ExitStack()
    atexit.register(unpacked.close)
    return unpacked.enter_context(as_file(files("catalogue").joinpath("sources")))


def loopback_allowed() -> bool:
    """Whether sources may lie on loopback: practice sites and tests only."""
    return os.environ.get("WKEP_ALLOW_LOOPBACK") == "1"


def load_sources(path: Path | None = None, *, loopback: bool | None = None) -> dict[str, Source]:
    """Every source of a registry by id, in the order of the file.

    `path` may be a file or a folder of files (one per sector). Raises RegistryError at the first entry that cannot be
    used.
    """
    path = path or registry_path()
    loopback = loopback_allowed() if loopback is None else loopback
    found: dict[str, Source] = {}
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        try:
            entries = load_yaml(file)
        except YamlError as problem:
            raise RegistryError(str(problem)) from problem
        for source_id, entry in entries.items():
            if source_id in found:
                raise RegistryError(f"{file}: {source_id}: the id is used in another file too; rename one of the two")
            found[str(source_id)] = source_from(str(file), str(source_id), entry, loopback)
    return found


def file_of(source_id: str, path: Path | None = None) -> Path | None:
    """The file of a registry in which a source stands; None where it stands in none."""
    path = path or registry_path()
    there = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    return next((file for file in there if source_id in load_yaml(file)), None)
