"""datapackage.json: what every file, table and column of the Data Package is (https://specs.frictionlessdata.io)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.columns import TABLES, Column, Table
from catalogue.data_package.words import PACKAGE
from catalogue.formats.edition import Edition

TYPES = {"text": "string", "integer": "integer", "number": "number", "list": "array"}
FLOW = {  # column → (type, what it means)
    "step": ("string", "Name of the step."),
    "number": ("integer", "How many."),
    "what": ("string", "What is counted."),
}
GAVE = (
    "select title, json_extract(start, '$[0]') from sources"
    " where id in (select source from adverts union select source from excluded) order by id"
)
Codes = Mapping[str, list[str]]


@dataclass(frozen=True)
class Member:
    """A file of the package that is written, with its size in bytes and its checksum."""

    name: str
    size: int
    sha256: str


def descriptor(db: sqlite3.Connection, edition: Edition, version: str, members: Iterable[Member]) -> str:
    """The description of the whole package, as JSON."""
    codes: dict[str, list[str]] = {}
    for dimension, code in edition.labels:
        codes.setdefault(dimension, []).append(code)
    whole = {
        "profile": "data-package",
        "name": PACKAGE["name"],
        "title": PACKAGE["title"],
        "description": " ".join((PACKAGE["description"], PACKAGE["rights"])),
        "version": version,
        "created": f"{edition.day}T00:00:00Z",
        "keywords": PACKAGE["keywords"],
        "licenses": PACKAGE["licences"],
        "contributors": [{"title": PACKAGE["contributor"], "role": "author"}],
        "sources": [
            {"title": title, "path": start} if start else {"title": title} for title, start in db.execute(GAVE)
        ],
        "codebook_version": edition.codebook_version,
        "resources": [found for member in members if (found := resource(member, codes))],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def resource(member: Member, codes: Codes) -> dict[str, Any] | None:
    """A file that holds data; None for one that is there for people."""
    name, _, suffix = member.name.rpartition(".")
    common = {"path": member.name, "encoding": "utf-8", "bytes": member.size, "hash": f"sha256:{member.sha256}"}
    if suffix == "json":
        whole = {"name": f"{name}-json", "profile": "data-resource", "title": PACKAGE["files"][member.name]}
        return whole | {"format": "json", "mediatype": "application/json"} | common
    if suffix != "csv":
        return None
    shape = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
    if name == "flow":
        return {"name": name, "title": PACKAGE["files"]["flow.csv"]} | shape | common | {"schema": flow_schema()}
    return {"name": name, "title": TABLES[name].what} | shape | common | {"schema": schema(TABLES[name], codes)}


def schema(table: Table, codes: Codes) -> dict[str, Any]:
    """A table's columns, key and links."""
    whole: dict[str, Any] = {"fields": [field(column, codes) for column in table.columns], "missingValues": [""]}
    if table.key:
        whole["primaryKey"] = list(table.key)
    links = [(column.name, *(column.link or "").split(".")) for column in table.columns if column.link]
    if links:
        whole["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [key]}} for name, other, key in links
        ]
    return whole


def field(column: Column, codes: Codes) -> dict[str, Any]:
    """A column: type, meaning, whether it is always there, and the codes that it may hold."""
    told: dict[str, Any] = {"name": column.name, "type": TYPES[column.type], "description": column.what}
    constraints: dict[str, Any] = {"required": True} if column.needed else {}
    if column.codes and column.codes in codes:
        allowed = {"enum": list(dict.fromkeys((*codes[column.codes], "unclear")))}  # unclear answers any question
        if column.is_list:
            told["arrayItem"] = {"type": "string", "constraints": allowed}
        else:
            constraints |= allowed
    return told | {"constraints": constraints} if constraints else told


def flow_schema() -> dict[str, Any]:
    """The columns of flow.csv."""
    fields = [{"name": name, "type": type, "description": what} for name, (type, what) in FLOW.items()]
    return {"fields": fields, "primaryKey": ["step"]}
