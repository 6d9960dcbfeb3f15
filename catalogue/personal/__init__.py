"""Personal addresses, numbers and named contacts in text: where they stand, and the text without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.personal.addresses import find_addresses, is_office
from catalogue.personal.names import find_names
from catalogue.personal.numbers import find_numbers

REMOVED = {"email": "[e-mail removed]", "phone": "[telephone removed]", "name": "[name removed]"}


@dataclass(frozen=True)
class Private:
    """A personal piece of text: characters `start` to `end`, its kind ("email", "phone" or "name") and its words."""

    start: int
    end: int
    kind: str
    words: str


def find_personal(text: str) -> list[Private]:
    """E-mail addresses, telephone numbers and names of contacts, in order; none overlap; linear in the text's length.

    Mailboxes of an office (info@, fellowships@ …) are left out.
    """
    addresses = find_addresses(text)
    numbers = find_numbers(text)
    personal = [(start, end) for start, end in addresses if not is_office(text[start:end])]
    names = find_names(text, addresses + numbers)
    return _apart(
        [
            *(Private(start, end, "email", text[start:end]) for start, end in personal),
            *(Private(start, end, "phone", text[start:end]) for start, end in numbers),
            *(Private(start, end, "name", text[start:end]) for start, end in names),
        ]
    )


def without_personal(text: str) -> str:
    """The text with a note in place of every personal piece, such as "[e-mail removed]"."""
    pieces = []
    done = 0
    for private in find_personal(text):
        pieces += [text[done : private.start], REMOVED[private.kind]]
        done = private.end
    return "".join(pieces) + text[done:]


def _apart(found: Sequence[Private]) -> list[Private]:
    """Those that do not overlap an earlier one, or the longer of two that begin together."""
    apart: list[Private] = []
    for private in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or private.start >= apart[-1].end:
            apart.append(private)
    return apart
