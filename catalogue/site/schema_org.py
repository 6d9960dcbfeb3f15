"""Our facts about an opportunity in the words of schema.org: only what is stated, and as what it is.

A secondment that can be applied for is a JobPosting, as its host has a place to fill; a placement, a time of shadowing
or a joint project is an EducationalOccupationalProgram, as one goes there to learn. A secondment that can no longer be
applied for is neither. The page itself is a WebPage that is based on the advert. Quotes and extracts stay out: they
are the publisher's words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from catalogue.site.words import outward

Row = Mapping[str, Any]
JOB = "secondment"
OPEN = ("open", "upcoming")
MODES = {"in_person": "onsite", "hybrid": "blended", "remote": "online"}  # schema.org/educationalProgramMode
PERIODS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}  # Google's unitText
HOME = ("England", "Scotland", "Wales", "Northern Ireland")
FULL = 1.0
# "<" ends a script block, the others begin comments and entities; in JSON each may be written by its number. What is
# not ASCII, line separators among it, is written so anyway.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'"}


def data_block(row: Row, address: str, posted_on: str | None, site: Mapping[str, str], today: date) -> Markup:
    """The JSON-LD of a record, safe inside a script element of type application/ld+json.

    `address`: of the record, absolute. `posted_on`: day of the advert, where it says one. `site`: url, title, licence.
    """
    text = json.dumps(page_of(row, address, posted_on, site, today), sort_keys=True)
    return Markup(text.translate(ESCAPES))  # noqa: S704 every sign of markup is escaped


def page_of(row: Row, address: str, posted_on: str | None, site: Mapping[str, str], today: date) -> dict[str, Any]:
    """The record as a WebPage, and what it is about."""
    return stated(
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "@id": address,
            "url": address,
            "name": row["title"],
            "description": row["summary"],
            "inLanguage": "en-GB",
            "dateModified": row["changed_at"] or row["first_seen"],
            "isBasedOn": outward(row["url"]),
            "isPartOf": {"@type": "Dataset", "name": site["title"], "url": site["url"]},
            "license": outward(site.get("licence")),
            "mainEntity": offer_of(row, posted_on, today),
        }
    )


def offer_of(row: Row, posted_on: str | None, today: date) -> dict[str, Any] | None:
    """What is on offer, in the type that fits it; None where none does."""
    if row["exchange_form"] is None or row["status"] == "withdrawn":
        return None
    common = {"description": row["summary"], "url": outward(row["url"])}
    if row["exchange_form"] != JOB:
        return stated(common | {"@type": "EducationalOccupationalProgram", "name": row["title"], **programme(row)})
    if row["status"] not in OPEN or (row["closes_on"] or "9999") < today.isoformat():
        return None
    return stated(common | {"@type": "JobPosting", "title": row["title"], "datePosted": posted_on, **job(row)})


def programme(row: Row) -> dict[str, Any]:
    """What a programme states beside its name."""
    same = row["duration_min_days"] == row["duration_max_days"] and row["duration_max_days"]
    return {
        "provider": organisation(row["host"]),
        "applicationStartDate": row["opens_on"],
        "applicationDeadline": row["closes_on"],
        "startDate": row["starts_on"],
        "timeToComplete": f"P{round(row['duration_max_days'])}D" if same and row["duration_max_days"] >= 1 else None,
        "educationalProgramMode": MODES.get(row["modality"] or ""),
    }


def job(row: Row) -> dict[str, Any]:
    """What a secondment states beside its title; it is temporary by what it is."""
    low, high = row["fte_min"], row["fte_max"]
    time = [] if high is None else ["FULL_TIME"] if low == high == FULL else ["PART_TIME"] if high < FULL else []
    return {
        "hiringOrganization": organisation(row["host"]),
        "jobLocation": place(row),
        "jobLocationType": "TELECOMMUTE" if row["modality"] == "remote" else None,
        "validThrough": row["closes_at"] or row["closes_on"],
        "jobStartDate": row["starts_on"],
        "employmentType": ["TEMPORARY", *time],
        "baseSalary": pay(row),
    }


def organisation(name: str | None) -> dict[str, str] | None:
    """A named organisation."""
    return {"@type": "Organization", "name": name} if name else None


def place(row: Row) -> dict[str, Any] | None:
    """Where it is; None where neither place nor nation is stated, or where it is in no single nation."""
    region = row["region"] or (row["nation"] if row["nation"] in HOME else None)
    if not row["place_text"] and not region:
        return None
    country = "GB" if row["nation"] in (*HOME, "UK-wide") else None
    address = {"addressLocality": row["place_text"], "addressRegion": region, "addressCountry": country}
    return {"@type": "Place", "address": stated({"@type": "PostalAddress", **address})}


def pay(row: Row) -> dict[str, Any] | None:
    """The pay for one unit of time; None where it is not stated, or is a sum for the whole stay."""
    unit = PERIODS.get(row["pay_period"] or "")
    if unit is None or (row["pay_min"] is None and row["pay_max"] is None):
        return None
    value = {"minValue": row["pay_min"], "maxValue": row["pay_max"], "unitText": unit}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": stated({"@type": "QuantitativeValue", **value})}


def stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that have a value."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}
