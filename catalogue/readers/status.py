"""What an advert says of itself: open, upcoming or closed, in a label or a sentence."""

from __future__ import annotations

import re

from catalogue.readers.labels import facts_about
from catalogue.records import Found, Quote, Wording

LABELLED = {
    "open": "open",
    "closed": "closed",
    "upcoming": "upcoming",
    "opening soon": "upcoming",
    "forthcoming": "upcoming",
}
# Sentences that say it; the subject must be the round, so that "the library is closed on Fridays" says nothing.
SUBJECT = (
    r"(?:applications?|the (?:call|round|scheme|competition|window|fellowship|programme|opportunity)"
    r"|(?:this|our) \w+|recruitment)"
)
CLOSED = re.compile(
    rf"\b{SUBJECT}[^.\n]{{0,40}}?\b(?:(?:is|are|has|have) (?:now |currently )?(?:closed|ended))\b"
    r"|\b(?:there (?:are|is) )?(?:currently )?no (?:open|current|live) "
    r"(?:calls?|rounds?|opportunit(?:y|ies)|vacancies|fellowships?)\b"
    r"|\bnot currently (?:open|accepting|recruiting)\b",
    re.IGNORECASE,
)
UPCOMING = re.compile(
    rf"\b{SUBJECT}[^.\n]{{0,40}}?\b(?:will (?:re-?)?open|opens? (?:again|soon|in|on))\b", re.IGNORECASE
)


def read_said_status(wording: Wording) -> Found[str] | None:
    """ "open", "upcoming" or "closed" as the advert itself says; None where it does not."""
    for label, text in facts_about(wording.facts, "status"):
        said = LABELLED.get(text.strip().lower())
        if said:
            return Found(said, Quote(text, f"fact: {label}"))
    for pattern, said in ((CLOSED, "closed"), (UPCOMING, "upcoming")):
        match = pattern.search(wording.text)
        if match:
            return Found(said, Quote(match.group()))
    return None
