"""How to cite a record: in plain words, and as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalogue.site.words import day_text

CATALOGUE = "Workplace exchange catalogue"
SPECIAL = re.compile(r"[#$%&_]")  # TeX reads these as commands; a backslash before them makes them letters
MARKUP = re.compile(r"[\\{}~^\x00-\x1f]+")  # and these have no such escape that every style understands


def citation(row: Mapping[str, Any], built_at: str | None, address: str) -> str:
    """One line for a list of references."""
    by = f"{row['host'] or row['publisher']}. " if row["host"] or row["publisher"] else ""
    return (
        f"{by}“{row['title']}”. In: {CATALOGUE}, record {row['id']}, built on {day_text(built_at)},"
        f" codebook {row['codebook_version']}. {address}"
    )


def bibtex(row: Mapping[str, Any], built_at: str | None, address: str) -> str:
    """An entry for a BibTeX file; what is not stated is left out."""
    fields = {
        "title": row["title"],
        "author": row["host"] or row["publisher"],
        "howpublished": f"{CATALOGUE}, record {row['id']}",
        "year": (built_at or "")[:4],
        "note": f"Built on {day_text(built_at)}, codebook {row['codebook_version']}",
    }
    lines = [f"  {name} = {{{{{tex(text)}}}}}," for name, text in fields.items() if text]
    key = re.sub(r"[^A-Za-z0-9]+", "-", row["id"]).strip("-")
    return "\n".join([f"@misc{{wkep-{key},", *lines, f"  url = {{{address}}}", "}"])


def tex(text: str) -> str:
    """Text that TeX prints as it stands."""
    return SPECIAL.sub(lambda sign: "\\" + sign[0], MARKUP.sub(" ", text)).strip()
