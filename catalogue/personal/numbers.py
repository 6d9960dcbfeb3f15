"""Telephone numbers in text, in the ways people in the UK write them; not dates, sums, references."""

from __future__ import annotations

import re
from pathlib import Path

from catalogue.yaml_files import load_yaml

NEAR = 24  # characters before a row of figures in which a label tells what it is

GAP = r"[ \u00a0().–-]{0,3}"  # between figures: space, hyphen, dot, brackets
EXTENSION = r"(?:[ ,]{0,3}(?:\(?ext(?:ension|n)?\b\.?|x|option|internal)[ :]{0,2}\d{2,6}\)?)?"
NUMBER = re.compile(
    rf"""
    (?<! [\d£$€] ) (?<! \d[.,/-] )              # not the middle or the end of another number
    (?:
        (?: \+ | 00 ) \d{{1,3}} {GAP} (?: \( ?0 ?\) {GAP} )?   # +44 (0), 0044, +353
        (?: \d {GAP} ){{7,10}} \d
      | \(? 0 [1235789] (?: {GAP} \d ){{8,9}}    # 0113 496 0000, (020) 7946 0000, 07700 900123, 0300 …
    )
    (?! \d | [.,:/-]\d )                         # nor its beginning
    {EXTENSION}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "Tel: 496 0000" without the area code; an extension or bleep on its own.
LOCAL = re.compile(
    r"\b(?:(?:telephone|tel|phone|mobile|mob)(?: (?:no|number))?|ext(?:ension|n)?|bleep)\b[.:]{0,2} {0,2}"
    r"(?P<figures>\d(?:[ -]?\d){2,10})(?!\d|[.,:/-]\d)",
    re.IGNORECASE,
)
DATE = re.compile(r"\(?\d{1,2}[. -]\d{1,2}[. -](?:19|20)\d\d\b|\(?\d{2,4}[-–]\d{2}[-–]\d{2}\b")
WORDS = load_yaml(Path(__file__).with_name("words.yml"))
REFERENCE = re.compile(rf"\b(?:{'|'.join(map(re.escape, WORDS['references']))})\b[^\d\n]{{0,14}}$", re.IGNORECASE)


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Where telephone numbers stand, their extensions included."""
    found = []
    for match in NUMBER.finditer(text):
        before = text[max(match.start() - NEAR, 0) : match.start()]
        if DATE.match(match.group()) or REFERENCE.search(before):
            continue
        found.append(match.span())
    taken = {start for start, _ in found}
    for match in LOCAL.finditer(text):
        start, end = match.span("figures")
        if start not in taken and not any(begin <= start < stop for begin, stop in found):
            found.append((start, end))
    return sorted(found)
