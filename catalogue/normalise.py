"""Snapshot → Reading: screened, then read, coded and made fit to publish, top to bottom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from catalogue.advert_hints import hints_of
from catalogue.classify import Coding, classify
from catalogue.codebook import Codebook, load_codebook
from catalogue.completeness import completeness
from catalogue.json_ld import description_of, facts_of
from catalogue.personal import without_personal
from catalogue.quoting import publishable, published
from catalogue.read_columns import read_columns
from catalogue.records import Issue, Quote, Reading, Snapshot, Wording
from catalogue.summary import extract_of
from catalogue.text import one_line, plain_text

LONGEST = 50_000  # characters, about fifteen pages: adverts end long before; what is longer is no advert but a trap
DESCRIBED = 200  # characters of a JobPosting description that make it the advert's text, free of the page around it
CODED = (
    *("exchange_form", "scheme", "knowledge_types", "direction", "sectors_from", "sectors_to"),
    *("health_or_care", "funding", "modality", "career_stages"),
)


@cache
def codebook_in_use() -> Codebook:
    """The codebook of the package, loaded once a process."""
    return load_codebook()


def wording_of(snapshot: Snapshot) -> Wording:
    """What a snapshot says, ready for the readers."""
    advert = snapshot.advert
    described = plain_text(description_of(advert.json_ld))
    text = described if len(described) >= DESCRIBED else plain_text(advert.html)
    cut_short = len(text) > LONGEST
    return Wording(
        title=one_line(advert.title),
        text=text[:LONGEST].rpartition("\n")[0] or text[:LONGEST] if cut_short else text,
        seen_on=date.fromisoformat(snapshot.first_seen[:10]),
        facts={**facts_of(advert.json_ld), **{one_line(k): one_line(v) for k, v in advert.facts.items()}},
        url=advert.url,
        cut_short=cut_short,
    )


def read_snapshot(snapshot: Snapshot, *, whole: bool = False) -> Reading:
    """What the catalogue makes of one snapshot; see `read_wording`."""
    advert = snapshot.advert
    return read_wording(advert.id, wording_of(snapshot), codebook_in_use(), whole=whole)


def read_wording(advert_id: str, wording: Wording, codebook: Codebook, *, whole: bool = False) -> Reading:
    """Whether a wording is an opportunity; if so, every column that it decides, each value with its quote.

    What is no opportunity is read no further, unless `whole`: its columns are empty then.
    """
    screened = classify(wording, codebook.screening)
    if not (screened.opportunity or whole):
        return short_reading(advert_id, wording, screened)
    coding = classify(wording, codebook)
    filled = read_columns(wording)
    columns, quotes, issues = filled.columns, filled.quotes, filled.issues
    for dimension in CODED:
        columns[dimension] = coding.codes.get(dimension)
        quote = quote_for(coding, dimension)
        if quote:
            quotes[dimension] = quote
    columns["summary"] = None  # made when adverts are joined
    columns["extract"] = without_personal(extract_of(wording))
    columns["codebook_version"] = codebook.version
    columns["completeness"] = completeness(columns, wording).share
    return replace(
        short_reading(advert_id, wording, coding),
        columns=columns,
        quotes={column: quote for column, each in quotes.items() if (quote := published(each))},
        classifications=tuple(
            replace(each, words=words) for each in coding.classifications if (words := publishable(each.words))
        ),
        issues=tuple(replace(each, words=publishable(each.words)) for each in (*issues, *length_issues(wording))),
        text=without_personal(wording.text),
        hints=hints_of(wording),
    )


def short_reading(advert_id: str, wording: Wording, coding: Coding) -> Reading:
    """A reading of what every advert needs: its title, and whether it is an opportunity."""
    return Reading(
        id=advert_id,
        url=wording.url,
        title=without_personal(wording.title),
        included=coding.opportunity,
        exclusion_reason=coding.exclusion_reason,
        screening_quote=published(coding.screening_quote),
        columns={},
        quotes={},
        classifications=(),
        issues=(),
        text="",
        hints={},
    )


def length_issues(wording: Wording) -> list[Issue]:
    """Says so where a text is so long that its end was not read."""
    if not wording.cut_short:
        return []
    return [Issue("extract", f"the text is longer than {LONGEST:,} characters; what follows was not read")]


def quote_for(coding: Coding, dimension: str) -> Quote | None:
    """The words behind a coded answer: those of the first cue that earned it."""
    answer = coding.codes.get(dimension)
    answers = answer if isinstance(answer, list) else [answer]
    for classification in coding.classifications:
        if classification.dimension == dimension and classification.code in answers:
            return Quote(classification.words, classification.where)
    return None
