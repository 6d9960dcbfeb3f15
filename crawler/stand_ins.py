"""Pure: stand-ins for what is personal on a page that is saved for the tests."""

from __future__ import annotations

from catalogue.personal import find_personal

STAND_INS = {"email": "contact@example.org", "phone": "01632 960000", "name": "A. N. Other"}


def without_persons(html: str) -> str:
    """Html with stand-ins for personal addresses, numbers and names in what it shows and in its attributes."""
    pieces, done = [], 0
    for private in find_personal(html):
        if private.kind != "email" and is_inside_tag(html, private.start):
            continue  # numbers and words in attributes are addresses of pages and names of classes
        pieces += [html[done : private.start], STAND_INS[private.kind]]
        done = private.end
    return "".join(pieces) + html[done:]


def is_inside_tag(html: str, place: int) -> bool:
    """Whether a character stands between < and >."""
    return html.rfind("<", 0, place) > html.rfind(">", 0, place)
