"""How surely words say that the person will be at the place that they name."""

from __future__ import annotations

import re

from catalogue.readers.place_names import Mention
from catalogue.readers.word_lists import load_patterns

CUES = load_patterns("place_cues.yml")
NEAR, BESIDE = 40, 20  # characters in which a boast, and "across the", speak of the name
HOST, TITLE, COVERED, NAMED, WIDE, NOT = 5, 4, 3, 2, 1, 0
# A preposition that leads to the name over at most four words ("in the heart of …"), or a label.
AT = re.compile(
    r"""\b(?:in|at|near|within|across|around|throughout|inside|of|for|from|to|between|serving|covering|outside|into|with|and)
    \s(?:the\s)?(?:[\w'’]+,?\s){0,4}$
    | \b(?:Base|Based|Location|Where|Place|Town|Site|City|Region)\s?:\s?$""",
    re.VERBOSE,
)
# A preposition right before the name.
INSIDE = re.compile(r"\b(?:in|at|within|inside|to|around|tour)\s(?:the\s)?$")
# "Fellow Jane Brown of …", "Dr Ali Khan, …": where someone else comes from.
AFFILIATION = re.compile(
    r"\b(?:[Ff]ellow|Dr|Prof|Professor|student|researcher)\s[A-Z][\w'’-]+\s[A-Z][\w'’-]+(?:,|\s(?:of|from|at))[^.,;]{0,30}$"
)
# Eligibility that gives away where the scheme is: "staff employed in Barnsley".
EMPLOYED_IN = re.compile(
    r"\b(?:employed|working|registered|resident|living|practising)\s(?:in|within|across)\s(?:the\s)?$"
)
# "Inner London: £41,200": a zone of pay.
PAY_ZONE = re.compile(r"(?:Inner|Outer)\sLondon\s?[:(–-]?\s?(?:£|weighting|allowance)")
# "Belfast." or "Leeds (hybrid)" as a sentence of its own.
ALONE = re.compile(r"\s?(?:\([^()]{1,40}\))?\s?[.;|]?\s*$")
# "A six-month overseas fellowship", but not "overseas fellows".
STAY_ABROAD = re.compile(r"\s(?:fellowship|placement|secondment|attachment|exchange|internship|elective|visit)s?\b")
ANY_OF = re.compile(r"\b(?:at|in|with|to)\sany\s(?:\w+\s)?$")  # "six months at any UK university"
ADVERB_END = re.compile(r"\s?(?:[,.;)(]|$|(?:for|to|in|either)\b)")


def strength_of(m: Mention, before: str, after: str) -> int:
    """HOST to NOT, by the words before and after the place in its sentence."""
    if _is_adverb(m, before, after):
        return HOST
    at = bool(AT.search(before)) or (not before.strip() and ALONE.match(after) is not None)
    is_area = m.entry.kind == "area"
    if m.entry.needs_cue and not at and not m.is_body:
        return NOT
    if is_area and CUES["boast"].search(before[-NEAR:]):
        return NOT
    if PAY_ZONE.match(m.words + after):
        return NOT
    if m.entry.nation == "Overseas":
        says_it = m.words.lower().startswith("outside") or STAY_ABROAD.match(after) is not None
        return _overseas_strength(before, after, at or says_it)
    if m.entry.nation == "UK-wide":
        # "In England, Scotland and Wales", "in any of the four nations": whoever counts the nations means them.
        if at and ("Scotland" in m.words or "nations" in m.words):
            return WIDE
        return _whole_strength(before, after, at)
    elsewhere = CUES["elsewhere"].search(before) or AFFILIATION.search(before)
    if at and not elsewhere and CUES["host"].search(before):
        return HOST
    if m.entry.kind == "seat" and m.entry.region == "London" and not INSIDE.search(before):
        return NOT  # a body of the whole UK: that it is named does not say that the person will be there
    if is_area and CUES["whole"].search(before[-BESIDE:]):
        return COVERED
    if elsewhere:
        return WIDE if at and (is_area or EMPLOYED_IN.search(before)) else NOT
    return NAMED if m.is_body or is_area or at else NOT


def _is_adverb(m: Mention, before: str, after: str) -> bool:
    """Whether "abroad" says where something is done: "visits to a unit abroad", but not "in the UK or abroad"."""
    if m.words.lower() not in ("abroad", "overseas") or before.endswith(" or "):
        return False
    return ADVERB_END.match(after) is not None and CUES["host"].search(before) is not None


def _overseas_strength(before: str, after: str, at: bool) -> int:
    """ "Overseas doctors" come here; "placements overseas" go there."""
    if CUES["incoming"].search(before[-NEAR:]) or CUES["incoming"].match(after.lstrip()):
        return NOT
    if not at or CUES["elsewhere"].search(before):
        return NOT
    return HOST if CUES["host"].search(before) else NAMED


def _whole_strength(before: str, after: str, at: bool) -> int:
    """ "Across the UK", "UK-based partner"; "UK universities" and "UK researchers" only say who may apply."""
    if CUES["whole"].search(before[-BESIDE:]) or after.lower().startswith(("-wide", " wide")):
        return COVERED
    if after.startswith(("-based ", " based ")):
        return WIDE if CUES["partner"].search(after) else NOT
    if ANY_OF.search(before) and CUES["host"].search(before) and not CUES["elsewhere"].search(before):
        return WIDE
    if not at or after.startswith(("'", "’")) or CUES["applicants"].match(after.lstrip()):
        return NOT
    return WIDE if CUES["partner"].search(before) or CUES["host"].search(before) else NOT
