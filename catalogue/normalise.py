"""Snapshot → Reading: which reader fills which column, top to bottom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from catalogue.classify import Coding, classify
from catalogue.codebook import Codebook, load_codebook
from catalogue.completeness import completeness
from catalogue.duplicates import fingerprint
from catalogue.json_ld import description_of, facts_of
from catalogue.personal import find_personal, without_personal
from catalogue.readers.commitment import read_commitment
from catalogue.readers.dates import consider_dates, days_in
from catalogue.readers.duration import band, read_duration
from catalogue.readers.labels import facts_about
from catalogue.readers.organisations import read_funder, read_host, read_programme
from catalogue.readers.pay import read_pay
from catalogue.readers.people import read_professions
from catalogue.readers.place import read_place
from catalogue.readers.route import read_application_route, read_approvals
from catalogue.readers.status import read_said_status
from catalogue.records import Found, Issue, Quote, Reading, Snapshot, Wording
from catalogue.summary import extract_of
from catalogue.text import one_line, plain_text

QUOTE = 200  # characters of a quote that may be published
LONGEST = 50_000  # characters, about fifteen pages: adverts end long before; what is longer is no advert but a trap
DESCRIBED = 200  # characters of a JobPosting description that make it the advert's text, free of the page around it
REFERENCE = re.compile(
    r"\b(?=[A-Z0-9/-]*\d)[A-Z0-9]+(?:[-/][A-Z0-9]+)+\b|\b[A-Z]{2,4}\d{3,8}\b"
)  # C9279-26-0961, OPP123
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
    return read_wording(f"{advert.source}:{advert.key}", wording_of(snapshot), codebook_in_use(), whole=whole)


def read_wording(advert_id: str, wording: Wording, codebook: Codebook, *, whole: bool = False) -> Reading:
    """Whether a wording is an opportunity; if so, every column that it decides, each value with its quote.

    What is no opportunity is read no further, unless `whole`: its columns are empty then.
    """
    screened = classify(wording, codebook.screening)
    if not (screened.opportunity or whole):
        return short_reading(advert_id, wording, screened)
    coding = classify(wording, codebook)
    columns, quotes, issues = read_columns(wording)
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


def read_columns(wording: Wording) -> tuple[dict[str, Any], dict[str, Quote], list[Issue]]:
    """(columns, quotes, issues) of the readers, in the order of the contract."""
    columns: dict[str, Any] = {}
    quotes: dict[str, Quote] = {}

    def fill(found: Found[Any] | None, values: Mapping[str, Any], first: str) -> None:
        columns.update(values)
        if found is not None:
            quotes[first] = found.quote

    def words(found: Found[Any] | None) -> str | None:
        return publishable(found.quote.words) or None if found else None

    for column, read in (("host", read_host), ("funder", read_funder), ("programme", read_programme)):
        named = read(wording)
        fill(named, {column: without_personal(named.value) if named else None}, column)

    length = read_duration(wording)
    fill(
        length,
        {
            "duration_min_days": length.value.min_days if length else None,
            "duration_max_days": length.value.max_days if length else None,
            "duration_band": band(length.value) if length else None,
            "duration_text": words(length),
        },
        "duration",
    )

    time = read_commitment(wording)
    fill(
        time,
        {
            "fte_min": time.value.fte_min if time else None,
            "fte_max": time.value.fte_max if time else None,
            "days_per_week": time.value.days_per_week if time else None,
            "commitment_text": words(time),
        },
        "commitment",
    )

    dates = consider_dates(wording)
    closing = dates.closing
    fill(dates.opening, {"opens_on": dates.opening.value if dates.opening else None}, "opens_on")
    fill(
        closing,
        {
            "closes_on": closing.value.on if closing else None,
            "closes_at": closing.value.at if closing else None,
            "closes_kind": closing.value.kind if closing else "not_stated",
            "closes_text": words(closing),
        },
        "closes_on",
    )
    fill(
        dates.start,
        {"starts_on": dates.start.value if dates.start else None, "starts_text": words(dates.start)},
        "starts_on",
    )

    pay = read_pay(wording)
    fill(
        pay,
        {
            "pay_min": pay.value.min if pay else None,
            "pay_max": pay.value.max if pay else None,
            "pay_period": pay.value.period if pay else None,
            "pay_text": words(pay),
        },
        "pay",
    )

    place = read_place(wording)
    fill(
        place,
        {
            "place_text": without_personal(place.value.text) if place else None,
            "nation": place.value.nation if place else None,
            "region": place.value.region if place else None,
        },
        "place",
    )

    route = read_application_route(wording)
    fill(route, {"application_route": route.value if route else None}, "application_route")
    for column, many in (("professions", read_professions(wording)), ("approvals", read_approvals(wording))):
        columns[column] = [each.value for each in many]
        if many:
            quotes[column] = many[0].quote
    return columns, quotes, list(dates.issues)


def quote_for(coding: Coding, dimension: str) -> Quote | None:
    """The words behind a coded answer: those of the first cue that earned it."""
    answer = coding.codes.get(dimension)
    answers = answer if isinstance(answer, list) else [answer]
    for classification in coding.classifications:
        if classification.dimension == dimension and classification.code in answers:
            return Quote(classification.words, classification.where)
    return None


def published(quote: Quote | None) -> Quote | None:
    """A quote as it may be published; None where nothing of it may."""
    words = publishable(quote.words) if quote else ""
    return Quote(words, quote.where) if quote and words else None


def publishable(words: str) -> str:
    """The longest piece of a quote with nothing personal in it, cut at a word: verbatim, at most QUOTE characters."""
    pieces, start = [], 0
    for private in find_personal(words):
        pieces.append(words[start : private.start])
        start = private.end
    longest = max([*pieces, words[start:]], key=len).strip()
    return longest if len(longest) <= QUOTE else longest[: QUOTE + 1].rsplit(" ", 1)[0][:QUOTE]


def hints_of(wording: Wording) -> dict[str, Any]:
    """What joins an advert with others and dates its status: references, fingerprint, what it says of itself."""
    references = [text for _, text in facts_about(wording.facts, "reference")]
    found = {code for text in references for code in REFERENCE.findall(text.upper())}
    posted = next((text for _, text in facts_about(wording.facts, "posted")), "")
    posted_days = days_in(posted, wording.seen_on, "past")
    status = read_said_status(wording)
    return {
        "references": sorted(found),
        "fingerprint": fingerprint(wording.text),
        "said_status": status.value if status else None,
        "posted_on": posted_days[0][0].iso if posted_days else None,
    }
