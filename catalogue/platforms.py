"""The platforms that spiders read, from platforms.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Platform:
    """A kind of site that one spider reads, and the registry keys that it adds."""

    name: str
    what: str
    keys: Mapping[str, str]
    required: tuple[str, ...]


@cache
def load_platforms() -> dict[str, Platform]:
    """Platform name → what it is and which keys it adds, from platforms.yml."""
    entries = yaml.safe_load(files("catalogue").joinpath("platforms.yml").read_text(encoding="utf-8"))
    return {name: Platform(name, e["what"], e["keys"], tuple(e["required"])) for name, e in entries.items()}
