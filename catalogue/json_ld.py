"""A page's JobPosting as labelled facts, under the labels that readers look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.text import one_line, plain_text

UNITS = {"HOUR": "per hour", "DAY": "per day", "WEEK": "per week", "MONTH": "per month", "YEAR": "per annum"}


def facts_of(posting: Mapping[str, Any] | None) -> dict[str, str]:
    """Label → text of a schema.org JobPosting; what is missing or empty is left out."""
    if not posting:
        return {}
    facts = {
        "Organisation": ", ".join(names(posting.get("hiringOrganization"))),
        "Location": "; ".join(places(posting.get("jobLocation"))),
        "Salary": salary(posting.get("baseSalary")),
        "Date posted": words(posting.get("datePosted")),
        "Closing date": words(posting.get("validThrough")),
        "Start date": words(posting.get("jobStartDate")),
        "Employment type": ", ".join(each_word(posting.get("employmentType"))),
        "Remote working": words(posting.get("jobLocationType")).replace("TELECOMMUTE", "Remote"),
        "Hours": words(posting.get("workHours")),
        "Reference": words(identifier(posting.get("identifier"))),
    }
    return {label: text for label, text in facts.items() if text}


def description_of(posting: Mapping[str, Any] | None) -> str:
    """The description of a JobPosting as html or text, as served; empty where there is none."""
    return str((posting or {}).get("description") or "")


def posting_title(posting: Mapping[str, Any] | None) -> str:
    """The title of a JobPosting in plain words, however often it was escaped; empty where there is none."""
    return words((posting or {}).get("title"))


def words(value: Any) -> str:
    """A plain value as one line of text; anything nested is empty."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return one_line(plain_text(str(value)))
    return ""


def listed(value: Any) -> list[Any]:
    """A value that may stand alone or in a list, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def each_word(value: Any) -> list[str]:
    """The plain values of a list, tidied; empty ones left out."""
    return [text for text in map(words, listed(value)) if text]


def names(value: Any) -> list[str]:
    """Names of organisations given as text or as things with a name."""
    found = [words(one.get("name")) if isinstance(one, Mapping) else words(one) for one in listed(value)]
    return [name for name in found if name]


def places(value: Any) -> Iterator[str]:
    """Each place as "town, county, postcode, country", as far as given."""
    for place in listed(value):
        if not isinstance(place, Mapping):
            yield from filter(None, [words(place)])
            continue
        address = place.get("address", place)
        if not isinstance(address, Mapping):
            yield from filter(None, [words(address)])
            continue
        keys = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
        parts = [words(named(address.get(key))) for key in keys]
        text = ", ".join(dict.fromkeys(part for part in parts if part and part != "GB"))
        if text:
            yield text


def named(value: Any) -> Any:
    """The name of a thing, or the value itself."""
    return value.get("name") if isinstance(value, Mapping) else value


def salary(value: Any) -> str:
    """ "£30,000 to £35,000 per annum", or the wording that the site gives beside its figures."""
    if not isinstance(value, Mapping):
        return words(value)
    inner = value.get("value", value)
    if not isinstance(inner, Mapping):
        return figures(inner, None, value)
    worded = words(inner.get("value"))
    if worded and not worded.replace(".", "", 1).isdigit():
        return worded
    return figures(inner.get("minValue", inner.get("value")), inner.get("maxValue"), {**value, **inner})


def figures(lowest: Any, highest: Any, salary_: Mapping[str, Any]) -> str:
    """Figures with currency and period as one line; empty where there are none or they are nought."""
    unit = UNITS.get(str(salary_.get("unitText") or "").upper(), "")
    currency = {"GBP": "£", "": "£"}.get(str(salary_.get("currency") or ""), f"{salary_.get('currency')} ")
    texts = [money(one, currency) for one in (lowest, highest)]
    told = list(dict.fromkeys(text for text in texts if text))
    return " ".join(filter(None, [" to ".join(told), unit])) if told else ""


def money(value: Any, currency: str) -> str:
    """A figure with its currency and thousands; empty for none, nought or no number."""
    try:
        number = float(str(value).replace(",", "").lstrip("£"))
    except ValueError:
        return ""
    if not 0 < number < 1e9:  # a nought stands for "not said" on most sites
        return ""
    return f"{currency}{number:,.0f}" if number == int(number) else f"{currency}{number:,.2f}"


def identifier(value: Any) -> Any:
    """The reference number of a posting, given plainly or as a thing with a value."""
    return value.get("value", value.get("name")) if isinstance(value, Mapping) else value
