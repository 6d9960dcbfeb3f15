"""A catalogue whose every text column holds what does harm elsewhere, written through the same door as the real one.

Each text stands in two rows of a table: one where nothing but it stands, days and codes among it, and one that looks
like any other (open, closing next week), so that it comes as far as the front page and the feeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sample_catalogue import BUILT_AT, TODAY, sample_codebook

from catalogue import tables
from catalogue.columns import TABLES, Column
from catalogue.records import Classification, Issue, Opportunity, Quote, Run
from catalogue.tables import sound

PAYLOADS = yaml.safe_load((Path(__file__).parent / "payloads.yml").read_text(encoding="utf-8"))
SCRIPTS: list[str] = [text for texts in PAYLOADS["scripts"].values() for text in texts]
FORMULAS: list[str] = PAYLOADS["formulas"]
TEXTS = [str(sound(text)) for text in (*SCRIPTS, *FORMULAS)]  # as the file can hold them: without NUL and halves
PLAIN = [f"Plain words {number}" for number in range(len(TEXTS))]  # the same, but harmless

MOMENT = f"{TODAY}T04:10:00Z"
# What the usual rows hold instead of the text: what decides which pages they come to.
SEEN = {"first_seen": MOMENT, "last_seen": MOMENT}
DAYS = {"closes_on": str(TODAY + timedelta(days=5)), "closes_at": None, "opens_on": None, "starts_on": "2031-09"}
USUAL = {
    "sources": {"status": "active", "terms_verdict": "allow", "every": "weekly", "terms_read_on": "2031-01-01"},
    "opportunities": {**SEEN, **DAYS, "changed_at": MOMENT, "status": "open", "exchange_form": "secondment"},
    "adverts": {**SEEN, "posted_on": "2031-02-01"},
    "programmes": {"usual_opening_months": [4], "confirmed": "2030"},
    "versions": {"changed_at": MOMENT, "column": "host"},
    "search_log": {"searched_on": MOMENT},
}
Row = dict[str, Any]


def as_kept(text: str) -> str:
    """A text as the file can hold it: without NUL and halves of characters."""
    return str(sound(text))


def usual(text: str) -> str:
    """The id of the row that looks like any other."""
    return f"usual {text}"


def write_hostile(path: Path, texts: Sequence[str] = TEXTS) -> list[str]:
    """Write the catalogue; what `check_catalogue` says of it, which is what decides whether a build is published."""
    db = tables.new_catalogue(path)
    for table in ("sources", "programmes"):
        tables.add_rows(db, table, rows_of(table, texts))
    tables.add_rows(db, "codebook", codebook_of(texts))
    tables.add_runs(db, runs_of(texts))
    tables.add_opportunities(db, opportunities_of(texts))
    for table in ("adverts", "excluded", "versions", "search_log"):
        tables.add_rows(db, table, rows_of(table, texts))
    tables.add_rows(db, "meta", ({"key": text, "value": text} for text in texts))
    tables.add_search(db, ((row["id"], row["title"], row["host"], f"{row['title']} wanted")
                           for row in rows_of("opportunities", texts)))  # fmt: skip
    tables.finish(db, BUILT_AT, texts[0])
    db.conn.close()
    return tables.check_catalogue(path)


def rows_of(table: str, texts: Sequence[str]) -> Iterator[Row]:
    """The rows of a table: every text column holds the text, numbers are numbers, and the usual rows look usual."""
    columns = TABLES[table].columns
    for number, text in enumerate(texts, 1):
        yield {column.name: value_of(column, text, number) for column in columns} | links(table, text, number * 2)
        if table != "codebook":
            row = {column.name: value_of(column, text, number) for column in columns}
            yield row | links(table, usual(text), number * 2 - 1) | USUAL.get(table, {})


def value_of(column: Column, text: str, number: int) -> Any:
    """What a column holds of a text."""
    if column.type == "list":
        return [text, text]
    return text if column.type == "text" else number if column.needed else None


def links(table: str, id: str, number: int) -> Row:
    """The columns that name a row or point to one."""
    own = {"id": id} if table in ("sources", "opportunities", "adverts", "excluded", "programmes") else {}
    named = {column.name: number if column.link == "runs.id" else id for column in TABLES[table].columns if column.link}
    return {**own, **named, **({"rounds": [id]} if table == "programmes" else {})}


def opportunities_of(texts: Sequence[str]) -> Iterator[Opportunity]:
    """The opportunities, with the text as every quote, cue, place of words, and problem."""
    groups = ("duration", "commitment", "pay", "place")
    for row in rows_of("opportunities", texts):
        text = row["title"]
        quotes = {name: Quote(text, text) for name in (*row, *groups, text)}
        coded = (Classification(name, text, text, text, text) for name in ("exchange_form", "sectors_to", text))
        issues = (Issue(text, text, text), Issue("closes_on", text, text))
        yield Opportunity(row["id"], row, quotes, tuple(coded), issues)


def runs_of(texts: Sequence[str]) -> Iterator[Run]:
    """Two runs for each text: one without a day, and a blocked one of today."""
    for number, text in enumerate(texts, 1):
        told: Mapping[str, Any] = {"dropped": {text: 1}, "fill": {text: 0.5}, "since": text}
        yield Run(number * 2 - 1, usual(text), MOMENT, MOMENT, "blocked", text, 1, 0, 0, 0, **told)
        yield Run(number * 2, text, text, text, text, text, 1, 1, 1, 1, **told)


def codebook_of(texts: Sequence[str]) -> Iterator[Row]:
    """The codes that there are, and each text as a code of every question, and as a question."""
    yield from sample_codebook()
    coded = {column.codes for table in TABLES.values() for column in table.columns if column.codes}
    for number, text in enumerate(texts, 1):
        for dimension in (*sorted(coded), text):
            told = dict.fromkeys(("code", "label", "definition", "question"), text)
            yield {"dimension": dimension, "position": number + 20, **told}
