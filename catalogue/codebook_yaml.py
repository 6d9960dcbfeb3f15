"""The YAML of a codebook file: read with words kept as words, and its keys checked."""

from __future__ import annotations

from typing import Any

import yaml

from catalogue.yaml_files import unique_mapping


class CodebookError(ValueError):
    """A codebook file that breaks a rule; names file, code, cue and the mend."""


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one where there is one
    """Safe YAML in which no key stands twice, and yes, no, on and off are words: only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, unique_mapping)


def read_yaml(file: str, written: bytes) -> Any:
    """What the file holds; CodebookError where it is no YAML or a key stands in it twice."""
    try:
        return yaml.load(written, Loader)  # noqa: S506 it is a safe one
    except yaml.YAMLError as wrong:
        raise CodebookError(f"{file}: cannot be read: {wrong}; mend the YAML there") from wrong


def check_keys(place: str, raw: Any, known: set[str], needed: set[str]) -> None:
    """CodebookError unless all needed keys are there and filled, and none that is not known."""
    if not isinstance(raw, dict):
        raise CodebookError(f"{place}: is {type(raw).__name__}; write the keys {', '.join(sorted(needed))}")
    unknown, missing = raw.keys() - known, needed - raw.keys()
    empty = {key for key in needed - {"otherwise"} if key in raw and raw[key] in (None, "", [])}
    if unknown:
        raise CodebookError(
            f"{place}: unknown key {', '.join(map(str, sorted(unknown)))}; known are {', '.join(sorted(known))}"
        )
    if missing or empty:
        raise CodebookError(f"{place}: {', '.join(sorted(missing | empty))} is missing; add it")
