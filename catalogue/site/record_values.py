"""The lines of a record: a label, the values in words with their meanings, and the words of the advert behind each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.site import words
from catalogue.site.published import Published, page_words

Row = Mapping[str, Any]
Quotes = Mapping[str, Any]  # column → quote
Proofs = Mapping[tuple[str, str], Any]  # (dimension, code) → the words that earned it


def sections_of(row: Row, quotes: Quotes, proofs: Proofs, published: Published) -> list[dict[str, Any]]:
    """Every section of page_words.yml with its lines; a line without values is one that the advert does not state."""
    return [
        {**section, "rows": [entry(row, quotes, proofs, published, each) for each in section["rows"]]}
        for section in page_words()["sections"]
    ]


def glance_of(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What decides, in one line each, with the section that tells more; "Not stated" where the advert is silent."""
    lines = {line["column"]: (line, section) for section in sections for line in section["rows"]}
    return [
        {"label": line["label"], "text": "; ".join(each["text"] for each in line["values"]), "section": section["id"]}
        for line, section in (lines[column] for column in page_words()["glance"])
    ]


def entry(row: Row, quotes: Quotes, proofs: Proofs, published: Published, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """One line of the record: label, values with their meanings, and the words that prove each, or all of them."""
    column = wanted["column"]
    values = values_of(row, column, wanted["as"], published)
    if "only" in wanted:
        values = [value for value in values if value["code"] in wanted["only"]]
    line = {"label": wanted["label"], "column": column, "values": values, "quote": None}
    if wanted["as"] == "codes":
        each_proved = [{**value, "quote": proofs.get((column, value["code"]))} for value in values]
        if any(value["quote"] for value in each_proved):
            return {**line, "values": each_proved}
    quote = quotes.get(wanted.get("quote", column)) if values else None
    said = row[column] if wanted["as"] in ("length", "time", "pay") else None
    if quote is None and said and values:
        quote = {"quote": said, "where": "text"}
    return {**line, "quote": quote}


def values_of(row: Row, column: str, kind: str, published: Published) -> list[dict[str, str]]:
    """The values of a line in words, each with its definition where it has one; empty where nothing is stated."""
    value = row[column]
    if kind in ("code", "codes"):
        codes = json.loads(value) if kind == "codes" and value else [value]
        return [
            {
                "text": published.label(column, code),
                "definition": published.meaning(column, code).definition,
                "code": code,
            }
            for code in codes
            if code
        ]
    if kind == "words":
        words_of_list = ", ".join(map(str, json.loads(value))) if value else ""
        return [plain(f"{words_of_list[:1].upper()}{words_of_list[1:]}")] if words_of_list else []
    text = words_of(row, column, kind)
    return [plain(text)] if text else []


def words_of(row: Row, column: str, kind: str) -> str:
    """A value that is no code, in words; empty where it is not stated."""
    value = row[column]
    if kind == "day":
        return words.day_text(value)
    if kind == "start":
        return words.day_text(value) or row["starts_text"] or ""
    if kind == "closing":
        return closing_value(row)
    if kind == "length":
        return words.length_of(row) or value or ""
    if kind == "time":
        return words.commitment_of(row) or value or ""
    if kind == "pay":
        return words.pay_of(row) or value or ""
    return str(value) if value else ""


def plain(text: str) -> dict[str, str]:
    """A value without a definition."""
    return {"text": text, "definition": "", "code": ""}


def closing_value(row: Row) -> str:
    """When it closes, without the verb; empty where it is not stated."""
    if row["closes_on"]:
        return ", ".join(filter(None, (words.time_text(row["closes_at"]), words.day_text(row["closes_on"]))))
    return words.CLOSES_KINDS.get(row["closes_kind"] or "", "")
