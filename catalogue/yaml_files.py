"""Read YAML written by people: keys may not stand twice, and errors name the file and the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class YamlError(ValueError):
    """A YAML file that cannot be read; the message names the file, the line and the mend."""


class UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one is ten times as fast
    """The safe loader, but a key that stands twice in one mapping is an error instead of a silent loss."""


def unique_mapping(loader: UniqueKeys, node: yaml.MappingNode) -> dict[Any, Any]:
    """A mapping whose keys are all different."""
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return dict(loader.construct_mapping(node, deep=True))


UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, unique_mapping)


def load_yaml(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds; an empty file is an empty mapping. Raises YamlError."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeys)  # noqa: S506 (a safe loader)
    except OSError as problem:
        raise YamlError(f"{path}: cannot be read ({problem.strerror}); does the file exist?") from problem
    except UnicodeDecodeError as problem:
        raise YamlError(f"{path}: is not UTF-8; save it as UTF-8") from problem
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else "?"
        raise YamlError(f"{path}: line {line}: {problem.problem}; mend the YAML there") from problem
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise YamlError(f"{path}: holds no mapping; write `key: value` lines")
    return content
