"""Every answer that the published columns may hold, with its label and definition."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from catalogue.codebook import Codebook

# Readers whose codes stand in a column as they are; their word lists label and define them.
READ_CODES = {
    "application_route": ("routes.yml", "How does a person get in?"),
    "approvals": ("approvals.yml", "Which permissions and checks are asked for?"),
}


def codebook_rows(codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Rows of the table `codebook`: the dimensions that are coded, then the answers that follow from other values."""
    for name, dimension in codebook.dimensions.items():
        for position, code in enumerate(dimension.codes, 1):
            yield codebook_row(name, dimension.question, position, code.code, code.label, code.definition)
    yield from derived_rows()


def derived_rows() -> Iterator[dict[str, Any]]:
    """Rows of the answers that no dimension codes: those that follow from other values, and the readers' own lists."""
    for name, entry in read_yaml("codes.yml").items():
        yield from listed(name, entry["question"], entry["codes"])
    for name, (file, question) in READ_CODES.items():
        yield from listed(name, question, read_yaml(f"readers/{file}")["codes"])


def listed(dimension: str, question: str, codes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of codes that stand in YAML as code → {label, definition, …}."""
    for position, (code, entry) in enumerate(codes.items(), 1):
        yield codebook_row(dimension, question, position, code, entry["label"], entry["definition"])


def codebook_row(
    dimension: str, question: str, position: int, code: str, label: str, definition: str
) -> dict[str, Any]:
    """One row; white space of folded YAML is evened out."""
    return {
        "dimension": dimension,
        "code": code,
        "label": label,
        "definition": " ".join(definition.split()),
        "question": " ".join(question.split()),
        "position": position,
    }


def read_yaml(path: str) -> dict[str, Any]:
    """The mapping in a YAML file of the package."""
    return dict(yaml.safe_load(files("catalogue").joinpath(path).read_text(encoding="utf-8")))
