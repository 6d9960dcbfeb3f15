"""Readings of pages that were pruned: what the archive holds of them, as the catalogue of today can use it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalogue.archive import Archive
from catalogue.codebook import Codebook
from catalogue.columns import TABLES
from catalogue.normalise import codebook_in_use
from catalogue.reading_cache import pack, unpack
from catalogue.records import Reading


def pruned_readings(archive: Archive, known: Container[str]) -> Iterator[tuple[str, bool, bytes]]:
    """(wording key, included, packed reading) of every pruned snapshot that is not `known`, as a build keeps them."""
    for _, wording, included, packed in archive.kept_readings():
        if wording in known:
            continue
        yield wording, included, pack(as_of_today(unpack(packed), codebook_in_use()))


def as_of_today(reading: Reading, codebook: Codebook) -> Reading:
    """A reading of another day with the columns and codes that there are now: what was not asked is not stated."""
    names = [column.name for column in TABLES["opportunities"].columns]
    columns = {**dict.fromkeys(name for name in names if name not in reading.columns), **reading.columns}
    codes = {name: {code.code for code in each.codes} | {"unclear"} for name, each in codebook.dimensions.items()}
    reason = reading.exclusion_reason
    known_reasons = codes.get("exclusion_reason", set())
    return replace(
        reading,
        columns={name: answer_of(name, columns[name], codes) for name in columns},
        exclusion_reason=reason if reason is None or not known_reasons or reason in known_reasons else "other",
        classifications=tuple(
            each for each in reading.classifications if each.code in codes.get(each.dimension, {each.code})
        ),
    )


def answer_of(name: str, value: Any, codes: Mapping[str, set[str]]) -> Any:
    """The value of a column without codes that the codebook no longer has."""
    known = codes.get(name)
    if known is None or value is None:
        return value
    if isinstance(value, list):
        return [code for code in value if code in known]
    return value if value in known else None
