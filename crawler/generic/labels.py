"""Pure: what unknown sites call the fields of a generic reading, and which label of a page stands for which field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from catalogue.readers.labels import load_labels, plain_label


@cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Field → plain labels, the surest first, from generic_labels.yml and the topics that it names."""
    topics = load_labels()
    return {
        name: tuple(
            dict.fromkeys(
                [label for topic in told.get("topics", ()) for label in topics[topic]]
                + [plain_label(label) for label in told.get("more", ())]
            )
        )
        for name, told in written()["fields"].items()
    }


@cache
def known_labels() -> frozenset[str]:
    """Every plain label that stands for a field or that a reader of the catalogue knows."""
    return frozenset(
        label.rstrip("*") for labels in (*vocabulary().values(), *load_labels().values()) for label in labels
    )


@cache
def blank_values() -> frozenset[str]:
    """Values, in lower case, that stand for "nothing here"."""
    return frozenset(written()["blank"])


@cache
def written() -> dict[str, Any]:
    """generic_labels.yml as it stands."""
    return dict(yaml.safe_load(files("crawler").joinpath("generic_labels.yml").read_text(encoding="utf-8")))


def find_labelled(facts: Mapping[str, str], name: str) -> str | None:
    """The text of the surest label that stands for a field; the first one where a label stands more than once."""
    printed = {plain_label(label): text for label, text in reversed(list(facts.items()))}
    for wanted in vocabulary()[name]:
        for plain, text in printed.items():
            if plain == wanted or (wanted.endswith("*") and plain.startswith(wanted[:-1])):
                first = text.split(" | ")[0].strip()
                if first and first.lower() not in blank_values():
                    return first
    return None
