"""What the Data Package says of itself, from data_package.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogue.yaml_files import load_yaml

PACKAGE: dict[str, Any] = load_yaml(Path(__file__).parent.with_suffix(".yml"))
