"""How a person gets in, and which permissions and checks are asked for (routes.yml, approvals.yml)."""

from __future__ import annotations

from pathlib import Path

from catalogue.readers.spotting import WordList
from catalogue.records import Found, Wording

ROUTES = WordList(Path(__file__).with_name("routes.yml"))
APPROVALS = WordList(Path(__file__).with_name("approvals.yml"))


def read_application_route(wording: Wording) -> Found[str] | None:
    """The first code of routes.yml that the advert's words speak for, with those words; None where no way in is told.

    What a fact or the title says goes before anything in the text.
    """
    found = [Found(code, quote) for code, quote in ROUTES.quotes(wording).items()]
    return min(found, key=lambda one: one.quote.where == "text", default=None)


def read_approvals(wording: Wording) -> list[Found[str]]:
    """Every code of approvals.yml that the advert asks for, each with its words, in the order of the file."""
    return [Found(code, quote) for code, quote in APPROVALS.quotes(wording).items()]
