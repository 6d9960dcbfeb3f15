"""The coding scheme: questions, answers and the words that earn them, loaded from `codebook/*.yml`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalogue.codebook_file import Code, Dimension, read_dimension, read_lists
from catalogue.codebook_yaml import CodebookError
from catalogue.cues import CueIndex

__all__ = ["Code", "Codebook", "CodebookError", "Dimension", "load_codebook"]

LISTS = "lists.yml"  # phrases that several cues share, by name
SCREENING = ("opportunity", "exclusion_reason")
FOLDER = Path(__file__).with_name("codebook")


@dataclass(frozen=True)
class Codebook:
    """All dimensions by name; `version` changes with any letter of any file."""

    version: str
    dimensions: Mapping[str, Dimension]

    def code(self, dimension: str, code: str) -> Code:
        """The code with its label and definition; KeyError where the codebook has none such."""
        for known in self.dimensions[dimension].codes:
            if known.code == code:
                return known
        raise KeyError(f"{dimension}: {code}")

    @cached_property
    def index(self) -> CueIndex:
        """All cues of all dimensions, findable by the words they need."""
        return CueIndex(cue for dimension in self.dimensions.values() for code in dimension.codes for cue in code.cues)

    @cached_property
    def screening(self) -> Codebook:
        """The dimensions that say whether an advert is an opportunity: most are not, and need no other answer."""
        return Codebook(self.version, {name: self.dimensions[name] for name in SCREENING})


def load_codebook(folder: Path | None = None) -> Codebook:
    """The codebook in `folder`, by default the catalogue's own; CodebookError where a rule is broken."""
    digest = hashlib.sha256()
    dimensions: dict[str, Dimension] = {}
    files = {path: path.read_bytes() for path in sorted((folder or FOLDER).glob("*.yml"))}
    lists = next((read_lists(path.name, written) for path, written in files.items() if path.name == LISTS), {})
    for path, written in files.items():
        digest.update(path.name.encode() + b"\0" + written)
        if path.name == LISTS:
            continue
        dimension = read_dimension(path.name, written, lists)
        if path.stem != dimension.name:
            raise CodebookError(f"{path.name}: holds dimension {dimension.name!r}; name the file {dimension.name}.yml")
        dimensions[dimension.name] = dimension
    return Codebook(digest.hexdigest()[:12], dimensions)
