"""schema.org JobPosting objects of practice adverts."""

from __future__ import annotations

from typing import Any

from crawler.practice.adverts import PracticeAdvert
from crawler.practice.dates import iso


def job_posting(advert: PracticeAdvert, url: str) -> dict[str, Any]:
    """The JobPosting of an advert; what the advert does not state is left out."""
    employer = advert.employer
    posting: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": advert.title,
        "description": f"<p>{advert.summary}</p>\n{advert.html}" if advert.summary else str(advert.html),
        "url": url,
        "hiringOrganization": {"@type": "Organization", "name": employer.name},
        "jobLocation": {"@type": "Place", "address": address(advert)},
    }
    if "posted" in advert.dates:
        posting["datePosted"] = iso(advert.dates["posted"])
    if "closes" in advert.dates:
        posting["validThrough"] = f"{iso(advert.dates['closes'])}T23:59"
    if "Hours" in advert.facts:
        posting["employmentType"] = "PART_TIME" if "Part" in advert.facts["Hours"] else "FULL_TIME"
    if advert.reference:
        posting["identifier"] = {"@type": "PropertyValue", "name": employer.name, "value": advert.reference}
    pay = advert.truth.get("pay") or {}
    if pay.get("min") and pay.get("period"):
        posting["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": pay["min"],
                "maxValue": pay.get("max") or pay["min"],
                "unitText": str(pay["period"]).upper(),
            },
        }
    return posting


def address(advert: PracticeAdvert) -> dict[str, str]:
    """Where the work is: the place that the advert names, with the employer's postcode where that is its town."""
    employer = advert.employer
    place = advert.facts.get("Location", employer.town)
    found = {"@type": "PostalAddress", "addressLocality": place, "addressCountry": "GB"}
    if place == employer.town:
        found |= {"addressRegion": employer.county, "postalCode": employer.postcode}
    return found
