"""A person's overrides of single values: loaded, checked, applied last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from catalogue.codebook import Codebook
from catalogue.records import Classification, Issue, Opportunity, Quote, Reading
from catalogue.tables import COLUMNS
from catalogue.yaml_files import YamlError, load_yaml

KEYS = ("opportunity", "field", "value", "reason", "who", "when")
FIXED = {"id", "source", "url", "first_seen", "last_seen", "changed_at", "checked", "codebook_version", "completeness"}


class CorrectionError(ValueError):
    """A correction that cannot be applied; the message names file, entry, key and mend."""


Corrections = Mapping[str, Sequence["Correction"]]  # advert id → what a person says of it


@dataclass(frozen=True)
class Correction:
    """One override, with its reason."""

    opportunity: str
    field: str
    value: Any
    reason: str
    who: str
    when: date


def load_corrections(codebook: Codebook, path: Path | None = None) -> dict[str, list[Correction]]:
    """Corrections by opportunity or advert id. Raises CorrectionError at the first that cannot be applied."""
    path = path or Path(str(files("catalogue").joinpath("corrections.yml")))
    try:
        entries = load_yaml(path).get("corrections") or []
    except YamlError as problem:
        raise CorrectionError(str(problem)) from problem
    found: dict[str, list[Correction]] = defaultdict(list)
    for number, entry in enumerate(entries, 1):
        correction = correction_from(f"{path}: correction {number}", entry, codebook)
        found[correction.opportunity].append(correction)
    return dict(found)


def correction_from(place: str, entry: Any, codebook: Codebook) -> Correction:
    """One checked correction. Raises CorrectionError."""
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        raise CorrectionError(f"{place}: write the keys {', '.join(KEYS)}")
    column = entry["field"]
    known = {each.name for each in COLUMNS["opportunities"]} - FIXED | {"included"}
    if column not in known:
        raise CorrectionError(
            f"{place}: field: {column!r} is no column that can be corrected; use one of {sorted(known)}"
        )
    if not isinstance(entry["when"], date):
        raise CorrectionError(f"{place}: when: {entry['when']!r} is no day such as 2026-11-02")
    for key in ("opportunity", "reason", "who"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise CorrectionError(f"{place}: {key}: is missing")
    if column == "included" and not isinstance(entry["value"], bool):
        raise CorrectionError(f"{place}: value: write true or false")
    check_codes(place, column, entry["value"], codebook)
    return Correction(**entry)


def check_codes(place: str, column: str, value: Any, codebook: Codebook) -> None:
    """Raise where a coded column is given a code that its dimension does not have."""
    dimension = codebook.dimensions.get(column)
    if dimension is None or value is None:
        return
    codes = {code.code for code in dimension.codes} | {"unclear"}
    for each in value if isinstance(value, list) else [value]:
        if each not in codes:
            raise CorrectionError(
                f"{place}: value: {each!r} is no code of {column}; use one of {', '.join(sorted(codes))}"
            )


def corrected_reading(reading: Reading, corrections: Sequence[Correction]) -> Reading:
    """A reading with the last word on whether it belongs into the catalogue."""
    for correction in corrections:
        if correction.field == "included":
            reading = replace(
                reading,
                included=correction.value,
                exclusion_reason=None if correction.value else reading.exclusion_reason or "other",
                screening_quote=Quote(correction.reason, f"correction by {correction.who}"),
            )
    return reading


def corrected(opportunity: Opportunity, corrections: Sequence[Correction], worded_on: str) -> Opportunity:
    """An opportunity with a person's values, each marked; `worded_on`: the day its wording was first seen."""
    columns: dict[str, Any] = dict(opportunity.columns)
    quotes: dict[str, Quote] = dict(opportunity.quotes)
    classifications = list(opportunity.classifications)
    issues = list(opportunity.issues)
    for correction in corrections:
        columns["checked"] = "person"
        if worded_on > correction.when.isoformat():
            problem = f"the advert was reworded on {worded_on}, after the correction of {correction.when}; look again"
            issues.append(Issue(correction.field, problem, correction.reason))
        if correction.field == "included":
            continue
        columns[correction.field] = correction.value
        quotes[correction.field] = Quote(correction.reason, f"correction by {correction.who}")
        classifications = [each for each in classifications if each.dimension != correction.field]
        answers = correction.value if isinstance(correction.value, list) else [correction.value]
        if correction.field in CODED_COLUMNS:
            classifications += [
                Classification(
                    correction.field, code, "correction", correction.reason, f"correction by {correction.who}"
                )
                for code in answers
                if code
            ]
    return replace(
        opportunity, columns=columns, quotes=quotes, classifications=tuple(classifications), issues=tuple(issues)
    )


CODED_COLUMNS = {
    *("exchange_form", "scheme", "knowledge_types", "direction", "sectors_from", "sectors_to"),
    *("health_or_care", "funding", "modality", "career_stages"),
}


def unused(corrections: Mapping[str, Sequence[Correction]], ids: set[str]) -> list[str]:
    """Corrections of opportunities that are not in the catalogue, as messages."""
    return [
        f"correction of {each}: no such opportunity or advert in the archive" for each in corrections if each not in ids
    ]
