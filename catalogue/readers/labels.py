"""What sites call the things that readers look for: labels.yml, and the facts that stand under those labels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml

from catalogue.records import Facts


@cache
def load_labels() -> dict[str, tuple[str, ...]]:
    """Topic → plain labels, the surest first."""
    text = files("catalogue.readers").joinpath("labels.yml").read_text(encoding="utf-8")
    return {topic: tuple(plain_label(label) for label in labels) for topic, labels in yaml.safe_load(text).items()}


def plain_label(label: str) -> str:
    """A label as it is compared: lower case, single spaces, no colon, no "(s)"."""
    return " ".join(label.lower().replace("(s)", "s").split()).rstrip(" :?*") + ("*" if label.endswith("*") else "")


def facts_about(facts: Facts, topic: str) -> Iterator[tuple[str, str]]:
    """(label as printed, text) of every fact that labels.yml puts under `topic`, the surest label first."""
    if not facts:
        return
    printed = {plain_label(label): label for label in reversed(list(facts))}
    for wanted in load_labels()[topic]:
        for plain, label in printed.items():
            if plain == wanted or (wanted.endswith("*") and plain.startswith(wanted[:-1])):
                yield label, facts[label]
