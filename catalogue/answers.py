"""Answers to single adverts and phrases, as `catalogue classify` and `catalogue phrase` give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalogue.normalise import codebook_in_use, read_wording
from catalogue.readers.commitment import commitment_in
from catalogue.readers.dates import deadline_in, start_in
from catalogue.readers.duration import duration_in
from catalogue.readers.pay import pay_in
from catalogue.readers.place import nation_in
from catalogue.records import Wording
from catalogue.text import plain_text

ANSWERED = (
    *("exchange_form", "scheme", "knowledge_types", "direction", "sectors_from", "sectors_to"),
    *("duration_min_days", "duration_max_days", "closes_on", "starts_on", "fte_min", "fte_max", "days_per_week"),
    *("funding", "pay_min", "pay_max", "pay_period", "nation", "modality", "career_stages"),
)


def day_of(text: Any) -> date | None:
    """The day of "2026-03-05" or of a moment that begins so; None for nothing."""
    return date.fromisoformat(str(text)[:10]) if text else None


def answer_to_advert(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Whether an advert is an opportunity, its codes and values, and the words that prove them."""
    text = str(entry.get("text") or "")
    wording = Wording(
        title=str(entry.get("title") or ""),
        text=plain_text(text) if "<" in text else text,
        seen_on=day_of(entry.get("seen_on")),
        url=str(entry.get("url") or ""),
    )
    reading = read_wording(str(entry["id"]), wording, codebook_in_use(), whole=True)
    answer = {"id": entry["id"], "opportunity": reading.included, "exclusion_reason": reading.exclusion_reason}
    answer |= {column: reading.columns[column] for column in ANSWERED}
    answer["quotes"] = {column: quote.words for column, quote in reading.quotes.items()}
    return answer


def answer_to_phrase(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a phrase of a kind says; only the id where it says nothing of that kind."""
    phrase, seen_on = str(entry.get("phrase") or ""), day_of(entry.get("seen_on"))
    answer = {"id": entry["id"]}
    match entry.get("kind"):
        case "duration":
            length = duration_in(phrase)
            return answer | ({"min_days": length.min_days, "max_days": length.max_days} if length else {})
        case "intensity":
            time = commitment_in(phrase)
            named = ("fte_min", "fte_max", "days_per_week")
            return answer | ({name: getattr(time, name) for name in named} if time else {})
        case "pay":
            pay = pay_in(phrase)
            return answer | ({"min_gbp": pay.min, "max_gbp": pay.max, "period": pay.period} if pay else {})
        case "deadline":
            return answer | {"iso": deadline_in(phrase, seen_on)}
        case "start":
            return answer | {"iso": start_in(phrase, seen_on)}
        case "location":
            return answer | {"nation": nation_in(phrase)}
    kinds = "duration, intensity, pay, deadline, start, location"
    raise SystemExit(f"catalogue: {entry['id']}: kind {entry.get('kind')!r} is not one of {kinds}")
