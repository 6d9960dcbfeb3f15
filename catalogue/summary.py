"""Our own sentence on an opportunity, made from its columns; and the extract of the advert's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.in_words import day_in_words
from catalogue.records import Wording
from catalogue.text import shorten

EXTRACT = 300  # characters of an advert that may be published
FORMS = {
    "job_shadowing": "job shadowing",
    "work_placement": "work placement",
    "project_collaboration": "project collaboration",
    "secondment": "secondment",
}
SECTORS = {
    "academia": "academia",
    "policy": "policy bodies",
    "provider": "health or care providers",
    "other": "other bodies",
}
FUNDING = {
    "salary_paid": "salary paid",
    "salary_maintained_by_employer": "salary kept up by the employer",
    "backfill": "backfill paid",
    "stipend": "stipend",
    "expenses_only": "expenses only",
    "unfunded": "unfunded",
}
MONTH, YEAR = 30.44, 365  # days


def summary_of(columns: Mapping[str, Any]) -> str:
    """ "Secondment from academia to policy bodies, for 12 months, in England; …", from what is stated."""
    form = FORMS.get(columns.get("exchange_form") or "", "opportunity")
    parts = [form[0].upper() + form[1:]]
    for column, word in (("sectors_from", "from"), ("sectors_to", "to")):
        sectors = [SECTORS[code] for code in columns.get(column) or [] if code in SECTORS]
        if sectors:
            parts.append(f"{word} {joined(sectors)}")
    if columns.get("host"):
        parts.append(f"at {columns['host']}")
    length = length_text(columns.get("duration_min_days"), columns.get("duration_max_days"))
    if length:
        parts.append(f"for {length}")
    if columns.get("nation"):
        parts.append(
            {"UK-wide": "anywhere in the UK", "Overseas": "overseas"}.get(columns["nation"], f"in {columns['nation']}")
        )
    sentence = " ".join(parts)
    extras = [FUNDING[columns["funding"]]] if columns.get("funding") in FUNDING else []
    if columns.get("closes_on"):
        extras.append(f"closes {day_in_words(columns['closes_on'])}")
    return "; ".join([sentence, *extras]) + "."


def joined(words: list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def length_text(lowest: float | None, highest: float | None) -> str:
    """ "12 months", "3 to 6 months", "up to 2 years", "at least 5 days"; empty where nothing is stated."""
    if lowest is None and highest is None:
        return ""
    if lowest == highest and lowest is not None:
        return days_text(lowest)
    if lowest is None:
        return f"up to {days_text(highest or 0)}"
    if highest is None:
        return f"at least {days_text(lowest)}"
    low, high = days_text(lowest), days_text(highest)
    return (
        f"{low.split()[0]} to {high}"
        if low.split()[1].rstrip("s") == high.split()[1].rstrip("s")
        else f"{low} to {high}"
    )


def days_text(days: float) -> str:
    """A length in the largest unit that it is a whole number of."""
    if days == 0.5:
        return "half a day"
    if days >= 2 * YEAR and days % YEAR < 3:
        return f"{days // YEAR:g} years"
    months = round(days / MONTH)
    if months >= 1 and abs(months * MONTH - days) < 1.5:
        return f"{months} month{'s' * (months != 1)}"
    if days >= 7 and days % 7 == 0:
        return f"{days // 7:g} week{'s' * (days != 7)}"
    return f"{days:g} day{'s' * (days != 1)}"


def extract_of(wording: Wording) -> str:
    """The first running sentences of an advert, at most EXTRACT characters; labels and headings are left out."""
    picked: list[str] = []
    for sentence in wording.sentences[:40]:  # an introduction stands early
        running = len(sentence.words) > 50 and sentence.words != wording.title and ": " not in sentence.words[:30]
        if running:
            picked.append(sentence.words)
        if sum(map(len, picked)) > EXTRACT:
            break
    return shorten(" ".join(picked) or " ".join(wording.text.split()), EXTRACT)
