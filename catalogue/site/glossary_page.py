"""The glossary as a page: what universities, the NHS, government and others call the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.utils.asgi import Request

from catalogue.glossary import Term, load_glossary
from catalogue.site.addresses import address

if TYPE_CHECKING:  # Datasette loads us while it is loading
    from datasette.app import Datasette


@dataclass(frozen=True)
class Entry:
    """A line of the glossary: a term with its search, or a word that only leads to one (`see`)."""

    id: str
    words: str
    term: Term | None
    url: str
    see: tuple[str, str] | None = None  # (words, anchor)


async def glossary_page(datasette: Datasette, request: Request) -> Response:
    """The page; it needs no catalogue."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    letters = by_letter(entries(load_glossary()))
    size = len(load_glossary())
    page = await datasette.render_template("glossary.html", {"letters": letters, "size": size}, request=request)
    return Response.html(page)


def entries(terms: Sequence[Term]) -> list[Entry]:
    """Every term, and every other word for one that is no term itself, from A to Z."""
    named = {term.name.casefold() for term in terms}
    lines = [Entry(anchor(term.name), term.name, term, address([("_search", term.name)])) for term in terms]
    taken = {line.id for line in lines}
    for term in terms:
        for words in term.also:
            if words.casefold() in named or anchor(words) in taken:
                continue
            taken.add(anchor(words))
            see = (term.name, anchor(term.name))
            lines.append(Entry(anchor(words), words, None, address([("_search", words)]), see))
    return sorted(lines, key=lambda line: line.words.casefold())


def by_letter(lines: Sequence[Entry]) -> list[dict[str, Any]]:
    """The lines under their first letters; what begins with none stands under 0–9."""
    return [{"letter": letter, "entries": list(group)} for letter, group in groupby(lines, key=letter_of)]


def letter_of(line: Entry) -> str:
    """The letter that a line stands under."""
    first = line.words[:1].upper()
    return first if first.isascii() and first.isalpha() else "0–9"


def anchor(words: str) -> str:
    """A name for the place of a term in the page."""
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-") or "term"
